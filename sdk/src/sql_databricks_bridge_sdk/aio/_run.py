"""Runs steps on an event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable
from typing import Callable, TypeVar

import httpx

from sql_databricks_bridge_sdk._http import answer_of, arguments, failure_of, options
from sql_databricks_bridge_sdk._live import REQUEST, JobChanges
from sql_databricks_bridge_sdk._retry import RetryPolicy, exchange
from sql_databricks_bridge_sdk._settings import Settings
from sql_databricks_bridge_sdk._steps import Answer, Pause, Request, Steps
from sql_databricks_bridge_sdk.exceptions import BridgeSDKError, ConnectionError
from sql_databricks_bridge_sdk.job_models import ExtractionJob

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
            response = await self._client.request(**arguments(request, self.settings))
            return answer_of(response, response.content)
        # TLS alerts reach the async client as what they are, an OSError.
        except (httpx.RequestError, OSError) as e:
            raise failure_of(e, self.settings) from e

    async def follow(self) -> AsyncIterator[ExtractionJob]:
        """Jobs that change, without an end."""
        changes = JobChanges(self._policy)
        while True:
            chunks = self._chunks(changes)
            try:
                async for chunk in chunks:
                    for changed in changes.take(chunk):
                        yield changed
                    for missed in changes.missed():
                        for changed in await self.run(changes.ask(missed)):
                            yield changed
            except BridgeSDKError as e:
                wait = changes.failed(e)
            else:
                wait = changes.ended()
            finally:
                await chunks.aclose()
            await asyncio.sleep(wait)

    async def _chunks(self, changes: JobChanges) -> AsyncGenerator[bytes, None]:
        try:
            async with self._client.stream(**arguments(REQUEST, self.settings)) as response:
                body = b"" if response.is_success else await response.aread()
                changes.opened(answer_of(response, body))
                async for chunk in response.aiter_bytes():
                    yield chunk
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
