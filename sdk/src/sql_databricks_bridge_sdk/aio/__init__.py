"""The same clients for `asyncio`: `AsyncBridgeClient` and `AsyncBridgeAPIClient`."""

from sql_databricks_bridge_sdk.aio.api_client import AsyncBridgeAPIClient
from sql_databricks_bridge_sdk.aio.client import AsyncBridgeClient, AsyncStartedJob

__all__ = ["AsyncBridgeAPIClient", "AsyncBridgeClient", "AsyncStartedJob"]
