"""The steps of everything that is about jobs."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Optional, Union
from urllib.parse import quote

from sql_databricks_bridge_sdk._answers import ask, fetch, fetch_list, instead
from sql_databricks_bridge_sdk._json import names, said, text_of
from sql_databricks_bridge_sdk._steps import Request, Steps
from sql_databricks_bridge_sdk._wait import Duration, await_end, seconds
from sql_databricks_bridge_sdk.exceptions import (
    ConflictError,
    JobNotFoundError,
    JobTimeoutError,
    NotFoundError,
    ValidationError,
)
from sql_databricks_bridge_sdk.job_models import AnyJob, ExtractionJob, ExtractionResponse, JobStatus, job_id_of
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
    idempotency_key: Optional[str],
) -> Steps[ExtractionResponse]:
    """Starts a job. The key is the same in all attempts, so that no lost answer can make two jobs of one call."""
    key = str(uuid.uuid4()) if idempotency_key is None else idempotency_key
    if not _KEY.fullmatch(key):
        raise ValidationError("Expected an idempotency_key of 1 to 64 visible ASCII characters.")
    body = {
        "country": country,
        "queries_path": queries_path,
        "config_path": config_path,
        "destination": destination,
        "queries": names("queries", queries),
        "overwrite": overwrite,
        "chunk_size": chunk_size,
        "parameters": parameters,
        "limit": limit,
    }
    request = Request("POST", "/extract", body=said(body), headers={"Idempotency-Key": key})
    return (yield from fetch(ExtractionResponse, request))


def get(job: AnyJob, once: bool = False) -> Steps[ExtractionJob]:
    """One job."""
    try:
        return (yield from fetch(ExtractionJob, Request("GET", _path(job), once=once)))
    except NotFoundError as e:
        raise _unknown(job, e) from e


def page(status: Union[JobStatus, str, None], limit: int, offset: int) -> Steps[list[ExtractionJob]]:
    """Some of the jobs, newest first."""
    query = {"limit": str(limit), "offset": str(offset)}
    if status is not None:
        query["status_filter"] = text_of(status)
    return (yield from fetch_list(ExtractionJob, Request("GET", "/jobs", query)))


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


def _path(job: AnyJob) -> str:
    return "/jobs/" + quote(job_id_of(job), safe="")


def _unknown(job: AnyJob, error: NotFoundError) -> NotFoundError:
    return instead(error, JobNotFoundError(job_id_of(job))) if error.code == "unknown-job" else error
