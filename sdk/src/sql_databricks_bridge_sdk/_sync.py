"""Runs steps, one after the other, in the caller's thread."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from contextlib import closing
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


class Runner:
    """Sends requests over one pool of connections. Threads may share it."""

    def __init__(self, settings: Settings, policy: RetryPolicy) -> None:
        self.settings = settings
        self._policy = policy
        self._client = httpx.Client(**options(settings))

    def run(self, steps: Steps[T]) -> T:
        """The steps' result."""
        return _drive(steps, lambda request: _drive(exchange(request, self._policy), self._send))

    def _send(self, request: Request) -> Answer:
        try:
            response = self._client.request(**arguments(request, self.settings))
            return answer_of(response, response.content)
        except (httpx.RequestError, OSError) as e:
            raise failure_of(e, self.settings) from e

    def follow(self) -> Iterator[ExtractionJob]:
        """Jobs that change, without an end."""
        changes = JobChanges(self._policy)
        while True:
            try:
                with closing(self._chunks(changes)) as chunks:
                    for chunk in chunks:
                        yield from changes.take(chunk)
                        for missed in changes.missed():
                            yield from self.run(changes.ask(missed))
            except BridgeSDKError as e:
                time.sleep(changes.failed(e))
            else:
                time.sleep(changes.ended())

    def _chunks(self, changes: JobChanges) -> Generator[bytes, None, None]:
        try:
            with self._client.stream(**arguments(REQUEST, self.settings)) as response:
                body = b"" if response.is_success else response.read()
                changes.opened(answer_of(response, body))
                yield from response.iter_bytes()
        except (httpx.RequestError, OSError) as e:
            raise failure_of(e, self.settings) from e

    def close(self) -> None:
        """Closes the connections."""
        self._client.close()


def _drive(steps: Steps[T], send: Callable[[Request], Answer]) -> T:
    try:
        step = next(steps)
        while True:
            if isinstance(step, Pause):
                time.sleep(step.seconds)
                step = next(steps)
                continue
            try:
                answer = send(step)
            except ConnectionError as e:
                step = steps.throw(e)
            else:
                step = steps.send(answer)
    except StopIteration as end:
        result: T = end.value
        return result
    finally:
        steps.close()
