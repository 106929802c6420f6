"""Rows of the events table: events to write, and events that were read."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Optional, TypeVar, Union

from sql_databricks_bridge_sdk._json import dumps
from sql_databricks_bridge_sdk._table_events.draft import CONDITIONS, EventDraft
from sql_databricks_bridge_sdk._table_events.shape import EventsTableShape
from sql_databricks_bridge_sdk._table_events.texts import loads, texts
from sql_databricks_bridge_sdk.exceptions import ValidationError
from sql_databricks_bridge_sdk.models import DEFAULT_PRIORITY, SyncEvent, SyncEventStatus, SyncOperation

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)

_USUAL_PRIORITIES = (0, DEFAULT_PRIORITY)
"""What nobody misses in a table that has no column for it."""

_Member = TypeVar("_Member", SyncOperation, SyncEventStatus)


def values(event: EventDraft, shape: EventsTableShape) -> dict[str, Union[str, int]]:
    """What is written by column, without what is NULL anyway.

    Raises:
        ValidationError: when a number does not fit into the table's column.
    """
    written: dict[str, Optional[Union[str, int]]] = {
        "event_id": event.event_id,
        "operation": event.operation.value,
        "source_table": event.source_table,
        "target_table": event.target_table,
        "primary_keys": dumps(event.primary_keys) if event.primary_keys else None,
        "priority": event.priority if shape.has("priority") or event.priority not in _USUAL_PRIORITIES else None,
        "status": SyncEventStatus.PENDING.value,
        "rows_expected": event.rows_expected,
        "max_retries": event.max_retries,
        CONDITIONS: _json(event.conditions, CONDITIONS, shape),
        "metadata": _json(event.metadata, "metadata", shape),
    }
    present = {column: value for column, value in written.items() if value is not None}
    for column, value in present.items():
        if isinstance(value, int):
            shape.check_range(column, value)
    return present


def event(row: Mapping[str, Any]) -> SyncEvent:
    """The event of a row, its conditions and metadata as texts, as the service has them.

    What can't be read is left as it is, or out: malformed rows are what people look for. Likewise `created_at` is None
    where the row has none.
    """
    columns: dict[str, Any] = {name[: -len("_text")].lower(): value for name, value in row.items()}
    return SyncEvent(
        event_id=columns["event_id"],
        operation=_member(SyncOperation, (columns["operation"] or "").strip().upper()),
        source_table=columns["source_table"],
        target_table=columns["target_table"],
        primary_keys=_keys(columns["primary_keys"]),
        priority=_number(columns["priority"]) or 0,
        status=_member(SyncEventStatus, (columns["status"] or SyncEventStatus.PENDING.value).lower()),
        rows_expected=_number(columns["rows_expected"]),
        rows_affected=_number(columns["rows_affected"]),
        discrepancy=_number(columns["discrepancy"]),
        warning=columns["warning"],
        error_message=columns["error_message"],
        filter_conditions=_object(columns[CONDITIONS]),
        metadata=_present(_object(columns["metadata"])),
        created_at=_time(columns["created_at"]),  # type: ignore[arg-type]
        processed_at=_time(columns["processed_at"]),
        retry_count=_number(columns["retry_count"]) or 0,
        max_retries=_number(columns["max_retries"]),
    )


def is_same(event: EventDraft, known: SyncEvent) -> bool:
    """Whether a row that is there asks for the same; when, how urgent and how often to retry do not count."""
    asked = (
        event.operation,
        event.source_table,
        event.target_table.lower(),
        list(event.primary_keys),
        event.rows_expected,
        _as_read(event.conditions),
        _present(_as_read(event.metadata)),
    )
    return asked == (
        known.operation,
        known.source_table,
        known.target_table.lower(),
        known.primary_keys,
        known.rows_expected,
        known.filter_conditions,
        known.metadata,
    )


def _json(fields: Mapping[str, Any], name: str, shape: EventsTableShape) -> Optional[str]:
    if not fields:
        return None
    return dumps(texts(fields, name) if shape.is_map(name) else fields)


def _as_read(fields: Mapping[str, Any]) -> dict[str, Optional[str]]:
    return _object(dumps(fields))


def _present(fields: Mapping[str, Optional[str]]) -> dict[str, str]:
    return {key: value for key, value in fields.items() if value is not None}


def _member(kind: type[_Member], text: str) -> _Member:
    """The member of that name; a text of another kind stays a text, as the members are texts too."""
    try:
        return kind(text)
    except ValueError:
        return text  # type: ignore[return-value]


def _keys(text: Optional[str]) -> list[str]:
    keys = _loaded(text)
    return [str(key) for key in keys] if isinstance(keys, list) else []


def _object(text: Optional[str]) -> dict[str, Optional[str]]:
    fields = _loaded(text)
    try:
        return texts(fields, "a column") if isinstance(fields, dict) else {}
    except ValidationError:
        return {}


def _loaded(text: Optional[str]) -> Any:
    try:
        return loads(text) if text else None
    except ValueError:
        return None


def _number(text: Optional[str]) -> Optional[int]:
    try:
        return int(text) if text else None
    except ValueError:
        return None


def _time(text: Optional[str]) -> Optional[datetime.datetime]:
    """The time in UTC; None for one that Python can't say, and for a text."""
    micros = _number(text)
    try:
        return None if micros is None else _EPOCH + datetime.timedelta(microseconds=micros)
    except OverflowError:
        return None
