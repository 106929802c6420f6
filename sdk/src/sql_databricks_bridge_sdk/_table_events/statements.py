"""All statements about the events table, in the SQL of Databricks and Spark; names are all that is not bound."""

from __future__ import annotations

from collections.abc import Iterable

from sql_databricks_bridge_sdk._table_events.names import UnityTable
from sql_databricks_bridge_sdk._table_events.shape import EventsTableShape

READ = (
    "event_id",
    "operation",
    "source_table",
    "target_table",
    "primary_keys",
    "priority",
    "status",
    "rows_expected",
    "rows_affected",
    "discrepancy",
    "warning",
    "error_message",
    "retry_count",
    "max_retries",
    "filter_conditions",
    "metadata",
    "created_at",
    "processed_at",
)
"""What is read, each as text under its name with `_text` behind it, so that the order is by the column itself."""

STATUS = "lower(coalesce(status, 'pending'))"
"""Jobs that insert with SQL leave the status out."""

_OPERATION = "upper(trim(operation))"


def describe(table: UnityTable) -> str:
    """Its rows have `col_name` and `data_type`."""
    return f"DESCRIBE TABLE {table.quoted()}"


def insert(table: UnityTable, shape: EventsTableShape, columns: Iterable[str]) -> str:
    """Takes a marker for each column; the server says when the event was asked for, so that clocks don't matter."""
    values = {column: shape.from_marker(column) for column in columns}
    if shape.is_time("created_at"):
        values["created_at"] = "current_timestamp()"
    return f"INSERT INTO {table.quoted()} ({', '.join(values)}) SELECT {', '.join(values.values())}"  # noqa: S608


def one(table: UnityTable, shape: EventsTableShape) -> str:
    """Takes `event_id`. Of several rows with one id the one that ended tells more."""
    return f"{_select(table, shape)} WHERE event_id = :event_id ORDER BY {_time(shape, 'processed_at')} DESC NULLS LAST"


def newest(table: UnityTable, shape: EventsTableShape, filters: Iterable[str]) -> str:
    """Takes `limit`, and what is filtered by of `status` and `operation`; the newest come first."""
    expressions = {"status": STATUS, "operation": _OPERATION}
    conditions = " AND ".join(f"{expressions[name]} = :{name}" for name in filters)
    where = f" WHERE {conditions}" if conditions else ""
    return (
        f"{_select(table, shape)}{where} ORDER BY {_time(shape, 'created_at')} DESC NULLS LAST, event_id LIMIT :limit"
    )


def pending(table: UnityTable, shape: EventsTableShape) -> str:
    """Takes `limit`; in the order in which the service takes them up."""
    priority = "coalesce(priority, 0) DESC, " if shape.has("priority") else ""
    order = f"{priority}{_time(shape, 'created_at')} ASC NULLS FIRST, event_id"
    return f"{_select(table, shape)} WHERE {STATUS} = 'pending' ORDER BY {order} LIMIT :limit"


def counts(table: UnityTable) -> str:
    """How many events there are by `status` and `operation`."""
    return (
        f"SELECT {STATUS} AS status_text, {_OPERATION} AS operation_text, count(*) AS events"  # noqa: S608
        f" FROM {table.quoted()} GROUP BY {STATUS}, {_OPERATION}"
    )


def delete_pending(table: UnityTable) -> str:
    """Takes `event_id`."""
    return f"DELETE FROM {table.quoted()} WHERE event_id = :event_id AND {STATUS} = 'pending'"  # noqa: S608


def retry(table: UnityTable) -> str:
    """Takes `event_id`."""
    return (
        f"UPDATE {table.quoted()} SET status = 'pending'"  # noqa: S608
        f" WHERE event_id = :event_id AND {STATUS} IN ('failed', 'blocked')"
    )


def delete_completed(table: UnityTable, shape: EventsTableShape) -> str:
    """Takes `age`, in microseconds. An event that does not say when it ended is as old as its row."""
    ended = f"coalesce({_time(shape, 'processed_at')}, {_time(shape, 'created_at')})"
    return (
        f"DELETE FROM {table.quoted()} WHERE {STATUS} = 'completed'"  # noqa: S608
        f" AND {ended} < unix_micros(current_timestamp()) - CAST(:age AS BIGINT)"
    )


def _select(table: UnityTable, shape: EventsTableShape) -> str:
    columns = ", ".join(f"{shape.as_text(column)} AS {column}_text" for column in READ)
    return f"SELECT {columns} FROM {table.quoted()}"  # noqa: S608


def _time(shape: EventsTableShape, column: str) -> str:
    """The column as microseconds since 1970, whichever of the two types of times it has; NULL without it."""
    return f"unix_micros(CAST({column} AS TIMESTAMP))" if shape.is_time(column) else "CAST(NULL AS BIGINT)"
