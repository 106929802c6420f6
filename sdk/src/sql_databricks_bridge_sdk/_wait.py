"""Asking again and again until something has ended."""

from __future__ import annotations

import time
from datetime import timedelta
from enum import Enum
from typing import Callable, Literal, Optional, TypeVar, Union

from sql_databricks_bridge_sdk._steps import Pause, Steps
from sql_databricks_bridge_sdk.exceptions import APIError, BridgeSDKError, ConnectionError, ValidationError

T = TypeVar("T")

_TOO_MANY_REQUESTS = 429
_INTERNAL_ERROR = 500


Duration = Union[float, timedelta]
"""Seconds, or a timedelta."""


class NotSaid(Enum):
    """Tells a time-out that was not given from None, which waits without end."""

    NOT_SAID = "not said"


NOT_SAID = NotSaid.NOT_SAID
Unless = Union[Duration, None, Literal[NotSaid.NOT_SAID]]


def seconds(duration: Duration) -> float:
    """The duration in seconds."""
    return duration.total_seconds() if isinstance(duration, timedelta) else duration


def limit_of(timeout: Unless, older: Optional[Duration]) -> Optional[float]:
    """How long to wait, in seconds: `timeout`, or, where it was not said, what has the older SDK's name."""
    chosen = older if isinstance(timeout, NotSaid) else timeout
    return None if chosen is None else seconds(chosen)


def await_end(
    ask: Callable[[bool], Steps[T]],
    ended: Callable[[T], bool],
    timeout: Optional[float],
    poll_interval: float,
    shown: Callable[[T], None],
) -> Steps[T]:
    """Asks until it has ended or the time is over; the result is the last answer.

    The first question must be answered. Later ones may fail as long as there is time: a service that is restarted goes
    on with its work. They are asked once each, so that the end is late by one answer at most.

    Args:
        ask: gives the steps of one question; its argument is whether to ask once.
        ended: whether an answer is the last one.
        timeout: seconds; None waits without end.
        poll_interval: seconds between questions.
        shown: is told each answer.
    """
    if not poll_interval > 0 or (timeout is not None and timeout < 0):
        raise ValidationError(f"Expected a poll_interval above 0 and a timeout, but got {poll_interval} and {timeout}.")
    deadline = None if timeout is None else time.monotonic() + timeout
    latest = yield from ask(False)
    shown(latest)
    while not ended(latest):
        left = poll_interval if deadline is None else deadline - time.monotonic()
        if left <= 0:
            break
        yield Pause(min(poll_interval, left))
        try:
            latest = yield from ask(True)
        except BridgeSDKError as e:
            if not can_pass(e):
                raise
        shown(latest)
    return latest


def can_pass(error: BridgeSDKError) -> bool:
    """Whether the same question may be answered later."""
    return isinstance(error, ConnectionError) or (
        isinstance(error, APIError)
        and (error.status_code > _INTERNAL_ERROR or error.status_code == _TOO_MANY_REQUESTS)
        and (error.problem is None or error.retryable)
    )
