"""The documents' code, run as it stands there, and the example DAG."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from airflow import DAG
from airflow.models.connection import Connection
from support import documents
from support.documents import Block
from support.service import REPOSITORY, Service

from flows import Flow
from sql_databricks_bridge_airflow._connection import BridgeSettings

_README = "airflow/README.md"
_GUIDE = "docs/python.md"
_DATE = datetime(2026, 2, 1, tzinfo=timezone.utc)


def _blocks(document: str, language: str) -> list[Block]:
    sections = documents.sections(document)
    chosen = [sections["From Airflow"]] if document == _GUIDE else sections.values()
    return [block for section in chosen for block in section if block.language == language]


@pytest.mark.parametrize("document", [_README, _GUIDE])
def test_its_dags_run_to_a_good_end(service: Service, document: str) -> None:
    documents.make_tables(_GUIDE, service.databricks)
    found = _blocks(document, "python")
    assert found
    for block in found:
        namespace: dict[str, Any] = {"__name__": "document"}
        documents.run_python(block, namespace)
        _run(namespace)


def test_the_readmes_connection_is_read(tmp_path: Path) -> None:
    export = next(block.text for block in _blocks(_README, "sh") if block.text.startswith("export"))
    name = "AIRFLOW_CONN_SQL_DATABRICKS_BRIDGE_DEFAULT"
    value = subprocess.run(
        ["sh", "-c", f'{export}printf %s "${name}"'], capture_output=True, text=True, check=True
    ).stdout
    settings = BridgeSettings.of(Connection.from_json(value, conn_id="c"))
    assert settings.base_url == "https://bridge.example.com"
    assert settings.timeout == 60


def test_what_the_readme_installs_is_there(tmp_path: Path) -> None:
    install = next(block.text for block in _blocks(_README, "sh") if block.text.startswith("pip install"))
    # Offline and beside what is installed: the same folders, without what they depend on.
    command = [sys.executable, "-m", *install.split(), "--no-deps", "--no-build-isolation", "--no-index"]
    done = subprocess.run(
        [*command, "--target", str(tmp_path)], cwd=REPOSITORY, capture_output=True, text=True, env={**os.environ}
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "sql_databricks_bridge_airflow" / "py.typed").is_file()
    assert (tmp_path / "sql_databricks_bridge_sdk" / "py.typed").is_file()


def test_the_example_runs_to_a_good_end(service: Service) -> None:
    documents.make_tables(_GUIDE, service.databricks)
    _run(runpy.run_path(str(REPOSITORY / "airflow" / "examples" / "prices_between_worlds.py")))
    assert service.value("SELECT price FROM dbo.pricing WHERE product_id = 1") == "8.49"


def _run(namespace: dict[str, Any]) -> None:
    dags = {id(value): value for value in namespace.values() if isinstance(value, DAG)}
    if not dags:
        # The block has no name for it: its tasks do.
        dags = {id(value.dag): value.dag for value in namespace.values() if hasattr(value, "task_id")}
    assert dags
    for dag in dags.values():
        run = Flow(dag, _DATE).run()
        assert run.states() == {"success"}
