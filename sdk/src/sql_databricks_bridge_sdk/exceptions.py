"""Everything that the clients raise on purpose; all of it is a `BridgeSDKError`.

An error that the service answered knows its `problem` (RFC 9457): a stable `code` (docs/errors.md lists all), the
`detail` for people, and whether the same request can succeed later (`retryable`). No message holds a token or a
password.
"""

from __future__ import annotations

import builtins
from typing import Any, Optional

from sql_databricks_bridge_sdk._problem import Problem

_NOT_FOUND = 404


class BridgeSDKError(Exception):
    """Any failure of a client.

    Attributes:
        message: what happened, for people.
        details: more about it, such as `request_id`, under which the service's log has the request.
        problem: what the service answered; None when the answer did not come from it, or there was none.
        status_code: HTTP status of the answer; None when there was none.
    """

    def __init__(self, message: str, details: Optional[dict[str, Any]] = None) -> None:
        super().__init__(message)
        self.message = message
        self.details: dict[str, Any] = dict(details or {})
        self.problem: Optional[Problem] = None
        self.status_code: Optional[int] = None

    @property
    def code(self) -> Optional[str]:
        """Stable name of the error, such as `queue-full`; None when the service did not answer it."""
        return self.problem.code if self.problem else None

    @property
    def detail(self) -> Optional[str]:
        """What the service expected, what came, and what to do; None when the service did not answer it."""
        return self.problem.detail if self.problem else None

    @property
    def retryable(self) -> bool:
        """Whether the same request can succeed later, as far as the service says."""
        return self.problem is not None and self.problem.retryable

    def __str__(self) -> str:
        return self.message

    def __reduce__(self) -> Any:
        # Errors travel between the processes of Spark, Airflow and multiprocessing; the cause stays behind.
        return _restored, (type(self), self.args, self.__dict__.copy())


def _restored(kind: type[BridgeSDKError], args: Any, state: dict[str, Any]) -> BridgeSDKError:
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(state)
    return error


class ConnectionError(BridgeSDKError, builtins.ConnectionError):
    """The service could not be reached, or the connection broke before its answer was there.

    Attributes:
        sent: whether the request may have arrived.
    """

    def __init__(self, message: str, details: Optional[dict[str, Any]] = None) -> None:
        super().__init__(message, details)
        self.sent = True


class CertificateError(ConnectionError):
    """The service's certificate can't be verified, or it does not accept the client's."""


class RequestTimeoutError(ConnectionError, builtins.TimeoutError):
    """The service did not answer in time."""


class AuthenticationError(BridgeSDKError):
    """The token is missing, unknown or expired (401), or may not do this (403)."""


class ValidationError(BridgeSDKError):
    """The request is wrong, and stays so (400, 413, 415, 422); or it was not even sent."""


class APIError(BridgeSDKError):
    """The service answered an error that is none of the others.

    Attributes:
        response_body: the answer's text, or the beginning of it.
        retry_after: seconds after which the service wants to be asked again; None when it does not say.
    """

    status_code: int

    def __init__(self, message: str, status_code: int, response_body: Optional[str] = None) -> None:
        super().__init__(message, {"status_code": status_code})
        self.status_code = status_code
        self.response_body = response_body
        self.retry_after: Optional[float] = None


class InvalidRequestError(APIError, ValidationError):
    """The service finds the request wrong (400, 413, 415, 422). Scripts for the older SDK catch it as `APIError`."""


class NotFoundError(APIError):
    """The service has no such thing (404): a country, a folder, or the path itself."""


class EventNotFoundError(NotFoundError):
    """There is no such event, it is not kept any more, or it belongs to another user.

    Attributes:
        event_id: the event that was asked for.
    """

    def __init__(self, event_id: str) -> None:
        super().__init__(f"There is no event {event_id}, or it belongs to another user.", _NOT_FOUND)
        self.details["event_id"] = event_id
        self.event_id = event_id


class JobNotFoundError(NotFoundError):
    """There is no such job, it is not kept any more, or it belongs to another user.

    Attributes:
        job_id: the job that was asked for.
    """

    def __init__(self, job_id: str) -> None:
        super().__init__(f"There is no job {job_id}, or it belongs to another user.", _NOT_FOUND)
        self.details["job_id"] = job_id
        self.job_id = job_id


class ConflictError(APIError):
    """It can't be done in the state of now (409), such as cancelling what has ended."""


class OutputDiffersError(ConflictError):
    """Output is there that another request made, and this one shall not replace it (409, `output-differs`).

    The message names what differs, such as a parameter; `overwrite=True` replaces the output. Trying again is in vain.
    """


class TimeoutError(BridgeSDKError, builtins.TimeoutError):
    """An event has not ended in time. It goes on, and can be waited for again.

    Attributes:
        event_id: the event that was waited for.
        timeout_seconds: how long.
    """

    def __init__(self, event_id: str, timeout_seconds: float) -> None:
        message = f"Event {event_id} has not ended within {timeout_seconds:g} seconds; it goes on."
        super().__init__(message, {"event_id": event_id, "timeout_seconds": timeout_seconds})
        self.event_id = event_id
        self.timeout_seconds = timeout_seconds


class JobTimeoutError(BridgeSDKError, builtins.TimeoutError):
    """A job has not ended in time. It goes on, and can be waited for again.

    Attributes:
        job_id: the job that was waited for.
        timeout_seconds: how long.
    """

    def __init__(self, job_id: str, timeout_seconds: float) -> None:
        message = f"Job {job_id} has not ended within {timeout_seconds:g} seconds; it goes on."
        super().__init__(message, {"job_id": job_id, "timeout_seconds": timeout_seconds})
        self.job_id = job_id
        self.timeout_seconds = timeout_seconds


class JobFailedError(BridgeSDKError):
    """A job has ended, but not well; raised by `ExtractionJob.raise_for_status`.

    Attributes:
        job_id: the job.
        status: `failed` or `cancelled`.
    """

    def __init__(self, job_id: str, status: str, reason: str) -> None:
        super().__init__(f"Job {job_id} is {status}: {reason}", {"job_id": job_id, "status": status})
        self.job_id = job_id
        self.status = status


class EventFailedError(BridgeSDKError):
    """An event has ended, but was not applied; raised by `EventResult.raise_for_status`.

    Attributes:
        event_id: the event.
        status: `failed` or `blocked`.
    """

    def __init__(self, event_id: str, status: str, reason: str) -> None:
        super().__init__(f"Event {event_id} is {status}: {reason}", {"event_id": event_id, "status": status})
        self.event_id = event_id
        self.status = status
