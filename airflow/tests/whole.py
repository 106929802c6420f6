"""A whole Airflow: scheduler, triggerer and what else its version needs, each a process of its own."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from types import TracebackType

from support.service import free_port

from flows import AIRFLOW_3

_COMPONENTS = ["api-server", "scheduler", "dag-processor", "triggerer"] if AIRFLOW_3 else ["scheduler", "triggerer"]


class Airflow:
    """Starts with a database of its own, and ends with the block."""

    def __init__(self, home: Path, connection: str) -> None:
        self._home = home
        self._environment = {**os.environ, **_settings(home), "AIRFLOW_CONN_SQL_DATABRICKS_BRIDGE_DEFAULT": connection}
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def dags(self) -> Path:
        """Where its DAGs are."""
        return self._home / "dags"

    def __enter__(self) -> Airflow:
        self.dags.mkdir(parents=True, exist_ok=True)
        self.command("db", "migrate")
        for component in _COMPONENTS:
            self.start(component)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for component in list(self._processes):
            self.stop(component)

    def command(self, *arguments: str) -> bool:
        """Runs a command of its command line; whether it did what it shall."""
        done = subprocess.run(
            [sys.executable, "-m", "airflow", *arguments], env=self._environment, capture_output=True, timeout=300
        )
        return done.returncode == 0

    def start(self, component: str) -> None:
        """Starts a component, again if need be."""
        with (self._home / f"{component}.log").open("ab") as log:
            self._processes[component] = subprocess.Popen(
                [sys.executable, "-m", "airflow", component],
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def stop(self, component: str) -> None:
        """Tells a component to stop, as a new version that is rolled out does; kills it when it does not."""
        process = self._processes.pop(component)
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def state(self, dag_id: str, task_id: str) -> str | None:
        """How far a task is; None before there is one."""
        return self._value("SELECT state FROM task_instance WHERE dag_id = ? AND task_id = ?", dag_id, task_id)

    def triggerer(self) -> str | None:
        """Which triggerer has the only trigger."""
        return self._value("SELECT triggerer_id FROM trigger")

    def log(self, component: str) -> str:
        """The end of what a component has said."""
        return (self._home / f"{component}.log").read_text(errors="replace")[-4000:]

    def _value(self, query: str, *values: str) -> str | None:
        with sqlite3.connect(self._home / "airflow.db", timeout=30) as database:
            row = database.execute(query, values).fetchone()
        return None if row is None or row[0] is None else str(row[0])


def _settings(home: Path) -> dict[str, str]:
    port = str(free_port())
    return {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(home / "dags"),
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor" if AIRFLOW_3 else "SequentialExecutor",
        "AIRFLOW__CORE__PARALLELISM": "2",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": port,
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API__SECRET_KEY": "a-secret-of-the-tests",
        "AIRFLOW__API_AUTH__JWT_SECRET": "another-secret-of-the-tests-that-is-long-enough-for-sha-512-signatures",
        "AIRFLOW__TRIGGERER__JOB_HEARTBEAT_SEC": "1",
        "AIRFLOW__TRIGGERER__TRIGGERER_HEALTH_CHECK_THRESHOLD": "5",
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(free_port()),
        "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(free_port()),
    }
