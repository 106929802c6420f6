"""One test for both kinds of clients."""

from __future__ import annotations

import asyncio
from typing import Any, Callable

from sql_databricks_bridge_sdk import AsyncBridgeClient, BridgeClient, RetryPolicy

Call = Callable[..., Any]
"""`call(url, "get_job_status", "id", _timeout=1)`: a method of a new client, with options of the client."""

TOKEN = "token-of-python-admin"
QUICK = RetryPolicy(attempts=3, first_wait=0.01, longest_wait=0.02, longest_retry_after=2)


def _options(given: dict[str, Any]) -> dict[str, Any]:
    options = {"token": TOKEN, "retry": QUICK, "timeout": 10}
    options.update({name[1:]: given.pop(name) for name in list(given) if name.startswith("_")})
    return options


def sync_call(url: str, method: str, *arguments: Any, **given: Any) -> Any:
    """Calls a method of `BridgeClient`."""
    with BridgeClient(url, **_options(given)) as client:
        return getattr(client, method)(*arguments, **given)


def async_call(url: str, method: str, *arguments: Any, **given: Any) -> Any:
    """Calls a method of `AsyncBridgeClient` on an event loop of its own."""

    async def run() -> Any:
        async with AsyncBridgeClient(url, **_options(given)) as client:
            return await getattr(client, method)(*arguments, **given)

    return asyncio.run(run())
