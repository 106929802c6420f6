"""The events table: its statements run through a gateway, in the shape that the table has."""

from __future__ import annotations

import datetime
import random
import time
from typing import Callable, Optional, TypeVar

from sql_databricks_bridge_sdk._table_events import rows, statements
from sql_databricks_bridge_sdk._table_events.draft import EventDraft
from sql_databricks_bridge_sdk._table_events.gateway import Parameters, Row, SqlGateway, StatementError
from sql_databricks_bridge_sdk._table_events.names import UnityTable
from sql_databricks_bridge_sdk._table_events.shape import EventsTableShape
from sql_databricks_bridge_sdk.models import SyncEvent

_CONFLICT_WAITS = (0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0, 5.0, 5.0)
"""Seconds before a change is tried again whose commit another writer, such as the bridge itself, has overtaken."""

_Result = TypeVar("_Result")


class EventsTable:
    """An events table; its columns are looked up once, and again after a failure."""

    def __init__(self, gateway: SqlGateway, name: UnityTable) -> None:
        self._gateway = gateway
        self._name = name
        self._shape: Optional[EventsTableShape] = None

    def insert(self, event: EventDraft) -> None:
        """Writes a new row.

        Raises:
            ValidationError: when the table has no column for something of the event.
        """

        def insert(shape: EventsTableShape) -> None:
            values = rows.values(event, shape)
            self._change(statements.insert(self._name, shape, values), values)

        self._with_shape(insert)

    def find(self, event_id: str) -> Optional[SyncEvent]:
        """The event of that id."""
        found = self._with_shape(
            lambda shape: self._events(statements.one(self._name, shape), {"event_id": event_id}),
        )
        return found[0] if found else None

    def newest(self, filters: dict[str, str], limit: int) -> list[SyncEvent]:
        """The newest events; `filters` has the wanted `status`, `operation`, or both."""
        return self._with_shape(
            lambda shape: self._events(statements.newest(self._name, shape, filters), {**filters, "limit": limit}),
        )

    def pending(self, limit: int) -> list[SyncEvent]:
        """The events that nobody has taken up, the next one first."""
        return self._with_shape(lambda shape: self._events(statements.pending(self._name, shape), {"limit": limit}))

    def counts(self) -> list[Row]:
        """How many `events` there are, by `status_text` and `operation_text`."""
        return self._gateway.execute(statements.counts(self._name), {})

    def delete_pending(self, event_id: str) -> bool:
        """Deletes the event if it is pending, and says whether it was."""
        return self._change(statements.delete_pending(self._name), {"event_id": event_id}) > 0

    def retry(self, event_id: str) -> bool:
        """Sets the event back to pending if it failed or was blocked, and says whether it was."""
        return self._change(statements.retry(self._name), {"event_id": event_id}) > 0

    def delete_completed(self, age: datetime.timedelta) -> int:
        """Deletes the events that were applied longer ago, and says how many."""
        parameters = {"age": age // datetime.timedelta(microseconds=1)}
        return self._with_shape(
            lambda shape: self._change(statements.delete_completed(self._name, shape), parameters),
        )

    def _events(self, statement: str, parameters: Parameters) -> list[SyncEvent]:
        return [rows.event(row) for row in self._gateway.execute(statement, parameters)]

    def _change(self, statement: str, parameters: Parameters) -> int:
        """Runs a statement that changes rows, and returns how many it changed."""
        for wait in _CONFLICT_WAITS:
            try:
                return _affected(self._gateway.execute(statement, parameters))
            except StatementError as error:
                if not error.is_conflict:
                    raise
                time.sleep(wait * random.uniform(0.5, 1.5))  # noqa: S311
        return _affected(self._gateway.execute(statement, parameters))

    def _with_shape(self, work: Callable[[EventsTableShape], _Result]) -> _Result:
        if self._shape is None:
            described = self._gateway.execute(statements.describe(self._name), {})
            columns = [(row["col_name"], row["data_type"]) for row in described]
            self._shape = EventsTableShape.of(str(self._name), columns)
        try:
            return work(self._shape)
        except Exception:
            # The table may have been altered.
            self._shape = None
            raise


def _affected(changed: list[Row]) -> int:
    """Delta's answer to INSERT (older versions give none), UPDATE and DELETE."""
    return int(changed[0].get("num_affected_rows") or 0) if changed else 0
