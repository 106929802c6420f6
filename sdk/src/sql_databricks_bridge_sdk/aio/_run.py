"""Runs steps on an event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Callable, TypeVar

import httpx

from sql_databricks_bridge_sdk._http import answer_of, arguments, failure_of, options
from sql_databricks_bridge_sdk._retry import RetryPolicy, exchange
from sql_databricks_bridge_sdk._settings import Settings
from sql_databricks_bridge_sdk._steps import Answer, Pause, Request, Steps
from sql_databricks_bridge_sdk.exceptions import ConnectionError

T = TypeVar("T")


class AsyncRunner:
    """Sends requests over one pool of connections, which belongs to the event loop that uses it first."""

    def __init__(self, settings: Settings, policy: RetryPolicy) -> None:
        self.settings = settings
        self._policy = policy
        self._client = httpx.AsyncClient(**options(settings))

    async def run(self, steps: Steps[T]) -> T:
        """The steps' result."""
        return await _drive(steps, self._exchange)

    async def _exchange(self, request: Request) -> Answer:
        return await _drive(exchange(request, self._policy), self._send)

    async def _send(self, request: Request) -> Answer:
        try:
            return answer_of(await self._client.request(**arguments(request, self.settings)))
        # TLS alerts reach the async client as what they are, an OSError.
        except (httpx.RequestError, OSError) as e:
            raise failure_of(e, self.settings) from e

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.aclose()


async def _drive(steps: Steps[T], send: Callable[[Request], Awaitable[Answer]]) -> T:
    try:
        step = next(steps)
        while True:
            if isinstance(step, Pause):
                await asyncio.sleep(step.seconds)
                step = next(steps)
                continue
            try:
                answer = await send(step)
            except ConnectionError as e:
                step = steps.throw(e)
            else:
                step = steps.send(answer)
    except StopIteration as end:
        result: T = end.value
        return result
    finally:
        steps.close()
