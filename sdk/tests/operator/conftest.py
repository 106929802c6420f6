"""A real Spark with the operator's jar, and a real TDS server."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Optional
from uuid import uuid4

import pytest

from sql_databricks_bridge_sdk.operator import BridgeOperator
from support import sqlserver
from support.service import REPOSITORY
from support.sources import Source
from support.sqlserver import SqlServer


def operator_jar() -> Optional[Path]:
    """The jar: the one that BRIDGE_OPERATOR_JAR names, or the build's."""
    if "BRIDGE_OPERATOR_JAR" in os.environ:
        return Path(os.environ["BRIDGE_OPERATOR_JAR"])
    return next((REPOSITORY / "target").glob("sql-databricks-bridge-operator-*.jar"), None)


@pytest.fixture(scope="session")
def event_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where Spark writes all plans and failures."""
    return tmp_path_factory.mktemp("event-log")


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory, event_log: Path) -> Iterator[Any]:
    """A session of Spark on this machine, which has the jar."""
    pytest.importorskip("pyspark", reason="SKIPPED: pyspark is not installed, so BridgeOperator is not tested")
    jar = operator_jar()
    if jar is None:
        pytest.skip("SKIPPED: there is no target/sql-databricks-bridge-operator-*.jar; build it by ./mvnw package")
    builder = importlib.import_module("pyspark.sql").SparkSession.builder.master("local[2]")
    settings = {
        "spark.jars": str(jar),
        "spark.driver.memory": "1g",
        "spark.ui.enabled": "false",
        "spark.eventLog.enabled": "true",
        "spark.eventLog.dir": event_log.as_uri(),
        "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
        "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
        "spark.sql.session.timeZone": "America/La_Paz",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse")),
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


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

    def make(select: str) -> str:
        made.append(f"spark_catalog.default.source_{uuid4().hex}")
        spark.sql(f"CREATE TABLE {made[-1]} USING parquet AS {select}")
        return made[-1]

    yield make
    for name in made:
        spark.sql(f"DROP TABLE IF EXISTS {name}")
