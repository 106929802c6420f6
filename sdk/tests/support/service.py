"""The real service with its sandbox, as a process of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
ADMIN_TOKEN = "token-of-python-admin"
LIMITED_TOKEN = "token-of-python-limited"
OTHER_TOKEN = "token-of-python-other"
WORKSPACE_TOKEN = "token-of-python-workspace"

_PATIENCE_SECONDS = 180.0
_LISTENING = re.compile(r"Listening on: (http://127\.0\.0\.1:\d+)")
_LOG_TAIL = 40

_PERMISSIONS = f"""
users:
  - {{name: admin, token: {ADMIN_TOKEN}, admin: true, sandbox: true, sources: ["*"], loads: ["*"],
     operate: ["*"], permissions: [{{table: "*", access: read_write}}]}}
  - name: limited
    token: {LIMITED_TOKEN}
    sources: ["*"]
    permissions:
      - {{table: dbo.pricing, access: read_write, max_delete_rows: 2}}
      - {{table: dbo.stock, access: read}}
  - {{name: other, token: {OTHER_TOKEN}, sources: ["*"], permissions: [{{table: dbo.stock, access: read_write}}]}}
  - {{name: events, token: token-of-python-events, events: true, sources: ["*"],
     permissions: [{{table: "*", access: read_write}}]}}
"""


@dataclass(frozen=True)
class Service:
    """A running service.

    Attributes:
        url: where it listens.
        directory: where it works: `config`, `queries`, `volumes` (the files of `/Volumes`), `service.log`.
        workspace_url: its local workspace, which databricks-sql-connector can talk to with `workspace_token`.
        admin_token: may do everything.
        limited_token: may read and write dbo.pricing, and read dbo.stock.
        other_token: somebody who may see none of the limited one's work.
    """

    url: str
    directory: Path
    workspace_url: str
    process: subprocess.Popen[bytes]
    admin_token: str = ADMIN_TOKEN
    limited_token: str = LIMITED_TOKEN
    other_token: str = OTHER_TOKEN
    workspace_token: str = WORKSPACE_TOKEN

    @property
    def log(self) -> str:
        """All that it has logged."""
        return _log(self.directory).read_text(encoding="utf-8", errors="replace")

    def databricks(self, statement: str) -> str:
        """Runs a statement in the local workspace."""
        return self._sandbox("databricks", statement)

    def sqlserver(self, statement: str) -> str:
        """Runs a statement in the emulator of SQL Server; the answer is a table of text."""
        return self._sandbox("sqlserver", statement)

    def value(self, statement: str) -> str:
        """The one value of a query of the emulator of SQL Server, as text."""
        return self.sqlserver(statement).splitlines()[2].strip()

    def _sandbox(self, world: str, statement: str) -> str:
        request = urllib.request.Request(
            f"{self.url}/sandbox/{world}",
            data=statement.encode(),
            headers={"Authorization": f"Bearer {self.admin_token}", "Content-Type": "application/sql"},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                text: str = answer.read().decode()
                return text
        except urllib.error.HTTPError as e:
            raise AssertionError(f"{statement}: {json.loads(e.read())['detail']}") from e

    def stop(self) -> None:
        """Ends it, by force when it does not want to."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def __enter__(self) -> Service:
        return self

    def __exit__(self, kind: Optional[type[BaseException]], *_: object) -> None:
        self.stop()


def start(directory: Path, environment: Optional[dict[str, str]] = None) -> Service:
    """Starts the service with users, on a free port, and waits until it is ready.

    Args:
        directory: an empty folder to work in.
        environment: more settings, or others.

    Raises:
        AssertionError: when it does not start; with the end of its log.
    """
    workspace_port = free_port()
    settings = {**_settings(directory, workspace_port), **(environment or {})}
    _copy_files(directory)
    (directory / "config" / "permissions.yaml").write_text(_PERMISSIONS, encoding="utf-8")
    return _start(directory, workspace_port, settings)


def start_for_documents(directory: Path) -> Service:
    """Starts the service as documents say, with `./bridge serve --sandbox`: port 8000, no users.

    Raises:
        AssertionError: when it does not start; with the end of its log.
    """
    _copy_files(directory)
    (directory / "volumes" / "Volumes" / "catalog" / "schema" / "volume").mkdir(parents=True)
    workspace_port = free_port()
    settings = {
        "API_HOST": "127.0.0.1",
        "BRIDGE_SANDBOX_FOLDER": str(directory / "volumes"),
        "BRIDGE_SANDBOX_PORT": str(workspace_port),
        "BRIDGE_SANDBOX_WORKSPACE_TOKEN": WORKSPACE_TOKEN,
    }
    return _start(directory, workspace_port, settings)


def _start(directory: Path, workspace_port: int, settings: dict[str, str]) -> Service:
    process = _launch(directory, settings)
    try:
        url = _await_url(directory, process)
        _await_ready(url, directory, process)
    except BaseException:
        process.kill()
        process.wait()
        raise
    return Service(url, directory, f"http://localhost:{workspace_port}", process)


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _copy_files(directory: Path) -> None:
    for folder in ("config", "queries"):
        shutil.copytree(REPOSITORY / folder, directory / folder)
    (directory / "volumes").mkdir()


def _settings(directory: Path, workspace_port: int) -> dict[str, str]:
    return {
        "API_BASE_PATH": "/api/v1",
        "API_HOST": "127.0.0.1",
        "API_PORT": "0",
        "BRIDGE_ACCESS_MAX_FAILED_ATTEMPTS": "10000",
        "BRIDGE_SANDBOX_FOLDER": str(directory / "volumes"),
        "BRIDGE_SANDBOX_PORT": str(workspace_port),
        "BRIDGE_SANDBOX_WORKSPACE_TOKEN": WORKSPACE_TOKEN,
        "BRIDGE_SYNC_EVENTS_USER": "events",
        "BRIDGE_SYNC_MIRROR_INTERVAL": "1s",
        "POLLING_INTERVAL_SECONDS": "1",
    }


def _await_package() -> None:
    """In a build, until `sdk/beside packaged`; the build may end before."""
    packaged = os.environ.get("BRIDGE_PYTHON_AWAITS", "")
    while packaged and not Path(packaged).exists():
        try:
            os.kill(int(os.environ["BRIDGE_PYTHON_WHILE"]), 0)
        except ProcessLookupError:
            pytest.exit("The build ended before the service was packaged.", returncode=1)
        time.sleep(0.5)


def _launch(directory: Path, settings: dict[str, str]) -> subprocess.Popen[bytes]:
    _await_package()
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "JAVA_HOME", "BRIDGE_NO_BUILD") if name in os.environ}
    environment = {**kept, "BRIDGE_JAVA_OPTS": "-Xmx512m -XX:TieredStopAtLevel=1", **settings}
    command = [str(REPOSITORY / "bridge"), "serve", "--sandbox"]
    with _log(directory).open("wb") as log:
        return subprocess.Popen(
            command, cwd=directory, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
        )


def _log(directory: Path) -> Path:
    return directory / "service.log"


def _await_url(directory: Path, process: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        found = _LISTENING.search(_log(directory).read_text(encoding="utf-8", errors="replace"))
        if found:
            return found.group(1)
        _require_alive(directory, process, deadline)


def _await_ready(url: str, directory: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"{url}/health/ready", timeout=10):
                return
        except OSError:
            _require_alive(directory, process, deadline)


def _require_alive(directory: Path, process: subprocess.Popen[bytes], deadline: float) -> None:
    if process.poll() is not None or time.monotonic() > deadline:
        what = "has not started in time" if process.poll() is None else f"ended with code {process.returncode}"
        tail = "\n".join(_log(directory).read_text(encoding="utf-8", errors="replace").splitlines()[-_LOG_TAIL:])
        raise AssertionError(f"bridge serve --sandbox {what}. The end of its log:\n{tail}")
    time.sleep(0.1)


def temporary_directory() -> tempfile.TemporaryDirectory[str]:
    """A folder for `start`, which goes when it is closed."""
    return tempfile.TemporaryDirectory(prefix="bridge-python-")
