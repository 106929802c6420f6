"""BridgeExtractOperator in DAGs. Catches results that are lost, and failures that are tried in vain or not at all."""

from __future__ import annotations

from typing import Any

import pytest
from sql_databricks_bridge_sdk import BridgeClient, ExtractionJob
from support.service import Service

from conftest import connection
from flows import flow
from sql_databricks_bridge_airflow._compat import AirflowException, AirflowFailException
from sql_databricks_bridge_airflow.hooks import BridgeHook
from sql_databricks_bridge_airflow.operators import BridgeExtractOperator

BOTH = pytest.mark.parametrize("deferrable", [False, True], ids=["in a worker", "deferred"])


@BOTH
def test_an_extraction_returns_its_job_rows_and_files(service: Service, deferrable: bool) -> None:
    destination = f"/Volumes/main/bridge/landing/extract_{deferrable}"
    with flow() as run:
        BridgeExtractOperator(
            task_id="extract",
            country="bolivia",
            queries=["nations", "top_customers"],
            parameters={"top_customers": "{{ 3 + 4 }}"},
            destination=destination,
            deferrable=deferrable,
        )
    run.run()
    assert run.state("extract") == "success"
    value = run.xcom("extract")
    assert value["status"] == "completed"
    assert value["rows"] == 25 + 7
    assert value["queries"]["nations"] == {"status": "completed", "rows": 25}
    job = value["job_id"].replace("-", "")[:16]
    assert value["files"] == [
        f"{destination}/bolivia/nations/nations-{job}-00000.parquet",
        f"{destination}/bolivia/top_customers/top_customers-{job}-00000.parquet",
    ]
    assert all((service.directory / "volumes" / file.lstrip("/")).is_file() for file in value["files"])
    assert run.xcom("extract", "job_id") == value["job_id"]
    assert run.xcom("extract", "bridge_job_url") == f"{service.url}/jobs/{value['job_id']}"


def test_output_of_another_request_fails_the_task_at_once(service: Service) -> None:
    def task(limit: int) -> Any:
        with flow(retries=2) as run:
            BridgeExtractOperator(
                task_id="extract",
                country="bolivia",
                queries="nations",
                limit=limit,
                destination="/Volumes/main/bridge/landing/differs",
            )
        return run.run()

    assert task(3).state("extract") == "success"
    other = task(4)
    assert other.state("extract") == "failed"
    assert isinstance(other.error, AirflowFailException)
    assert "output-differs" in str(other.error)
    assert len(other.errors) == 1


@BOTH
def test_a_failed_query_is_named_and_not_tried_again_when_that_is_in_vain(service: Service, deferrable: bool) -> None:
    with flow(retries=2) as run:
        BridgeExtractOperator(
            task_id="extract",
            country="bolivia",
            queries=["nations", "broken"],
            destination=f"/Volumes/main/bridge/landing/broken_{deferrable}",
            deferrable=deferrable,
        )
    run.run()
    assert run.state("extract") == "failed"
    assert isinstance(run.error, AirflowFailException)
    assert "failed in 1 of 2 queries" in str(run.error)
    assert "broken: sqlserver-query-failed" in str(run.error)
    assert run.task("extract").try_number == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"country": "atlantis"}, "unknown-country"),
        ({"country": "bolivia", "queries": ["no_such_query"]}, "unknown-query"),
        ({"country": "bolivia", "queries": "nations", "destination": "/tmp"}, "invalid-destination"),
    ],
)
def test_a_wrong_request_fails_at_once(service: Service, arguments: dict[str, Any], code: str) -> None:
    with flow(retries=2) as run:
        BridgeExtractOperator(task_id="extract", **arguments)
    run.run()
    assert run.state("extract") == "failed"
    assert isinstance(run.error, AirflowFailException)
    assert code in str(run.error)
    assert len(run.errors) == 1


def test_a_wrong_token_fails_at_once(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_SQL_DATABRICKS_BRIDGE_DEFAULT", connection(service.url, "nobodys-token"))
    with flow(retries=2) as run:
        BridgeExtractOperator(task_id="extract", country="bolivia", queries="nations")
    run.run()
    assert run.state("extract") == "failed"
    assert isinstance(run.error, AirflowFailException)
    assert "token-unknown" in str(run.error)
    assert "nobodys-token" not in str(run.error)


@BOTH
def test_a_job_that_takes_too_long_is_cancelled(service: Service, deferrable: bool) -> None:
    with flow() as run:
        BridgeExtractOperator(
            task_id="extract",
            country="bolivia",
            queries="slow",
            parameters={"orders": 60000},
            destination=f"/Volumes/main/bridge/landing/late_{deferrable}",
            timeout=1.0,
            deferrable=deferrable,
        )
    run.run()
    assert run.state("extract") == "failed"
    assert isinstance(run.error, AirflowException)
    assert "has not ended in time" in str(run.error)
    until_cancelled(run.xcom("extract", "job_id"))


def test_one_that_does_not_wait_returns_the_job(service: Service) -> None:
    with flow() as run:
        BridgeExtractOperator(
            task_id="extract",
            country="bolivia",
            queries="nations",
            destination="/Volumes/main/bridge/landing/unwatched",
            wait_for_completion=False,
        )
    run.run()
    assert run.xcom("extract") == {"job_id": run.xcom("extract", "job_id")}


def test_each_mapped_task_has_a_job_of_its_own(service: Service) -> None:
    with flow() as run:
        BridgeExtractOperator.partial(task_id="extract", country="bolivia", queries="nations", overwrite=True).expand(
            destination=[f"/Volumes/main/bridge/landing/mapped_{index}" for index in range(2)]
        )
    run.run()
    jobs = {run.xcom("extract", map_index=index)["job_id"] for index in range(2)}
    assert len(jobs) == 2


def job_status(job_id: str) -> str:
    """How far a job is."""
    with BridgeHook().get_conn() as client:
        return client.get_job_status(job_id).status.value


def until_cancelled(job_id: str) -> None:
    """Waits for it: what runs stops soon after the request to cancel it."""
    with BridgeHook().get_conn() as client:
        assert client.wait_for_job(job_id, timeout=60, poll_interval=0.1).status.value == "cancelled"


def job_of(client: BridgeClient, destination: str, status: str) -> list[ExtractionJob]:
    """The jobs that write to a destination and have a status."""
    return [job for job in client.list_jobs(status, limit=1000) if job.destination == destination]
