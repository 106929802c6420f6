"""The steps of everything that is about replications."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Optional, Union
from urllib.parse import quote

from sql_databricks_bridge_sdk._answers import ask, fetch, fetch_list
from sql_databricks_bridge_sdk._jobs import new_key
from sql_databricks_bridge_sdk._json import said
from sql_databricks_bridge_sdk._steps import Request, Steps
from sql_databricks_bridge_sdk.job_models import ExtractionResponse
from sql_databricks_bridge_sdk.replication_models import (
    BackfillPlan,
    Replication,
    ReplicationPause,
    ReplicationPlan,
    ReplicationRun,
    ReplicationStream,
    StreamState,
)

Bound = Union[str, int, Decimal, date, datetime]
"""One end of a range: as its column has it."""

# How long the source may take to count the rows of a range.
_COUNT_SECONDS = 300.0


def replications() -> Steps[list[Replication]]:
    """All of them."""
    return (yield from fetch_list(Replication, Request("GET", "/replications")))


def get(name: str) -> Steps[Replication]:
    """One of them."""
    return (yield from fetch(Replication, Request("GET", _path(name))))


def plan(name: str, stream: Optional[str]) -> Steps[ReplicationPlan]:
    """What one of them would do."""
    return (yield from fetch(ReplicationPlan, Request("GET", f"{_path(name)}/plan", said({"stream": stream}))))


def run(name: str, streams: Optional[str], reset: bool, idempotency_key: Optional[str]) -> Steps[ExtractionResponse]:
    """Runs it now."""
    return (yield from _start(name, {"streams": streams, "reset": reset or None}, idempotency_key))


def backfill(
    name: str, streams: Optional[str], start: Bound, end: Bound, column: Optional[str], idempotency_key: Optional[str]
) -> Steps[ExtractionResponse]:
    """Loads a range again."""
    return (yield from _start(name, _range(streams, start, end, column), idempotency_key))


def plan_backfill(
    name: str, streams: Optional[str], start: Bound, end: Bound, column: Optional[str]
) -> Steps[BackfillPlan]:
    """Counts the rows of a range."""
    body = said(_range(streams, start, end, column))
    request = Request("POST", f"{_path(name)}/runs", {"dry_run": "true"}, body, patience=_COUNT_SECONDS)
    return (yield from fetch(BackfillPlan, request))


def _range(streams: Optional[str], start: Bound, end: Bound, column: Optional[str]) -> dict[str, Any]:
    return {"streams": streams, "from": _bound(start), "to": _bound(end), "column": column}


def _start(name: str, body: Mapping[str, Any], idempotency_key: Optional[str]) -> Steps[ExtractionResponse]:
    key = {"Idempotency-Key": new_key(idempotency_key)}
    started = yield from fetch(ReplicationRun, Request("POST", f"{_path(name)}/runs", body=said(body), headers=key))
    return ExtractionResponse(started.job_id, started.status, f"A run of {name}", started.streams)


def streams(name: str) -> Steps[list[ReplicationStream]]:
    """How far its streams are."""
    return (yield from fetch_list(ReplicationStream, Request("GET", f"{_path(name)}/streams")))


def pause(name: str) -> Steps[ReplicationPause]:
    """Keeps it from running by its schedule."""
    return (yield from fetch(ReplicationPause, Request("POST", f"{_path(name)}/pause")))


def resume(name: str) -> Steps[ReplicationPause]:
    """Lets it run by its schedule again."""
    return (yield from fetch(ReplicationPause, Request("POST", f"{_path(name)}/resume")))


def reset(name: str, stream: str) -> Steps[ReplicationStream]:
    """Has the next run of a stream read all rows."""
    return (yield from fetch(ReplicationStream, Request("POST", f"{_stream(name, stream)}/reset")))


def approve(name: str, stream: str, load_id: Optional[str]) -> Steps[ReplicationStream]:
    """Lets a load pass that was stopped by its limits."""
    query = {} if load_id is None else {"load": load_id}
    return (yield from fetch(ReplicationStream, Request("POST", f"{_stream(name, stream)}/approve", query=query)))


def forget(name: str, stream: str) -> Steps[None]:
    """Forgets a stream; not sent twice, because the second one would not find it."""
    yield from ask(Request("DELETE", _stream(name, stream), repeatable=False))


def state(name: str, stream: str) -> Steps[StreamState]:
    """How far a stream is, to be kept."""
    return (yield from fetch(StreamState, Request("GET", _state(name, stream))))


def import_state(name: str, stream: str, kept: StreamState, seen: Optional[int]) -> Steps[ReplicationStream]:
    """Has a stream read on from a kept state; not sent twice, because the second one would see another generation."""
    body = {**asdict(kept), "position": said(asdict(kept.position))}
    headers = _match(kept.generation if seen is None else seen)
    request = Request("PUT", _state(name, stream), body=body, headers=headers, repeatable=False)
    return (yield from fetch(ReplicationStream, request))


def delete_state(name: str, stream: str, seen: int) -> Steps[ReplicationStream]:
    """Has a stream read all rows again; not sent twice, as above."""
    request = Request("DELETE", _state(name, stream), headers=_match(seen), repeatable=False)
    return (yield from fetch(ReplicationStream, request))


def _match(generation: int) -> dict[str, str]:
    return {"If-Match": f'"{generation}"'}


def _state(name: str, stream: str) -> str:
    return f"{_stream(name, stream)}/state"


def _bound(value: Bound) -> str:
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)


def _path(name: str) -> str:
    return f"/replications/{quote(name, safe='')}"


def _stream(name: str, stream: str) -> str:
    return f"{_path(name)}/streams/{quote(stream, safe='')}"
