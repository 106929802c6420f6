"""How events are asked for; the half of the client of the events table that writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Optional, Union

from sql_databricks_bridge_sdk._table_events import rows
from sql_databricks_bridge_sdk._table_events.draft import EventDraft, draft
from sql_databricks_bridge_sdk._table_events.gateway import StatementError
from sql_databricks_bridge_sdk._table_events.names import shown
from sql_databricks_bridge_sdk._table_events.table import EventsTable
from sql_databricks_bridge_sdk.exceptions import ValidationError
from sql_databricks_bridge_sdk.models import DEFAULT_PRIORITY, SyncOperation


class EventWriter:
    """Writes events into the events table."""

    def __init__(self, table: EventsTable) -> None:
        self._table = table

    def create_event(
        self,
        operation: Union[SyncOperation, str],
        source_table: Optional[str],
        target_table: str,
        primary_keys: Optional[Sequence[str]] = None,
        rows_expected: Optional[int] = None,
        filter_conditions: Optional[Mapping[str, Any]] = None,
        metadata: Optional[Mapping[str, Any]] = None,
        priority: int = DEFAULT_PRIORITY,
        event_id: Optional[str] = None,
        *,
        max_retries: Optional[int] = None,
    ) -> str:
        """Writes an event, unless one with the same id that asks for the same is there already.

        Args:
            operation: INSERT, UPDATE, DELETE or UPSERT.
            source_table: `catalog.schema.table`, a table or view; None for a DELETE by conditions.
            target_table: `schema.table` of SQL Server; without a schema it is in `dbo`.
            primary_keys: the columns that say which row is meant; for UPDATE, UPSERT, and DELETE by a source table.
            rows_expected: how many rows should change, 0 or more.
            filter_conditions: for a DELETE without a source table: value by column; None means NULL, and numbers keep
                all digits.
            metadata: `country`, `user`, `on_discrepancy`, `identity`, and whatever you like.
            priority: higher goes first; 32 bits; 5 as in the older SDK, while rows that do not say it have 0.
            event_id: 1 to 128 letters, digits, `.`, `_`, `:` or `-`, such as one made of a job's run, so that a job
                that runs again does not ask twice; None for one of the client's choice.
            max_retries: attempts after the first, 0 to 100; None for what the bridge is configured for.

        Returns:
            The event's id.

        Raises:
            ValidationError: when the bridge would refuse the event, the table can't hold it, or the id was used for
                something else. Nothing was written.
            StatementError: when Databricks can't run a statement. The row may be there all the same: try again with the
                same id, which `details["event_id"]` has.
        """
        event = draft(
            operation=operation,
            source_table=source_table,
            target_table=target_table,
            primary_keys=primary_keys,
            rows_expected=rows_expected,
            filter_conditions=filter_conditions,
            metadata=metadata,
            priority=priority,
            event_id=event_id,
            max_retries=max_retries,
        )
        known = None if event_id is None else self._table.find(event_id)
        if known is None:
            self._insert(event)
        elif not rows.is_same(event, known):
            raise ValidationError(f"Expected another event_id than {shown(event_id)}: it was used for something else.")
        return event.event_id

    def create_insert_event(
        self,
        source_table: str,
        target_table: str,
        primary_keys: Optional[Sequence[str]] = None,
        rows_expected: Optional[int] = None,
        metadata: Optional[Mapping[str, Any]] = None,
        priority: int = DEFAULT_PRIORITY,
        *,
        event_id: Optional[str] = None,
    ) -> str:
        """Asks for all rows of the source to be inserted; see `create_event`."""
        return self.create_event(
            SyncOperation.INSERT,
            source_table,
            target_table,
            primary_keys,
            rows_expected,
            None,
            metadata,
            priority,
            event_id,
        )

    def create_update_event(
        self,
        source_table: str,
        target_table: str,
        primary_keys: Sequence[str],
        rows_expected: Optional[int] = None,
        metadata: Optional[Mapping[str, Any]] = None,
        priority: int = DEFAULT_PRIORITY,
        *,
        event_id: Optional[str] = None,
    ) -> str:
        """Asks for the rows with the source's keys to take over its other columns; see `create_event`."""
        return self.create_event(
            SyncOperation.UPDATE,
            source_table,
            target_table,
            primary_keys,
            rows_expected,
            None,
            metadata,
            priority,
            event_id,
        )

    def create_upsert_event(
        self,
        source_table: str,
        target_table: str,
        primary_keys: Sequence[str],
        rows_expected: Optional[int] = None,
        metadata: Optional[Mapping[str, Any]] = None,
        priority: int = DEFAULT_PRIORITY,
        *,
        event_id: Optional[str] = None,
    ) -> str:
        """Asks for an UPDATE, and an INSERT of the rows that are not there; see `create_event`."""
        return self.create_event(
            SyncOperation.UPSERT,
            source_table,
            target_table,
            primary_keys,
            rows_expected,
            None,
            metadata,
            priority,
            event_id,
        )

    def create_delete_event(
        self,
        target_table: str,
        primary_keys: Optional[Sequence[str]] = None,
        filter_conditions: Optional[Mapping[str, Any]] = None,
        metadata: Optional[Mapping[str, Any]] = None,
        priority: int = DEFAULT_PRIORITY,
        *,
        source_table: Optional[str] = None,
        rows_expected: Optional[int] = None,
        event_id: Optional[str] = None,
    ) -> str:
        """Asks for rows to be deleted: those with the keys of a source table, or those that meet all conditions.

        See `create_event`.
        """
        return self.create_event(
            SyncOperation.DELETE,
            source_table,
            target_table,
            primary_keys,
            rows_expected,
            filter_conditions,
            metadata,
            priority,
            event_id,
        )

    def _insert(self, event: EventDraft) -> None:
        try:
            self._table.insert(event)
        except StatementError as error:
            error.details["event_id"] = event.event_id
            raise
