"""The steps of everything that is about events."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Optional, Union
from urllib.parse import quote

from sql_databricks_bridge_sdk._answers import ask, fetch, fetch_list, instead, read
from sql_databricks_bridge_sdk._json import instant, names, said, text_of
from sql_databricks_bridge_sdk._paging import Pages
from sql_databricks_bridge_sdk._steps import Request, Steps
from sql_databricks_bridge_sdk._wait import Duration, await_end, seconds
from sql_databricks_bridge_sdk.exceptions import (
    ConflictError,
    EventNotFoundError,
    NotFoundError,
    TimeoutError,
)
from sql_databricks_bridge_sdk.models import (
    DEFAULT_PRIORITY,
    DryRun,
    EventResult,
    SyncEvent,
    SyncEventStatus,
    SyncOperation,
)
from sql_databricks_bridge_sdk.service_models import EventStep, RetriedEvent, SyncTarget

AnyEventStatus = Union[SyncEventStatus, str, Sequence[Union[SyncEventStatus, str]], None]
"""A status, several of them, or any."""

AnyEvent = Union[str, SyncEvent]
"""An event, or its id: what methods take that are about one."""

# How long the service waits for the outcome with process_immediately (bridge.sync.immediate-timeout), and what a dry
# run, which does everything, may take.
_IMMEDIATE_SECONDS = 60.0
_DRY_RUN_SECONDS = 300.0

_CANCELLED = "cancelled"


@dataclass(frozen=True)
class Draft:
    """An event before it is sent; see `SyncEvent` for what the fields mean."""

    operation: Union[SyncOperation, str]
    source_table: Optional[str]
    target_table: str
    primary_keys: Optional[Sequence[str]] = None
    rows_expected: Optional[int] = None
    filter_conditions: Optional[Mapping[str, Any]] = None
    metadata: Optional[Mapping[str, Any]] = None
    priority: int = DEFAULT_PRIORITY
    event_id: Optional[str] = None
    max_retries: Optional[int] = None

    def body(self) -> dict[str, Any]:
        """The event as it is sent. It always has an id: the service takes the same one once, however often it comes."""
        operation = text_of(self.operation)
        return said(
            {
                "event_id": self.event_id or f"{operation.lower()}-{uuid.uuid4().hex}",
                "operation": operation,
                "source_table": self.source_table,
                "target_table": self.target_table,
                "primary_keys": names("primary_keys", self.primary_keys),
                "rows_expected": self.rows_expected,
                "filter_conditions": self.filter_conditions,
                "metadata": self.metadata,
                "priority": self.priority,
                "max_retries": self.max_retries,
            }
        )


def submit(draft: Draft, process_immediately: bool) -> Steps[SyncEvent]:
    """Sends an event."""
    query = {"process_immediately": "true"} if process_immediately else {}
    patience = _IMMEDIATE_SECONDS if process_immediately else 0.0
    request = Request("POST", "/sync/events", query, draft.body(), patience=patience)
    return (yield from fetch(SyncEvent, request))


def dry_run(draft: Draft) -> Steps[DryRun]:
    """Asks what an event would do."""
    request = Request("POST", "/sync/events", {"dry_run": "true"}, draft.body(), patience=_DRY_RUN_SECONDS)
    return (yield from fetch(DryRun, request))


def get(event: AnyEvent, once: bool = False) -> Steps[SyncEvent]:
    """One event."""
    try:
        return (yield from fetch(SyncEvent, Request("GET", _path(event), once=once)))
    except NotFoundError as e:
        raise _unknown(event, e) from e


def filters(
    status: AnyEventStatus,
    operation: Union[SyncOperation, str, None],
    target: Optional[str] = None,
    source: Optional[str] = None,
    user: Optional[str] = None,
    error_code: Optional[str] = None,
    since: Optional[datetime] = None,
    until: Optional[datetime] = None,
) -> dict[str, str]:
    """The filters of events by the service's names."""
    several = [status] if isinstance(status, str) else status
    return said(
        {
            "status_filter": None if several is None else ",".join(text_of(one) for one in several),
            "operation_filter": None if operation is None else text_of(operation),
            "target": target,
            "source": source,
            "user": user,
            "error_code": error_code,
            "from": instant(since),
            "to": instant(until),
        }
    )


def page(wanted: Mapping[str, str], limit: int, offset: int, after: Optional[str] = None) -> Steps[list[SyncEvent]]:
    """Some of the events, newest first."""
    query = said({**wanted, "limit": str(limit), "offset": str(offset), "after": after})
    return (yield from fetch_list(SyncEvent, Request("GET", "/sync/events", query)))


def next_page(wanted: Mapping[str, str], pages: Pages[SyncEvent]) -> Steps[list[SyncEvent]]:
    """What is new in the next page."""
    place = {"offset": str(pages.offset)} if pages.after is None else {"after": pages.after}
    answer = yield from ask(Request("GET", "/sync/events", {**wanted, "limit": str(pages.size), **place}))
    return pages.take(read(list[SyncEvent], answer), answer.headers.get("bridge-next"))


def history(event: AnyEvent) -> Steps[list[EventStep]]:
    """What has become of an event."""
    try:
        return (yield from fetch_list(EventStep, Request("GET", _path(event) + "/history")))
    except NotFoundError as e:
        raise _unknown(event, e) from e


def dry_run_stored(event: AnyEvent) -> Steps[DryRun]:
    """Asks what a failed or blocked event would do now."""
    try:
        return (yield from fetch(DryRun, Request("POST", _path(event) + "/dry-run", patience=_DRY_RUN_SECONDS)))
    except NotFoundError as e:
        raise _unknown(event, e) from e


def retry_all(events: Sequence[AnyEvent]) -> Steps[list[RetriedEvent]]:
    """Makes events pending again. Not repeated when the connection breaks, as `retry`."""
    body = {"ids": [event_id_of(event) for event in events]}
    return (yield from fetch_list(RetriedEvent, Request("POST", "/sync/events/retry", body=body, repeatable=False)))


def targets() -> Steps[list[SyncTarget]]:
    """How the events of each target table are."""
    return (yield from fetch_list(SyncTarget, Request("GET", "/sync/targets")))


def retry(event: AnyEvent) -> Steps[SyncEvent]:
    """Makes an event pending again. Not repeated when the connection breaks: it may have failed anew by then."""
    try:
        return (yield from fetch(SyncEvent, Request("POST", _path(event) + "/retry", repeatable=False)))
    except NotFoundError as e:
        raise _unknown(event, e) from e


def cancel(event: AnyEvent) -> Steps[None]:
    """Cancels an event. One that is cancelled already stays so: the first request's answer may have been lost."""
    try:
        yield from ask(Request("DELETE", _path(event)))
    except NotFoundError as e:
        raise _unknown(event, e) from e
    except ConflictError:
        if (yield from get(event)).error_code != _CANCELLED:
            raise


def wait(event: AnyEvent, timeout: Optional[float], poll_interval: Duration) -> Steps[EventResult]:
    """Asks until the event has ended."""
    begin = time.monotonic()
    ask = partial(get, event)
    latest = yield from await_end(
        ask, lambda current: current.is_completed, timeout, seconds(poll_interval), lambda current: None
    )
    if not latest.is_completed:
        raise TimeoutError(latest.event_id, timeout or 0)
    return EventResult.from_event(latest, time.monotonic() - begin)


def event_id_of(event: AnyEvent) -> str:
    """The id of an event."""
    return event if isinstance(event, str) else event.event_id


def _path(event: AnyEvent) -> str:
    return "/sync/events/" + quote(event_id_of(event), safe="")


def _unknown(event: AnyEvent, error: NotFoundError) -> NotFoundError:
    return instead(error, EventNotFoundError(event_id_of(event))) if error.code == "unknown-event" else error
