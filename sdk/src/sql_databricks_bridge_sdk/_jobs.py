"""The steps of everything that is about jobs."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Optional
from urllib.parse import quote

from sql_databricks_bridge_sdk._answers import ask, fetch, fetch_list, instead, read
from sql_databricks_bridge_sdk._json import instant, names, said, text_of
from sql_databricks_bridge_sdk._paging import Pages
from sql_databricks_bridge_sdk._steps import Request, Steps
from sql_databricks_bridge_sdk._wait import Duration, await_end, seconds
from sql_databricks_bridge_sdk.exceptions import (
    ConflictError,
    JobNotFoundError,
    JobTimeoutError,
    NotFoundError,
    ValidationError,
)
from sql_databricks_bridge_sdk.job_models import (
    AnyJob,
    AnyStatus,
    ExtractionJob,
    ExtractionResponse,
    JobSamples,
    JobStats,
    JobStatus,
    job_id_of,
)
from sql_databricks_bridge_sdk.progress import ShowProgress, display

_KEY = re.compile(r"[\x21-\x7e]{1,64}")


def extract(
    country: str,
    queries_path: Optional[str],
    config_path: Optional[str],
    destination: Optional[str],
    queries: Optional[Sequence[str]],
    overwrite: bool,
    chunk_size: Optional[int],
    parameters: Optional[Mapping[str, Any]],
    limit: Optional[int],
    load: Optional[Mapping[str, Any]],
    idempotency_key: Optional[str],
) -> Steps[ExtractionResponse]:
    """Starts a job. The key is the same in all attempts, so that no lost answer can make two jobs of one call."""
    body = extraction(
        country, queries_path, config_path, destination, queries, overwrite, chunk_size, parameters, limit, load
    )
    request = Request("POST", "/extract", body=body, headers={"Idempotency-Key": new_key(idempotency_key)})
    return (yield from fetch(ExtractionResponse, request))


def extraction(
    country: str,
    queries_path: Optional[str],
    config_path: Optional[str],
    destination: Optional[str],
    queries: Optional[Sequence[str]],
    overwrite: bool,
    chunk_size: Optional[int],
    parameters: Optional[Mapping[str, Any]],
    limit: Optional[int],
    load: Optional[Mapping[str, Any]],
) -> dict[str, Any]:
    """What is asked for, as it is sent."""
    body = {
        "country": country,
        "queries_path": queries_path,
        "config_path": config_path,
        "destination": destination,
        "queries": names("queries", queries),
        # With a load the service replaces what is there, and refuses to be told otherwise.
        "overwrite": overwrite if load is None else (overwrite or None),
        "chunk_size": chunk_size,
        "parameters": parameters,
        "limit": limit,
        "load": load,
    }
    return said(body)


def get(job: AnyJob, once: bool = False) -> Steps[ExtractionJob]:
    """One job."""
    try:
        return (yield from fetch(ExtractionJob, Request("GET", _path(job), once=once)))
    except NotFoundError as e:
        raise _unknown(job, e) from e


def filters(
    status: AnyStatus,
    country: Optional[str],
    owner: Optional[str],
    query: Optional[str],
    since: Optional[datetime],
    until: Optional[datetime],
) -> dict[str, str]:
    """The filters of jobs by the service's names."""
    several = [status] if isinstance(status, str) else status
    states = None if several is None else ",".join(text_of(state) for state in several)
    times = {"from": instant(since), "to": instant(until)}
    return said({"status_filter": states, "country": country, "owner": owner, "query": query, **times})


def page(wanted: Mapping[str, str], limit: int, offset: int, after: Optional[str] = None) -> Steps[list[ExtractionJob]]:
    """Some of the jobs, newest first."""
    query = said({**wanted, "limit": str(limit), "offset": str(offset), "after": after})
    return (yield from fetch_list(ExtractionJob, Request("GET", "/jobs", query)))


def next_page(wanted: Mapping[str, str], pages: Pages[ExtractionJob]) -> Steps[list[ExtractionJob]]:
    """What is new in the next page."""
    place = {"offset": str(pages.offset)} if pages.after is None else {"after": pages.after}
    answer = yield from ask(Request("GET", "/jobs", {**wanted, "limit": str(pages.size), **place}))
    return pages.take(read(list[ExtractionJob], answer), answer.headers.get("bridge-next"))


def samples(job: AnyJob, query: Optional[str]) -> Steps[JobSamples]:
    """How far the queries of a job were over time."""
    try:
        return (yield from fetch(JobSamples, Request("GET", _path(job) + "/samples", said({"query": query}))))
    except NotFoundError as e:
        raise _unknown(job, e) from e


def manifest(job: AnyJob, query: str) -> Steps[dict[str, Any]]:
    """The manifest of a query's output, as it stands in the volume."""
    try:
        answer = yield from ask(Request("GET", f"{_path(job)}/queries/{quote(query, safe='')}/manifest"))
    except NotFoundError as e:
        raise _unknown(job, e) from e
    return read(dict[str, Any], answer)


def stats() -> Steps[JobStats]:
    """How many jobs there are."""
    return (yield from fetch(JobStats, Request("GET", "/jobs/stats")))


def retry(
    job: AnyJob, queries: Optional[Sequence[str]], overwrite: Optional[bool], idempotency_key: Optional[str]
) -> Steps[ExtractionResponse]:
    """Starts a job of what has not succeeded; with a key of its own, as `extract`."""
    body = said({"queries": names("queries", queries), "overwrite": overwrite})
    request = Request("POST", _path(job) + "/retry", body=body, headers={"Idempotency-Key": new_key(idempotency_key)})
    try:
        return (yield from fetch(ExtractionResponse, request))
    except NotFoundError as e:
        raise _unknown(job, e) from e


def cancel(job: AnyJob) -> Steps[None]:
    """Cancels a job. One that is cancelled already stays so: the first request's answer may have been lost."""
    try:
        yield from ask(Request("DELETE", _path(job)))
    except NotFoundError as e:
        raise _unknown(job, e) from e
    except ConflictError:
        if (yield from get(job)).status is not JobStatus.CANCELLED:
            raise


def wait(
    job: AnyJob, timeout: Optional[Duration], poll_interval: Duration, progress: ShowProgress
) -> Steps[ExtractionJob]:
    """Asks until the job has ended."""
    limit = None if timeout is None else seconds(timeout)
    with display(progress) as shown:
        ask = partial(get, job)
        latest = yield from await_end(ask, lambda current: current.ended, limit, seconds(poll_interval), shown)
    if not latest.ended:
        raise JobTimeoutError(latest.job_id, limit or 0)
    return latest


def new_key(given: Optional[str]) -> str:
    """The caller's idempotency key, or one of this call's own."""
    key = str(uuid.uuid4()) if given is None else given
    if not _KEY.fullmatch(key):
        raise ValidationError("Expected an idempotency_key of 1 to 64 visible ASCII characters.")
    return key


def _path(job: AnyJob) -> str:
    return "/jobs/" + quote(job_id_of(job), safe="")


def _unknown(job: AnyJob, error: NotFoundError) -> NotFoundError:
    return instead(error, JobNotFoundError(job_id_of(job))) if error.code == "unknown-job" else error
