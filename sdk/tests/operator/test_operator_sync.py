"""Changes of SQL Server by rows of Spark tables, all of it real.

Catches a value that arrives as another one, a change that is made twice or by half, and a guard rail that does not
hold.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from decimal import Decimal
from typing import Any
from uuid import uuid4

import numpy as np
import pandas as pd
import pytest

from sql_databricks_bridge_sdk.exceptions import ValidationError
from sql_databricks_bridge_sdk.models import ChangeCounts, SyncEventStatus, SyncOperation
from sql_databricks_bridge_sdk.operator import BridgeOperator, OperatorError
from support.cutting import CuttingProxy
from support.sources import PY4J_LEAVES_SOCKETS, Source
from support.sqlserver import SqlServer

pytestmark = [pytest.mark.spark, PY4J_LEAVES_SOCKETS]

PEOPLE = [(1, "one"), (2, "two"), (3, "three")]


@pytest.fixture
def people(server: SqlServer, table: str) -> str:
    """Three people."""
    server.execute(f"CREATE TABLE {table} (id int NOT NULL PRIMARY KEY, name nvarchar(20) NULL)")
    server.execute(f"INSERT INTO {table} VALUES (1, N'one'), (2, N'two'), (3, N'three')")
    return table


def rows(server: SqlServer, table: str) -> list[tuple[Any, ...]]:
    return server.execute(f"SELECT id, name FROM {table} ORDER BY id")


def test_all_four_operations_change_the_rows_that_they_say(
    operator: BridgeOperator, server: SqlServer, people: str, source: Source
) -> None:
    new = source("SELECT * FROM VALUES (4, 'four'), (5, 'five') AS v (ID, Name)")
    inserted = operator.sync_to_sql_server(new, people, "INSERT")
    assert (inserted.success, inserted.rows_affected, inserted.error) == (True, 2, None)

    renamed = source("SELECT * FROM VALUES (1, 'uno'), (9, 'nobody') AS v (id, name)")
    updated = operator.sync_to_sql_server(renamed, people, SyncOperation.UPDATE, ["id"])
    assert updated.rows_affected == 1

    both = source("SELECT * FROM VALUES (2, 'dos'), (6, 'six') AS v (id, name)")
    upserted = operator.sync_to_sql_server(both, people, "upsert", ["id"])
    assert upserted.event.changes == ChangeCounts(inserted=1, updated=1, deleted=0)
    assert upserted.event.operation is SyncOperation.UPSERT

    gone = source("SELECT * FROM VALUES (3, 1), (4, 1) AS v (id, whatever)")
    deleted = operator.sync_to_sql_server(gone, people, "DELETE", ["id"])
    assert deleted.event.changes == ChangeCounts(inserted=0, updated=0, deleted=2)

    assert rows(server, people) == [(1, "uno"), (2, "dos"), (5, "five"), (6, "six")]


def test_the_same_event_is_applied_once(
    operator: BridgeOperator, server: SqlServer, people: str, source: Source
) -> None:
    new = source("SELECT 4 AS id, 'four' AS name")
    event_id = f"run-{uuid4()}"
    first = operator.sync_to_sql_server(new, people, "INSERT", event_id=event_id)
    again = operator.sync_to_sql_server(new, people, "INSERT", event_id=event_id)
    assert first.event.event_id == again.event.event_id == event_id
    assert (first.success, again.success, again.rows_affected) == (True, True, 1)
    assert rows(server, people) == [*PEOPLE, (4, "four")]

    other = operator.sync_to_sql_server(new, people, "UPSERT", ["id"], event_id=event_id)
    assert (other.success, other.event.error_code) == (False, "event-id-reused")


def test_rows_may_be_a_dataframe_that_is_in_no_table(
    spark: Any, operator: BridgeOperator, server: SqlServer, people: str
) -> None:
    new = spark.sql("SELECT * FROM VALUES (1, 'uno'), (4, 'four') AS v (id, name)")
    assert operator.dry_run(new, people, "UPSERT", ["id"]).raise_for_status().rows_affected == 2
    assert rows(server, people) == PEOPLE

    event_id = f"run-{uuid4()}"
    two: Any = np.int64(2)
    first = operator.sync_to_sql_server(new, people, "UPSERT", ["id"], event_id=event_id, rows_expected=two)
    assert first.raise_for_status().event.changes == ChangeCounts(inserted=1, updated=1, deleted=0)
    again = operator.sync_to_sql_server(new.limit(0), people, "UPSERT", ["id"], event_id=event_id, rows_expected=2)
    assert (again.success, again.rows_affected) == (True, 2)
    assert rows(server, people) == [(1, "uno"), *PEOPLE[1:], (4, "four")]

    wrong = operator.sync_to_sql_server(new.withColumnRenamed("name", "surname"), people, "UPSERT", ["id"])
    assert (wrong.success, "surname" in str(wrong.error)) == (False, True)


def test_what_is_no_table_and_no_dataframe_of_spark_is_refused(operator: BridgeOperator, people: str) -> None:
    with pytest.raises(ValidationError, match="spark.createDataFrame"):
        operator.sync_to_sql_server(pd.DataFrame({"id": [1]}), people, "INSERT")  # type: ignore[arg-type, unused-ignore]
    for value in (float("nan"), pd.NaT, pd.NA):
        with pytest.raises(ValidationError, match=r"filter_conditions\.id"):
            operator.sync_to_sql_server(None, people, "DELETE", filter_conditions={"id": value})


def test_more_deleted_rows_than_allowed_are_taken_back(
    spark: Any, server: SqlServer, people: str, source: Source
) -> None:
    gone = source("SELECT id FROM VALUES (1), (2) AS v (id)")
    with BridgeOperator(**server.settings(), spark=spark, max_delete_rows=1) as careful:
        result = careful.sync_to_sql_server(gone, people, "DELETE", ["id"])
    assert result.event.status is SyncEventStatus.BLOCKED
    assert (result.success, result.event.error_code) == (False, "limit-exceeded")
    assert "2 deleted" in str(result.error)
    assert rows(server, people) == PEOPLE


def test_a_row_that_does_not_fit_changes_nothing_and_is_named(
    operator: BridgeOperator, server: SqlServer, people: str, source: Source
) -> None:
    bad = source("SELECT * FROM VALUES (4, 'four'), (5, repeat('x', 21)) AS v (id, name)")
    result = operator.sync_to_sql_server(bad, people, "INSERT")
    assert (result.success, result.event.error_code) == (False, "value-refused")
    assert "column 'name' (nvarchar(20))" in str(result.error)
    assert rows(server, people) == PEOPLE


def test_keys_that_come_twice_change_nothing(
    operator: BridgeOperator, server: SqlServer, people: str, source: Source
) -> None:
    twice = source("SELECT * FROM VALUES (1, 'a'), (1, 'b') AS v (id, name)")
    assert operator.sync_to_sql_server(twice, people, "UPDATE", ["id"]).event.error_code == "source-keys-invalid"
    assert rows(server, people) == PEOPLE


def test_a_wrong_number_of_rows_is_told_or_taken_back(
    operator: BridgeOperator, server: SqlServer, people: str, source: Source
) -> None:
    new = source("SELECT 4 AS id, 'four' AS name")
    asked: dict[str, Any] = {"rows_expected": 2, "metadata": {"on_discrepancy": "rollback"}}
    refused = operator.sync_to_sql_server(new, people, "INSERT", **asked)
    assert refused.event.error_code == "rows-discrepancy"
    assert rows(server, people) == PEOPLE
    told = operator.sync_to_sql_server(new, people, "INSERT", rows_expected=2)
    assert (told.success, told.event.discrepancy) == (True, 1)
    assert "Expected 2 rows" in str(told.warning)


def test_a_dry_run_shows_the_rows_and_changes_none(
    operator: BridgeOperator, server: SqlServer, people: str, source: Source
) -> None:
    renamed = source("SELECT 1 AS id, 'uno' AS name")
    told = operator.dry_run(renamed, people, "UPDATE", ["id"])
    assert (told.is_successful, told.changes) == (True, ChangeCounts(0, 1, 0))
    assert (told.sample[0].before["name"], told.sample[0].after["name"]) == ("one", "uno")
    assert rows(server, people) == PEOPLE
    assert not operator.dry_run(renamed, "dbo.nowhere_at_all", "UPDATE", ["id"]).is_successful


def test_conditions_delete_without_a_source(operator: BridgeOperator, server: SqlServer, table: str) -> None:
    server.execute(f"CREATE TABLE {table} (id int NOT NULL, price decimal(10, 2) NULL, name nvarchar(9) NULL)")
    server.execute(f"INSERT INTO {table} VALUES (1, 1.10, N'a'), (2, 1.10, NULL), (3, NULL, NULL)")
    result = operator.sync_to_sql_server(
        None, table, "DELETE", filter_conditions={"price": Decimal("1.10"), "name": None}
    )
    assert (result.error, result.rows_affected) == (None, 1)
    assert server.execute(f"SELECT id FROM {table} ORDER BY id") == [(1,), (3,)]


def test_every_type_arrives_as_it_is(operator: BridgeOperator, server: SqlServer, table: str, source: Source) -> None:
    server.execute(
        f"CREATE TABLE {table} (id int NOT NULL, flag bit NULL, tiny smallint NULL, small smallint NULL,"
        " big bigint NULL, single real NULL, twice float NULL, price decimal(18, 4) NULL,"
        " long_price decimal(38, 10) NULL, words nvarchar(30) NULL, raw varbinary(9) NULL, day date NULL,"
        " clock datetime2(6) NULL, moment datetimeoffset(6) NULL, list nvarchar(99) NULL, record nvarchar(99) NULL)"
    )
    values = source(
        "SELECT 1 AS id, true AS flag, -128Y AS tiny, -32768S AS small, 9223372036854775807L AS big,"
        " CAST(1.5 AS FLOAT) AS single, 1.7976931348623157E308D AS twice,"
        " CAST(-99999999999999.9999 AS DECIMAL(18, 4)) AS price,"
        " CAST('9999999999999999999999999999.9999999999' AS DECIMAL(38, 10)) AS long_price,"
        " 'O\\'Higgins \u00f1 \U0001f680' AS words, X'00FF' AS raw, DATE '0001-01-01' AS day,"
        " TIMESTAMP_NTZ '2024-03-31 02:30:00.123456' AS clock, TIMESTAMP '1500-03-01 00:00:00.999999Z' AS moment,"
        " array(1, 2) AS list, named_struct('a', TIMESTAMP '2024-01-01 00:00:00Z') AS record"
        " UNION ALL SELECT 2, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null"
    )
    result = operator.sync_to_sql_server(values, table, "INSERT", metadata={"json": ["list", "record"]})
    assert (result.error, result.rows_affected) == (None, 2)
    text = server.execute(
        "SELECT flag, tiny, small, big, single, twice, CAST(price AS varchar(50)), CAST(long_price AS varchar(50)),"
        " words, raw, CONVERT(varchar(30), day, 23), CONVERT(varchar(40), clock, 121),"
        f" CONVERT(varchar(40), moment, 121), list, record FROM {table} ORDER BY id"
    )
    assert text == [
        (
            True,
            -128,
            -32768,
            9223372036854775807,
            1.5,
            1.7976931348623157e308,
            "-99999999999999.9999",
            "9999999999999999999999999999.9999999999",
            "O'Higgins \u00f1 \U0001f680",
            b"\x00\xff",
            "0001-01-01",
            "2024-03-31 02:30:00.123456",
            "1500-03-01 00:00:00.999999 +00:00",
            "[1,2]",
            '{"a":"2024-01-01T00:00:00.000Z"}',
        ),
        (None,) * 15,
    ]


def test_a_type_without_a_form_is_refused(operator: BridgeOperator, people: str, source: Source) -> None:
    wrong = source("SELECT 4 AS id, 1.5D AS name")
    assert operator.sync_to_sql_server(wrong, people, "INSERT").event.error_code == "columns-do-not-match"


def test_a_source_that_is_not_there_is_told(operator: BridgeOperator, people: str) -> None:
    result = operator.sync_to_sql_server("spark_catalog.default.nowhere_at_all", people, "INSERT")
    assert (result.success, result.event.error_code) == (False, "spark-read-failed")
    assert "nowhere_at_all" in str(result.error)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"source_table": "default.people; DROP TABLE x", "operation": "INSERT"}, "invalid-source-table"),
        ({"source_table": None, "operation": "DELETE"}, "unbounded-delete"),
        ({"source_table": "a.b.c", "operation": "MERGE"}, "invalid-operation"),
        ({"source_table": "a.b.c", "operation": "UPDATE"}, "invalid-primary-keys"),
        ({"source_table": "a.b.c", "operation": "INSERT", "event_id": "a b"}, "invalid-event-id"),
        ({"source_table": "a.b.c", "operation": "INSERT", "metadata": {"identity": "any"}}, "invalid-metadata"),
    ],
)
def test_what_is_wrong_is_refused_before_anything_is_connected(spark: Any, asked: dict[str, Any], code: str) -> None:
    with BridgeOperator("127.0.0.1", "none", "nobody", "none", port=1, spark=spark) as nowhere:
        with pytest.raises(ValidationError) as refused:
            nowhere.sync_to_sql_server(target_table="dbo.people", **asked)
    assert refused.value.code == code


def test_a_connection_that_breaks_is_tried_again_and_the_change_is_made_once(
    spark: Any, server: SqlServer, people: str, source: Source
) -> None:
    many = source("SELECT CAST(id AS INT) AS id, concat('name ', id) AS name FROM range(10, 20010)")
    with CuttingProxy(server.host, server.port, 100_000, 300_000) as proxy:
        settings = {**server.settings(), "sql_server_host": "127.0.0.1", "port": proxy.port}
        with BridgeOperator(**settings, spark=spark, settings={"retry-delay": 0}) as operator:
            result = operator.sync_to_sql_server(many, people, "INSERT")
        assert (result.error, result.rows_affected) == (None, 20_000)
        assert proxy.cuts > 0
    assert server.execute(f"SELECT COUNT(*), COUNT(DISTINCT id) FROM {people}") == [(20_003, 20_003)]


def test_a_server_that_is_not_there_is_told(spark: Any, people: str, source: Source) -> None:
    new = source("SELECT 4 AS id, 'four' AS name")
    with BridgeOperator("127.0.0.1", "none", "nobody", "none", port=1, spark=spark, max_retries=0) as nowhere:
        result = nowhere.sync_to_sql_server(new, people, "INSERT")
    assert (result.success, result.event.error_code) == (False, "sqlserver-connection-lost")


def test_calls_with_the_same_id_at_once_make_the_change_once(
    operator: BridgeOperator, server: SqlServer, people: str, source: Source
) -> None:
    new = source("SELECT 4 AS id, 'four' AS name")
    event_id = f"run-{uuid4()}"
    with ThreadPoolExecutor(3) as threads:
        calls = [
            threads.submit(operator.sync_to_sql_server, new, people, "INSERT", event_id=event_id) for _ in range(3)
        ]
        results = [call.result(timeout=120) for call in calls]
    assert [(result.error, result.rows_affected) for result in results] == [(None, 1)] * 3
    assert rows(server, people) == [*PEOPLE, (4, "four")]


def test_closing_ends_what_waits_and_changes_nothing(
    spark: Any, server: SqlServer, people: str, source: Source
) -> None:
    renamed = source("SELECT 1 AS id, 'uno' AS name")
    operator = BridgeOperator(**server.settings(), spark=spark)
    with server.holding(f"UPDATE {people} SET name = N'locked' WHERE id = 1"), ThreadPoolExecutor(1) as threads:
        call = threads.submit(operator.sync_to_sql_server, renamed, people, "UPDATE", ["id"])
        with pytest.raises(FutureTimeoutError):
            call.result(timeout=10)
        operator.close()
        with pytest.raises(OperatorError) as ended:
            call.result(timeout=60)
    assert ended.value.code == "cancelled"
    assert rows(server, people) == PEOPLE
