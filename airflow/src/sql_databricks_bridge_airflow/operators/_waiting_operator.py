"""What the operators have in common: how long and where they wait, and what happens when they are told to stop."""

from __future__ import annotations

import time
from abc import abstractmethod
from datetime import timedelta
from functools import cached_property
from typing import Any, ClassVar, NoReturn

from sql_databricks_bridge_sdk import BridgeSDKError

from sql_databricks_bridge_airflow._compat import (
    AirflowException,
    BaseOperator,
    BaseTrigger,
    Context,
    default_deferrable,
)
from sql_databricks_bridge_airflow._errors import as_airflow_errors, trigger_error
from sql_databricks_bridge_airflow._identity import TaskIdentity
from sql_databricks_bridge_airflow._numbers import seconds
from sql_databricks_bridge_airflow._subjects import Subject
from sql_databricks_bridge_airflow._waiting import DeadlinePassedError, Waiting
from sql_databricks_bridge_airflow.hooks.bridge import BridgeHook
from sql_databricks_bridge_airflow.triggers.bridge import FAILED, TIMED_OUT

_PATIENCE_AFTER_TRIGGER = 600.0


class WaitingOperator(BaseOperator):
    """Asks the bridge for something, and waits for its end in a worker or, deferred, in the triggerer.

    Args:
        bridge_conn_id: the connection.
        wait_for_completion: False to return as soon as the service has accepted it; a sensor can wait then.
        deferrable: whether the triggerer waits; left out, what `[operators] default_deferrable` says.
        poll_interval: seconds between two looks.
        timeout: seconds to wait, or a timedelta; then it is cancelled and the task fails. None, or a template that is
            empty, to wait for ever.
        cancel_on_kill: whether it is cancelled when the task is.
        kwargs: of every operator.
    """

    subject: ClassVar[Subject[Any]]

    def __init__(
        self,
        *,
        bridge_conn_id: str = BridgeHook.default_conn_name,
        wait_for_completion: bool = True,
        deferrable: bool | None = None,
        poll_interval: float = 10.0,
        timeout: float | timedelta | str | None = None,
        cancel_on_kill: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.bridge_conn_id = bridge_conn_id
        self.wait_for_completion = wait_for_completion
        self.deferrable = default_deferrable() if deferrable is None else deferrable
        self.poll_interval = poll_interval
        self.timeout = timeout
        self.cancel_on_kill = cancel_on_kill
        self.subject_id: str | None = None
        self._identity: TaskIdentity | None = None
        self._found_running = False
        self._killed = False

    @cached_property
    def hook(self) -> BridgeHook:
        """The hook of the connection."""
        return BridgeHook(self.bridge_conn_id)

    def execute(self, context: Context) -> Any:
        """Asks and waits.

        Raises:
            AirflowException: when another try can help.
            AirflowFailException: when none can.
        """
        with as_airflow_errors(), self.subject.connect(self.hook) as client:
            timeout = seconds("timeout", self.timeout)
            # From here on, on_kill can ask what has become of the request.
            self._identity = TaskIdentity.of(context, self.hook.settings.namespace)
            self.subject_id = self._ask(client, self._identity)
            if self._killed and self.cancel_on_kill:
                self._cancel()
                raise AirflowException("The task was ended while it asked.")
            self._publish(context, self.subject_id)
            if not self.wait_for_completion:
                return {self.subject.id_name: self.subject_id}
            deadline = None if timeout is None else time.time() + timeout
            if not self.deferrable:
                return self._wait(client, context, deadline)
        self.log.info("The triggerer waits for %s.", self.subject_id)
        return self.defer(
            trigger=self._trigger(self.subject_id, deadline),
            method_name="execute_complete",
            kwargs={"found_running": self._found_running},
        )

    def execute_complete(self, context: Context, event: dict[str, Any], found_running: bool = False) -> Any:
        """Goes on when the trigger has fired.

        Raises:
            AirflowException: when another try can help.
            AirflowFailException: when none can.
        """
        self.subject_id = str(event[self.subject.id_name])
        self._found_running = found_running
        if event["outcome"] == TIMED_OUT:
            self._timed_out()
        if event["outcome"] == FAILED:
            raise trigger_error(event)
        with as_airflow_errors(), self.subject.connect(self.hook) as client:
            return self._wait(client, context, time.time() + _PATIENCE_AFTER_TRIGGER)

    def on_kill(self) -> None:
        """Cancels what the task waits for, when a user ends the task while it is in a worker."""
        self._killed = True
        if self.cancel_on_kill:
            self._cancel()

    def _wait(self, client: Any, context: Context, deadline: float | None) -> Any:
        waiting: Waiting[Any] = Waiting(self.subject, str(self.subject_id), self.poll_interval, deadline, self.log)
        try:
            ended = waiting.wait(client)
        except DeadlinePassedError:
            self._timed_out()
        self._log_end(ended)
        if self._found_running and self.subject.cancelled(ended):
            self.log.info("An earlier try had cancelled %s; asking anew.", self.subject_id)
            return self.execute(context)
        error = self.subject.error(ended)
        if error is not None:
            raise error
        return self.subject.value(ended)

    def _timed_out(self) -> NoReturn:
        self._cancel()
        raise AirflowException(f"{self.subject_id} has not ended in time.")

    def _cancel(self) -> None:
        identity = self._identity
        if self.subject_id is None and identity is None:
            return
        try:
            with self.subject.connect(self.hook) as client:
                if identity is not None and self.subject_id is None:
                    # The answer was cut off. The same request once more has the same answer.
                    self.subject_id = self._ask(client, identity)
                self.subject.cancel(client, str(self.subject_id))
        except BridgeSDKError as error:
            self.log.warning("%s was not cancelled: %s", self.subject_id, error)
        else:
            self.log.info("%s was cancelled.", self.subject_id)

    @abstractmethod
    def _ask(self, client: Any, identity: TaskIdentity) -> str:
        """Sends the request.

        Runs in signal handlers too, so it talks to the service only.

        Returns:
            The id of what there is to wait for.
        """

    def _publish(self, context: Context, subject_id: str) -> None:
        url = self.subject.url(self.hook, subject_id)
        self.log.info("Waiting for %s", url)
        context["ti"].xcom_push(key=self.subject.url_key, value=url)
        context["ti"].xcom_push(key=self.subject.id_name, value=subject_id)

    @abstractmethod
    def _trigger(self, subject_id: str, deadline: float | None) -> BaseTrigger: ...

    @abstractmethod
    def _log_end(self, ended: Any) -> None: ...
