"""What existing scripts write, unchanged, against `bridge serve --sandbox`. Catches a name or a default that is gone.

Contract section 6 of the service that this one replaces.
"""

from __future__ import annotations

import inspect
from typing import Any

import pytest

import sql_databricks_bridge_sdk as sdk
from support.service import Service

# Names of methods and the order of their parameters.
OLDER: dict[Any, str] = {
    sdk.BridgeAPIClient.__init__: "base_url token timeout verify_ssl",
    sdk.api_client.SyncEvents.create_event: "operation source_table target_table primary_keys rows_expected"
    " filter_conditions metadata priority process_immediately",
    sdk.api_client.SyncEvents.create_insert_event: "source_table target_table primary_keys rows_expected metadata"
    " priority process_immediately",
    sdk.api_client.SyncEvents.create_update_event: "source_table target_table primary_keys rows_expected metadata"
    " priority process_immediately",
    sdk.api_client.SyncEvents.create_delete_event: "target_table primary_keys filter_conditions metadata priority"
    " process_immediately",
    sdk.api_client.SyncEvents.get_event: "event_id",
    sdk.api_client.SyncEvents.list_events: "status operation limit offset",
    sdk.api_client.SyncEvents.wait_for_completion: "event_id timeout_seconds poll_interval",
    sdk.api_client.SyncEvents.retry_event: "event_id",
    sdk.api_client.SyncEvents.cancel_event: "event_id",
    sdk.SyncEvent: "event_id operation source_table target_table primary_keys priority status rows_expected"
    " rows_affected discrepancy warning error_message filter_conditions metadata created_at processed_at",
    sdk.EventResult: "event success rows_affected error warning duration_seconds",
    sdk.APIError: "message status_code response_body",
    sdk.TimeoutError: "event_id timeout_seconds",
}


@pytest.mark.parametrize("function", OLDER, ids=lambda function: function.__qualname__)
def test_parameters_have_their_names_and_their_order(function: Any) -> None:
    parameters = [name for name in inspect.signature(function).parameters if name != "self"]
    older = OLDER[function].split()
    assert parameters[: len(older)] == older


def test_waiting_has_its_older_defaults() -> None:
    waiting = inspect.signature(sdk.api_client.SyncEvents.wait_for_completion).parameters
    assert (waiting["timeout_seconds"].default, waiting["poll_interval"].default) == (300, 5)
    client = inspect.signature(sdk.BridgeAPIClient.__init__).parameters
    assert (client["timeout"].default, client["verify_ssl"].default) == (30, True)


def test_keyword_arguments_of_the_older_clients(service: Service) -> None:
    """All at once, as the older documentation wrote them."""
    from sql_databricks_bridge.sdk import BridgeAPIClient, SyncEventStatus, SyncOperation

    client = BridgeAPIClient(base_url=service.url, token=service.admin_token, timeout=30, verify_ssl=True)
    event = client.sync.create_event(
        operation=SyncOperation.INSERT,
        source_table="main.default.none",
        target_table="dbo.stock",
        primary_keys=["product_id"],
        rows_expected=1,
        filter_conditions=None,
        metadata={"note": "x"},
        priority=1,
        process_immediately=False,
    )
    result = client.sync.wait_for_completion(event_id=event.event_id, timeout_seconds=60, poll_interval=1)
    assert (result.success, result.event.is_completed, result.event.status) == (False, True, SyncEventStatus.FAILED)
    stats = client.sync.get_stats()
    assert stats["total"] == sum(stats["by_status"].values()) == sum(stats["by_operation"].values())
    assert event.event_id in [listed.event_id for listed in client.sync.list_events(status=None, limit=100, offset=0)]
    client.close()
