"""What people see while they wait. Catches a bar that stays behind, and lines that repeat themselves."""

from __future__ import annotations

import sys
from typing import Any

import pytest

import sql_databricks_bridge_sdk as sdk
from sql_databricks_bridge_sdk._decode import decode
from support.calls import Call
from support.servers import ScriptedServer, answer, problem
from test_failures import JOB

QUERY: dict[str, Any] = {
    "query_name": "q",
    "status": "running",
    "rows_extracted": 1234567,
    "files_created": [],
    "bytes_written": 0,
    "attempts": 1,
    "rows_per_second": 1.5,
}
BEGUN = {**JOB, "queries_total": 2, "results": [QUERY]}
ENDED = {**BEGUN, "status": "failed", "queries_completed": 1, "queries_failed": 1}
SCRIPT = (answer(200, BEGUN), answer(200, BEGUN), answer(200, ENDED))


ESTIMATED = {
    **BEGUN,
    "queries_completed": 1,
    "results": [
        {**QUERY, "rows_extracted": 250, "rows_per_second": 10.0, "estimated_rows": 1000},
        {**QUERY, "status": "completed", "rows_extracted": 100, "estimated_rows": 5000},
    ],
}


@pytest.fixture
def without_tqdm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)


@pytest.mark.usefixtures("without_tqdm")
def test_without_tqdm_there_is_a_line_for_each_change(call: Call, capsys: pytest.CaptureFixture[str]) -> None:
    with ScriptedServer(*SCRIPT) as server:
        call(server.url, "wait_for_job", "j", poll_interval=0.01, progress=True)
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.splitlines() == [
        "job j: running, 0/2 queries, 1,234,567 rows",
        "job j: failed, 1/2 queries, 1 failed, 1,234,567 rows",
    ]


def test_with_tqdm_there_is_a_bar_that_is_closed(call: Call, capsys: pytest.CaptureFixture[str]) -> None:
    with ScriptedServer(*SCRIPT) as server:
        call(server.url, "wait_for_job", "j", poll_interval=0.01, progress=True)
    last = capsys.readouterr().err.rstrip("\n").split("\r")[-1]
    assert "failed" in last
    assert "2/2" in last
    assert "1,234,567 rows" in last


def test_with_an_estimate_the_bar_has_rows_and_a_time_left(call: Call, capsys: pytest.CaptureFixture[str]) -> None:
    with ScriptedServer(answer(200, ESTIMATED), answer(200, ENDED)) as server:
        call(server.url, "wait_for_job", "j", poll_interval=0.01, progress=True)
    shown = capsys.readouterr().err.split("\r")
    assert any("350/1.10k" in line and "1/2 queries" in line for line in shown)
    assert "2/2" in shown[-1]


@pytest.mark.usefixtures("without_tqdm")
def test_with_an_estimate_a_line_says_how_long(call: Call, capsys: pytest.CaptureFixture[str]) -> None:
    with ScriptedServer(answer(200, ESTIMATED), answer(200, ENDED)) as server:
        call(server.url, "wait_for_job", "j", poll_interval=0.01, progress=True)
    assert capsys.readouterr().err.splitlines()[0] == "job j: running, 1/2 queries, 350 rows, about 0:01:15 left"


def test_no_time_left_is_invented() -> None:
    def left(**changes: Any) -> Any:
        return decode(
            sdk.ExtractionJob, {**ESTIMATED, "results": [{**ESTIMATED["results"][0], **changes}]}
        ).seconds_left

    assert left() == 75.0
    assert left(rows_extracted=2000) == 0.0
    assert left(estimated_rows=None) is None
    assert left(rows_per_second=0.0) is None
    assert left(status="pending", rows_per_second=0.0) is None


def test_the_bar_is_closed_when_waiting_fails(call: Call, capsys: pytest.CaptureFixture[str]) -> None:
    script = (answer(200, BEGUN), problem(401, "token-expired", False))
    with ScriptedServer(*script) as server, pytest.raises(sdk.AuthenticationError):
        call(server.url, "wait_for_job", "j", poll_interval=0.01, progress=True)
    assert capsys.readouterr().err.endswith("\n")


def test_a_function_gets_the_job_each_time_and_nothing_is_printed(
    call: Call, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[sdk.ExtractionJob] = []
    with ScriptedServer(*SCRIPT) as server:
        call(server.url, "wait_for_job", "j", poll_interval=0.01, progress=seen.append)
    assert [job.status.value for job in seen] == ["running", "running", "failed"]
    assert capsys.readouterr() == ("", "")
