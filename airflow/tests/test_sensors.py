"""Sensors in DAGs. Catches one that does not see an end, or takes a bad one for a good one."""

from __future__ import annotations

from support.service import Service

from flows import flow
from sql_databricks_bridge_airflow.operators import BridgeExtractOperator, BridgeSyncOperator
from sql_databricks_bridge_airflow.sensors import BridgeEventSensor, BridgeJobSensor
from test_extract import BOTH


@BOTH
def test_a_sensor_waits_for_the_job_of_another_task(service: Service, deferrable: bool) -> None:
    with flow() as run:
        extract = BridgeExtractOperator(
            task_id="extract",
            country="bolivia",
            queries="slow",
            parameters={"orders": 60},
            destination=f"/Volumes/main/bridge/landing/sensed_{deferrable}",
            wait_for_completion=False,
        )
        sensor = BridgeJobSensor(
            task_id="sensor",
            job_id="{{ ti.xcom_pull('extract')['job_id'] }}",
            poke_interval=0.2,
            timeout=120,
            deferrable=deferrable,
        )
        extract >> sensor
    run.run()
    assert run.state("sensor") == "success"
    value = run.xcom("sensor")
    assert value["job_id"] == run.xcom("extract")["job_id"]
    assert value["rows"] > 0


@BOTH
def test_a_sensor_fails_with_the_job(service: Service, deferrable: bool) -> None:
    with flow(retries=1) as run:
        extract = BridgeExtractOperator(
            task_id="extract",
            country="bolivia",
            queries="broken",
            destination=f"/Volumes/main/bridge/landing/sensed_broken_{deferrable}",
            wait_for_completion=False,
        )
        sensor = BridgeJobSensor(
            task_id="sensor",
            job_id="{{ ti.xcom_pull('extract')['job_id'] }}",
            poke_interval=0.2,
            timeout=120,
            deferrable=deferrable,
        )
        extract >> sensor
    run.run()
    assert run.state("sensor") == "failed"
    assert "sqlserver-query-failed" in str(run.error)
    assert len(run.errors) == 1


@BOTH
def test_a_sensor_waits_for_an_event_of_the_events_table(service: Service, deferrable: bool) -> None:
    event_id = f"from-the-table-{deferrable}"
    insert = (
        "INSERT INTO bridge.events.bridge_events (event_id, operation, target_table, filter_conditions)"
        f" VALUES ('{event_id}', 'DELETE', 'dbo.price_alerts', '{{\"product_id\": 99}}')"
    )
    service.databricks(insert)
    with flow() as run:
        # The bridge may not have read the table yet: then it does not know the event.
        BridgeEventSensor(task_id="sensor", event_id=event_id, poke_interval=0.2, timeout=120, deferrable=deferrable)
    run.run()
    assert run.state("sensor") == "success"
    assert run.xcom("sensor")["rows_affected"] == 0


@BOTH
def test_a_sensor_gives_up_in_time(service: Service, deferrable: bool) -> None:
    with flow() as run:
        BridgeEventSensor(
            task_id="sensor", event_id="never-sent", poke_interval=0.2, timeout=1, deferrable=deferrable, soft_fail=True
        )
    run.run()
    assert run.state("sensor") == "skipped"


def test_an_operator_that_does_not_wait_leaves_the_event_to_a_sensor(service: Service) -> None:
    with flow() as run:
        sync = BridgeSyncOperator(
            task_id="sync",
            operation="DELETE",
            target_table="dbo.price_alerts",
            filter_conditions={"product_id": 2},
            wait_for_completion=False,
        )
        sensor = BridgeEventSensor(
            task_id="sensor", event_id="{{ ti.xcom_pull('sync')['event_id'] }}", poke_interval=0.2, timeout=120
        )
        sync >> sensor
    run.run()
    assert run.state("sensor") == "success"
