"""Triggers by themselves. Catches one that can't be moved to another triggerer, and a restart that cancels work."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from airflow.models.taskinstance import TaskInstance
from airflow.triggers.base import BaseTrigger, TriggerEvent
from airflow.utils.session import create_session
from sql_databricks_bridge_sdk import BridgeClient
from support.service import Service

from conftest import connection
from flows import AIRFLOW_3, flow, load
from gate import Gate
from sql_databricks_bridge_airflow._deferred import TRIGGERS_ARE_TOLD_OF_KILLS
from sql_databricks_bridge_airflow.hooks import BridgeHook
from sql_databricks_bridge_airflow.operators import BridgeExtractOperator
from sql_databricks_bridge_airflow.triggers import BridgeEventTrigger, BridgeJobTrigger
from test_extract import job_status, until_cancelled

_DEFAULT = BridgeHook.default_conn_name


@pytest.mark.parametrize(
    "trigger",
    [
        BridgeJobTrigger("job", "one", 3.0, 1234.5, True),
        BridgeEventTrigger("event", "one", 3.0, None, False),
    ],
)
def test_a_trigger_is_made_again_of_what_it_serializes(trigger: BaseTrigger) -> None:
    path, arguments = trigger.serialize()
    again = load(path)(**arguments)
    assert type(again) is type(trigger)
    assert again.serialize() == (path, arguments)


def test_it_tells_of_an_end(service: Service) -> None:
    with BridgeHook().get_conn() as client:
        job_id = _start(client, "ended", orders=1)
    assert _first(BridgeJobTrigger(job_id, _DEFAULT, 0.2)) == {"job_id": job_id, "outcome": "ended"}


def test_it_tells_when_time_is_over(service: Service) -> None:
    with BridgeHook().get_conn() as client:
        job_id = _start(client, "over")
        trigger = BridgeJobTrigger(job_id, _DEFAULT, 0.2, deadline=time.time() + 0.5)
        assert _first(trigger) == {"job_id": job_id, "outcome": "timed-out"}
        client.cancel_job(job_id)


def test_it_tells_when_nobody_knows_the_event(service: Service) -> None:
    event = _first(BridgeEventTrigger("nobody-sent-this"))
    assert event["outcome"] == "failed"
    assert event["retryable"] is True


def test_it_tells_when_the_token_is_not_good_any_more(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_STRANGER", connection(service.url, "nobodys-token"))
    event = _first(BridgeJobTrigger("nobodys-job", "stranger"))
    assert event["outcome"] == "failed"
    assert event["retryable"] is False
    assert "nobodys-token" not in str(event)


def test_it_waits_while_the_service_is_away(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    with BridgeHook().get_conn() as client, Gate(service.url) as gate:
        job_id = _start(client, "away", orders=1)
        monkeypatch.setenv("AIRFLOW_CONN_GATE", connection(gate.url, service.admin_token))
        gate.shut()

        async def scenario() -> dict[str, Any]:
            event = asyncio.ensure_future(_first_of(BridgeJobTrigger(job_id, "gate", 0.2)))
            await asyncio.sleep(1)
            assert not event.done()
            gate.open()
            return await event

        assert asyncio.run(scenario()) == {"job_id": job_id, "outcome": "ended"}


def test_a_restart_of_the_triggerer_cancels_nothing(service: Service) -> None:
    with BridgeHook().get_conn() as client:
        job_id = _start(client, "restart")
        asyncio.run(_stop(_trigger_of_task("deferred", job_id)))
        assert job_status(job_id) in ("pending", "running")
        client.cancel_job(job_id)


@pytest.mark.skipif(AIRFLOW_3, reason="the database is the server's alone; test_whole.py does it there")
def test_a_task_that_somebody_ends_while_it_is_deferred_cancels_its_job(service: Service) -> None:
    assert not TRIGGERS_ARE_TOLD_OF_KILLS
    with BridgeHook().get_conn() as client:
        job_id = _start(client, "ended_by_somebody")
        asyncio.run(_stop(_trigger_of_task("failed", job_id)))
        until_cancelled(job_id)


def test_on_kill_cancels_unless_it_shall_not(service: Service) -> None:
    with BridgeHook().get_conn() as client:
        job_id = _start(client, "kept")
        asyncio.run(BridgeJobTrigger(job_id, _DEFAULT).on_kill())
        assert job_status(job_id) in ("pending", "running")
        asyncio.run(BridgeJobTrigger(job_id, _DEFAULT, cancel_on_kill=True).on_kill())
        until_cancelled(job_id)
        # It has ended: nothing to cancel, and no reason to fail.
        asyncio.run(BridgeJobTrigger(job_id, _DEFAULT, cancel_on_kill=True).on_kill())


def _start(client: BridgeClient, name: str, orders: int = 60000) -> str:
    job = client.extract(
        country="bolivia",
        queries=["slow"],
        parameters={"orders": orders},
        destination=f"/Volumes/main/bridge/landing/trigger_{name}",
        overwrite=True,
    )
    return job.job_id


async def _first_of(trigger: BaseTrigger) -> dict[str, Any]:
    async for event in trigger.run():
        assert isinstance(event, TriggerEvent)
        return dict(event.payload)
    raise AssertionError("no event")


def _first(trigger: BaseTrigger) -> dict[str, Any]:
    return asyncio.run(_first_of(trigger))


async def _stop(trigger: BaseTrigger) -> None:
    running = asyncio.ensure_future(_first_of(trigger))
    await asyncio.sleep(0.5)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


def _trigger_of_task(state: str, job_id: str) -> BaseTrigger:
    """A trigger as the triggerer has it, of a task that is in a state."""
    with flow() as run:
        BridgeExtractOperator(task_id="extract", country="bolivia", queries="nations", wait_for_completion=False)
    run.run()
    with create_session() as session:
        row = session.query(TaskInstance).filter_by(dag_id=run.dag.dag_id, task_id="extract").one()
        row.state = state
    trigger = BridgeJobTrigger(job_id, _DEFAULT, 0.2, None, True)
    trigger.task_instance = run.task("extract")
    return trigger
