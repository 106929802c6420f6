"""Loads into Delta tables, asked for by the client."""

from __future__ import annotations

import uuid

import pytest

import sql_databricks_bridge_sdk as sdk
from sql_databricks_bridge_sdk import BridgeClient
from support.service import Service


def test_rows_are_loaded_when_the_job_has_ended(service: Service) -> None:
    target = f"main.loads_{uuid.uuid4().hex}.{{query}}"
    with BridgeClient(service.url, service.admin_token) as client:
        job = client.extract(
            country="bolivia",
            queries=["top_customers"],
            destination=f"/Volumes/main/bridge/landing/{uuid.uuid4().hex}",
            load={"target": target, "mode": "replace"},
        ).wait(timeout=120, poll_interval=0.2)
    (result,) = job.raise_for_status().results
    assert result.load is not None
    assert result.load.state is sdk.LoadState.LOADED
    assert result.load.mode is sdk.LoadMode.REPLACE
    assert result.load.target == target.format(query="top_customers")
    assert result.load.rows == result.rows_extracted > 0


def test_a_load_that_can_not_be_is_refused_at_once(service: Service) -> None:
    with BridgeClient(service.url, service.admin_token) as client, pytest.raises(sdk.ValidationError) as refused:
        client.extract(country="bolivia", queries=["top_customers"], load={"target": "main.a.b", "mode": "merge"})
    assert refused.value.code == "invalid-load"
