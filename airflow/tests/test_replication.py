"""BridgeReplicationOperator in DAGs.

Catches failed, blocked and cancelled runs that are called a success or tried in vain, and ranges without an end.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sql_databricks_bridge_sdk import BridgeClient, ExtractionJob
from support.service import Service

from flows import Flow, flow
from sql_databricks_bridge_airflow._compat import AirflowException, AirflowFailException
from sql_databricks_bridge_airflow.hooks import BridgeHook
from sql_databricks_bridge_airflow.operators import BridgeReplicationOperator
from test_extract import BOTH, until_cancelled
from waits import until


@contextmanager
def replicated(service: Service, name: str, streams: str) -> Iterator[str]:
    """A replication of the service, by the lines of its streams."""
    file = service.directory / "config" / "replications" / f"{name}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(
        f"""version: 1
name: {name}
source: {{country: bolivia}}
target: {{catalog: main, schema: {name}, volume: /Volumes/main/bridge/landing}}
streams:
{streams}
""",
        encoding="utf-8",
    )
    yield name
    file.unlink()


@pytest.fixture
def replication(service: Service) -> Iterator[str]:
    with replicated(service, "airflow", "  dbo.nation: {mode: merge, change: cursor, cursor: n_nationkey}") as name:
        yield name


@BOTH
def test_a_run_and_a_range_return_their_rows(service: Service, replication: str, deferrable: bool) -> None:
    with flow() as run:
        whole = BridgeReplicationOperator(
            task_id="whole", replication=replication, reset=True, deferrable=deferrable, poll_interval=0.5
        )
        some = BridgeReplicationOperator(
            task_id="some", replication=replication, start="{{ 1 + 1 }}", end="5", deferrable=deferrable
        )
        whole >> some
    run.run()
    assert run.state("some") == "success"
    assert run.xcom("whole")["rows"] == 25
    assert run.xcom("some")["rows"] == 3
    assert run.xcom("some")["queries"] == {"dbo.nation": {"status": "completed", "rows": 3}}


def test_a_range_without_an_end_fails_at_once(service: Service, replication: str) -> None:
    with flow(retries=2) as run:
        BridgeReplicationOperator(task_id="some", replication=replication, start="1")
    run.run()
    assert run.state("some") == "failed"
    assert isinstance(run.error, AirflowFailException)
    assert len(run.errors) == 1


def test_what_a_run_reads_may_be_templates(service: Service, replication: str) -> None:
    with flow() as run:
        first = BridgeReplicationOperator(
            task_id="first", replication="{{ 'air' ~ 'flow' }}", streams="dbo.{{ 'nation' }}", timeout="{{ 60 }}"
        )
        again = BridgeReplicationOperator(
            task_id="again", replication=replication, start="{{ 3 }}", end="{{ 3 + 1 }}", column="n_{{ 'nationkey' }}"
        )
        nothing = BridgeReplicationOperator(task_id="nothing", replication=replication)
        first >> again >> nothing
    run.run()
    assert set(run.xcom("first")["queries"]) == {"dbo.nation"}
    assert run.xcom("again")["rows"] == 1
    assert run.xcom("nothing")["queries"] == {"dbo.nation": {"status": "skipped", "rows": 0}}


@BOTH
def test_a_stream_that_fails_is_named_and_not_tried_again_when_that_is_in_vain(
    service: Service, deferrable: bool
) -> None:
    streams = "  dbo.region: {mode: replace}\n  wrong: {query: broken, mode: replace}"
    with replicated(service, f"failing_{deferrable}".lower(), streams) as name:
        with flow(retries=2) as run:
            BridgeReplicationOperator(task_id="run", replication=name, deferrable=deferrable)
        run.run()
    assert run.state("run") == "failed"
    assert isinstance(run.error, AirflowFailException)
    assert "failed in 1 of 2 queries" in str(run.error)
    assert "wrong: sqlserver-query-failed" in str(run.error)
    assert len(run.errors) == 1
    with BridgeHook().get_conn() as client:
        job = client.get_job_status(run.xcom("run", "job_id"))
    assert [result.rows_extracted for result in job.results if result.query_name == "dbo.region"] == [5]


@BOTH
def test_a_load_that_would_take_too_much_away_fails_at_once_until_it_is_approved(
    service: Service, deferrable: bool
) -> None:
    name = f"shrinking_{deferrable}".lower()
    service.sqlserver(f"CREATE TABLE dbo.{name} (id INT NOT NULL PRIMARY KEY)")
    service.sqlserver(f"INSERT INTO dbo.{name} VALUES (1), (2), (3), (4)")
    streams = f"  dbo.{name}: {{mode: replace, limits: {{shrink_percent: 50}}}}"
    with replicated(service, name, streams):
        assert _run_of(name, deferrable).state("run") == "success"
        service.sqlserver(f"DELETE FROM dbo.{name} WHERE id > 1")
        blocked = _run_of(name, deferrable)
        assert blocked.state("run") == "failed"
        assert isinstance(blocked.error, AirflowFailException)
        assert "load-limit-exceeded" in str(blocked.error)
        assert len(blocked.errors) == 1
        with BridgeHook().get_conn() as client:
            client.approve_load(name, f"dbo.{name}")
        approved = _run_of(name, deferrable)
        assert approved.xcom("run")["rows"] == 1


def _run_of(name: str, deferrable: bool) -> Flow:
    with flow(retries=2) as run:
        BridgeReplicationOperator(task_id="run", replication=name, deferrable=deferrable)
    return run.run()


_SLOW = "  many: {query: endless, mode: replace}"


@pytest.fixture
def endless(service: Service) -> str:
    slow = (service.directory / "queries" / "common" / "slow.sql").read_text(encoding="utf-8")
    template = service.directory / "queries" / "common" / "endless.sql"
    template.write_text(slow.replace("{orders}", "60000"), encoding="utf-8")
    return _SLOW


@BOTH
def test_a_run_that_takes_too_long_is_cancelled(service: Service, endless: str, deferrable: bool) -> None:
    with replicated(service, f"late_{deferrable}".lower(), endless) as name:
        with flow() as run:
            BridgeReplicationOperator(task_id="run", replication=name, timeout=1.0, deferrable=deferrable)
        run.run()
        assert run.state("run") == "failed"
        assert isinstance(run.error, AirflowException)
        assert "has not ended in time" in str(run.error)
        until_cancelled(run.xcom("run", "job_id"))


@BOTH
def test_a_run_that_somebody_cancels_fails_the_task_at_once(service: Service, endless: str, deferrable: bool) -> None:
    with replicated(service, f"stopped_{deferrable}".lower(), endless) as name:
        with flow(retries=2) as run:
            BridgeReplicationOperator(task_id="run", replication=name, deferrable=deferrable)
        with ThreadPoolExecutor(1) as pool, BridgeHook().get_conn() as client:
            cancelled = pool.submit(lambda: client.cancel_job(until(lambda: _jobs_of(client, name))[0]))
            run.run()
            cancelled.result()
    assert run.state("run") == "failed"
    assert isinstance(run.error, AirflowFailException)
    assert "was cancelled" in str(run.error)
    assert len(run.errors) == 1


def _jobs_of(client: BridgeClient, name: str) -> list[ExtractionJob]:
    return [job for job in client.list_jobs("running", limit=1000) if f"/{name}" in job.destination]
