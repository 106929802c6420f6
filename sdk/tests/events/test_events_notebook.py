"""The example notebook and the snippets of docs/sync.md do what they say, through the real bridge and on a real Spark.

Guards against examples that nobody has run.
"""

from __future__ import annotations

import re
import textwrap
from typing import Any

import pytest

from support import documents, notebooks
from support.events_tables import SHAPES, create
from support.service import REPOSITORY, Service
from support.stand_in import StandInBridge
from support.warehouse import StatementExecution, WarehouseSession

NOTEBOOK = REPOSITORY / "sdk" / "examples" / "sync_events.py"


def test_the_notebook_changes_sql_server(service: Service, warehouse: StatementExecution) -> None:
    left = notebooks.run(NOTEBOOK, spark=WarehouseSession(warehouse))
    assert left["result"].rows_affected == 2
    assert service.value("SELECT price FROM dbo.pricing WHERE product_id = 11") == "7.49"
    assert service.value("SELECT count(*) FROM dbo.pricing WHERE product_id = 600") == "0"


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_the_notebook_runs_on_spark(delta: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    table = "spark_catalog.default.notebook_events"
    monkeypatch.setenv("BRIDGE_EVENTS_TABLE", table)
    delta.sql(create(table, SHAPES["bridge"]))
    with StandInBridge(delta, table):
        left = notebooks.run(NOTEBOOK, spark=delta)
    assert left["result"].rows_affected == 2
    assert left["events"].get_stats()["by_status"] == {"completed": 2}


def test_no_output_is_kept_in_the_notebook() -> None:
    assert NOTEBOOK.read_text(encoding="utf-8").startswith("# Databricks notebook source\n")
    assert len(notebooks.cells(NOTEBOOK)) >= 5


def test_the_snippets_of_the_guide_to_sync_change_sql_server(service: Service, warehouse: StatementExecution) -> None:
    service.databricks("CREATE SCHEMA IF NOT EXISTS main.pricing")
    service.databricks("CREATE OR REPLACE TABLE main.pricing.results (id INT, amount DECIMAL(10, 2))")
    service.databricks("INSERT INTO main.pricing.results VALUES (1, 0.10)")
    service.sqlserver("CREATE TABLE dbo.Results (id INT PRIMARY KEY, amount DECIMAL(10, 2))")
    service.sqlserver("INSERT INTO dbo.Results VALUES (1, 0)")
    names = run_snippets(WarehouseSession(warehouse))
    row = names["outcome"](names["event_id"], seconds=60)
    assert (row["status"], int(row["rows_affected"])) == ("completed", 1)
    assert service.value("SELECT amount FROM dbo.Results") == "0.10"


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_the_snippets_of_the_guide_to_sync_run_on_spark(delta: Any) -> None:
    delta.sql("CREATE SCHEMA IF NOT EXISTS pricing")
    delta.sql("CREATE TABLE pricing.results (id INT)")
    table = "spark_catalog.default.guide_events"
    delta.sql(create(table, SHAPES["bridge"]))
    names = run_snippets(delta, {"main.pricing": "spark_catalog.pricing", "bridge.events.bridge_events": table})
    with StandInBridge(delta, table):
        assert names["outcome"](names["event_id"], seconds=60)["status"] == "completed"


def test_the_section_of_the_guide_to_python_does_what_it_says(service: Service, warehouse: StatementExecution) -> None:
    documents.make_tables("docs/python.md", service.databricks)
    names: dict[str, Any] = {"spark": WarehouseSession(warehouse)}
    for block in documents.sections("docs/python.md")["In Databricks notebooks and jobs"]:
        documents.run_python(block, names)
    assert service.value("SELECT price FROM dbo.pricing WHERE product_id = 1") == "8.49"


def run_snippets(spark: Any, other_names: dict[str, str] = {}) -> dict[str, Any]:  # noqa: B006
    """Runs the blocks of Python in 'Write an event'."""
    guide = (REPOSITORY / "docs" / "sync.md").read_text(encoding="utf-8")
    blocks = re.findall(r"\n\n((?:    .*\n|\n)+)", guide)
    code = [textwrap.dedent(block) for block in blocks if block.lstrip().startswith("import ")]
    assert len(code) == 2
    names: dict[str, Any] = {"spark": spark}
    for text in code:
        for name, other in other_names.items():
            text = text.replace(name, other)
        exec(compile(text, "docs/sync.md", "exec"), names)  # noqa: S102
    return names
