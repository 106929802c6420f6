"""Runs steps, one after the other, in the caller's thread."""

from __future__ import annotations

import time
from typing import Callable, TypeVar

import httpx

from sql_databricks_bridge_sdk._http import answer_of, arguments, failure_of, options
from sql_databricks_bridge_sdk._retry import RetryPolicy, exchange
from sql_databricks_bridge_sdk._settings import Settings
from sql_databricks_bridge_sdk._steps import Answer, Pause, Request, Steps
from sql_databricks_bridge_sdk.exceptions import ConnectionError

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
            return answer_of(self._client.request(**arguments(request, self.settings)))
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
