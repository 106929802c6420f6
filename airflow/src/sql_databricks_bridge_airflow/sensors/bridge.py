"""Sensors: wait for a job or an event that another task, or another client, has asked for."""

from __future__ import annotations

import time
from abc import abstractmethod
from collections.abc import Sequence
from datetime import timedelta
from functools import cached_property
from typing import Any, ClassVar

from sql_databricks_bridge_sdk import BridgeSDKError, EventNotFoundError

from sql_databricks_bridge_airflow._compat import (
    AirflowSensorTimeout,
    BaseSensorOperator,
    BaseTrigger,
    Context,
    PokeReturnValue,
    default_deferrable,
)
from sql_databricks_bridge_airflow._errors import airflow_error, is_transient, trigger_error
from sql_databricks_bridge_airflow._subjects import EVENTS, JOBS, Subject
from sql_databricks_bridge_airflow.hooks.bridge import BridgeHook
from sql_databricks_bridge_airflow.triggers.bridge import FAILED, TIMED_OUT, BridgeEventTrigger, BridgeJobTrigger

_SAFETY_NET_SECONDS = 60.0


class _BridgeSensor(BaseSensorOperator):
    """Waits for an end and returns what the operator would; it cancels nothing when it is killed or its time is over.

    Args:
        bridge_conn_id: the connection.
        deferrable: whether the triggerer waits; left out, what `[operators] default_deferrable` says.
        kwargs: of every sensor; `poke_interval` and `timeout` hold for the triggerer too.
    """

    subject: ClassVar[Subject[Any]]

    def __init__(
        self,
        *,
        bridge_conn_id: str = BridgeHook.default_conn_name,
        deferrable: bool | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.bridge_conn_id = bridge_conn_id
        self.deferrable = default_deferrable() if deferrable is None else deferrable

    @cached_property
    def hook(self) -> BridgeHook:
        """The hook of the connection."""
        return BridgeHook(self.bridge_conn_id)

    def poke(self, context: Context) -> PokeReturnValue:
        """Looks once. That the service is away for a while, or does not know an event yet, is no failure.

        Raises:
            AirflowException: when it has ended badly.
            AirflowFailException: when it has ended badly and would do so again.
        """
        try:
            with self.subject.connect(self.hook) as client:
                seen = self.subject.get(client, self._subject_id())
        except BridgeSDKError as error:
            if not (is_transient(error) or isinstance(error, EventNotFoundError)):
                raise airflow_error(error) from error
            self.log.warning("%s", error)
            return PokeReturnValue(is_done=False)
        return self._judge(seen)

    def execute(self, context: Context) -> Any:
        """Waits in the worker, or looks once and lets the triggerer wait."""
        if not self.deferrable:
            return super().execute(context)
        seen = self.poke(context)
        if seen.is_done:
            return seen.xcom_value
        trigger = self._trigger(time.time() + self.timeout)
        # The trigger keeps the time; Airflow does when no triggerer is there.
        net = timedelta(seconds=self.timeout + _SAFETY_NET_SECONDS)
        return self.defer(trigger=trigger, method_name="execute_complete", timeout=net)

    def execute_complete(self, context: Context, event: dict[str, Any]) -> Any:
        """Goes on when the trigger has fired.

        Raises:
            AirflowSensorTimeout: when there was no end in time.
            AirflowException: when it has ended badly.
            AirflowFailException: when it has ended badly and would do so again.
        """
        if event["outcome"] == TIMED_OUT:
            raise AirflowSensorTimeout(f"{self._subject_id()} has not ended in time.")
        if event["outcome"] == FAILED:
            raise trigger_error(event)
        seen = self.poke(context)
        while not seen.is_done:
            time.sleep(self.poke_interval)
            seen = self.poke(context)
        return seen.xcom_value

    def _judge(self, seen: Any) -> PokeReturnValue:
        self.log.info("%s", self.subject.describe(seen))
        if not self.subject.ended(seen):
            return PokeReturnValue(is_done=False)
        error = self.subject.error(seen)
        if error is not None:
            raise error
        return PokeReturnValue(is_done=True, xcom_value=self.subject.value(seen))

    @abstractmethod
    def _subject_id(self) -> str: ...

    @abstractmethod
    def _trigger(self, deadline: float) -> BaseTrigger: ...


class BridgeJobSensor(_BridgeSensor):
    """Waits until a job has ended well; returns what `BridgeExtractOperator` returns.

    Args:
        job_id: the job, such as `{{ ti.xcom_pull("extract")["job_id"] }}`.
        kwargs: `bridge_conn_id`, `deferrable`, and those of every sensor.
    """

    subject = JOBS
    template_fields: Sequence[str] = ("bridge_conn_id", "job_id")
    ui_color = "#d9ead3"

    def __init__(self, *, job_id: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.job_id = job_id

    def _subject_id(self) -> str:
        return self.job_id

    def _trigger(self, deadline: float) -> BaseTrigger:
        return BridgeJobTrigger(self.job_id, self.bridge_conn_id, self.poke_interval, deadline)


class BridgeEventSensor(_BridgeSensor):
    """Waits until an event is applied; returns what `BridgeSyncOperator` returns.

    Args:
        event_id: the event, also one that a Databricks job has put into the events table.
        kwargs: `bridge_conn_id`, `deferrable`, and those of every sensor.
    """

    subject = EVENTS
    template_fields: Sequence[str] = ("bridge_conn_id", "event_id")
    ui_color = "#cfe2f3"

    def __init__(self, *, event_id: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.event_id = event_id

    def _subject_id(self) -> str:
        return self.event_id

    def _trigger(self, deadline: float) -> BaseTrigger:
        return BridgeEventTrigger(self.event_id, self.bridge_conn_id, self.poke_interval, deadline, may_come=True)
