"""BridgeReplicationOperator in DAGs. Catches runs that are doubled by another try, and ranges without an end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.service import Service

from flows import flow
from sql_databricks_bridge_airflow._compat import AirflowFailException
from sql_databricks_bridge_airflow.operators import BridgeReplicationOperator


@pytest.fixture
def replication(service: Service) -> Iterator[str]:
    file = service.directory / "config" / "replications" / "airflow.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(
        """version: 1
name: airflow
source: {country: bolivia}
target: {catalog: main, schema: airflow, volume: /Volumes/main/bridge/landing}
streams:
  dbo.nation: {mode: merge, change: cursor, cursor: n_nationkey}
""",
        encoding="utf-8",
    )
    yield "airflow"
    file.unlink()


@pytest.mark.parametrize("deferrable", [False, True], ids=["in a worker", "deferred"])
def test_a_run_and_a_range_return_their_rows(service: Service, replication: str, deferrable: bool) -> None:
    with flow() as run:
        whole = BridgeReplicationOperator(
            task_id="whole", replication=replication, reset=True, deferrable=deferrable, poll_interval=0.5
        )
        some = BridgeReplicationOperator(
            task_id="some", replication=replication, start="{{ 1 + 1 }}", end="5", deferrable=deferrable
        )
        whole >> some
    run.run()
    assert run.state("some") == "success"
    assert run.xcom("whole")["rows"] == 25
    assert run.xcom("some")["rows"] == 3
    assert run.xcom("some")["queries"] == {"dbo.nation": {"status": "completed", "rows": 3}}


def test_a_range_without_an_end_fails_at_once(service: Service, replication: str) -> None:
    with flow(retries=2) as run:
        BridgeReplicationOperator(task_id="some", replication=replication, start="1")
    run.run()
    assert run.state("some") == "failed"
    assert isinstance(run.error, AirflowFailException)
    assert len(run.errors) == 1
