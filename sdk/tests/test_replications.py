"""Replications, as the client runs and operates them in the real service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import sql_databricks_bridge_sdk as sdk
from sql_databricks_bridge_sdk import BridgeClient
from support.service import Service


@pytest.fixture
def replication(service: Service) -> Iterator[str]:
    service.sqlserver("DROP TABLE IF EXISTS dbo.python_shrinks")
    service.sqlserver("CREATE TABLE dbo.python_shrinks (id INT NOT NULL PRIMARY KEY)")
    service.sqlserver("INSERT INTO dbo.python_shrinks VALUES (1), (2), (3), (4)")
    file: Path = service.directory / "config" / "replications" / "python.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(
        """version: 1
name: python
source: {country: bolivia}
target: {catalog: main, schema: python, volume: /Volumes/main/bridge/landing}
streams:
  dbo.region: {mode: replace}
  dbo.python_shrinks: {mode: replace, limits: {shrink_percent: 50}}
  dbo.customer: {mode: merge, change: cursor, cursor: c_custkey}
""",
        encoding="utf-8",
    )
    yield "python"
    file.unlink()


def test_a_run_is_waited_for_and_seen(service: Service, replication: str) -> None:
    with BridgeClient(service.url, service.admin_token) as client:
        job = client.run_replication(replication).wait(timeout=120, poll_interval=0.2).raise_for_status()
        assert {result.query_name for result in job.results} == {
            "dbo.region",
            "dbo.customer",
            "dbo.python_shrinks",
        }
        streams = {stream.name: stream for stream in client.list_streams(replication)}
        assert streams["dbo.region"].presence is sdk.Presence.ACTIVE
        assert streams["dbo.region"].trouble is None
        load = streams["dbo.customer"].last_load
        assert load is not None
        assert load.job_id == job.job_id

        plan = client.plan_backfill(replication, "dbo.customer", 1, 11)
        assert plan.name == replication
        (planned,) = plan.streams
        assert (planned.name, planned.rows, planned.target) == ("dbo.customer", 10, "main.python.customer")

        again = client.backfill_replication(replication, "dbo.customer", 1, 11).wait(timeout=120, poll_interval=0.2)
        (result,) = again.raise_for_status().results
        assert result.rows_extracted == 10
        assert {stream.name: stream for stream in client.list_streams(replication)}["dbo.customer"].position == streams[
            "dbo.customer"
        ].position

        assert client.reset_stream(replication, "dbo.customer").reset
        with pytest.raises(sdk.ConflictError) as kept:
            client.forget_stream(replication, "dbo.region")
        assert kept.value.code == "stream-in-use"


def test_a_load_that_was_stopped_is_approved(service: Service, replication: str) -> None:
    stream = "dbo.python_shrinks"
    with BridgeClient(service.url, service.admin_token) as client:

        def run() -> sdk.ExtractionJob:
            return client.run_replication(replication, stream).wait(timeout=120, poll_interval=0.2)

        run().raise_for_status()
        with pytest.raises(sdk.ConflictError) as nothing:
            client.approve_load(replication, stream)
        assert nothing.value.code == "nothing-blocked"
        service.sqlserver("DELETE FROM dbo.python_shrinks WHERE id > 1")
        assert run().results[0].error_code == "load-limit-exceeded"
        blocked = {one.name: one for one in client.list_streams(replication)}[stream].blocked
        assert blocked is not None
        assert (blocked.rows_before, blocked.rows_after, blocked.backfill) == (4, 1, False)

        with pytest.raises(sdk.APIError) as another:
            client.approve_load(replication, stream, "another")
        assert another.value.status_code == 412
        assert client.approve_load(replication, stream, blocked.load_id).approved_by is not None
        run().raise_for_status()
        assert {one.name: one for one in client.list_streams(replication)}[stream].blocked is None


def test_a_state_is_kept_and_imported_again(service: Service, replication: str) -> None:
    with BridgeClient(service.url, service.admin_token) as client:
        client.run_replication(replication).wait(timeout=120, poll_interval=0.2).raise_for_status()
        kept = client.get_stream_state(replication, "dbo.customer")
        assert (kept.replication, kept.stream, kept.position.column) == (replication, "dbo.customer", "c_custkey")

        client.import_stream_state(replication, "dbo.customer", kept)
        with pytest.raises(sdk.APIError) as late:
            client.import_stream_state(replication, "dbo.customer", kept)
        assert late.value.status_code == 412
        imported = client.get_stream_state(replication, "dbo.customer")
        assert imported.generation > kept.generation
        assert imported.position.value == kept.position.value

        with pytest.raises(sdk.APIError):
            client.delete_stream_state(replication, "dbo.customer", kept.generation)
        assert client.delete_stream_state(replication, "dbo.customer", imported.generation).reset


def test_a_pause_lasts_until_it_ends(service: Service, replication: str) -> None:
    with BridgeClient(service.url, service.admin_token) as client:
        assert client.pause_replication(replication).paused
        resumed = client.resume_replication(replication)
        assert not resumed.paused
        assert resumed.paused_by is None


def test_what_is_not_there_is_not_found(service: Service, replication: str) -> None:
    with BridgeClient(service.url, service.admin_token) as client:
        with pytest.raises(sdk.NotFoundError):
            client.run_replication("nowhere")
        with pytest.raises(sdk.NotFoundError):
            client.reset_stream(replication, "dbo.nothing")
