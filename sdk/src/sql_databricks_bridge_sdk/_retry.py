"""Whether and when a request is sent again."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Optional

from sql_databricks_bridge_sdk._answers import problem_of, retry_after
from sql_databricks_bridge_sdk._steps import Answer, Pause, Request, Steps
from sql_databricks_bridge_sdk.exceptions import CertificateError, ConnectionError, RequestTimeoutError

_TRANSIENT = frozenset({429, 502, 503, 504})


@dataclass(frozen=True)
class RetryPolicy:
    """How long a client keeps trying when the service is not there, or says that it can't now.

    Waits double from `first_wait` to `longest_wait`, at random around it, so that many clients do not come back at the
    same moment. What the service asks for (`Retry-After`) is obeyed instead, if it is no longer than
    `longest_retry_after`.

    Attributes:
        attempts: with the first one; 1 switches retries off.
        first_wait: seconds.
        longest_wait: seconds.
        longest_retry_after: seconds; when the service wants more, the error is raised at once.
    """

    attempts: int = 5
    first_wait: float = 0.5
    longest_wait: float = 20.0
    longest_retry_after: float = 60.0

    def wait(self, attempt: int, retry_after: Optional[float] = None) -> Optional[float]:
        """Seconds until the next attempt, after so many; None when there shall be none."""
        if attempt >= self.attempts:
            return None
        if retry_after is not None:
            return _around(retry_after, 1.0, 1.1) if retry_after <= self.longest_retry_after else None
        return self.pause(attempt)

    def pause(self, attempt: int, retry_after: Optional[float] = None) -> float:
        """Seconds until the next attempt of what is tried for as long as somebody wants it, after so many."""
        if retry_after is not None:
            return _around(retry_after, 1.0, 1.1)
        # Beyond that it is the longest in any case.
        doubled = self.first_wait * 2.0 ** min(attempt - 1, 30)
        return _around(min(self.longest_wait, doubled), 0.5, 1.0)


def _around(seconds: float, least: float, most: float) -> float:
    return seconds * random.uniform(least, most)  # noqa: S311


def exchange(request: Request, policy: RetryPolicy) -> Steps[Answer]:
    """Sends a request until it has an answer that will not change, or the policy has had enough.

    Raises:
        ConnectionError: when the last attempt had no answer at all.
    """
    attempt = 0
    while True:
        attempt += 1
        try:
            answer: Answer = yield request
        except ConnectionError as e:
            wait = policy.wait(attempt) if _may_repeat_after(e, request) else None
            if wait is None:
                raise
        else:
            wait = policy.wait(attempt, retry_after(answer)) if _is_transient(answer, request) else None
            if wait is None:
                return answer
        yield Pause(wait)


def _may_repeat_after(failure: ConnectionError, request: Request) -> bool:
    if request.once:
        return False
    # A service that is too slow to answer does not get faster by being asked twice.
    if isinstance(failure, CertificateError) or (isinstance(failure, RequestTimeoutError) and failure.sent):
        return False
    return request.repeatable or not failure.sent


def _is_transient(answer: Answer, request: Request) -> bool:
    if request.once or answer.status not in _TRANSIENT:
        return False
    problem = problem_of(answer)
    # Only the service itself knows that nothing was done; a proxy's answer says nothing about that.
    return problem.retryable if problem else request.repeatable
