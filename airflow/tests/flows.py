"""Runs DAGs for real: Airflow's own `dag.test()`, with its database, its task runner and its triggers."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any, Optional

import airflow
from airflow.models.taskinstance import TaskInstance
from airflow.utils.session import create_session

AIRFLOW_3 = int(airflow.__version__.split(".")[0]) >= 3

if AIRFLOW_3:
    from airflow.models.xcom import XComModel as XCom
    from airflow.sdk import DAG
else:
    from airflow.models.xcom import XCom
    from airflow import DAG  # type: ignore[attr-defined, no-redef]

_numbers = itertools.count(1)
_START = datetime(2026, 1, 1, tzinfo=timezone.utc)


@dataclass
class Flow:
    """A DAG, and what its run became."""

    dag: Any
    logical_date: datetime
    errors: list[BaseException] = field(default_factory=list)
    run_id: Optional[str] = None

    def run(self) -> Flow:
        """Runs it to its end; retries and deferrals included."""
        name = "logical_date" if AIRFLOW_3 else "execution_date"
        done = self.dag.test(**{name: self.logical_date})
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

    def xcom(self, task_id: str, key: str = "return_value", map_index: int = -1) -> Any:
        """What a task has left for the next ones."""
        with create_session() as session:
            rows = session.query(XCom).filter_by(
                dag_id=self.dag.dag_id, task_id=task_id, run_id=self.run_id, key=key, map_index=map_index
            )
            return XCom.deserialize_value(rows.one())

    @property
    def error(self) -> BaseException:
        """What the last try of a task failed with."""
        return self.errors[-1]


@contextmanager
def flow(retries: int = 0, dag_id: Optional[str] = None) -> Iterator[Flow]:
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
        yield Flow(dag, _START + timedelta(minutes=number), errors)
