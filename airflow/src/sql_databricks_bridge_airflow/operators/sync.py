"""A change of SQL Server by the rows of a Databricks table as a task."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sql_databricks_bridge_sdk import BridgeAPIClient, SyncEvent
from sql_databricks_bridge_sdk.models import DEFAULT_PRIORITY

from sql_databricks_bridge_airflow._compat import BaseTrigger
from sql_databricks_bridge_airflow._identity import TaskIdentity
from sql_databricks_bridge_airflow._numbers import whole
from sql_databricks_bridge_airflow._subjects import EVENTS
from sql_databricks_bridge_airflow._submission import send_event, send_or_find_event
from sql_databricks_bridge_airflow.links import BridgeEventLink
from sql_databricks_bridge_airflow.operators._waiting_operator import WaitingOperator
from sql_databricks_bridge_airflow.triggers.bridge import BridgeEventTrigger


class BridgeSyncOperator(WaitingOperator):
    """Changes a SQL Server table by the rows of a Databricks table, exactly once.

    A task is one event: every try sends the same `event_id`, so the change is made once, also when a worker is lost or
    the task is cleared afterwards. An event that failed or was blocked is tried again by the next try or after a clear.
    The task
    returns `event_id`, `status`, `target_table`, `rows_affected`, `rows_expected`, `discrepancy` and `warning`.

    Args:
        operation: INSERT, UPDATE, DELETE or UPSERT.
        target_table: `schema.table` in SQL Server.
        source_table: `catalog.schema.table` in Databricks; None for a DELETE by conditions.
        primary_keys: the columns that say which row is meant.
        rows_expected: how many rows should change; None, or a template that is empty, when nobody knows.
        filter_conditions: equality conditions of a DELETE, by column; None as a value means NULL.
        metadata: `country`, `on_discrepancy`, `identity`, and whatever you like.
        priority: higher goes first; 5 when left out or empty.
        event_id: another id than the one made of DAG, task, run and map index.
        apply_again_when_cleared: whether a task that is cleared sends a new event, so that a change which was made is
            made once more.
        kwargs: see `WaitingOperator` (`bridge_conn_id`, `wait_for_completion`, `deferrable`, `poll_interval`,
            `timeout`,
            `cancel_on_kill`) and Airflow's BaseOperator. Only an event that is still pending can be cancelled.
    """

    subject = EVENTS
    template_fields: Sequence[str] = (
        "bridge_conn_id",
        "operation",
        "target_table",
        "source_table",
        "primary_keys",
        "rows_expected",
        "filter_conditions",
        "metadata",
        "event_id",
        "priority",
        "timeout",
    )
    template_fields_renderers = {"filter_conditions": "json", "metadata": "json"}
    operator_extra_links = (BridgeEventLink(),)
    ui_color = "#cfe2f3"

    def __init__(
        self,
        *,
        operation: str,
        target_table: str,
        source_table: str | None = None,
        primary_keys: Sequence[str] | None = None,
        rows_expected: int | str | None = None,
        filter_conditions: dict[str, Any] | None = None,
        metadata: dict[str, Any] | None = None,
        priority: int | str | None = DEFAULT_PRIORITY,
        event_id: str | None = None,
        apply_again_when_cleared: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.operation = operation
        self.target_table = target_table
        self.source_table = source_table
        self.primary_keys = primary_keys
        self.rows_expected = rows_expected
        self.filter_conditions = filter_conditions
        self.metadata = metadata
        self.priority = priority
        self.event_id = event_id
        self.apply_again_when_cleared = apply_again_when_cleared

    def _ask(self, client: BridgeAPIClient, identity: TaskIdentity) -> str:
        event = self._send(client, identity)
        self.log.info("Event %s is %s.", event.event_id, event.status.value)
        if event.is_successful:
            self.log.info("It was applied at %s; nothing is applied again.", event.processed_at)
        return event.event_id

    def _send(self, client: BridgeAPIClient, identity: TaskIdentity) -> SyncEvent:
        if self.event_id:
            return send_event(client, {**self._request(), "event_id": self.event_id})
        return send_or_find_event(client, self._request(), identity, self.apply_again_when_cleared)

    def _request(self) -> dict[str, Any]:
        request = {
            "operation": self.operation,
            "target_table": self.target_table,
            "primary_keys": self.primary_keys,
            "rows_expected": whole("rows_expected", self.rows_expected),
            "filter_conditions": self.filter_conditions,
            "metadata": self.metadata,
            "priority": whole("priority", self.priority),
        }
        return {
            "source_table": self.source_table,
            **{name: value for name, value in request.items() if value is not None},
        }

    def _trigger(self, subject_id: str, deadline: float | None) -> BaseTrigger:
        return BridgeEventTrigger(subject_id, self.bridge_conn_id, self.poll_interval, deadline, self.cancel_on_kill)

    def _log_end(self, ended: SyncEvent) -> None:
        if ended.warning:
            self.log.warning("%s", ended.warning)
        if ended.is_successful:
            self.log.info("Event %s changed %s rows of %s.", ended.event_id, ended.rows_affected, ended.target_table)
