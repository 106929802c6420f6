"""Jobs: extractions of SQL Server into files of a volume."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Optional, Union

from sql_databricks_bridge_sdk.exceptions import JobFailedError


class JobStatus(str, Enum):
    """How far a job is."""

    PENDING = "pending"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_end(self) -> bool:
        """Whether a job with this status has ended."""
        return self not in (JobStatus.PENDING, JobStatus.RUNNING)


class QueryStatus(str, Enum):
    """How far one query of a job is; `SKIPPED` when its output was there already."""

    PENDING = "pending"
    RUNNING = "running"
    COMPLETED = "completed"
    SKIPPED = "skipped"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class ExtractionResponse:
    """A job that was accepted.

    Attributes:
        job_id: what to ask for it by.
        status: how far it was when it was accepted.
        message: for people.
        queries_count: queries in the job.
    """

    job_id: str
    status: JobStatus
    message: str
    queries_count: int


@dataclass(frozen=True)
class QueryResult:
    """One query of a job.

    Attributes:
        query_name: name of the template.
        status: how far it is.
        rows_extracted: rows so far, or in the end.
        files_created: whole paths in the volume, in order; empty before the end.
        error: why it failed.
        duration_seconds: of the last attempt; None before the first.
        bytes_written: size of the files, so far or in the end.
        attempts: how often it was tried.
        rows_per_second: of the last attempt.
        error_code: stable name of the error (docs/errors.md).
        retryable: whether a new job can succeed without a change of the request.
        message: why it was skipped.
        truncated_values: values cut to microseconds, by column; only where the template allows it.
    """

    query_name: str
    status: QueryStatus
    rows_extracted: int
    files_created: list[str]
    bytes_written: int
    attempts: int
    rows_per_second: float
    error: Optional[str] = None
    duration_seconds: Optional[float] = None
    error_code: Optional[str] = None
    retryable: Optional[bool] = None
    message: Optional[str] = None
    truncated_values: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class ExtractionJob:
    """A job, with the live progress of its queries.

    Attributes:
        job_id: what to ask for it by.
        status: how far it is.
        country: whose templates, parameters and SQL Server it uses.
        destination: volume folder of the output.
        created_at: when it was asked for, UTC; likewise the other times.
        queries_total: queries in the job.
        queries_completed: queries whose output is there, skipped ones included.
        queries_failed: queries that failed.
        results: one for each query.
        started_at: when its first query began.
        completed_at: when it ended, well or badly.
        error: which queries failed.
    """

    job_id: str
    status: JobStatus
    country: str
    destination: str
    created_at: datetime
    queries_total: int
    queries_completed: int
    queries_failed: int
    results: list[QueryResult]
    started_at: Optional[datetime] = None
    completed_at: Optional[datetime] = None
    error: Optional[str] = None

    @property
    def ended(self) -> bool:
        """Whether it has ended, well or badly."""
        return self.status.is_end

    @property
    def succeeded(self) -> bool:
        """Whether all its queries have output."""
        return self.status is JobStatus.COMPLETED

    @property
    def rows_extracted(self) -> int:
        """Rows of all its queries, so far or in the end."""
        return sum(result.rows_extracted for result in self.results)

    def raise_for_status(self) -> ExtractionJob:
        """The job itself, unless it has ended badly.

        Raises:
            JobFailedError: when it is failed or cancelled.
        """
        if self.ended and not self.succeeded:
            reasons = [f"{result.query_name}: {result.error}" for result in self.results if result.error]
            raise JobFailedError(self.job_id, self.status.value, "; ".join(reasons) or self.error or "no reason given")
        return self


AnyJob = Union[str, ExtractionResponse, ExtractionJob]
"""A job, or its id: what methods take that are about one."""


def job_id_of(job: AnyJob) -> str:
    """The id of a job."""
    return job if isinstance(job, str) else job.job_id
