"""What goes wrong on the way, on real sockets, for both kinds of clients.

Catches requests that are sent twice though they may not be, or given up though they need not be; errors that lose what
the service said; and tokens that come to light.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
import traceback
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from typing import Any

import pytest

import sql_databricks_bridge_sdk as sdk
from support.calls import TOKEN, Call
from support.servers import Cut, ScriptedServer, Silence, answer, problem
from support.service import free_port

JOB: dict[str, Any] = {
    "job_id": "j",
    "status": "running",
    "country": "bolivia",
    "destination": "/Volumes/a/b/c",
    "created_at": "2026-11-21T08:00:00Z",
    "queries_total": 1,
    "queries_completed": 0,
    "queries_failed": 0,
    "results": [],
}
EVENT = {"event_id": "e", "operation": "INSERT", "source_table": "a.b.c", "target_table": "dbo.t", "status": "pending"}
STARTED = {"job_id": "j", "status": "pending", "message": "m", "queries_count": 1}
FULL = problem(503, "queue-full", True, Retry_After="1")


def test_a_full_queue_is_asked_again_when_it_says_with_the_same_key(call: Call) -> None:
    with ScriptedServer(FULL, answer(202, STARTED)) as server:
        begin = time.monotonic()
        assert call(server.url, "extract", country="bolivia").job_id == "j"
        assert time.monotonic() - begin >= 1
    keys = {request.headers["idempotency-key"] for request in server.received}
    assert (len(server.received), len(keys)) == (2, 1)


def test_each_call_has_a_key_of_its_own(call: Call) -> None:
    with ScriptedServer(answer(202, STARTED)) as server:
        call(server.url, "extract", country="bolivia")
        call(server.url, "extract", country="bolivia")
        call(server.url, "extract", country="bolivia", idempotency_key="mine")
    first, second, third = (request.headers["idempotency-key"] for request in server.received)
    assert first != second
    assert third == "mine"


def test_retry_after_can_be_a_date(call: Call) -> None:
    soon = format_datetime(datetime.now(timezone.utc) + timedelta(seconds=2), usegmt=True)
    with ScriptedServer(problem(503, "queue-full", True, Retry_After=soon), answer(200, JOB)) as server:
        begin = time.monotonic()
        call(server.url, "get_job_status", "j")
        assert time.monotonic() - begin > 0.5


def test_a_wait_that_is_too_long_is_the_callers_affair(call: Call) -> None:
    with ScriptedServer(problem(503, "queue-full", True, Retry_After="3600")) as server:
        with pytest.raises(sdk.APIError) as raised:
            call(server.url, "get_job_status", "j")
        assert len(server.received) == 1
    assert (raised.value.code, raised.value.retry_after, raised.value.retryable) == ("queue-full", 3600, True)


def test_it_gives_up_after_its_attempts_and_says_what_the_service_said(call: Call) -> None:
    with ScriptedServer(problem(503, "job-store-unavailable", True, X_Request_Id="r-1")) as server:
        with pytest.raises(sdk.APIError, match="What job-store-unavailable means") as raised:
            call(server.url, "get_job_status", "j")
        assert len(server.received) == 3
    assert raised.value.details["request_id"] == "r-1"
    assert raised.value.problem is not None
    assert raised.value.problem.instance.startswith("urn:uuid:")


def test_what_the_service_says_will_not_pass_is_not_repeated(call: Call) -> None:
    with ScriptedServer(problem(502, "databricks-unauthorized", False)) as server:
        with pytest.raises(sdk.APIError):
            call(server.url, "get_job_status", "j")
        assert len(server.received) == 1


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_proxys_page_is_asked_again_and_told_from_the_service(call: Call, status: int) -> None:
    with ScriptedServer(answer(status, "<html>Bad Gateway</html>", Content_Type="text/html")) as server:
        with pytest.raises(sdk.APIError, match="not the service") as raised:
            call(server.url, "get_job_status", "j")
        assert len(server.received) == 3
    assert (raised.value.status_code, raised.value.response_body) == (status, "<html>Bad Gateway</html>")
    assert raised.value.code is None


def test_a_retry_of_an_event_is_sent_again_only_when_the_service_says_that_nothing_was_done(call: Call) -> None:
    with ScriptedServer(FULL, answer(200, EVENT)) as server:
        assert call(server.url, "retry_sync_event", "e").event_id == "e"
    for trouble in (answer(502, "<html>"), Cut()):
        with ScriptedServer(trouble) as server:
            with pytest.raises(sdk.BridgeSDKError):
                call(server.url, "retry_sync_event", "e")
            assert len(server.received) == 1


def test_a_cut_connection_is_tried_again_with_the_same_event(call: Call) -> None:
    with ScriptedServer(Cut(), Cut(), answer(202, EVENT)) as server:
        call(server.url, "submit_sync_event", "INSERT", "a.b.c", "dbo.t")
    ids = {request.json["event_id"] for request in server.received}
    assert (len(server.received), len(ids)) == (3, 1)
    assert ids.pop().startswith("insert-")


def test_nobody_there_is_a_connection_error_after_all_attempts(call: Call) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(sdk.ConnectionError) as raised:
        call(url, "retry_sync_event", "e")
    assert not raised.value.sent
    assert url in str(raised.value)


def test_a_slow_answer_is_a_time_out_and_not_asked_for_again(call: Call) -> None:
    with ScriptedServer(Silence()) as server:
        begin = time.monotonic()
        with pytest.raises(sdk.RequestTimeoutError) as raised:
            call(server.url, "get_job_status", "j", _timeout=0.3)
        assert time.monotonic() - begin < 5
        assert len(server.received) == 1
    assert raised.value.sent


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, sdk.ValidationError),
        (401, sdk.AuthenticationError),
        (403, sdk.AuthenticationError),
        (404, sdk.NotFoundError),
        (409, sdk.ConflictError),
        (413, sdk.ValidationError),
        (415, sdk.ValidationError),
        (418, sdk.APIError),
        (422, sdk.ValidationError),
        (500, sdk.APIError),
    ],
)
def test_each_status_is_an_exception_that_knows_the_problem(
    call: Call, status: int, kind: type[sdk.BridgeSDKError]
) -> None:
    with ScriptedServer(problem(status, "some-code", False)) as server:
        with pytest.raises(kind) as raised:
            call(server.url, "list_jobs")
        assert len(server.received) == 1
    assert (raised.value.status_code, raised.value.code) == (status, "some-code")
    assert raised.value.detail == str(raised.value) == "What some-code means."


@pytest.mark.parametrize("status", [400, 404, 409, 413, 415, 422])
def test_scripts_for_the_older_sdk_catch_them_as_what_it_raised(call: Call, status: int) -> None:
    code = "unknown-event" if status == 404 else "some-code"
    with ScriptedServer(problem(status, code, False)) as server, pytest.raises(sdk.APIError) as raised:
        call(server.url, "retry_sync_event", "e")
    assert (raised.value.status_code, raised.value.details["status_code"]) == (status, status)
    assert raised.value.response_body is not None
    assert json.loads(raised.value.response_body)["code"] == code


def test_a_wrong_state_is_a_conflict_below_the_base_path_too(call: Call) -> None:
    for method, code in (("cancel_job", "job-ended"), ("retry_sync_event", "event-not-retryable")):
        script = (problem(400, code, False), answer(200, {**JOB, "status": "completed"}))
        with ScriptedServer(*script) as server, pytest.raises(sdk.ConflictError) as raised:
            call(f"{server.url}/api/v1", method, "x")
        assert (raised.value.status_code, raised.value.code) == (400, code)


def test_output_that_another_request_made_is_an_exception_of_its_own(call: Call) -> None:
    with ScriptedServer(problem(409, "output-differs", False)) as server:
        with pytest.raises(sdk.OutputDiffersError, match="What output-differs means"):
            call(server.url, "extract", country="bolivia")
        assert len(server.received) == 1


def test_only_an_unknown_event_or_job_is_not_found_by_its_id(call: Call) -> None:
    with ScriptedServer(problem(404, "unknown-event", False)) as server, pytest.raises(sdk.EventNotFoundError) as event:
        call(server.url, "get_sync_event", "e")
    with ScriptedServer(problem(404, "unknown-job", False)) as server, pytest.raises(sdk.JobNotFoundError) as job:
        call(server.url, "cancel_job", "j")
    with ScriptedServer(answer(404, "<html>")) as server, pytest.raises(sdk.NotFoundError):
        call(server.url, "get_sync_event", "e")
    assert (event.value.event_id, event.value.code, job.value.job_id) == ("e", "unknown-event", "j")


def test_the_text_of_an_older_service_is_shown(call: Call) -> None:
    with (
        ScriptedServer(answer(400, {"detail": "No such query"})) as server,
        pytest.raises(sdk.ValidationError) as raised,
    ):
        call(server.url, "list_jobs")
    assert str(raised.value) == "No such query"


@pytest.mark.parametrize("body", ["<html>", "[]", '{"job_id": 5}', "[" * 100_000])
def test_an_answer_that_is_something_else_is_an_error(call: Call, body: str) -> None:
    with ScriptedServer(answer(200, body)) as server, pytest.raises(sdk.APIError, match="OpenAPI"):
        call(server.url, "get_job_status", "j")


def test_a_redirect_is_not_followed(call: Call) -> None:
    with ScriptedServer(answer(200, JOB)) as elsewhere:
        with ScriptedServer(answer(307, Location=elsewhere.url + "/jobs/j")) as server:
            with pytest.raises(sdk.APIError, match="Redirected"):
                call(server.url, "get_job_status", "j")
        assert elsewhere.received == []


def test_a_cancel_whose_answer_was_lost_has_succeeded(call: Call) -> None:
    ended = problem(409, "job-ended", False)
    with ScriptedServer(Cut(), ended, answer(200, {**JOB, "status": "cancelled"})) as server:
        call(server.url, "cancel_job", "j")
    with ScriptedServer(ended, answer(200, {**JOB, "status": "completed"})) as server, pytest.raises(sdk.ConflictError):
        call(server.url, "cancel_job", "j")


def test_waiting_survives_a_restart_of_the_service(call: Call) -> None:
    done = {**JOB, "status": "completed", "queries_completed": 1}
    script = (answer(200, JOB), Cut(), answer(502, "<html>"), answer(429), FULL, answer(200, done))
    with ScriptedServer(*script) as server:
        job = call(server.url, "wait_for_job", "j", poll_interval=0.01)
    assert job.succeeded
    assert len(server.received) == 6


def test_waiting_does_not_begin_without_the_service(call: Call) -> None:
    with pytest.raises(sdk.ConnectionError):
        call(f"http://127.0.0.1:{free_port()}", "wait_for_job", "j")


def test_waiting_ends_when_the_token_does(call: Call) -> None:
    with ScriptedServer(answer(200, JOB), problem(401, "token-expired", False)) as server:
        with pytest.raises(sdk.AuthenticationError):
            call(server.url, "wait_for_job", "j", poll_interval=0.01)


def test_waiting_ends_in_time(call: Call) -> None:
    with ScriptedServer(answer(200, JOB)) as server, pytest.raises(sdk.JobTimeoutError) as job:
        call(server.url, "wait_for_job", "j", timeout=0.2, poll_interval=0.05)
    with ScriptedServer(answer(200, EVENT)) as server, pytest.raises(sdk.TimeoutError) as event:
        call(server.url, "wait_for_completion", "e", timeout_seconds=0.2, poll_interval=0.05)
    assert (job.value.job_id, job.value.timeout_seconds) == ("j", 0.2)
    assert (event.value.event_id, event.value.timeout_seconds) == ("e", 0.2)


def test_waiting_ends_in_time_although_the_service_has_gone(call: Call) -> None:
    full = problem(503, "queue-full", True, Retry_After="60")
    for trouble in (full, Cut(), Silence()):
        with ScriptedServer(answer(200, JOB), trouble) as server:
            begin = time.monotonic()
            with pytest.raises(sdk.JobTimeoutError):
                call(server.url, "wait_for_job", "j", timeout=0.3, poll_interval=0.1, _timeout=0.5)
            assert time.monotonic() - begin < 5


def test_a_wait_without_pauses_is_refused(call: Call) -> None:
    with ScriptedServer(answer(200, JOB)) as server, pytest.raises(sdk.ValidationError):
        call(server.url, "wait_for_job", "j", poll_interval=0)


def test_requests_say_who_sends_them(call: Call) -> None:
    with ScriptedServer(answer(200, [])) as server:
        call(server.url + "/below/", "list_jobs", status=sdk.JobStatus.FAILED)
    (request,) = server.received
    assert request.path == "/below/jobs?status_filter=failed&limit=100&offset=0"
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    assert request.headers["user-agent"].startswith(f"sql-databricks-bridge/{sdk.__version__} ")


def test_ids_can_not_leave_their_place_in_the_path(call: Call) -> None:
    with ScriptedServer(answer(200, JOB)) as server:
        call(server.url, "get_job_status", "../x?y#z/ü")
    assert server.received[0].path == "/jobs/..%2Fx%3Fy%23z%2F%C3%BC"


@pytest.mark.parametrize(
    "trouble",
    [answer(401, "<html>"), problem(500, "internal-error", False), Cut(), Silence(), answer(302, Location="/x")],
    ids=["401", "500", "cut", "silence", "redirect"],
)
def test_the_token_never_comes_to_light(call: Call, trouble: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with ScriptedServer(trouble) as server, pytest.raises(sdk.BridgeSDKError) as raised:
        call(server.url, "list_jobs", _timeout=0.3)
    error = raised.value
    said = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    said += repr(error) + str(error.__dict__) + caplog.text
    assert TOKEN not in said
    assert any(TOKEN in request.headers["authorization"] for request in server.received)


def test_a_task_that_is_cancelled_stops_waiting() -> None:
    async def run(url: str) -> None:
        async with sdk.AsyncBridgeClient(url, TOKEN) as client:
            await asyncio.wait_for(client.wait_for_job("j", poll_interval=60), 0.3)

    with ScriptedServer(answer(200, JOB)) as server, pytest.raises(asyncio.TimeoutError):
        asyncio.run(run(server.url))
