"""BridgeSyncOperator in DAGs. Catches changes that are made twice or not at all, and retries against guard rails."""

from __future__ import annotations

import pytest
from support.service import Service

from conftest import connection
from flows import flow
from sql_databricks_bridge_airflow._compat import AirflowFailException
from sql_databricks_bridge_airflow.hooks import BridgeHook
from sql_databricks_bridge_airflow.operators import BridgeSyncOperator
from test_extract import BOTH


@BOTH
def test_an_event_changes_sql_server_once(service: Service, deferrable: bool) -> None:
    key = 7001 if deferrable else 7002
    _source(service, f"once_{key}", f"({key}, 'Once', 1.50)")
    with flow(dag_id=f"once_{key}") as run:
        BridgeSyncOperator(
            task_id="sync",
            operation="INSERT",
            source_table=f"main.default.once_{key}",
            target_table="dbo.pricing",
            rows_expected=1,
            deferrable=deferrable,
        )
    run.run()
    assert run.state("sync") == "success"
    first = run.xcom("sync")
    assert first["rows_affected"] == 1
    assert first["event_id"].startswith(f"airflow.once_{key}.sync.")
    assert run.xcom("sync", "bridge_event_url") == f"{service.url}/sync/events/{first['event_id']}"
    # The same run once more, as after a worker whose success nobody heard of.
    assert run.run().xcom("sync") == first
    assert service.value(f"SELECT COUNT(*) FROM dbo.pricing WHERE product_id = {key}") == "1"


@BOTH
def test_a_blocked_event_fails_at_once_and_is_tried_again_by_the_next_run_of_the_task(
    service: Service, monkeypatch: pytest.MonkeyPatch, deferrable: bool
) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_LIMITED", connection(service.url, service.limited_token))
    before = service.value("SELECT COUNT(*) FROM dbo.pricing WHERE currency = 'EUR'")
    with flow(retries=2) as run:
        BridgeSyncOperator(
            task_id="sync",
            operation="DELETE",
            target_table="dbo.pricing",
            filter_conditions={"currency": "EUR"},
            bridge_conn_id="limited",
            deferrable=deferrable,
        )
    run.run()
    assert run.state("sync") == "failed"
    assert isinstance(run.error, AirflowFailException)
    assert "is blocked: limit-exceeded" in str(run.error)
    assert len(run.errors) == 1
    assert service.value("SELECT COUNT(*) FROM dbo.pricing WHERE currency = 'EUR'") == before
    event_id = run.xcom("sync", "event_id")
    run.run()
    assert run.xcom("sync", "event_id") == event_id
    assert len(run.errors) == 2


def test_an_event_that_failed_is_applied_by_the_next_run_once_its_cause_is_gone(service: Service) -> None:
    with flow(retries=1) as run:
        BridgeSyncOperator(
            task_id="sync",
            operation="UPSERT",
            source_table="main.default.comes_later",
            target_table="dbo.pricing",
            primary_keys=["product_id"],
        )
    run.run()
    assert run.state("sync") == "failed"
    event_id = run.xcom("sync", "event_id")
    _source(service, "comes_later", "(7003, 'Later', 2.50)")
    run.run()
    assert run.state("sync") == "success"
    assert run.xcom("sync")["event_id"] == event_id
    assert service.value("SELECT price FROM dbo.pricing WHERE product_id = 7003") == "2.50"


def test_other_content_replaces_an_event_that_changed_nothing_but_not_one_that_did(service: Service) -> None:
    _source(service, "content", "(7004, 'Content', 3.50)")
    with flow() as run:
        task = BridgeSyncOperator(
            task_id="sync",
            operation="INSERT",
            source_table="main.default.not_there",
            target_table="dbo.pricing",
        )
    run.run()
    assert run.state("sync") == "failed"
    task.source_table = "main.default.content"
    run.run()
    assert run.state("sync") == "success"
    task.rows_expected = 5
    run.run()
    assert run.state("sync") == "failed"
    assert isinstance(run.error, AirflowFailException)
    assert "with another content, and it is completed" in str(run.error)
    assert service.value("SELECT COUNT(*) FROM dbo.pricing WHERE product_id = 7004") == "1"


def test_a_task_may_name_its_event(service: Service) -> None:
    with flow() as run:
        BridgeSyncOperator(
            task_id="sync",
            operation="DELETE",
            target_table="dbo.price_alerts",
            filter_conditions={"product_id": 1},
            event_id="alerts-{{ run_id | replace('+', '_') }}",
            wait_for_completion=False,
        )
    run.run()
    event_id = run.xcom("sync")["event_id"]
    assert event_id.startswith("alerts-manual__")
    with BridgeHook().get_conn() as client:
        assert client.wait_for_completion(event_id, poll_interval=0.1).success


def _source(service: Service, name: str, rows: str) -> None:
    service.databricks(f"CREATE TABLE main.default.{name} (product_id INT, product_name STRING, price DECIMAL(10, 2))")
    service.databricks(f"INSERT INTO main.default.{name} VALUES {rows}")
