"""Tries after tries. Catches a job that is started twice, and an old result that is taken for a new one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sql_databricks_bridge_sdk import BridgeClient, ExtractionJob
from support.service import Service

from flows import AIRFLOW_3, flow
from runner import slow_flow
from sql_databricks_bridge_airflow._identity import TaskIdentity
from sql_databricks_bridge_airflow._submission import start_or_find_job
from sql_databricks_bridge_airflow.hooks import BridgeHook
from sql_databricks_bridge_airflow.operators import BridgeExtractOperator
from test_extract import BOTH, job_of, until_cancelled
from waits import until

_IDENTITY = TaskIdentity("", "dag", "task", "run", -1, 0)


@BOTH
def test_a_try_after_a_lost_worker_waits_for_the_job_that_runs(service: Service, deferrable: bool) -> None:
    destination = f"/Volumes/main/bridge/landing/lost_{deferrable}"
    worker = _worker(f"lost_{deferrable}", destination, deferrable, 1000)
    with BridgeHook().get_conn() as client:
        job = until(lambda: job_of(client, destination, "running"))[0]
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        again: Any = slow_flow(f"lost_{deferrable}", destination, deferrable, 1000)
        again.run()
        assert again.state("extract") == "success"
        assert again.xcom("extract")["job_id"] == job.job_id
        assert _jobs(client, destination) == [job.job_id]


@BOTH
def test_a_try_after_one_that_was_ended_does_not_end_with_the_job_that_is_being_cancelled(
    service: Service, deferrable: bool
) -> None:
    destination = f"/Volumes/main/bridge/landing/dying_{deferrable}"
    run: Any = slow_flow(f"dying_{deferrable}", destination, deferrable, 200)
    run_id = f"manual__{run.logical_date.isoformat()}"
    identity = TaskIdentity("", f"dying_{deferrable}", "extract", run_id, -1, 0)
    with BridgeHook().get_conn() as client:
        first = start_or_find_job(client.extract, run.dag.get_task("extract")._request(), identity)
        until(lambda: client.get_job_status(first.job_id).status.value == "running")
        client.cancel_job(first)
        run.run()
        assert run.run_id == run_id
        assert run.state("extract") == "success"
        assert len(_jobs(client, destination)) == 2


def test_a_worker_that_is_told_to_stop_cancels_its_job(service: Service) -> None:
    destination = "/Volumes/main/bridge/landing/stopped"
    worker = _worker("stopped", destination, False, 60000)
    with BridgeHook().get_conn() as client:
        job = until(lambda: job_of(client, destination, "running"))[0]
        worker.send_signal(signal.SIGTERM)
        until(lambda: client.get_job_status(job.job_id).ended, 30)
        worker.wait(60)
    until_cancelled(job.job_id)


def test_a_job_that_failed_is_not_the_next_ones_result(service: Service) -> None:
    template = service.directory / "queries" / "common" / "mended.sql"
    template.write_text("SELECT * FROM dbo.not_yet", encoding="utf-8")
    with flow() as run:
        BridgeExtractOperator(
            task_id="extract",
            country="bolivia",
            queries="mended",
            destination="/Volumes/main/bridge/landing/mended",
        )
    run.run()
    assert run.state("extract") == "failed"
    failed = run.xcom("extract", "job_id")
    template.write_text("SELECT * FROM dbo.nation", encoding="utf-8")
    run.run()
    assert run.xcom("extract")["rows"] == 25
    assert run.xcom("extract")["job_id"] != failed
    # Once more, as after a worker whose success nobody heard of.
    done = run.xcom("extract")
    assert run.run().xcom("extract") == done


def test_a_task_that_is_cleared_after_its_success_extracts_again_and_its_retries_do_not(service: Service) -> None:
    request = {"country": "bolivia", "queries": ["nations"], "overwrite": True}
    request["destination"] = "/Volumes/main/bridge/landing/cleared"
    with BridgeHook().get_conn() as client:
        first = client.wait_for_job(start_or_find_job(client.extract, request, _IDENTITY), poll_interval=0.1)
        assert start_or_find_job(client.extract, request, _IDENTITY).job_id == first.job_id
        cleared = replace(_IDENTITY, cleared_after=1)
        second = client.wait_for_job(start_or_find_job(client.extract, request, cleared), poll_interval=0.1)
        assert second.job_id != first.job_id
        assert start_or_find_job(client.extract, request, cleared).job_id == second.job_id
        third = start_or_find_job(client.extract, request, replace(_IDENTITY, cleared_after=2))
        assert third.job_id not in (first.job_id, second.job_id)
        client.wait_for_job(third, poll_interval=0.1)


def test_a_task_that_is_cleared_while_its_job_runs_waits_for_it(service: Service) -> None:
    request = {"country": "bolivia", "queries": ["slow"], "parameters": {"orders": 60000}}
    request["destination"] = "/Volumes/main/bridge/landing/cleared_running"
    with BridgeHook().get_conn() as client:
        first = start_or_find_job(client.extract, request, _IDENTITY)
        assert start_or_find_job(client.extract, request, replace(_IDENTITY, cleared_after=1)).job_id == first.job_id
        client.cancel_job(first)
        until_cancelled(first.job_id)
        second = start_or_find_job(client.extract, request, _IDENTITY)
        assert second.job_id != first.job_id
        client.cancel_job(second)


def test_airflow_counts_the_tries_before_a_clear_as_the_identity_reads_them(service: Service) -> None:
    from airflow.models.taskinstance import clear_task_instances
    from airflow.utils.session import create_session

    with flow(retries=3) as run:
        task = BridgeExtractOperator(
            task_id="extract",
            country="bolivia",
            queries="nations",
            destination="/Volumes/main/bridge/landing/counted",
        )
    run.run()
    instance = run.task("extract")
    context: Any = {"ti": instance, "task": task}
    assert TaskIdentity.of(context, "").cleared_after == 0
    with create_session() as session:
        row = session.merge(instance)
        of_airflow_2: dict[str, Any] = {} if AIRFLOW_3 else {"dag": run.dag}
        clear_task_instances([row], session, **of_airflow_2)
        context["ti"] = row
        assert TaskIdentity.of(context, "").cleared_after == 1


@pytest.mark.parametrize("name", ["dag " * 100, "d\N{LATIN SMALL LETTER E WITH ACUTE}", "x"])
def test_keys_and_ids_are_short_and_plain_and_differ(name: str) -> None:
    one = TaskIdentity("", name, "task", "run", -1, 0)
    others = [
        replace(one, namespace="n"),
        replace(one, task_id="t"),
        replace(one, run_id="r"),
        replace(one, map_index=0),
    ]
    assert len({identity.event_id(0, 0) for identity in [one, *others]}) == 5
    assert len({identity.job_key({"a": 1}, 0, 0) for identity in [one, *others]}) == 5
    assert one.job_key({"a": 1}, 0, 0) != one.job_key({"a": 2}, 0, 0)
    assert len(one.event_id(12, 345)) <= 128
    assert len(one.job_key({}, 12, 345)) <= 64
    assert one.event_id(0, 0).replace(".", "").replace("_", "").replace("-", "").isascii()


def _worker(dag_id: str, destination: str, deferrable: bool, orders: int) -> subprocess.Popen[bytes]:
    here = Path(__file__).parent
    command = [sys.executable, str(here / "runner.py"), dag_id, destination, str(deferrable), str(orders)]
    # A group of its own, so that the worker's own processes can be ended with it.
    return subprocess.Popen(command, cwd=here, start_new_session=True)


def _jobs(client: BridgeClient, destination: str) -> list[str]:
    jobs: list[ExtractionJob] = client.list_jobs(limit=1000)
    return [job.job_id for job in jobs if job.destination == destination]
