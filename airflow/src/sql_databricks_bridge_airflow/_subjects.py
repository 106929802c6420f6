"""The two things that are waited for, jobs and events, so that waiting is written once."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any, Callable, Generic, TypeVar

from sql_databricks_bridge_sdk import (
    AsyncBridgeClient,
    BridgeClient,
    ExtractionJob,
    JobStatus,
    SyncEvent,
)

from sql_databricks_bridge_airflow import _outcome
from sql_databricks_bridge_airflow._compat import AirflowException
from sql_databricks_bridge_airflow.hooks.bridge import BridgeHook

T = TypeVar("T")


@dataclass(frozen=True)
class Subject(Generic[T]):
    """How something is looked at, cancelled and judged.

    Attributes:
        id_name: what its id is called in arguments, XComs and the triggers' events.
        url_key: what its URL is called in XCom.
        url: where the service shows it.
        connect: opens a client, which `get` and `cancel` take.
        connect_async: likewise for `get_async` and `cancel_async`.
        ended: whether what was seen is an end.
        cancelled: whether a user wanted that end.
        describe: one line about what was seen.
        error: why an end is a bad one; None for a good one.
        value: what a task returns of a good end.
    """

    id_name: str
    url_key: str
    url: Callable[[BridgeHook, str], str]
    connect: Callable[[BridgeHook], Any]
    get: Callable[[Any, str], T]
    cancel: Callable[[Any, str], None]
    connect_async: Callable[[BridgeHook], Awaitable[Any]]
    get_async: Callable[[Any, str], Awaitable[T]]
    cancel_async: Callable[[Any, str], Awaitable[None]]
    ended: Callable[[T], bool]
    cancelled: Callable[[T], bool]
    describe: Callable[[T], str]
    error: Callable[[T], AirflowException | None]
    value: Callable[[T], dict[str, Any]]


JOBS: Subject[ExtractionJob] = Subject(
    id_name="job_id",
    url_key="bridge_job_url",
    url=BridgeHook.job_url,
    connect=BridgeHook.get_conn,
    get=BridgeClient.get_job_status,
    cancel=BridgeClient.cancel_job,
    connect_async=BridgeHook.get_async_conn,
    get_async=AsyncBridgeClient.get_job_status,
    cancel_async=AsyncBridgeClient.cancel_job,
    ended=lambda job: job.ended,
    cancelled=lambda job: job.status is JobStatus.CANCELLED,
    describe=_outcome.job_progress,
    error=_outcome.job_error,
    value=_outcome.job_value,
)

EVENTS: Subject[SyncEvent] = Subject(
    id_name="event_id",
    url_key="bridge_event_url",
    url=BridgeHook.event_url,
    connect=BridgeHook.get_api_conn,
    get=lambda client, event_id: client.sync.get_event(event_id),
    cancel=lambda client, event_id: client.sync.cancel_event(event_id),
    connect_async=BridgeHook.get_async_api_conn,
    get_async=lambda client, event_id: client.sync.get_event(event_id),
    cancel_async=lambda client, event_id: client.sync.cancel_event(event_id),
    ended=lambda event: event.is_completed,
    cancelled=lambda event: event.error_code == "cancelled",
    describe=_outcome.event_progress,
    error=_outcome.event_error,
    value=_outcome.event_value,
)
