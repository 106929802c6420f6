"""SQL Server from inside of a Databricks job, without a server.

`BridgeOperator` drives the bridge's own Java code in the cluster's JVM, so that a job gets the service's guarantees:
rows are staged, the change and the ledger's row share one transaction, and limits are checked before the commit.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from types import TracebackType
from typing import TYPE_CHECKING, Any, Optional, Union

from sql_databricks_bridge_sdk import _jvm
from sql_databricks_bridge_sdk._events import Draft
from sql_databricks_bridge_sdk._json import dumps, said
from sql_databricks_bridge_sdk._jvm import OperatorError
from sql_databricks_bridge_sdk._table_events.texts import texts
from sql_databricks_bridge_sdk._values import plain
from sql_databricks_bridge_sdk.exceptions import ValidationError
from sql_databricks_bridge_sdk.models import (
    ChangeCounts,
    DryRun,
    DryRunSample,
    EventResult,
    SyncEvent,
    SyncEventStatus,
    SyncOperation,
)

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession  # type: ignore[import-not-found, unused-ignore]

__all__ = ["DEFAULT_MAX_DELETE_ROWS", "BridgeOperator", "OperatorError"]

DEFAULT_MAX_DELETE_ROWS = 10_000
"""How many rows one call may delete unless the operator was made with another limit."""

DATA_FRAME = "spark.session.dataframe"
"""What a DataFrame is called where the name of a source table stands."""

_FORMAT = "io.github.sqldatabricks.bridge.operator.query.SqlServerSource"

Bound = Union[int, str, Any]
"""A number, a date or a time, or its text."""


class BridgeOperator:
    """Changes one SQL Server database with rows of Spark tables, and reads it into DataFrames.

    It needs a JVM cluster (classic compute, dedicated access) with Java 17 and the bridge's operator jar as a library;
    elsewhere, such as on serverless, `BridgeEventsClient` asks a running service instead. Threads may share it. Nothing
    is connected before the first call.

    Args:
        sql_server_host: host name or address.
        sql_server_database: database name.
        sql_server_user: login name; None for a login by Microsoft Entra (see `settings`).
        sql_server_password: its password; never shown.
        port: TCP port, 1 to 65535.
        spark: the session; None for the active one.
        trust_server_certificate: whether a certificate that can't be verified is accepted; for tests only.
        max_delete_rows: rows that one call may delete at most; more is rolled back and `blocked`. None for no limit.
        max_changed_rows: inserted, updated and deleted rows at most; None for no limit.
        max_changed_percent: updated and deleted rows at most, in percent of the table's, 0 to 100; None for no limit.
        cascade: rows that foreign keys change too: "count" (default) them against the limits, "refuse" or "allow" them.
        triggers: of the target, whose rows can't be counted: "warn" (default) of them, "refuse" or "allow" them.
        max_retries: attempts after the first, 0 to 100, for failures that can pass, such as a deadlock.
        settings: others, named as in docs/configuration.md below `bridge.sqlserver`, such as
            `{"statement-timeout": 600, "tls.strict": True, "entra.identity": "service-principal"}`; times in seconds,
            sizes in bytes.

    Raises:
        BridgeSDKError: the cluster lacks something; the message says what.
        ValidationError: a setting is not valid.
    """

    def __init__(
        self,
        sql_server_host: str,
        sql_server_database: str,
        sql_server_user: Optional[str] = None,
        sql_server_password: Optional[str] = None,
        *,
        port: int = 1433,
        spark: Optional[SparkSession] = None,
        trust_server_certificate: bool = False,
        max_delete_rows: Optional[int] = DEFAULT_MAX_DELETE_ROWS,
        max_changed_rows: Optional[int] = None,
        max_changed_percent: Optional[float] = None,
        cascade: Optional[str] = None,
        triggers: Optional[str] = None,
        max_retries: int = 3,
        settings: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._place = f"{sql_server_host}:{port}/{sql_server_database}"
        self._connection = _texts(
            {
                **(settings or {}),
                "host": sql_server_host,
                "port": port,
                "database": sql_server_database,
                "username": sql_server_user,
                "password": sql_server_password,
                "trust-certificate": trust_server_certificate,
            }
        )
        limits = {
            "max-delete-rows": "unlimited" if max_delete_rows is None else max_delete_rows,
            "max-changed-rows": max_changed_rows,
            "max-changed-percent": max_changed_percent,
            "cascade": cascade,
            "triggers": triggers,
            "max-retries": max_retries,
        }
        self._spark = _jvm.session(spark)
        self._java = _jvm.operator(self._spark, {**self._connection, **_texts(limits)})

    def sync_to_sql_server(
        self,
        source_table: Union[str, DataFrame, None],
        target_table: str,
        operation: Union[SyncOperation, str],
        primary_keys: Optional[Sequence[str]] = None,
        *,
        event_id: Optional[str] = None,
        rows_expected: Optional[int] = None,
        filter_conditions: Optional[Mapping[str, Any]] = None,
        metadata: Optional[Mapping[str, Any]] = None,
    ) -> EventResult:
        """Changes the target by the rows of a Spark table, all of it or nothing.

        Args:
            source_table: `catalog.schema.table`, a table or view; or a DataFrame of this session, which is computed at
                each attempt; None for a DELETE by conditions.
            target_table: `schema.table`; without a schema it is in `dbo`.
            operation: INSERT, UPDATE, DELETE or UPSERT.
            primary_keys: the columns that say which row is meant.
            event_id: 1 to 128 letters, digits, `.`, `_`, `:` or `-`. With the same id and content, the change is made
                once, however often this is called: give the job's run id. None for a new one each time. All DataFrames
                are the same content.
            rows_expected: how many rows should change; see `on_discrepancy`.
            filter_conditions: value by column for a DELETE without keys; None means NULL.
            metadata: `on_discrepancy` (`report`, `rollback`) and `identity` (`reject`, `keep`, `generate`), see
                docs/sync.md.

        Returns:
            How it ended. When `success` is false, nothing was changed, and `error` says why.

        Raises:
            ValidationError: the request is wrong; nothing was changed.
            BridgeSDKError: something else failed, or it was cancelled.
        """
        name, frame = _source(source_table)
        draft = Draft(
            operation,
            name,
            target_table,
            primary_keys,
            rows_expected,
            filter_conditions,
            metadata,
            event_id=event_id,
        )
        asked = _request(draft)
        started = time.monotonic()
        record = _jvm.call(self._spark, self._java, "sync", asked, frame)
        return EventResult.from_event(_event(asked, record), time.monotonic() - started)

    def dry_run(
        self,
        source_table: Union[str, DataFrame, None],
        target_table: str,
        operation: Union[SyncOperation, str],
        primary_keys: Optional[Sequence[str]] = None,
        *,
        rows_expected: Optional[int] = None,
        filter_conditions: Optional[Mapping[str, Any]] = None,
        metadata: Optional[Mapping[str, Any]] = None,
    ) -> DryRun:
        """Does all of `sync_to_sql_server`, takes it back, and says what it would have been.

        Args and exceptions are those of `sync_to_sql_server`.
        """
        name, frame = _source(source_table)
        draft = Draft(operation, name, target_table, primary_keys, rows_expected, filter_conditions, metadata)
        record = _jvm.call(self._spark, self._java, "dryRun", _request(draft), frame)
        return DryRun(
            status=SyncEventStatus(record["status"]),
            rows_affected=record["rows_affected"],
            changes=_changes(record),
            warning=record.get("warning"),
            error_message=record.get("error_message"),
            error_code=record.get("error_code"),
            retryable=record.get("retryable"),
            sample=[DryRunSample(row["before"], row["after"]) for row in record["sample"]],
        )

    def extract_to_spark(
        self,
        query: str,
        *,
        partition_column: Optional[str] = None,
        lower_bound: Optional[Bound] = None,
        upper_bound: Optional[Bound] = None,
        num_partitions: Optional[int] = None,
        temporal_policy: Optional[str] = None,
    ) -> DataFrame:
        """The rows of a query as a DataFrame with exact types (docs/types.md); they are read when an action needs them.

        Args:
            query: one T-SQL SELECT.
            partition_column: a column of the query, of whole numbers, decimals, dates or timestamps, by whose ranges
                the rows are read over several connections at once. The query is then used as a derived table, which
                SQL Server allows for no query with WITH or ORDER BY, and each connection sees the rows of its own
                moment. None reads over one connection.
            lower_bound: with the column: where the division begins. No row is left out, whatever its value.
            upper_bound: with the column: where the division ends.
            num_partitions: with the column: how many connections at most, 1 to 10000.
            temporal_policy: `fail`, `truncate` or `text`, for timestamps with 7 digits (docs/types.md).

        Raises:
            ValidationError: an argument is not valid, or Databricks has nothing for a column's type.
            BridgeSDKError: SQL Server can't be reached or refuses the query.
        """
        options = _texts(
            {
                "query": query,
                "partition-column": partition_column,
                "lower-bound": lower_bound,
                "upper-bound": upper_bound,
                "num-partitions": num_partitions,
                "temporal-policy": temporal_policy,
            }
        )
        with _jvm.failures():
            rows: DataFrame = self._spark.read.format(_FORMAT).options(**{**self._connection, **options}).load()
            return rows

    def close(self) -> None:
        """Ends what runs and closes all connections. DataFrames stay readable: they have connections of their own."""
        self._java.close()

    def __enter__(self) -> BridgeOperator:
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"BridgeOperator({self._place!r})"

    def __reduce__(self) -> Any:
        raise TypeError("A BridgeOperator stays at the driver: it holds a password and the JVM's gateway.")


def _source(table: Any) -> tuple[Optional[str], Any]:
    """The name of the source, and its rows where they are a DataFrame."""
    if table is None or isinstance(table, str):
        return table, None
    if hasattr(table, "_jdf"):
        return DATA_FRAME, table
    raise ValidationError(
        "Expected source_table to be the name of a table, or a DataFrame of Spark (spark.createDataFrame makes one of "
        f"pandas'), but got a {type(table).__module__}.{type(table).__name__}."
    )


def _request(draft: Draft) -> dict[str, Any]:
    return {
        **draft.body(),
        "primary_keys": list(draft.primary_keys or []),
        "rows_expected": plain(draft.rows_expected, "rows_expected"),
        "filter_conditions": texts(draft.filter_conditions or {}, "filter_conditions"),
        "metadata": texts(said(draft.metadata or {}), "metadata"),
    }


def _event(asked: Mapping[str, Any], record: Mapping[str, Any]) -> SyncEvent:
    completed = record["status"] == SyncEventStatus.COMPLETED.value
    return SyncEvent(
        event_id=record["event_id"],
        operation=SyncOperation(asked["operation"].strip().upper()),
        source_table=asked.get("source_table"),
        target_table=asked["target_table"],
        primary_keys=asked["primary_keys"],
        status=SyncEventStatus(record["status"]),
        rows_expected=asked.get("rows_expected"),
        rows_affected=record.get("rows_affected"),
        discrepancy=record.get("discrepancy"),
        warning=record.get("warning"),
        error_message=record.get("error_message"),
        filter_conditions=asked["filter_conditions"],
        metadata=asked["metadata"],
        processed_at=datetime.now(timezone.utc),
        error_code=record.get("error_code"),
        retryable=record.get("retryable"),
        changes=_changes(record) if completed else None,
    )


def _changes(record: Mapping[str, Any]) -> ChangeCounts:
    return ChangeCounts(record["rows_inserted"], record["rows_updated"], record["rows_deleted"])


def _texts(values: Mapping[str, Any]) -> dict[str, str]:
    """What was said, as text."""
    return {name: _text(value, name) for name, value in values.items() if value is not None}


def _text(value: Any, name: str) -> str:
    """A value as JSON has it, without quotes: no digit of a number gets lost."""
    return value if isinstance(value, str) else dumps(value, name.replace("-", "_")).strip('"')
