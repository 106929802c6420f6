"""What the client writes into the events table is found, applied and answered by the real bridge.

Guards against a client and a service that each work alone: rows that the poller can't read, statuses that nobody sees.
"""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import Any

import pytest

from sql_databricks_bridge_sdk.events_client import DEFAULT_EVENTS_TABLE, BridgeEventsClient
from sql_databricks_bridge_sdk.models import SyncEventStatus
from support.service import Service
from support.warehouse import StatementExecution, WarehouseSession

_NUMBERS = itertools.count(1000)


@pytest.fixture(params=["rest", "connector", "session"])
def client(request: pytest.FixtureRequest, warehouse: StatementExecution) -> BridgeEventsClient:
    if request.param == "rest":
        return BridgeEventsClient(gateway=warehouse)
    if request.param == "session":
        return BridgeEventsClient(spark=WarehouseSession(warehouse))
    return BridgeEventsClient(connection=request.getfixturevalue("connection"))


@pytest.fixture
def product(service: Service) -> int:
    """A product of the test's own."""
    product = next(_NUMBERS)
    service.sqlserver(f"INSERT INTO dbo.pricing (product_id, product_name, price) VALUES ({product}, 'Mine', 10.99)")
    return product


def source(service: Service, product: int, price: str) -> str:
    """A table with another price of the product."""
    table = f"main.default.prices_{product}"
    service.databricks(f"CREATE TABLE {table} (product_id INT, product_name STRING, price DECIMAL(10, 2))")
    service.databricks(f"INSERT INTO {table} VALUES ({product}, 'Changed 🚀', {price})")
    return table


def wait(client: BridgeEventsClient, event_id: str) -> Any:
    return client.wait_for_completion(event_id, timeout_seconds=60, poll_interval=0.3)


def test_an_event_is_applied_and_seen_as_completed(client: BridgeEventsClient, service: Service, product: int) -> None:
    assert client.events_table == DEFAULT_EVENTS_TABLE
    table = source(service, product, "8.49")
    event_id = client.create_upsert_event(table, "dbo.pricing", ["product_id"], rows_expected=1)
    result = wait(client, event_id)
    assert (result.success, result.rows_affected, result.error) == (True, 1, None)
    assert result.event.discrepancy is None
    assert result.event.processed_at > result.event.created_at
    assert service.value(f"SELECT price FROM dbo.pricing WHERE product_id = {product}") == "8.49"


def test_an_event_that_comes_again_is_applied_once(client: BridgeEventsClient, service: Service, product: int) -> None:
    table = source(service, product, "8.49")
    service.sqlserver(f"DELETE FROM dbo.pricing WHERE product_id = {product}")
    for _ in range(2):
        event_id = client.create_insert_event(table, "dbo.pricing", event_id=f"run-{product}")
        assert wait(client, event_id).success
    assert service.value(f"SELECT count(*) FROM dbo.pricing WHERE product_id = {product}") == "1"


def test_rows_are_deleted_by_exact_conditions(client: BridgeEventsClient, service: Service, product: int) -> None:
    conditions = {"product_id": product, "price": Decimal("10.990")}
    result = wait(client, client.create_delete_event("dbo.pricing", filter_conditions=conditions))
    assert (result.success, result.rows_affected) == (True, 1)
    assert service.value(f"SELECT count(*) FROM dbo.pricing WHERE product_id = {product}") == "0"


def test_a_failed_event_says_why_and_can_be_tried_again(
    client: BridgeEventsClient, service: Service, product: int
) -> None:
    table = f"main.default.prices_{product}"
    event_id = client.create_update_event(table, "dbo.pricing", ["product_id"])
    result = wait(client, event_id)
    assert (result.success, result.event.status) == (False, SyncEventStatus.FAILED)
    assert result.error
    source(service, product, "7.77")
    client.retry_event(event_id)
    assert wait(client, event_id).success
    assert service.value(f"SELECT price FROM dbo.pricing WHERE product_id = {product}") == "7.77"


def test_an_event_for_somebody_who_may_not_is_blocked(
    client: BridgeEventsClient, service: Service, product: int
) -> None:
    table = source(service, product, "8.49")
    event_id = client.create_update_event(table, "dbo.pricing", ["product_id"], metadata={"user": "limited"})
    result = wait(client, event_id)
    assert (result.success, result.event.status) == (False, SyncEventStatus.BLOCKED)
    assert service.value(f"SELECT price FROM dbo.pricing WHERE product_id = {product}") == "10.99"
