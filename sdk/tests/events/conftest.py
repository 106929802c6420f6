"""The places where tests have events tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from support.service import Service
from support.warehouse import CONNECTOR_SETTINGS, StatementExecution
from support.worlds import World

# Py4J leaves its sockets to the garbage collector.
ON_SPARK = (pytest.mark.spark, pytest.mark.filterwarnings("ignore::ResourceWarning"))


@pytest.fixture(scope="session")
def warehouse(service: Service) -> Iterator[StatementExecution]:
    """The sandbox's local workspace, by its REST API."""
    way = StatementExecution(service.workspace_url, service.workspace_token)
    yield way
    way.close()


@pytest.fixture(scope="session")
def connection(service: Service) -> Iterator[Any]:
    """The sandbox's local workspace, by databricks-sql-connector."""
    sql: Any = pytest.importorskip("databricks.sql", reason="databricks-sql-connector is not installed")
    address = service_address(service)
    with sql.connect(**address, access_token=service.workspace_token, **CONNECTOR_SETTINGS) as connected:
        yield connected


@pytest.fixture(scope="session")
def delta(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A session of Spark on this machine, with Delta Lake."""
    pytest.importorskip("pyspark", reason="pyspark is not installed, so nothing is tested on Spark")
    from support.spark import delta_session

    session = delta_session(tmp_path_factory.mktemp("spark"))
    yield session
    session.stop()


def service_address(service: Service) -> dict[str, Any]:
    """Where the connector finds the local workspace, which has no TLS."""
    host, port = service.workspace_url.rsplit(":", 1)
    return {"server_hostname": host, "_port": int(port), "http_path": "/sql/1.0/warehouses/sandbox"}


@pytest.fixture(params=["rest", "connector", pytest.param("spark", marks=ON_SPARK)])
def world(request: pytest.FixtureRequest) -> World:
    """Each place, by each way to it."""
    if request.param == "spark":
        session = request.getfixturevalue("delta")
        return World(
            "spark_catalog",
            "default",
            lambda sql: [row.asDict() for row in session.sql(sql).collect()],
            {"spark": session},
        )
    warehouse: StatementExecution = request.getfixturevalue("warehouse")
    ways = {"gateway": warehouse} if request.param == "rest" else {"connection": request.getfixturevalue("connection")}
    return World("bridge", "events", lambda sql: warehouse.execute(sql, {}), ways)
