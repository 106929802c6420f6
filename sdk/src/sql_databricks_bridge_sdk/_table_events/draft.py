"""What is checked of an event before a row of it is written; the rules are the service's own (docs/sync.md)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Optional, Union

from sql_databricks_bridge_sdk._json import dumps
from sql_databricks_bridge_sdk._table_events.names import UnityTable, check_target, shown
from sql_databricks_bridge_sdk._table_events.texts import loads, text
from sql_databricks_bridge_sdk._values import plain
from sql_databricks_bridge_sdk.exceptions import ValidationError
from sql_databricks_bridge_sdk.models import SyncOperation

CONDITIONS = "filter_conditions"

_MOST_RETRIES = 100
_EVENT_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_COUNTRY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_POLICIES = {
    "on_discrepancy": ("report", "rollback"),
    "identity": ("reject", "keep", "generate"),
    "cascade": ("count", "refuse"),
}


@dataclass(frozen=True)
class EventDraft:
    """An event that a caller asks for.

    Attributes:
        source_table: None when the operation needs none.
        conditions: value by column; None means NULL.
        metadata: without the conditions.
        max_retries: None for what the service is configured for.
    """

    event_id: str
    operation: SyncOperation
    source_table: Optional[str]
    target_table: str
    primary_keys: tuple[str, ...]
    priority: int
    rows_expected: Optional[int]
    conditions: Mapping[str, Any]
    metadata: Mapping[str, Any]
    max_retries: Optional[int]


def draft(
    *,
    operation: Union[SyncOperation, str],
    source_table: Optional[str],
    target_table: str,
    primary_keys: Optional[Sequence[str]],
    rows_expected: Optional[int],
    filter_conditions: Optional[Mapping[str, Any]],
    metadata: Optional[Mapping[str, Any]],
    priority: int,
    event_id: Optional[str],
    max_retries: Optional[int],
) -> EventDraft:
    """Makes an event of what was asked for.

    Raises:
        ValidationError: naming what is wrong first.
    """
    kind = _operation(operation)
    other, conditions = _metadata(metadata, filter_conditions)
    event = EventDraft(
        event_id=_event_id(event_id, kind),
        operation=kind,
        source_table=_given(source_table),
        target_table=target_table,
        primary_keys=_keys(primary_keys),
        priority=_whole("priority", priority, -(2**31), 2**31 - 1),
        rows_expected=None if rows_expected is None else _whole("rows_expected", rows_expected, 0, 2**63 - 1),
        conditions=conditions,
        metadata=other,
        max_retries=None if max_retries is None else _whole("max_retries", max_retries, 0, _MOST_RETRIES),
    )
    check_target(target_table)
    _check_rows(event)
    return event


def _check_rows(event: EventDraft) -> None:
    """Which rows are meant must be beyond doubt."""
    if event.operation is SyncOperation.DELETE:
        _check_delete(event)
        return
    if event.conditions:
        raise ValidationError(
            f"Expected filter_conditions for DELETE only, but they came with {event.operation.value}."
        )
    UnityTable.parse(event.source_table)
    if event.operation is not SyncOperation.INSERT:
        _require_keys(event)


def _check_delete(event: EventDraft) -> None:
    if not event.conditions:
        if not event.primary_keys:
            raise ValidationError("Expected primary_keys with a source_table, or filter_conditions, for a DELETE.")
        UnityTable.parse(event.source_table)
        return
    if event.source_table and event.primary_keys:
        raise ValidationError(
            "Expected either filter_conditions, or source_table with primary_keys, but got both for a DELETE."
        )
    if len({column.lower() for column in event.conditions}) != len(event.conditions):
        raise ValidationError("Expected one condition for a column, but two differ in case only.")


def _require_keys(event: EventDraft) -> None:
    if not event.primary_keys:
        raise ValidationError(f"Expected primary_keys, at least one column name, for {event.operation.value}.")


def _operation(operation: Union[SyncOperation, str]) -> SyncOperation:
    try:
        name = operation.value if isinstance(operation, SyncOperation) else operation
        return SyncOperation(name.strip().upper())
    except (AttributeError, ValueError) as error:
        names = ", ".join(known.value for known in SyncOperation)
        raise ValidationError(f"Expected operation to be one of {names}, but got {shown(operation)}.") from error


def _event_id(event_id: Optional[str], kind: SyncOperation) -> str:
    if event_id is None:
        return f"{kind.value.lower()}-{uuid.uuid4().hex}"
    return checked_id(event_id)


def checked_id(event_id: Any) -> str:
    """The id.

    Raises:
        ValidationError: when no event can have it.
    """
    if isinstance(event_id, str) and _EVENT_ID.fullmatch(event_id):
        return event_id
    expected = "an event_id of 1 to 128 letters, digits, '.', '_', ':' or '-'"
    raise ValidationError(f"Expected {expected}, but got {shown(event_id)}.")


def _given(name: Optional[str]) -> Optional[str]:
    return name if name is None or name.strip() else None


def _keys(keys: Any) -> tuple[str, ...]:
    """A single text is a sequence of its letters, which nobody means."""
    names = tuple(keys) if isinstance(keys, Iterable) else ()
    valid = keys is None or isinstance(keys, Iterable) and not isinstance(keys, str)
    valid = valid and all(isinstance(name, str) and name.strip() for name in names)
    if not valid or len({name.lower() for name in names}) != len(names):
        raise ValidationError(f"Expected primary_keys to be a list of different column names, but got {shown(keys)}.")
    return names


def _whole(name: str, value: Any, least: int, most: int) -> int:
    # Also one of numpy's, which a sum of pandas is.
    number = plain(value, name)
    if isinstance(number, int) and not isinstance(number, bool) and least <= number <= most:
        return number
    raise ValidationError(f"Expected {name} to be a whole number from {least} to {most}, but got {shown(value)}.")


def _metadata(
    metadata: Optional[Mapping[str, Any]], conditions: Optional[Mapping[str, Any]]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Metadata and conditions; older scripts have the conditions inside of the metadata."""
    other = _mapping("metadata", metadata)
    older = other.pop(CONDITIONS, None)
    chosen = _mapping(CONDITIONS, conditions or _unwrapped(older))
    if not all(isinstance(column, str) and column.strip() for column in chosen):
        raise ValidationError("Expected filter_conditions to have the names of columns.")
    for column, value in chosen.items():
        if value is not None:
            text(value, f"{CONDITIONS}.{column}")
    dumps(other, "metadata")
    _check_policies(other)
    return other, chosen


def _unwrapped(conditions: Any) -> Any:
    try:
        return loads(conditions) if isinstance(conditions, str) else conditions
    except ValueError as error:
        raise ValidationError("Expected metadata.filter_conditions to be a dictionary, or JSON.") from error


def _mapping(name: str, value: Any) -> dict[Any, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise ValidationError(f"Expected {name} to be a dictionary, but got {type(value).__name__}.")
    return dict(value)


def _check_policies(metadata: Mapping[str, Any]) -> None:
    for key, allowed in _POLICIES.items():
        if metadata.get(key) is not None and metadata[key] not in allowed:
            expected = " or ".join(f"'{value}'" for value in allowed)
            raise ValidationError(f"Expected metadata.{key} to be {expected}, but got {shown(metadata[key])}.")
    country = metadata.get("country")
    if country is not None and not (isinstance(country, str) and _COUNTRY.fullmatch(country)):
        expected = "1 to 64 letters, digits, '_' or '-' (like 'bolivia')"
        raise ValidationError(f"Expected metadata.country to be {expected}, but got {shown(country)}.")
