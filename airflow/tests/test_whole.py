"""A deferred task in a whole Airflow. Catches a restart of the triggerer that cancels, and a clear that does not."""

from __future__ import annotations

from pathlib import Path

from support.service import Service

from conftest import connection
from sql_databricks_bridge_airflow.hooks import BridgeHook
from test_extract import job_of, until_cancelled
from waits import until
from whole import Airflow

_DESTINATION = "/Volumes/main/bridge/landing/whole"
_DAG = f"""
from datetime import datetime

from airflow import DAG
from sql_databricks_bridge_airflow.operators import BridgeExtractOperator

with DAG(dag_id="whole", start_date=datetime(2026, 1, 1), schedule=None):
    BridgeExtractOperator(
        task_id="extract",
        country="bolivia",
        queries="slow",
        parameters={{"orders": 60000}},
        destination="{_DESTINATION}",
        deferrable=True,
        poll_interval=1.0,
    )
"""


def test_the_job_outlives_the_triggerer_and_ends_with_the_task(service: Service, tmp_path: Path) -> None:
    with (
        Airflow(tmp_path / "airflow", connection(service.url, service.admin_token)) as airflow,
        BridgeHook().get_conn() as client,
    ):
        (airflow.dags / "whole.py").write_text(_DAG, encoding="utf-8")
        until(lambda: airflow.command("dags", "trigger", "whole"), 240)
        until(lambda: airflow.state("whole", "extract") == "deferred", 120)
        first = until(lambda: job_of(client, _DESTINATION, "running"))[0]
        before = until(airflow.triggerer)

        airflow.stop("triggerer")
        airflow.start("triggerer")
        until(lambda: airflow.triggerer() not in (None, before), 120)
        assert airflow.state("whole", "extract") == "deferred"
        assert client.get_job_status(first).status.value == "running"

        assert airflow.command("tasks", "clear", "--yes", "whole")
        until_cancelled(first.job_id)
        second = until(lambda: job_of(client, _DESTINATION, "running"), 120)[0]
        assert second.job_id != first.job_id
        until(lambda: airflow.state("whole", "extract") == "deferred", 120)

        client.cancel_job(second)
        until(lambda: airflow.state("whole", "extract") == "failed", 120)
