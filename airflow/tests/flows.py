"""Runs DAGs for real: Airflow's own `dag.test()`, with its database, its task runner and its triggers."""

from __future__ import annotations

import importlib
import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

import airflow
from airflow.models.taskinstance import TaskInstance
from airflow.utils.session import create_session

AIRFLOW_3 = int(airflow.__version__.split(".")[0]) >= 3

if AIRFLOW_3:
    from airflow.dag_processing.bundles.manager import DagBundlesManager

    try:
        from airflow.dag_processing.dagbag import DagBag, sync_bag_to_db
    except ImportError:  # before Airflow 3.2
        from airflow.models.dagbag import DagBag, sync_bag_to_db  # type: ignore[no-redef]
    from airflow.models.xcom import XComModel as XCom
    from airflow.sdk import DAG
else:
    from airflow import DAG
    from airflow.models.xcom import XCom  # type: ignore[no-redef]
    from airflow.providers.fab.auth_manager import models as _tables_of_users  # noqa: F401 - tables refer to them

_numbers = itertools.count(1)
_START = datetime(2026, 1, 1, tzinfo=timezone.utc)


@dataclass
class Flow:
    """A DAG, and what its run became."""

    dag: Any
    logical_date: datetime
    errors: list[BaseException] = field(default_factory=list)
    run_id: str | None = None

    def run(self) -> Flow:
        """Runs it to its end; retries and deferrals included."""
        if AIRFLOW_3:
            _register(self.dag)
            done = self.dag.test(run_after=self.logical_date, logical_date=self.logical_date)
        else:
            done = self.dag.test(execution_date=self.logical_date)
        self.run_id = done.run_id
        return self

    def task(self, task_id: str, map_index: int = -1) -> Any:
        """A task's row of Airflow's database."""
        with create_session() as session:
            return (
                session.query(TaskInstance)
                .filter_by(dag_id=self.dag.dag_id, task_id=task_id, run_id=self.run_id, map_index=map_index)
                .one()
            )

    def state(self, task_id: str) -> str:
        """How a task ended."""
        return str(self.task(task_id).state)

    def states(self) -> set[str]:
        """How all tasks ended."""
        with create_session() as session:
            rows = session.query(TaskInstance).filter_by(dag_id=self.dag.dag_id, run_id=self.run_id).all()
            return {str(row.state) for row in rows}

    def xcom(self, task_id: str, key: str = "return_value", map_index: int = -1) -> Any:
        """What a task has left for the next ones."""
        with create_session() as session:
            rows = session.query(XCom).filter_by(
                dag_id=self.dag.dag_id, task_id=task_id, run_id=self.run_id, key=key, map_index=map_index
            )
            row = rows.one()
            # Airflow 2 has deserialized it when it read the row.
            return XCom.deserialize_value(row) if AIRFLOW_3 else row.value

    @property
    def error(self) -> BaseException:
        """What the last try of a task failed with."""
        return self.errors[-1]


@contextmanager
def flow(retries: int = 0, dag_id: str | None = None) -> Iterator[Flow]:
    """A DAG to put tasks into; they remember their errors."""
    number = next(_numbers)
    errors: list[BaseException] = []

    def remember(context: Any) -> None:
        errors.append(context["exception"])

    dag = DAG(
        dag_id=dag_id or f"flow_{number}",
        start_date=_START,
        schedule=None,
        catchup=False,
        default_args={
            "retries": retries,
            "retry_delay": timedelta(0),
            "poll_interval": 0.2,
            "on_failure_callback": remember,
            "on_retry_callback": remember,
        },
    )
    with dag:
        # A named DAG runs for the same date in every process.
        yield Flow(dag, _START + timedelta(minutes=0 if dag_id else number), errors)


def load(path: str) -> Any:
    """What a dotted path names, as Airflow imports it."""
    module, _, name = path.rpartition(".")
    return getattr(importlib.import_module(module), name)


def _register(dag: Any) -> None:
    # Airflow 3 runs only what its database knows, as if it came out of a folder of DAGs.
    DagBundlesManager().sync_bundles_to_db()
    bag = DagBag(dag_folder=os.devnull)
    bag.bag_dag(dag)
    sync_bag_to_db(bag, "dags-folder", None)
