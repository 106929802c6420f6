"""The service goes away while a task waits. Catches tasks that fail although their job goes on."""

from __future__ import annotations

import threading

import pytest
from support.service import Service

from conftest import connection
from flows import flow
from gate import Gate
from sql_databricks_bridge_airflow.hooks import BridgeHook
from sql_databricks_bridge_airflow.operators import BridgeExtractOperator
from test_extract import BOTH, job_of
from waits import until


@BOTH
def test_a_task_waits_until_the_service_is_back(
    service: Service, monkeypatch: pytest.MonkeyPatch, deferrable: bool
) -> None:
    destination = f"/Volumes/main/bridge/landing/outage_{deferrable}"
    with flow() as run:
        BridgeExtractOperator(
            task_id="extract",
            country="bolivia",
            queries="slow",
            parameters={"orders": 60000},
            destination=destination,
            bridge_conn_id="gate",
            deferrable=deferrable,
        )
    with Gate(service.url) as gate:
        monkeypatch.setenv("AIRFLOW_CONN_GATE", connection(gate.url, service.admin_token))
        helper = threading.Thread(target=_interrupt, args=(gate, destination))
        helper.start()
        run.run()
        helper.join()
    # Somebody has cancelled the job while the task could not see it: the end that it sees when the service is back.
    assert run.state("extract") == "failed"
    assert "was cancelled" in str(run.error)


def _interrupt(gate: Gate, destination: str) -> None:
    with BridgeHook().get_conn() as client:
        job = until(lambda: job_of(client, destination, "running"))[0]
        gate.shut()
        # Longer than the client itself tries again.
        threading.Event().wait(12)
        client.cancel_job(job.job_id)
        gate.open()
