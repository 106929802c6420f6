"""What is done with results: waiting, raising, showing. Catches bad ends that pass, and text taken for HTML."""

from __future__ import annotations

import asyncio
import copy
import pickle
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest

import sql_databricks_bridge_sdk as sdk
from sql_databricks_bridge_sdk._decode import decode
from support.calls import Call
from support.servers import ScriptedServer, answer
from support.service import Service
from test_failures import EVENT, JOB, STARTED
from test_progress import BEGUN
from test_service import destination

COMPLETED = {**JOB, "status": "completed", "queries_completed": 1}
SCRIPT = (answer(202, STARTED), answer(200, JOB), answer(200, COMPLETED))
REFUSED = {
    "status": "blocked", "rows_affected": 0, "changes": {"inserted": 0, "updated": 1, "deleted": 2},
    "error_message": "More than 1 row.", "sample": [{"before": {"id": "1", "x": "<b>"}, "after": {}}],
}  # fmt: skip


def test_a_started_job_waits_for_itself() -> None:
    with ScriptedServer(*SCRIPT) as server, sdk.BridgeClient(server.url) as client:
        job = client.extract(country="bolivia").wait(timedelta(seconds=5), timedelta(milliseconds=10))
    assert (job.job_id, job.succeeded) == ("j", True)


def test_an_async_one_does_too() -> None:
    async def run(url: str) -> sdk.ExtractionJob:
        async with sdk.AsyncBridgeClient(url) as client:
            return await (await client.extract(country="bolivia")).wait(5, 0.01)

    with ScriptedServer(*SCRIPT) as server:
        assert asyncio.run(run(server.url)).succeeded


def test_it_waits_no_longer_than_it_is_told() -> None:
    with ScriptedServer(answer(202, STARTED), answer(200, JOB)) as server, sdk.BridgeClient(server.url) as client:
        started = client.extract(country="bolivia")
        with pytest.raises(sdk.JobTimeoutError, match="within 0.05 seconds"):
            started.wait(timedelta(milliseconds=50), 0.01)


def test_a_started_job_is_its_answer_where_it_travels() -> None:
    with ScriptedServer(answer(202, STARTED)) as server, sdk.BridgeClient(server.url) as client:
        started = client.extract(country="bolivia")
        plain = decode(sdk.ExtractionResponse, STARTED)
        assert pickle.loads(pickle.dumps(started)) == copy.deepcopy(started) == plain  # noqa: S301
        assert asdict(started) == asdict(plain)
        assert str(started) == "job j: pending, 1 queries"


def test_a_job_of_the_service_from_one_line(service: Service) -> None:
    with sdk.BridgeClient(service.url, service.admin_token) as client:
        asked: dict[str, Any] = {"queries": ["top_customers"], "destination": destination()}
        assert (
            client.extract(country="bolivia", **asked).wait(poll_interval=0.1).raise_for_status().rows_extracted == 25
        )


@pytest.mark.parametrize("name", ["timeout", "timeout_seconds"])
@pytest.mark.parametrize("duration", [0.05, timedelta(milliseconds=50)])
def test_one_name_and_any_duration_end_a_wait(call: Call, name: str, duration: Any) -> None:
    with ScriptedServer(answer(200, EVENT)) as server, pytest.raises(sdk.TimeoutError, match="within 0.05 seconds"):
        call(server.url, "wait_for_completion", "e", poll_interval=timedelta(milliseconds=10), **{name: duration})


def test_no_time_out_waits_for_the_end(call: Call) -> None:
    script = (answer(200, EVENT), answer(200, {**EVENT, "status": "completed"}))
    for name in ("timeout", "timeout_seconds"):
        with ScriptedServer(*script) as server:
            assert call(server.url, "wait_for_completion", "e", poll_interval=0.01, **{name: None}).success


def test_an_event_that_was_processed_at_once_raises(call: Call) -> None:
    failed = {**EVENT, "status": "failed", "error_message": "No such column."}
    with ScriptedServer(answer(200, failed)) as server:
        event = call(server.url, "submit_sync_event", "INSERT", "a.b.c", "dbo.t", process_immediately=True)
    with pytest.raises(sdk.EventFailedError, match="Event e is failed: No such column."):
        event.raise_for_status()
    for status in ("completed", "processing", "retry"):
        fine = decode(sdk.SyncEvent, {**EVENT, "status": status})
        assert fine.raise_for_status() is fine


def test_a_dry_run_raises(call: Call) -> None:
    with ScriptedServer(answer(200, REFUSED)) as server:
        run = call(server.url, "dry_run_sync_event", "DELETE", "a.b.c", "dbo.t", ["id"])
    with pytest.raises(sdk.EventFailedError, match="is blocked: More than 1 row.") as raised:
        run.raise_for_status()
    assert raised.value.status == "blocked"
    fine = decode(sdk.DryRun, {**REFUSED, "status": "completed"})
    assert fine.raise_for_status() is fine


def test_results_are_one_line_of_text() -> None:
    assert str(decode(sdk.ExtractionJob, BEGUN)) == "job j: running, 0/2 queries, 1,234,567 rows"
    event = decode(sdk.SyncEvent, {**EVENT, "status": "completed", "rows_affected": 1234})
    assert str(event) == str(sdk.EventResult.from_event(event)) == "event e: completed, INSERT of dbo.t, 1,234 rows"
    failed = decode(sdk.SyncEvent, {**EVENT, "status": "failed", "error_message": "Why."})
    assert str(sdk.EventResult.from_event(failed)) == "event e: failed, INSERT of dbo.t: Why."
    shown = "dry run: would be blocked, 0 inserted, 1 updated, 2 deleted: More than 1 row."
    assert str(decode(sdk.DryRun, REFUSED)) == shown


def test_notebooks_show_tables_in_which_text_is_only_text() -> None:
    query = {**BEGUN["results"][0], "query_name": "<q>", "error": "1 < 2 & 3"}
    shown = decode(sdk.ExtractionJob, {**BEGUN, "results": [query]})._repr_html_()
    assert "<td>&lt;q&gt;</td><td>running</td><td>1,234,567</td>" in shown
    assert "1 &lt; 2 &amp; 3" in shown
    shown = decode(sdk.DryRun, REFUSED)._repr_html_()
    assert "<td>1 before</td><td>1</td><td>&lt;b&gt;</td>" in shown
    event = decode(sdk.SyncEvent, {**EVENT, "metadata": {"note": "<script>"}})
    for shown in (event._repr_html_(), sdk.EventResult.from_event(event)._repr_html_()):
        assert "&lt;script&gt;" in shown
        assert "<script>" not in shown
