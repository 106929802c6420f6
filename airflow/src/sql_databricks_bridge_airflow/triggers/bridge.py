"""Triggers: wait for a job or an event without a worker."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any, ClassVar

from sql_databricks_bridge_sdk import BridgeSDKError

from sql_databricks_bridge_airflow._compat import BaseTrigger, TriggerEvent
from sql_databricks_bridge_airflow._deferred import TRIGGERS_ARE_TOLD_OF_KILLS, task_is_still_deferred
from sql_databricks_bridge_airflow._errors import helped_by_retry
from sql_databricks_bridge_airflow._subjects import EVENTS, JOBS, Subject
from sql_databricks_bridge_airflow._waiting import DeadlinePassedError, Waiting
from sql_databricks_bridge_airflow.hooks.bridge import BridgeHook

ENDED = "ended"
TIMED_OUT = "timed-out"
FAILED = "failed"


class _BridgeTrigger(BaseTrigger):
    """Looks every `poll_interval` seconds until what it watches has ended.

    It fires one event: `outcome` is `ended` (look yourself how), `timed-out`, or `failed` when the service can't be
    asked any more, with `message` and `retryable`. That the service is away for a while is none of these: it waits.
    All it knows is in its arguments, so that another triggerer goes on where one has died.
    """

    subject: ClassVar[Subject[Any]]

    def __init__(self, subject_id: str, arguments: dict[str, Any]) -> None:
        super().__init__()
        self.subject_id = subject_id
        self._arguments = arguments
        self.hook = BridgeHook(arguments["bridge_conn_id"])

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """The class, and the arguments that make an equal trigger."""
        kind = type(self)
        return f"{kind.__module__}.{kind.__qualname__}", {self.subject.id_name: self.subject_id, **self._arguments}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Waits, then fires one event."""
        try:
            outcome = await self._wait()
        except asyncio.CancelledError:
            if not TRIGGERS_ARE_TOLD_OF_KILLS and not await task_is_still_deferred(self):
                await self.on_kill()
            raise
        yield TriggerEvent({self.subject.id_name: self.subject_id, **outcome})

    async def on_kill(self) -> None:
        """Cancels what is waited for; Airflow 3.3 and later call it when a user ends the task, not at a restart."""
        if not self._arguments["cancel_on_kill"]:
            return
        try:
            async with await self.subject.connect_async(self.hook) as client:
                await self.subject.cancel_async(client, self.subject_id)
        except BridgeSDKError as error:
            self.log.warning("%s was not cancelled: %s", self.subject_id, error)
        else:
            self.log.info("%s was cancelled, because its task was ended.", self.subject_id)

    async def _wait(self) -> dict[str, Any]:
        waiting: Waiting[Any] = Waiting(
            self.subject,
            self.subject_id,
            self._arguments["poll_interval"],
            self._arguments["deadline"],
            self.log,
            self._arguments.get("may_come", False),
        )
        try:
            async with await self.subject.connect_async(self.hook) as client:
                await waiting.wait_async(client)
        except DeadlinePassedError:
            return {"outcome": TIMED_OUT}
        except BridgeSDKError as error:
            return {"outcome": FAILED, "message": str(error), "retryable": helped_by_retry(error)}
        return {"outcome": ENDED}


class BridgeJobTrigger(_BridgeTrigger):
    """Waits for the end of a job; see `BridgeExtractOperator`.

    Args:
        job_id: the job.
        bridge_conn_id: the connection.
        poll_interval: seconds between two looks.
        deadline: seconds since the epoch; None to wait for ever.
        cancel_on_kill: whether the job is cancelled when a user ends the waiting task.
    """

    subject = JOBS

    def __init__(
        self,
        job_id: str,
        bridge_conn_id: str = BridgeHook.default_conn_name,
        poll_interval: float = 10.0,
        deadline: float | None = None,
        cancel_on_kill: bool = False,
    ) -> None:
        arguments = {
            "bridge_conn_id": bridge_conn_id,
            "poll_interval": poll_interval,
            "deadline": deadline,
            "cancel_on_kill": cancel_on_kill,
        }
        super().__init__(job_id, arguments)


class BridgeEventTrigger(_BridgeTrigger):
    """Waits for the end of an event; see `BridgeSyncOperator`.

    Args:
        event_id: the event.
        bridge_conn_id: the connection.
        poll_interval: seconds between two looks.
        deadline: seconds since the epoch; None to wait for ever.
        cancel_on_kill: whether the event, if it is still pending, is cancelled when a user ends the waiting task.
        may_come: whether an event that the service does not know yet is waited for, such as one in the events table.
    """

    subject = EVENTS

    def __init__(
        self,
        event_id: str,
        bridge_conn_id: str = BridgeHook.default_conn_name,
        poll_interval: float = 10.0,
        deadline: float | None = None,
        cancel_on_kill: bool = False,
        may_come: bool = False,
    ) -> None:
        arguments = {
            "bridge_conn_id": bridge_conn_id,
            "poll_interval": poll_interval,
            "deadline": deadline,
            "cancel_on_kill": cancel_on_kill,
            "may_come": may_come,
        }
        super().__init__(event_id, arguments)
