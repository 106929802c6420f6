"""Starts what a task asks for, or finds what an earlier try of the task started.

The service answers a known idempotency key with the job that was made with it, whatever became of that job, and a known
`event_id` with that event. So a try asks with the same names as the tries before, in the same order, until something is
there that it can wait for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sql_databricks_bridge_sdk import (
    BridgeAPIClient,
    ExtractionResponse,
    JobStatus,
    SyncEvent,
    SyncEventStatus,
    ValidationError,
)

from sql_databricks_bridge_airflow._compat import AirflowException, AirflowFailException
from sql_databricks_bridge_airflow._identity import TaskIdentity

_MOST_POSITIONS = 500
_NOT_APPLIED = (SyncEventStatus.FAILED, SyncEventStatus.BLOCKED)


def start_or_find_job(
    start: Callable[..., ExtractionResponse], request: dict[str, Any], identity: TaskIdentity
) -> ExtractionResponse:
    """The job to wait for.

    A job that is not at its end is waited for. One that failed or was cancelled gets a successor. One that is complete
    is the result, unless a user has cleared the task since: then it shall run again.

    Args:
        start: the client's method that starts a job, such as `extract`.
        request: its arguments.
        identity: the task.

    Raises:
        BridgeSDKError: when the service does not take the request.
    """
    cleared_after, position = 0, 0
    while position < _MOST_POSITIONS:
        key = identity.job_key(request, cleared_after, position)
        job = start(**request, idempotency_key=key)
        if not job.status.is_end:
            return job
        if job.status is not JobStatus.COMPLETED:
            position += 1
        elif cleared_after == identity.cleared_after:
            return job
        else:
            cleared_after, position = identity.cleared_after, 0
    raise AirflowFailException(f"The task's last {_MOST_POSITIONS} jobs all failed.")


def send_or_find_event(
    client: BridgeAPIClient, request: dict[str, Any], identity: TaskIdentity, again_when_cleared: bool
) -> SyncEvent:
    """The event to wait for; it is applied once, however often this is called.

    An event that failed or was blocked is tried again. One that an earlier try sent with another content gives way
    when it changed nothing.

    Args:
        client: of the service.
        request: the arguments of `create_event`, without an id.
        identity: the task.
        again_when_cleared: whether a task that was cleared sends another event.

    Raises:
        BridgeSDKError: when the service does not take the request.
        AirflowException: when another content of this task's event waits or runs.
        AirflowFailException: when another content of this task's event has been applied.
    """
    cleared_after = identity.cleared_after if again_when_cleared else 0
    for position in range(_MOST_POSITIONS):
        event_id = identity.event_id(cleared_after, position)
        try:
            return send_event(client, {**request, "event_id": event_id})
        except ValidationError as error:
            if error.code != "event-id-reused":
                raise
            _require_not_applied(client.sync.get_event(event_id))
    raise AirflowFailException(f"The task's last {_MOST_POSITIONS} events all failed.")


def send_event(client: BridgeAPIClient, request: dict[str, Any]) -> SyncEvent:
    """Sends an event with an id, or asks for another attempt when it failed or was blocked before."""
    event = client.sync.create_event(**request)
    return client.sync.retry_event(event.event_id) if event.status in _NOT_APPLIED else event


def _require_not_applied(event: SyncEvent) -> None:
    if event.status in _NOT_APPLIED:
        return
    message = f"An earlier try sent event {event.event_id} with another content, and it is {event.status.value}."
    if event.status is SyncEventStatus.COMPLETED:
        raise AirflowFailException(f"{message} To change more, give the task an event_id of its own.")
    raise AirflowException(f"{message} Cancel it, or wait for its end.")
