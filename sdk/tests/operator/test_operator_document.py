"""The code that docs/python.md shows for Databricks jobs, run as it stands there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from support import documents
from support.sources import PY4J_LEAVES_SOCKETS
from support.sqlserver import SqlServer

pytestmark = [pytest.mark.spark, PY4J_LEAVES_SOCKETS]


@pytest.fixture
def prices(spark: Any, server: SqlServer) -> Iterator[None]:
    """The table that the document changes; the event that it asks for was never seen."""
    forget = "DELETE FROM bridge.sync_ledger WHERE event_id = 'prices-2026-11-21'"
    if server.execute("SELECT 1 FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME = 'sync_ledger'"):
        server.execute(forget)
    server.execute("DROP TABLE IF EXISTS dbo.prices")
    server.execute("CREATE TABLE dbo.prices (product_id int NOT NULL PRIMARY KEY, price decimal(10, 2) NOT NULL)")
    server.execute("INSERT INTO dbo.prices VALUES (1, 10.99), (2, 11.99)")
    yield
    server.execute("DROP TABLE IF EXISTS dbo.prices")
    server.execute(forget)
    spark.sql("DROP TABLE IF EXISTS spark_catalog.default.new_prices")


@pytest.mark.usefixtures("prices")
def test_the_document_does_what_it_says(spark: Any, server: SqlServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SQLSERVER_HOST", server.host)
    monkeypatch.setenv("SQLSERVER_PORT", str(server.port))
    monkeypatch.setenv("SQLSERVER_DATABASE", server.database)
    monkeypatch.setenv("SQLSERVER_USERNAME", server.username)
    monkeypatch.setenv("SQLSERVER_PASSWORD", server.password)
    monkeypatch.setenv("SQLSERVER_TRUST_CERT", str(server.trust_certificate).lower())
    namespace: dict[str, Any] = {"spark": spark}
    for block in documents.sections("docs/python.md")["Inside a Databricks job, without a server"]:
        documents.run_python(block, namespace)
