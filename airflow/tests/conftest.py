"""Fixtures of all tests: a real Airflow with a database of its own, and the real service with its sandbox."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

_HOME = tempfile.TemporaryDirectory(prefix="bridge-airflow-")
# Airflow reads these when it is imported, so they are set before any test module is.
os.environ.update(
    {
        "AIRFLOW_HOME": _HOME.name,
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_FOLDER": str(Path(_HOME.name) / "dags"),
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "INFO",
        "NO_PROXY": "127.0.0.1,localhost",
    }
)

from support import service as services  # noqa: E402
from support.service import Service  # noqa: E402

_TEMPLATES = {
    "nations": "SELECT n_nationkey, n_name FROM dbo.nation",
    "broken": "SELECT * FROM dbo.no_such_table",
    # Runs as long as {orders} says; its rows are small, so that they need no room.
    "slow": "SELECT l.l_orderkey FROM dbo.lineitem AS l"
    " INNER JOIN dbo.orders AS o ON o.o_orderkey <= CAST({orders} AS int)",
}


def write_templates(directory: Path) -> None:
    """Adds the tests' own templates to those of a service."""
    for name, text in _TEMPLATES.items():
        (directory / "queries" / "common" / f"{name}.sql").write_text(text, encoding="utf-8")


def connection(service_url: str, token: str) -> str:
    """An Airflow connection to a service, as JSON."""
    scheme, host, port = service_url.replace("//", "").split(":")
    return json.dumps(
        {"conn_type": "sql_databricks_bridge", "schema": scheme, "host": host, "port": int(port), "password": token}
    )


@pytest.fixture(scope="session")
def airflow_database() -> None:
    """Airflow's own database, as `airflow db migrate` makes it."""
    (Path(_HOME.name) / "dags").mkdir(exist_ok=True)
    command = [sys.executable, "-m", "airflow", "db", "migrate"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The real service with its sandbox. Tests share it, so each finds its own work by its id."""
    directory = tmp_path_factory.mktemp("service") / "work"
    directory.mkdir()
    with services.start(directory) as running:
        write_templates(directory)
        yield running


@pytest.fixture(autouse=True)
def bridge_connection(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, airflow_database: None) -> None:
    """The default connection leads to the shared service."""
    for name in ("BRIDGE_URL", "BRIDGE_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    if "service" in request.fixturenames:
        shared: Service = request.getfixturevalue("service")
        monkeypatch.setenv("AIRFLOW_CONN_SQL_DATABRICKS_BRIDGE_DEFAULT", connection(shared.url, shared.admin_token))
