"""A run in a process of its own, which tests kill: `python runner.py <dag id> <destination> <deferrable> <orders>`."""

from __future__ import annotations

import sys

from flows import flow
from sql_databricks_bridge_airflow.operators import BridgeExtractOperator


def slow_flow(dag_id: str, destination: str, deferrable: bool, orders: int) -> object:
    """A DAG with a job that takes the longer, the more orders it reads."""
    with flow(dag_id=dag_id) as run:
        BridgeExtractOperator(
            task_id="extract",
            country="bolivia",
            queries="slow",
            parameters={"orders": orders},
            destination=destination,
            deferrable=deferrable,
        )
    return run


if __name__ == "__main__":
    slow_flow(sys.argv[1], sys.argv[2], sys.argv[3] == "True", int(sys.argv[4])).run()  # type: ignore[attr-defined]
