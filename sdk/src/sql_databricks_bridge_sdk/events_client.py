"""Events through the events table itself, for notebooks and jobs that know no address of the bridge."""

from __future__ import annotations

import datetime
import os
import time
from types import TracebackType
from typing import Any, Optional, Union

from sql_databricks_bridge_sdk._table_events.choice import choose
from sql_databricks_bridge_sdk._table_events.connector import Connection
from sql_databricks_bridge_sdk._table_events.draft import checked_id
from sql_databricks_bridge_sdk._table_events.gateway import SqlGateway, StatementError
from sql_databricks_bridge_sdk._table_events.names import UnityTable, shown
from sql_databricks_bridge_sdk._table_events.spark import SparkSession
from sql_databricks_bridge_sdk._table_events.table import EventsTable
from sql_databricks_bridge_sdk._table_events.writer import EventWriter
from sql_databricks_bridge_sdk._wait import NOT_SAID, Duration, Unless, limit_of, seconds
from sql_databricks_bridge_sdk.exceptions import EventNotFoundError, TimeoutError, ValidationError
from sql_databricks_bridge_sdk.models import EventResult, SyncEvent, SyncEventStatus, SyncOperation

__all__ = ["DEFAULT_EVENTS_TABLE", "BridgeEventsClient", "SqlGateway", "StatementError"]

DEFAULT_EVENTS_TABLE = "bridge.events.bridge_events"
"""Where events are without arguments and without `BRIDGE_EVENTS_TABLE`."""


class BridgeEventsClient(EventWriter):
    """Writes events into the events table, and reads what the bridge says there about them.

    The statuses are copies that the bridge writes in batches, a few seconds behind. Values are bound,
    never pasted. All methods raise `StatementError` when Databricks can't run a statement.

    Args:
        catalog: of the events table; None for that of `BRIDGE_EVENTS_TABLE`, or else of `bridge.events.bridge_events`.
        schema: as the catalog.
        table: as the catalog.
        spark: the session to use, of Spark 3.4 or newer. Without it, and without the next two: the session that this
            process has, else a warehouse as `DATABRICKS_HOST`, `DATABRICKS_TOKEN` and `DATABRICKS_WAREHOUSE_ID` (or
            `DATABRICKS_HTTP_PATH`) say.
        connection: one of databricks-sql-connector (3.0 or newer); the caller closes it.
        gateway: any other way to run statements.

    Raises:
        ValidationError: when the table's name is not valid.
        ConnectionError: when there is no way to the table.
        BridgeSDKError: when more than one way was given.
    """

    def __init__(
        self,
        catalog: Optional[str] = None,
        schema: Optional[str] = None,
        table: Optional[str] = None,
        spark: Optional[SparkSession] = None,
        *,
        connection: Optional[Connection] = None,
        gateway: Optional[SqlGateway] = None,
    ) -> None:
        default = UnityTable.parse(os.environ.get("BRIDGE_EVENTS_TABLE") or DEFAULT_EVENTS_TABLE)
        self._name = UnityTable(catalog or default.catalog, schema or default.schema, table or default.table)
        self._gateway = choose(spark, connection, gateway)
        super().__init__(EventsTable(self._gateway, self._name))

    @property
    def events_table(self) -> str:
        """The whole name of the events table, with quotes where a statement needs them."""
        return self._name.quoted() if self._name.needs_quotes else str(self._name)

    @property
    def catalog(self) -> str:
        """The catalog of the events table."""
        return self._name.catalog

    @property
    def schema(self) -> str:
        """The schema of the events table."""
        return self._name.schema

    @property
    def table(self) -> str:
        """The last part of the events table's name."""
        return self._name.table

    def get_event(self, event_id: str) -> SyncEvent:
        """The event as the table has it.

        Its conditions and metadata are texts, its times UTC; `created_at` is None where the row has none.

        Raises:
            EventNotFoundError: when the table has no such event.
        """
        event = self._table.find(checked_id(event_id))
        if event is None:
            raise EventNotFoundError(event_id)
        return event

    def get_status(self, event_id: str) -> SyncEvent:
        """The same as `get_event`, under the name that older scripts use."""
        return self.get_event(event_id)

    def list_events(
        self,
        status: Optional[Union[SyncEventStatus, str]] = None,
        operation: Optional[Union[SyncOperation, str]] = None,
        limit: int = 100,
    ) -> list[SyncEvent]:
        """The newest events, at most `limit` of them (1 to 10,000).

        Raises:
            ValidationError: when there is no such status or operation, or the limit is out of range.
        """
        filters = {}
        if status is not None:
            filters["status"] = _member(SyncEventStatus, status).value
        if operation is not None:
            filters["operation"] = _member(SyncOperation, operation).value
        return self._table.newest(filters, _limit(limit))

    def list_pending_events(self, limit: int = 100) -> list[SyncEvent]:
        """The events that wait, in the order in which the bridge takes them; at most `limit` (1 to 10,000)."""
        return self._table.pending(_limit(limit))

    def wait_for_completion(
        self,
        event_id: str,
        timeout_seconds: Optional[Duration] = 300,
        poll_interval: Duration = 10,
        verbose: bool = False,
        *,
        timeout: Unless = NOT_SAID,
    ) -> EventResult:
        """Waits until the event is completed, failed or blocked.

        Looks that fail in a way that can pass do not end the wait. Each look is a statement, which keeps a
        warehouse awake.

        Args:
            event_id: what `create_event` returned.
            timeout_seconds: the same as `timeout`, by the older SDK's name.
            poll_interval: from one look to the next; seconds, or a timedelta.
            verbose: prints each change of the status.
            timeout: seconds, or a timedelta; the last look may take longer. None waits without end; 300 seconds when
                left out.

        Raises:
            EventNotFoundError: when the table has no such event, or has it no more.
            TimeoutError: when it has not ended in time; it goes on. The cause is what failed the last look, if it did.
            ValidationError: when a number is not above 0.
        """
        limit, pause = limit_of(timeout, timeout_seconds), seconds(poll_interval)
        if not (pause > 0 and (limit is None or limit > 0)):
            raise ValidationError("Expected timeout and poll_interval to be above 0.")
        started = time.monotonic()
        seen = ""
        while True:
            event, failure = self._look(event_id)
            elapsed = time.monotonic() - started
            now = str(failure) if event is None else _text(event.status)
            if verbose and now != seen:
                print(f"{event_id}: {now} after {elapsed:.0f} s")  # noqa: T201
            seen = now
            if event is not None and event.is_completed:
                return EventResult.from_event(event, elapsed)
            if limit is not None and elapsed >= limit:
                raise TimeoutError(event_id, limit) from failure
            time.sleep(pause if limit is None else min(pause, limit - elapsed))

    def get_stats(self) -> dict[str, Any]:
        """How many events there are: `total`, `by_status` and `by_operation`."""
        by_status: dict[str, int] = {}
        by_operation: dict[str, int] = {}
        for row in self._table.counts():
            count = int(row["events"])
            by_status[row["status_text"]] = by_status.get(row["status_text"], 0) + count
            by_operation[row["operation_text"]] = by_operation.get(row["operation_text"], 0) + count
        return {"total": sum(by_status.values()), "by_status": by_status, "by_operation": by_operation}

    def delete_event(self, event_id: str) -> bool:
        """Deletes an event that is pending.

        The table's status is a few seconds behind: an event that the bridge has just taken up is applied all the same.
        To cancel beyond doubt ask the bridge (`cancel_event` of `BridgeAPIClient`).

        Returns:
            True: the row is gone.

        Raises:
            EventNotFoundError: when the table has no such event.
            ValidationError: when it is not pending; the message says what it is.
        """
        if not self._table.delete_pending(checked_id(event_id)):
            event = self.get_event(event_id)
            raise ValidationError(f"Event {event_id} is {_text(event.status)}; only pending events can be deleted.")
        return True

    def retry_event(self, event_id: str) -> bool:
        """Has a failed or blocked event tried again, with the id that it has.

        Returns:
            True: it is pending.

        Raises:
            EventNotFoundError: when the table has no such event.
            ValidationError: when it neither failed nor was blocked; the message says what it is.
        """
        if not self._table.retry(checked_id(event_id)):
            event = self.get_event(event_id)
            raise ValidationError(
                f"Event {event_id} is {_text(event.status)}; failed and blocked ones are tried again."
            )
        return True

    def cleanup_completed_events(self, older_than_days: float = 7, *, days_old: Optional[float] = None) -> int:
        """Deletes completed events that ended more days ago.

        Failed and blocked ones stay, because an operator has to look at them.

        Args:
            older_than_days: days, 0 to 100,000.
            days_old: the same, by the older SDK's name.

        Returns:
            How many were deleted.

        Raises:
            ValidationError: when the number of days is below 0 or above 100,000.
        """
        days = older_than_days if days_old is None else days_old
        if not 0 <= days <= 100_000:
            raise ValidationError(f"Expected older_than_days to be 0 to 100000, but got {shown(days)}.")
        return self._table.delete_completed(datetime.timedelta(days=days))

    def close(self) -> None:
        """Ends the session with the warehouse, if this client has opened one; a session that was given stays."""
        self._gateway.close()

    def __enter__(self) -> BridgeEventsClient:
        """The client itself."""
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        """Closes the client."""
        self.close()

    def __repr__(self) -> str:
        """Names the table."""
        return f"BridgeEventsClient({self._name})"

    def _look(self, event_id: str) -> tuple[Optional[SyncEvent], Optional[StatementError]]:
        try:
            return self.get_event(event_id), None
        except StatementError as error:
            if not error.retryable:
                raise
            return None, error


def _member(kind: Any, wanted: Any) -> Any:  # noqa: ANN401
    """The member of that name; case does not matter."""
    names = {member.value.lower(): member for member in kind}
    found = names.get(_text(wanted).lower())
    if found is None:
        raise ValidationError(f"Expected one of {', '.join(names)}, but got {shown(wanted)}.")
    return found


def _text(value: Any) -> str:  # noqa: ANN401
    """A member's value, or the text that stands in the place of one."""
    return str(getattr(value, "value", value))


def _limit(limit: Any) -> int:
    if isinstance(limit, int) and 1 <= limit <= 10_000:
        return limit
    raise ValidationError(f"Expected limit to be a whole number from 1 to 10000, but got {shown(limit)}.")
