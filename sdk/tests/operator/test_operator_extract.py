"""Reads of SQL Server into DataFrames, all of it real.

Catches a value or a type that is another one in Spark, a row that two partitions have or none, and a query that runs
although it was only looked at.
"""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sql_databricks_bridge_sdk.exceptions import BridgeSDKError, ValidationError
from sql_databricks_bridge_sdk.operator import BridgeOperator
from support.cutting import CuttingProxy
from support.sources import PY4J_LEAVES_SOCKETS
from support.sqlserver import SqlServer

pytestmark = [pytest.mark.spark, PY4J_LEAVES_SOCKETS]

TYPES = """SELECT CAST(1 AS bit) AS a_bit, CAST(255 AS tinyint) AS a_tinyint, CAST(-2147483648 AS int) AS an_int,
    CAST(9223372036854775807 AS bigint) AS a_bigint, CAST(1.5 AS real) AS a_real, CAST(0.1 AS float) AS a_float,
    CAST(-922337203685477.5808 AS money) AS a_money, CAST(1.10 AS decimal(38, 10)) AS a_decimal,
    N'O''Higgins \u00f1 \U0001f680' AS text, CAST(0x00ff AS varbinary(2)) AS bytes, CAST('0001-01-01' AS date) AS day,
    CAST('23:59:59.123456' AS time(6)) AS a_time, CAST('2024-03-31 02:30:00.123456' AS datetime2(6)) AS clock,
    CAST('1500-03-01 23:30:00.5 -01:00' AS datetimeoffset(1)) AS moment,
    CAST('6f9619ff-8b86-d011-b42d-00c04fc964ff' AS uniqueidentifier) AS guid, CAST(N'<a/>' AS xml) AS document"""


def test_types_and_values_are_exact(operator: BridgeOperator) -> None:
    read = operator.extract_to_spark(TYPES)
    assert dict(read.dtypes) == {
        "a_bit": "boolean",
        "a_tinyint": "smallint",
        "an_int": "int",
        "a_bigint": "bigint",
        "a_real": "float",
        "a_float": "double",
        "a_money": "decimal(19,4)",
        "a_decimal": "decimal(38,10)",
        "text": "string",
        "bytes": "binary",
        "day": "date",
        "a_time": "string",
        "clock": "timestamp_ntz",
        "moment": "timestamp",
        "guid": "string",
        "document": "string",
    }
    exact = read.selectExpr("*", "unix_micros(moment) AS micros", "CAST(day AS STRING) AS day_text").drop("moment")
    row = exact.collect()[0]
    assert row.asDict() == {
        "a_bit": True,
        "a_tinyint": 255,
        "an_int": -2147483648,
        "a_bigint": 9223372036854775807,
        "a_real": 1.5,
        "a_float": 0.1,
        "a_money": Decimal("-922337203685477.5808"),
        "a_decimal": Decimal("1.1000000000"),
        "text": "O'Higgins \u00f1 \U0001f680",
        "bytes": bytearray(b"\x00\xff"),
        "day": date(1, 1, 1),
        "a_time": "23:59:59.123456",
        "clock": datetime(2024, 3, 31, 2, 30, 0, 123456),
        "guid": "6F9619FF-8B86-D011-B42D-00C04FC964FF",
        "document": "<a/>",
        "micros": (datetime(1500, 3, 2, 0, 30, 0, 500000) - datetime(1970, 1, 1)) // timedelta(microseconds=1),
        "day_text": "0001-01-01",
    }


def test_nulls_stay_nulls_and_columns_may_be_chosen(operator: BridgeOperator, server: SqlServer, table: str) -> None:
    server.execute(f"CREATE TABLE {table} (id int NOT NULL, price money NULL, day date NULL, name nvarchar(9) NULL)")
    server.execute(f"INSERT INTO {table} (id) VALUES (1), (2)")
    read = operator.extract_to_spark(f"SELECT * FROM {table}")
    assert [tuple(row) for row in read.orderBy("id").collect()] == [(1, None, None, None), (2, None, None, None)]
    assert read.select("name", "id").where("id = 2").collect()[0].asDict() == {"name": None, "id": 2}
    assert read.count() == 2


def test_a_query_may_have_with_and_order_by(operator: BridgeOperator) -> None:
    read = operator.extract_to_spark("WITH q AS (SELECT 2 AS v UNION ALL SELECT 1) SELECT v FROM q ORDER BY v -- end")
    assert [row.v for row in read.collect()] == [1, 2]


@pytest.mark.parametrize(
    ("column", "bounds"),
    [
        ("n", {"lower_bound": 0, "upper_bound": 1000}),
        ("n", {"lower_bound": 990, "upper_bound": 1010}),
        ("day", {"lower_bound": date(2024, 1, 1), "upper_bound": date(2024, 2, 1)}),
        ("clock", {"lower_bound": datetime(2024, 1, 1), "upper_bound": "2024-01-01 00:30:00"}),
        ("price", {"lower_bound": Decimal("-1.5"), "upper_bound": 250}),
    ],
)
def test_each_row_is_in_one_partition(
    operator: BridgeOperator, server: SqlServer, table: str, column: str, bounds: dict[str, Any]
) -> None:
    server.execute(
        f"CREATE TABLE {table} (id int NOT NULL, n int NULL, day date NULL, clock datetime2(3) NULL,"
        " price decimal(9, 2) NULL)"
    )
    for start in range(0, 2000, 500):
        values = ", ".join(
            f"({i}, {i % 1100}, DATEADD(day, {i % 40}, '2023-12-20'), DATEADD(second, {i}, '2024-01-01'), {i / 4})"
            if i % 13
            else f"({i}, NULL, NULL, NULL, NULL)"
            for i in range(start, start + 500)
        )
        server.execute(f"INSERT INTO {table} VALUES {values}")
    read = operator.extract_to_spark(
        f"SELECT * FROM {table}", partition_column=column.upper(), num_partitions=5, **bounds
    )
    assert read.rdd.getNumPartitions() == 5
    assert sorted(row.id for row in read.select("id").collect()) == list(range(2000))


def test_what_cannot_be_divided_is_refused_at_once(operator: BridgeOperator) -> None:
    arguments: dict[str, Any] = {"lower_bound": 1, "upper_bound": 9, "num_partitions": 2}
    with pytest.raises(ValidationError) as refused:
        operator.extract_to_spark("WITH q AS (SELECT 1 AS v) SELECT v FROM q", partition_column="v", **arguments)
    assert refused.value.code == "query-not-divisible"
    with pytest.raises(ValidationError, match="partition-column"):
        operator.extract_to_spark("SELECT 1 AS v", partition_column="x", **arguments).collect()


def test_what_sql_server_refuses_is_told_with_its_code(operator: BridgeOperator) -> None:
    with pytest.raises(BridgeSDKError) as refused:
        operator.extract_to_spark("SELECT * FROM dbo.nowhere_at_all")
    assert str(refused.value.code).startswith("sqlserver-")
    assert "nowhere_at_all" in refused.value.message
    read = operator.extract_to_spark("SELECT 1 / v AS v FROM (VALUES (1), (0)) AS t (v)")
    with pytest.raises(Exception, match=r"\[sqlserver-"):
        read.collect()


def test_a_type_that_databricks_has_nothing_for_is_refused(operator: BridgeOperator) -> None:
    with pytest.raises(ValidationError, match="alias"):
        operator.extract_to_spark("SELECT 1")


def test_a_read_that_is_given_up_does_not_drain_the_result(operator: BridgeOperator) -> None:
    numbers = "(SELECT TOP 3000 ROW_NUMBER() OVER (ORDER BY (SELECT 1)) AS v FROM sys.all_columns)"
    large = f"SELECT a.v * 1000 + b.v AS v FROM {numbers} AS a CROSS JOIN {numbers} AS b"
    started = time.monotonic()
    assert len(operator.extract_to_spark(large).take(3)) == 3
    assert time.monotonic() - started < 60


def test_a_connection_that_breaks_fails_the_read_with_its_code(spark: Any, server: SqlServer, table: str) -> None:
    server.execute(f"CREATE TABLE {table} (id int NOT NULL, filling char(2000) NOT NULL)")
    server.execute(f"INSERT INTO {table} VALUES " + ", ".join(f"({i}, 'x')" for i in range(900)))
    with CuttingProxy(server.host, server.port, 10**9, 300_000) as proxy:
        settings = {**server.settings(), "sql_server_host": "127.0.0.1", "port": proxy.port}
        with BridgeOperator(**settings, spark=spark) as operator:
            read = operator.extract_to_spark(f"SELECT * FROM {table}")
            with pytest.raises(Exception, match=r"\[sqlserver-connection-lost\]"):
                read.collect()
            assert proxy.cuts > 0
            assert read.count() == 900
