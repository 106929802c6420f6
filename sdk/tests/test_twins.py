"""Catches an async client that has other methods, parameters or explanations than the sync one."""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest

from sql_databricks_bridge_sdk import api_client, client
from sql_databricks_bridge_sdk.aio import api_client as aio_api_client
from sql_databricks_bridge_sdk.aio import client as aio_client

TWINS = [
    (client.BridgeClient, aio_client.AsyncBridgeClient),
    (client.StartedJob, aio_client.AsyncStartedJob),
    (api_client.BridgeAPIClient, aio_api_client.AsyncBridgeAPIClient),
    (api_client.SyncEvents, aio_api_client.AsyncSyncEvents),
    (api_client.Health, aio_api_client.AsyncHealth),
    (api_client.Audit, aio_api_client.AsyncAudit),
]


def described(owner: type) -> dict[str, tuple[Any, ...]]:
    """The public methods: parameters, result, explanation."""
    found = {}
    for name, method in inspect.getmembers(owner, inspect.isfunction):
        if not name.startswith("_") and name not in ("close", "aclose"):
            signature = inspect.signature(method)
            result = re.sub("^Async(?=Iterator|StartedJob)", "", str(signature.return_annotation))
            found[name] = (list(signature.parameters.values()), result, inspect.getdoc(method))
    return found


@pytest.mark.parametrize(("one", "other"), TWINS, ids=lambda kind: kind.__name__)
def test_twins_are_alike(one: type, other: type) -> None:
    assert described(one) == described(other)


@pytest.mark.parametrize("other", [pair[1] for pair in TWINS], ids=lambda kind: kind.__name__)
def test_async_methods_are_async(other: type) -> None:
    for name, method in inspect.getmembers(other, inspect.isfunction):
        if not name.startswith("_"):
            assert inspect.iscoroutinefunction(method) or inspect.isasyncgenfunction(method), name
