"""A real Spark with the operator's jar, and a real TDS server."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from sql_databricks_bridge_sdk.operator import BridgeOperator
from support import sqlserver
from support.sources import Source
from support.spark import delta_session, operator_jar, plain_session
from support.sqlserver import SqlServer


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A session of Spark on this machine, which has the jar; with Delta Lake when that is installed."""
    pytest.importorskip("pyspark", reason="SKIPPED: pyspark is not installed, so BridgeOperator is not tested")
    if operator_jar() is None:
        pytest.skip("SKIPPED: there is no target/sql-databricks-bridge-operator-*.jar; build it by ./mvnw package")
    directory = tmp_path_factory.mktemp("operator")
    session = delta_session(directory) if find_spec("delta") else plain_session(directory)
    yield session
    session.stop()


@pytest.fixture(scope="session")
def event_log(spark: Any) -> Path:
    """Where Spark writes all plans and failures."""
    return Path(urlsplit(spark.conf.get("spark.eventLog.dir")).path)


@pytest.fixture(scope="session")
def server() -> SqlServer:
    """The server of the environment."""
    found = sqlserver.named()
    if found is None:
        pytest.skip("SKIPPED: set BRIDGE_TEST_SQLSERVER_HOST (_PORT, _DATABASE, _USERNAME, _PASSWORD, _TRUST_CERT)")
    return found


@pytest.fixture
def operator(spark: Any, server: SqlServer) -> Iterator[BridgeOperator]:
    """An operator for the server."""
    with BridgeOperator(**server.settings(), spark=spark) as made:
        yield made


@pytest.fixture
def table(server: SqlServer) -> Iterator[str]:
    """The name of a table of SQL Server, which goes with the test."""
    name = sqlserver.unique_table()
    yield name
    server.execute(f"DROP TABLE IF EXISTS {name}")


@pytest.fixture
def source(spark: Any) -> Iterator[Source]:
    """Makes tables of Spark out of SELECT statements; they go with the test."""
    made: list[str] = []
    kind = "delta" if find_spec("delta") else "parquet"

    def make(select: str) -> str:
        made.append(f"spark_catalog.default.source_{uuid4().hex}")
        spark.sql(f"CREATE TABLE {made[-1]} USING {kind} AS {select}")
        return made[-1]

    yield make
    for name in made:
        spark.sql(f"DROP TABLE IF EXISTS {name}")
