"""Every block of code in the documents, run as it stands there.

Blocks of Python share a namespace within a section (##); what a block of `text` shows behind one is what it prints.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sql_databricks_bridge_sdk._base import SyncClient
from sql_databricks_bridge_sdk._profiles import read_profile
from support import documents
from support import service as services
from support.documents import Block
from support.service import REPOSITORY, Service

DOCUMENTS = ["README.md", "docs/python.md", "sdk/README.md"]

# Sections whose code needs more than a service: fixtures, which it finds under their names; `spark` marks them, too.
FIXTURES: dict[str, list[str]] = {"The rows of a job": ["documented_workspace"]}

# Sections that tests elsewhere run, because they need packages of their own.
ELSEWHERE: dict[str, str] = {
    "From Airflow": "airflow/tests/test_documents.py",
    "In Databricks notebooks and jobs": "sdk/tests/events/test_events_notebook.py",
    "Inside a Databricks job, without a server": "sdk/tests/operator/test_operator_document.py",
}

# What starts the service, which is there already.
SERVE = {
    "./bridge serve --sandbox\n",
    "BRIDGE_SANDBOX_PORT=8443 BRIDGE_SANDBOX_WORKSPACE_TOKEN=try-me ./bridge serve --sandbox\n"
    "export DATABRICKS_HOST=http://localhost:8443 DATABRICKS_TOKEN=try-me\n",
}
_PATIENCE_SECONDS = 180.0

# The replication of the README, with the statements below it.
YAML = REPOSITORY / "src/test/java/io/github/sqldatabricks/bridge/it/ServedSandboxIT.java"


@pytest.fixture(scope="session")
def documented_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """What `./bridge serve --sandbox` starts, on port 8000, which must be free; has the volume of older examples."""
    with started(tmp_path_factory, time.monotonic() + _PATIENCE_SECONDS) as running:
        yield running


def started(folders: pytest.TempPathFactory, deadline: float) -> Service:
    """Waits for the port, which another test may take while the service starts, such as one that runs the demo."""
    while True:
        if not is_taken(8000):
            try:
                return services.start_for_documents(folders.mktemp("documents"))
            except AssertionError as e:
                if "Port already bound: 8000" not in str(e):
                    raise
        if time.monotonic() > deadline:
            pytest.skip("PORT 8000 IS TAKEN: the documents' code, which talks to localhost:8000, was not run")
        time.sleep(1)


@pytest.fixture
def documented_workspace(documented_service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment names the sandbox's workspace."""
    monkeypatch.setenv("DATABRICKS_HOST", documented_service.workspace_url)
    monkeypatch.setenv("DATABRICKS_TOKEN", documented_service.workspace_token)


def is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def all_sections() -> list[Any]:
    found = []
    for document in DOCUMENTS:
        for section, blocks in documents.sections(document).items():
            if section not in ELSEWHERE:
                marks = [pytest.mark.spark] if "spark" in FIXTURES.get(section, []) else []
                found.append(pytest.param(blocks, id=f"{document}#{section}", marks=marks))
    return found


@pytest.mark.parametrize("blocks", all_sections())
@pytest.mark.usefixtures("documented_service")
def test_a_section_does_what_it_says(blocks: list[Block], request: pytest.FixtureRequest, tmp_path: Path) -> None:
    namespace: dict[str, Any] = {"__name__": "document"}
    for name in FIXTURES.get(blocks[0].section, []):
        namespace[name] = request.getfixturevalue(name)
    for block in blocks:
        if block.language == "python":
            documents.run_python(block, namespace)
        elif block.language == "ini":
            read_profiles(block, tmp_path)
        elif block.language == "yaml":
            assert f'Path.of("{block.document}")' in YAML.read_text(encoding="utf-8"), "nobody runs it"
        elif block.text not in SERVE:
            run_shell(block, tmp_path)
    close_clients(namespace)


def test_the_snippets_of_the_older_sdk_do_their_work(documented_service: Service) -> None:
    documented_service.databricks("CREATE CATALOG IF NOT EXISTS catalog")
    documented_service.databricks("CREATE SCHEMA IF NOT EXISTS catalog.schema")
    documented_service.databricks("CREATE TABLE catalog.schema.source_table (id INT, name STRING)")
    documented_service.databricks("INSERT INTO catalog.schema.source_table VALUES (1, 'one'), (2, 'two')")
    documented_service.sqlserver("CREATE TABLE dbo.target_table (id int PRIMARY KEY, name nvarchar(10))")
    namespace: dict[str, Any] = {}
    for block in documents.sections("docs/python.md")["From the older SDK"]:
        documents.run_python(block, namespace)
    job = namespace["client"].wait_for_job(namespace["job"], poll_interval=0.2)
    assert job.raise_for_status().queries_completed == 5
    assert namespace["client"].wait_for_completion(namespace["event"], poll_interval=0.2).success
    assert documented_service.value("SELECT COUNT(*) FROM dbo.target_table") == "2"
    close_clients(namespace)


def close_clients(namespace: dict[str, Any]) -> None:
    """What people leave to the end of their notebook."""
    for value in namespace.values():
        if isinstance(value, SyncClient):
            value.close()


def read_profiles(block: Block, folder: Path) -> None:
    """Reads every profile of the file that the block is."""
    file = folder / "profiles.cfg"
    file.write_text(block.text, encoding="utf-8")
    os.environ["BRIDGE_CONFIG_FILE"] = str(file)
    for name in re.findall(r"^\[(\w+)\]$", block.text, re.MULTILINE):
        assert read_profile(name)["base_url"].startswith("https://")


def run_shell(block: Block, folder: Path) -> None:
    """Runs a block in the repository's root; what pip installs goes to a folder of its own, and comes from no index."""
    assert block.language == "sh", f"{block.document}:{block.line}: nobody knows how to run {block.language}"
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PIP_TARGET": str(folder),
        "PIP_NO_DEPS": "1",
        "PIP_NO_INDEX": "1",
        # Of pip's switches, '0' here is what switches the isolation off.
        "PIP_NO_BUILD_ISOLATION": "0",
    }
    ran = subprocess.run(
        ["sh", "-eu", "-c", block.text], cwd=REPOSITORY, env=environment, capture_output=True, text=True, timeout=300
    )
    assert ran.returncode == 0, f"{block.document}:{block.line}\n{ran.stdout}\n{ran.stderr}"
    if block.output is not None:
        assert ran.stdout == block.output, f"{block.document}:{block.line} prints something else"


def test_what_is_run_elsewhere_is_run_there() -> None:
    for section, test in ELSEWHERE.items():
        assert section in documents.sections("docs/python.md")
        assert "documents.sections" in (REPOSITORY / test).read_text(encoding="utf-8")
