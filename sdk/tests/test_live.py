"""The stream of jobs that change: against the real service, and against servers that do what it can't be made to do.

Catches an end that is not told, a job that comes twice, somebody else's job, a stream that is not opened again, and one
that is although it may not.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from typing import Any, Callable

import pytest

import sql_databricks_bridge_sdk as sdk
from support.calls import QUICK, TOKEN
from support.servers import Action, Cut, ScriptedServer, answer, problem
from support.service import Service
from test_failures import JOB

Watch = Callable[..., list[Any]]
"""`watch(url, until)`: the jobs that are told, up to the first one that `until` is true of."""


def sync_watch(url: str, until: Callable[[Any], bool], token: str = TOKEN) -> list[Any]:
    """By `BridgeClient`."""
    told = []
    with sdk.BridgeClient(url, token=token, retry=QUICK, timeout=10) as client:
        for job in client.watch_jobs():
            told.append(job)
            if until(job):
                break
    return told


def async_watch(url: str, until: Callable[[Any], bool], token: str = TOKEN) -> list[Any]:
    """By `AsyncBridgeClient`."""

    async def run() -> list[Any]:
        told = []
        async with sdk.AsyncBridgeClient(url, token=token, retry=QUICK, timeout=10) as client:
            async for job in client.watch_jobs():
                told.append(job)
                if until(job):
                    break
        return told

    return asyncio.run(run())


@pytest.fixture(params=[sync_watch, async_watch], ids=["sync", "async"])
def watch(request: pytest.FixtureRequest) -> Watch:
    """Watches by a client of either kind."""
    chosen: Watch = request.param
    return chosen


def job(job_id: str, status: str, **more: Any) -> dict[str, Any]:
    return {**JOB, "job_id": job_id, "status": status, **more}


def stream(*messages: Any, rest: str = "") -> bytes:
    """A stream of these messages that then ends."""
    events = "".join(f"data:{json.dumps(message, ensure_ascii=False)}\n\n" for message in messages)
    return answer(200, events + rest, Content_Type="text/event-stream")


def states(told: list[Any]) -> list[tuple[str, str]]:
    return [(one.job_id, one.status.value) for one in told]


def is_ended(one: Any) -> bool:
    ended: bool = one.ended
    return ended


def test_a_job_is_told_until_its_end_and_nobody_elses(service: Service, watch: Watch) -> None:
    started = []
    for token in (service.other_token, service.admin_token):
        with sdk.BridgeClient(service.url, token=token) as client:
            folder = service.directory / "queries" / "live"
            folder.mkdir(exist_ok=True)
            (folder / "stock.sql").write_text("SELECT warehouse, product_id FROM dbo.stock")
            where = f"/Volumes/main/bridge/landing/{uuid.uuid4().hex}"
            started.append(client.extract(country="bolivia", queries_path="live", destination=where).job_id)
    others, admins = started
    told = watch(service.url, lambda one: one.job_id == others and one.ended, service.other_token)
    assert told[-1].succeeded
    assert admins not in {one.job_id for one in told}
    seen = {others: False, admins: False}

    def both(one: Any) -> bool:
        seen.update({one.job_id: one.ended})
        return seen[others] and seen[admins]

    watch(service.url, both)


def test_a_stream_that_ends_is_opened_again_and_no_job_comes_twice(watch: Watch) -> None:
    script: list[Action] = [
        stream({"jobs": [job("a", "running"), job("b", "pending")]}, {}, rest='data:{"jobs":[{"half'),
        Cut(),
        problem(503, "shutting-down", True, Retry_After="0"),
        stream({"jobs": [job("a", "running"), job("b", "running")]}, {"jobs": [job("a", "completed")]}),
    ]
    with ScriptedServer(*script) as server:
        told = watch(server.url, is_ended)
    assert states(told) == [("a", "running"), ("b", "pending"), ("b", "running"), ("a", "completed")]
    assert [request.path for request in server.received] == ["/jobs/live"] * 4
    assert {request.headers["accept"] for request in server.received} == {"text/event-stream"}


def test_what_has_ended_while_there_was_no_stream_is_asked_for(watch: Watch) -> None:
    script = [
        stream({"jobs": [job("gone", "running"), job("a", "running")]}),
        stream({"jobs": []}),
        problem(404, "unknown-job", False),
        answer(200, job("a", "failed")),
    ]
    with ScriptedServer(*script) as server:
        told = watch(server.url, is_ended)
    assert states(told)[2:] == [("a", "failed")]
    assert [request.path for request in server.received][2:] == ["/jobs/gone", "/jobs/a"]


def test_text_of_a_job_may_have_every_character_that_ends_lines_elsewhere(watch: Watch) -> None:
    odd = "/Volumes/a/b/\u2028c\u0085d\x0be\u001ff"
    with ScriptedServer(stream({"jobs": [job("a", "completed", destination=odd)]})) as server:
        assert watch(server.url, is_ended)[0].destination == odd


def test_a_token_that_ends_ends_the_loop(watch: Watch) -> None:
    with ScriptedServer(stream({"jobs": [job("a", "running")]}), problem(401, "token-expired", False)) as server:
        with pytest.raises(sdk.AuthenticationError) as raised:
            watch(server.url, is_ended)
    assert raised.value.code == "token-expired"
    assert len(server.received) == 2


def test_a_first_stream_that_never_comes_is_given_up_as_every_request_is(watch: Watch) -> None:
    with ScriptedServer(problem(429, "too-many-requests-of-user", True, Retry_After="0")) as server:
        with pytest.raises(sdk.APIError) as raised:
            watch(server.url, is_ended)
    assert raised.value.status_code == 429
    assert len(server.received) == QUICK.attempts


@pytest.mark.parametrize(
    "other",
    [answer(200, "<html>", Content_Type="text/html"), stream([1]), stream({"jobs": [{"job_id": 1}]})],
    ids=["page", "list", "no job"],
)
def test_something_else_is_said_to_be_so(watch: Watch, other: bytes) -> None:
    with ScriptedServer(other) as server, pytest.raises(sdk.APIError, match="service's URL"):
        watch(server.url, is_ended)
    assert len(server.received) == 1


def test_a_loop_that_is_left_closes_its_stream(service: Service, watch: Watch) -> None:
    # A user has ten at most: an eleventh would be refused.
    with sdk.BridgeClient(service.url, token=service.admin_token) as client:
        where = f"/Volumes/main/bridge/landing/{uuid.uuid4().hex}"
        client.extract(country="bolivia", queries=["top_customers"], destination=where)
    for _ in range(12):
        assert watch(service.url, lambda one: True)
