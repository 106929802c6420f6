"""Which failures Airflow shall try again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sql_databricks_bridge_sdk import (
    BridgeSDKError,
    CertificateError,
    ConflictError,
    ConnectionError,
    EventNotFoundError,
    JobNotFoundError,
    OutputDiffersError,
)

from sql_databricks_bridge_airflow._compat import AirflowException, AirflowFailException

_TOO_MANY_REQUESTS = 429
_FIRST_SERVER_ERROR = 500


def is_transient(error: BridgeSDKError) -> bool:
    """Whether asking the same again later can be answered; decided by kind, status and `retryable`, not by text."""
    if isinstance(error, ConnectionError):
        return not isinstance(error, CertificateError)
    if error.retryable:
        return True
    status = error.status_code
    return status is not None and (status == _TOO_MANY_REQUESTS or status >= _FIRST_SERVER_ERROR)


def helped_by_retry(error: BridgeSDKError) -> bool:
    """Whether another try of the task can succeed without a user's help.

    A conflict passes when the other job has ended, unless it is with output that another request has made; a job or
    event that is not known any more is asked for anew.
    """
    if isinstance(error, OutputDiffersError):
        return False
    return is_transient(error) or isinstance(error, (ConflictError, JobNotFoundError, EventNotFoundError))


def airflow_error(error: BridgeSDKError) -> AirflowException:
    """The same for Airflow: `AirflowFailException`, which uses up no retries, when they would be in vain."""
    message = f"{error.code}: {error}" if error.code else str(error)
    return AirflowException(message) if helped_by_retry(error) else AirflowFailException(message)


@contextmanager
def as_airflow_errors() -> Iterator[None]:
    """Turns errors of the client into Airflow's.

    Raises:
        AirflowException: when another try can help.
        AirflowFailException: when none can.
    """
    try:
        yield
    except BridgeSDKError as error:
        raise airflow_error(error) from error


def trigger_error(event: dict[str, Any]) -> AirflowException:
    """The same of what a trigger has told."""
    message = str(event["message"])
    return AirflowException(message) if event["retryable"] else AirflowFailException(message)
