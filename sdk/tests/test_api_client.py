"""`BridgeAPIClient` and its async twin against the real service, by the older SDK's names and orders of parameters."""

from __future__ import annotations

import asyncio
import uuid
from datetime import datetime, timezone

import pytest

import sql_databricks_bridge_sdk as sdk
from support.servers import Cut, ScriptedServer, answer
from support.service import Service, free_port


@pytest.fixture
def source(service: Service) -> str:
    name = f"main.default.source_{uuid.uuid4().hex}"
    service.databricks(f"CREATE TABLE {name} (warehouse STRING, product_id INT, quantity INT)")
    service.databricks(f"INSERT INTO {name} VALUES ('{warehouse(name)}', 1, 5), ('{warehouse(name)}', 2, 6)")
    return name


def warehouse(source: str) -> str:
    """What the rows of a source have as theirs alone; the target's column takes ten characters."""
    return source[-10:]


def test_the_four_operations_one_after_the_other(service: Service, source: str) -> None:
    keys = ["warehouse", "product_id"]
    with sdk.BridgeAPIClient(service.url, service.admin_token, 30, True) as client:
        inserted = client.sync.create_insert_event(source, "dbo.stock", keys, 2, {"note": "ü"}, 5, True)
        assert (inserted.status, inserted.rows_affected) == (sdk.SyncEventStatus.COMPLETED, 2)
        assert (inserted.priority, inserted.metadata["note"]) == (5, "ü")
        assert inserted.event_id.startswith("insert-")
        updated = client.sync.create_update_event(source, "dbo.stock", keys, 3)
        result = client.sync.wait_for_completion(updated.event_id, 60, 0.2)
        assert (result.success, result.rows_affected, result.event.discrepancy) == (True, 2, 1)
        upserted = client.sync.create_upsert_event(source, "dbo.stock", keys, process_immediately=True)
        assert upserted.changes == sdk.ChangeCounts(0, 2, 0)
        conditions = {"warehouse": warehouse(source), "product_id": 1}
        one = client.sync.create_delete_event("dbo.stock", ["product_id"], conditions, process_immediately=True)
        assert (one.rows_affected, one.filter_conditions["product_id"]) == (1, "1")
        rest = client.sync.create_delete_event("dbo.stock", keys, source_table=source, process_immediately=True)
        assert rest.rows_affected == 1


def test_a_pending_event_is_listed_counted_and_cancelled(service: Service, source: str) -> None:
    with sdk.BridgeAPIClient(service.url, service.admin_token) as client:
        # The first one takes the target; events for the same one wait for it.
        before = client.sync.get_stats()["total"]
        ids = [client.sync.create_insert_event(source, "dbo.stock").event_id for _ in range(20)]
        cancelled = []
        for event_id in reversed(ids):
            try:
                client.sync.cancel_event(event_id)
            except sdk.ConflictError:
                continue
            cancelled.append(event_id)
        assert cancelled
        client.sync.cancel_event(cancelled[0])
        event = client.sync.get_event(cancelled[0])
        assert (event.status, event.error_code) == (sdk.SyncEventStatus.FAILED, "cancelled")
        listed = [event.event_id for event in client.sync.list_events("failed", sdk.SyncOperation.INSERT, 1000)]
        assert set(cancelled) <= set(listed)
        assert client.sync.get_stats()["total"] >= before + 20
        for event_id in set(ids) - set(cancelled):
            client.sync.wait_for_completion(event_id, 60, 0.2)
        client.sync.create_delete_event("dbo.stock", None, {"warehouse": warehouse(source)}, process_immediately=True)


def test_a_dry_run(service: Service, source: str) -> None:
    with sdk.BridgeAPIClient(service.url, service.admin_token) as client:
        run = client.sync.dry_run(sdk.SyncOperation.INSERT, source, "dbo.stock")
        assert (run.is_successful, run.changes.inserted, len(run.sample)) == (True, 2, 2)
        refused = client.sync.dry_run("UPDATE", "main.default.not_there", "dbo.stock", ["product_id"])
        assert (refused.is_successful, refused.rows_affected) == (False, 0)
        assert refused.error_message


def test_health_and_poller(service: Service) -> None:
    with sdk.BridgeAPIClient(service.url, service.admin_token) as client:
        assert client.health.liveness()
        assert client.health.is_ready()
        assert {check["name"] for check in client.health.readiness()["checks"]} >= {"sqlserver", "databricks"}
        assert client.test_connection()
        assert client.sync.poller_status().events_table == "bridge.events.bridge_events"
        assert client.sync.trigger_poller().success
    with sdk.BridgeAPIClient(service.url) as nobody:
        assert nobody.health.is_ready()


def test_a_service_that_is_not_there_or_not_ready_is_told_so_at_once(caplog: pytest.LogCaptureFixture) -> None:
    down = answer(503, {"status": "DOWN", "checks": [{"name": "sqlserver", "status": "DOWN"}]})
    with ScriptedServer(down) as server, sdk.BridgeAPIClient(server.url) as client:
        assert not client.health.is_ready()
        assert client.health.readiness()["status"] == "DOWN"
        assert len(server.received) == 2
    for trouble in (Cut(), answer(200, "<html>"), answer(200, {"status": "good"}), answer(500, {"status": 500})):
        with ScriptedServer(trouble) as server, sdk.BridgeAPIClient(server.url) as client:
            assert not client.health.liveness()
            assert not client.health.is_ready()
            with pytest.raises(sdk.BridgeSDKError):
                client.health.readiness()
    with sdk.BridgeAPIClient(f"http://127.0.0.1:{free_port()}") as client:
        assert not client.health.liveness()
        assert not client.test_connection()
    assert "The service can't be used: No answer from http://127.0.0.1" in caplog.text


def test_the_health_of_the_older_form_is_understood() -> None:
    ready = {"status": "healthy", "components": {"sqlserver": {"status": "healthy"}}}
    with ScriptedServer(answer(200, {"status": "ok"}), answer(200, ready)) as server:
        with sdk.BridgeAPIClient(f"{server.url}/api/v1") as client:
            assert client.health.liveness()
            assert client.health.is_ready()
            assert client.health.readiness() == ready
        assert {request.path for request in server.received} == {"/api/v1/health/live", "/api/v1/health/ready"}
    unready = answer(503, {"status": "unhealthy", "components": {}})
    with ScriptedServer(unready) as server, sdk.BridgeAPIClient(server.url) as client:
        assert not client.health.is_ready()
        assert client.health.readiness()["status"] == "unhealthy"


def test_a_base_path_is_in_front_of_every_path() -> None:
    with ScriptedServer(answer(200, [])) as server, sdk.BridgeAPIClient(f"{server.url}/api/v1/") as client:
        assert client.test_connection()
        assert client.sync.list_events() == []
    assert [request.path.partition("?")[0] for request in server.received] == ["/api/v1/jobs", "/api/v1/sync/events"]


def test_a_token_that_nobody_has_is_no_connection(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    with sdk.BridgeAPIClient(service.url, "nobodys") as client:
        assert not client.test_connection()
    assert "can't be used" in caplog.text
    assert "nobodys" not in caplog.text


def test_the_audit_trail_page_by_page(service: Service, source: str) -> None:
    with sdk.BridgeAPIClient(service.url, service.admin_token) as client:
        begin = datetime.now(timezone.utc)
        event = client.sync.create_insert_event(source, "dbo.stock", process_immediately=True)
        client.sync.create_delete_event("dbo.stock", None, {"warehouse": warehouse(source)}, process_immediately=True)
        resource = f"event:{event.event_id}"
        records = list(client.audit.iter_records(since=begin, resource=resource, page_size=1))
        assert {record.event_type for record in records} >= {"sync_started", "sync_completed"}
        assert [record.sequence for record in records] == sorted((r.sequence for r in records), reverse=True)
        assert all(record.timestamp >= begin.replace(microsecond=0) for record in records)
        assert client.audit.page(until=begin, resource=resource).records == []
    with sdk.BridgeAPIClient(service.url, service.limited_token) as limited:
        with pytest.raises(sdk.AuthenticationError) as raised:
            limited.audit.page()
        assert raised.value.code == "admin-only"


def test_the_async_twin_does_the_same(service: Service, source: str) -> None:
    async def run() -> None:
        async with sdk.AsyncBridgeAPIClient(service.url, service.admin_token) as client:
            assert await client.test_connection()
            assert await client.health.is_ready()
            assert (await client.health.readiness())["status"] == "UP"
            event = await client.sync.create_insert_event(source, "dbo.stock")
            both = await asyncio.gather(
                client.sync.wait_for_completion(event, 60, 0.1),
                client.sync.wait_for_completion(event.event_id, 60, 0.1),
            )
            assert all(result.success for result in both)
            await client.sync.create_delete_event(
                "dbo.stock", None, {"warehouse": warehouse(source)}, process_immediately=True
            )
            assert (await client.sync.trigger_poller()).success
            records = [record async for record in client.audit.iter_records(resource=f"event:{event.event_id}")]
            assert records

    asyncio.run(run())
