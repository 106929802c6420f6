"""Waiting for an end: the service may be away for a while, and time may run out."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any, Generic, TypeVar

from sql_databricks_bridge_sdk import BridgeSDKError, EventNotFoundError

from sql_databricks_bridge_airflow._errors import is_transient
from sql_databricks_bridge_airflow._subjects import Subject

T = TypeVar("T")


class DeadlinePassedError(Exception):
    """The time to wait is over."""


class Waiting(Generic[T]):
    """Looks again and again until what is looked at has ended.

    Args:
        subject: what kind of thing it is.
        subject_id: which one.
        interval: seconds between two looks.
        deadline: seconds since the epoch, so that it outlives the process; None to wait for ever.
        log: where what is seen goes, when it has changed; a logger.
        may_come: whether an event that the service does not know yet is waited for.
    """

    def __init__(
        self,
        subject: Subject[T],
        subject_id: str,
        interval: float,
        deadline: float | None,
        log: Any,
        may_come: bool = False,
    ) -> None:
        self._subject = subject
        self._subject_id = subject_id
        self._interval = interval
        self._deadline = deadline
        self._log = log
        self._may_come = may_come
        self._last = ""

    def wait(self, client: Any) -> T:
        """Waits in this thread.

        Raises:
            DeadlinePassedError: when there was no end in time.
            BridgeSDKError: when looking again can't help.
        """
        while True:
            try:
                seen = self._subject.get(client, self._subject_id)
                if self._saw(seen):
                    return seen
            except BridgeSDKError as error:
                self._failed(error)
            time.sleep(self._pause())

    async def wait_async(self, client: Any) -> T:
        """The same without a thread."""
        while True:
            try:
                seen = await self._subject.get_async(client, self._subject_id)
                if self._saw(seen):
                    return seen
            except BridgeSDKError as error:
                self._failed(error)
            await asyncio.sleep(self._pause())

    def _saw(self, seen: T) -> bool:
        self._say(logging.INFO, self._subject.describe(seen))
        return self._subject.ended(seen)

    def _failed(self, error: BridgeSDKError) -> None:
        if self._may_come and isinstance(error, EventNotFoundError):
            self._say(logging.INFO, f"The service does not know event {self._subject_id} yet.")
        elif is_transient(error):
            self._say(logging.WARNING, f"The service can't be asked now, and will be asked again: {error}")
        else:
            raise error

    def _say(self, level: int, line: str) -> None:
        if line != self._last:
            self._log.log(level, "%s", line)
            self._last = line

    def _pause(self) -> float:
        if self._deadline is None:
            return self._interval
        left = self._deadline - time.time()
        if left <= 0:
            raise DeadlinePassedError
        return min(self._interval, left)
