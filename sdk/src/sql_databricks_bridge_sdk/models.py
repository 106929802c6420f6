"""Events: what a job wants changed in SQL Server, and what became of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from enum import Enum
from typing import Any, Optional

from sql_databricks_bridge_sdk import _display
from sql_databricks_bridge_sdk._decode import decode
from sql_databricks_bridge_sdk.exceptions import EventFailedError

DEFAULT_PRIORITY = 5
"""Of events that the clients make; as in the older SDK, so that scripts of both kinds wait in one line."""


class SyncOperation(str, Enum):
    """What an event does with the rows of its source table."""

    INSERT = "INSERT"
    UPDATE = "UPDATE"
    DELETE = "DELETE"
    UPSERT = "UPSERT"


class SyncEventStatus(str, Enum):
    """How far an event is. `COMPLETED`, `FAILED` and `BLOCKED` are ends; `RETRY` waits for its next attempt."""

    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    BLOCKED = "blocked"
    RETRY = "retry"


_ENDS = frozenset({SyncEventStatus.COMPLETED, SyncEventStatus.FAILED, SyncEventStatus.BLOCKED})


@dataclass(frozen=True)
class ChangeCounts:
    """How many rows changed, by kind."""

    inserted: int
    updated: int
    deleted: int


def _now() -> datetime:
    return datetime.now(timezone.utc)


@dataclass
class SyncEvent:
    """An event.

    Attributes:
        event_id: 1 to 128 letters, digits, `.`, `_`, `:` or `-`.
        operation: what to do.
        source_table: `catalog.schema.table` in Databricks; None for a DELETE by conditions.
        target_table: `schema.table` in SQL Server.
        primary_keys: the columns that say which row is meant.
        priority: higher goes first.
        status: how far it is.
        rows_expected: how many rows should change; None when nobody said.
        rows_affected: rows that changed in SQL Server; None before the end.
        discrepancy: expected minus changed rows; None when equal or not known.
        warning: what to know although it was applied.
        error_message: why nothing was changed.
        filter_conditions: equality conditions of a DELETE, by column; None means NULL. The service answers texts.
        metadata: `country`, `on_discrepancy`, `identity`, and whatever the caller likes.
        created_at: when it was asked for, UTC.
        processed_at: when it ended, UTC; None before.
        retry_count: attempts after the first, so far.
        max_retries: attempts after the first, at most; None for the service's number.
        error_code: stable name of the error (docs/errors.md); None when there is none.
        retryable: whether the failure can pass without a change of the event; None when there is none.
        next_attempt_at: when the next attempt begins; None when there is none.
        changes: what changed, by kind; None before the event is completed.
        user: who asked for it; None for a row of the events table that names nobody.
        accepted_at: when the service took it, UTC.
        from_table: whether it is a row of the events table.
        attempts: how often it was begun, since it was asked for or retried last.
        held_by: the process that applies it now; None in lists, and when none does.
    """

    event_id: str
    operation: SyncOperation
    source_table: Optional[str]
    target_table: str
    primary_keys: list[str] = field(default_factory=list)
    priority: int = 0
    status: SyncEventStatus = SyncEventStatus.PENDING
    rows_expected: Optional[int] = None
    rows_affected: Optional[int] = None
    discrepancy: Optional[int] = None
    warning: Optional[str] = None
    error_message: Optional[str] = None
    filter_conditions: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    created_at: datetime = field(default_factory=_now)
    processed_at: Optional[datetime] = None
    retry_count: int = 0
    max_retries: Optional[int] = None
    error_code: Optional[str] = None
    retryable: Optional[bool] = None
    next_attempt_at: Optional[datetime] = None
    changes: Optional[ChangeCounts] = None
    user: Optional[str] = None
    accepted_at: datetime = field(default_factory=_now)
    from_table: bool = False
    attempts: int = 0
    held_by: Optional[str] = None

    @property
    def is_completed(self) -> bool:
        """Whether it has ended, well or badly. In the older SDK this was false for blocked events, for ever."""
        return self.status in _ENDS

    @property
    def is_successful(self) -> bool:
        """Whether it was applied."""
        return self.status is SyncEventStatus.COMPLETED

    def raise_for_status(self) -> SyncEvent:
        """The event itself, unless it has ended without being applied, such as after `process_immediately`.

        Raises:
            EventFailedError: when it is failed or blocked.
        """
        if self.is_completed and not self.is_successful:
            raise EventFailedError(self.event_id, self.status.value, self.error_message or "no reason given")
        return self

    def to_dict(self) -> dict[str, Any]:
        """The event as the service's JSON has it: enumerations and times are text."""
        return {name: _plain(value) for name, value in asdict(self).items()}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> SyncEvent:
        """The event of the service's JSON; fields that this version does not know are ignored.

        Raises:
            ValueError: when it is none; the message names the field.
        """
        return decode(cls, data)

    def __str__(self) -> str:
        # A status of the table that the service does not know stays a text.
        status = getattr(self.status, "value", self.status)
        operation = getattr(self.operation, "value", self.operation)
        rows = "" if self.rows_affected is None else f", {self.rows_affected:,} rows"
        return f"event {self.event_id}: {status}, {operation} of {self.target_table}{rows}"

    def _repr_html_(self) -> str:
        shown = {name: value for name, value in self.to_dict().items() if value not in (None, [], {})}
        return _display.table(str(self), ("field", "value"), shown.items())


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")
    return value


@dataclass
class EventResult:
    """How an event ended.

    Attributes:
        event: the event at its end.
        success: whether it was applied.
        rows_affected: rows that changed in SQL Server; 0 when it was not applied.
        error: why nothing was changed; None after success.
        warning: what to know although it was applied.
        duration_seconds: how long it was waited for.
    """

    event: SyncEvent
    success: bool
    rows_affected: int = 0
    error: Optional[str] = None
    warning: Optional[str] = None
    duration_seconds: float = 0.0

    @classmethod
    def from_event(cls, event: SyncEvent, duration_seconds: float = 0.0) -> EventResult:
        """The result of an event that has ended."""
        return cls(
            event=event,
            success=event.is_successful,
            rows_affected=event.rows_affected or 0,
            error=event.error_message,
            warning=event.warning,
            duration_seconds=duration_seconds,
        )

    def raise_for_status(self) -> EventResult:
        """The result itself, unless the event was not applied.

        Raises:
            EventFailedError: when it is failed or blocked.
        """
        if not self.success:
            raise EventFailedError(self.event.event_id, self.event.status.value, self.error or "no reason given")
        return self

    def __str__(self) -> str:
        return str(self.event) if self.success or not self.error else f"{self.event}: {self.error}"

    def _repr_html_(self) -> str:
        return self.event._repr_html_()


@dataclass(frozen=True)
class DryRunSample:
    """One row that would change, values as text; a side without it is empty."""

    before: dict[str, Optional[str]]
    after: dict[str, Optional[str]]


@dataclass(frozen=True)
class DryRun:
    """What an event would do; nothing was changed.

    Attributes:
        status: what its status would be: completed, failed or blocked.
        rows_affected: rows that would change.
        changes: the same by kind.
        warning: what to know although it would be applied.
        error_message: why nothing would be changed.
        error_code: stable name of the error (docs/errors.md); None when there is none.
        retryable: whether the failure can pass without a change of the event; None when there is none.
        sample: some of the rows.
    """

    status: SyncEventStatus
    rows_affected: int
    changes: ChangeCounts
    warning: Optional[str] = None
    error_message: Optional[str] = None
    error_code: Optional[str] = None
    retryable: Optional[bool] = None
    sample: list[DryRunSample] = field(default_factory=list)

    @property
    def is_successful(self) -> bool:
        """Whether the event would be applied."""
        return self.status is SyncEventStatus.COMPLETED

    def raise_for_status(self) -> DryRun:
        """The dry run itself, unless the event would not be applied.

        Raises:
            EventFailedError: when it would be failed or blocked; its `event_id` is that of no event.
        """
        if not self.is_successful:
            raise EventFailedError("(dry run)", self.status.value, self.error_message or "no reason given")
        return self

    def __str__(self) -> str:
        counts = self.changes
        changed = f"{counts.inserted:,} inserted, {counts.updated:,} updated, {counts.deleted:,} deleted"
        reason = f": {self.error_message}" if self.error_message else ""
        return f"dry run: would be {self.status.value}, {changed}{reason}"

    def _repr_html_(self) -> str:
        columns = list(dict.fromkeys(name for row in self.sample for name in (*row.before, *row.after)))
        rows = [
            (f"{number} {side}", *(values.get(name) for name in columns))
            for number, row in enumerate(self.sample, 1)
            for side, values in (("before", row.before), ("after", row.after))
            if values
        ]
        return _display.table(str(self), ("row", *columns), rows)
