"""Jobs: extractions of SQL Server into files of a volume."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Optional, TypedDict, Union

from sql_databricks_bridge_sdk import _display
from sql_databricks_bridge_sdk._volumes import Workspace
from sql_databricks_bridge_sdk.exceptions import BridgeSDKError, JobFailedError, ValidationError
from sql_databricks_bridge_sdk.outputs import Manifest, QueryOutput

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow


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

    def __str__(self) -> str:
        return f"job {self.job_id}: {self.status.value}, {self.queries_count} queries"


class LoadMode(str, Enum):
    """What the rows of a load do to those that are in the table."""

    REPLACE = "replace"
    APPEND = "append"
    MERGE = "merge"
    REPLACE_WHERE = "replace-where"


class LoadState(str, Enum):
    """What became of a load; `BLOCKED` when it would have taken more rows away than its limits allow."""

    PENDING = "pending"
    LOADED = "loaded"
    BLOCKED = "blocked"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class QueryLoad:
    """The load of a query's rows into a Delta table.

    Attributes:
        id: the same in each attempt; appended rows have it in `_bridge_load_id`.
        target: the table.
        mode: what the rows do to those that are there.
        state: what became of it.
        rows: rows that were loaded; None before.
    """

    id: str
    target: str
    mode: LoadMode
    state: LoadState
    rows: Optional[int] = None


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
        estimated_rows: rows that the service expects in the end; None when it does not know.
        estimated_seconds_left: how much longer it takes at the rate so far; only while it runs, and with an estimate.
        folder: where its output goes.
        takeovers: how many processes were lost while they ran it.
        started_at: when it began last, UTC.
        ended_at: when it ended, well or badly.
        worker: the process that runs it, or ran it last; None in lists.
        load: the load into a Delta table; None when the rows stay in the volume.
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
    estimated_rows: Optional[int] = None
    estimated_seconds_left: Optional[float] = None
    folder: str = ""
    takeovers: int = 0
    started_at: Optional[datetime] = None
    ended_at: Optional[datetime] = None
    load: Optional[QueryLoad] = None
    worker: Optional[str] = None

    @property
    def ended(self) -> bool:
        """Whether it has ended, well or badly."""
        return self.status not in (QueryStatus.PENDING, QueryStatus.RUNNING)

    @property
    def rows_left(self) -> Optional[int]:
        """Rows that are still to come, by the service's estimate; None without one, 0 at the end."""
        if self.ended:
            return 0
        return None if self.estimated_rows is None else max(0, self.estimated_rows - self.rows_extracted)


@dataclass(frozen=True)
class JobRequest:
    """How a job was asked for.

    Attributes:
        overwrite: whether output that is there is replaced.
        queries_path: folder of templates below the configured one.
        config_path: folder of parameter files below the configured one.
        chunk_size: rows per file; None for the configured number.
        limit: rows per query at most; None for all.
        replication: that it is a run of; None for templates.
        parameters: that the request gave, as text, secrets masked; None in lists, and when nobody can read them.
    """

    overwrite: bool = False
    queries_path: Optional[str] = None
    config_path: Optional[str] = None
    chunk_size: Optional[int] = None
    limit: Optional[int] = None
    replication: Optional[str] = None
    parameters: Optional[dict[str, str]] = None


@dataclass(frozen=True)
class QuerySamples:
    """How far a query was over time: lists of the same length, of which the entries at the same place are one point.

    Attributes:
        query_name: name of the template.
        interval_seconds: between two points at least, but for the last one.
        seconds: since the job's creation, growing.
        attempts: which attempt it was; each begins from 0 rows.
        rows: so far.
        bytes: of files, so far.
    """

    query_name: str
    interval_seconds: int
    seconds: list[int]
    attempts: list[int]
    rows: list[int]
    bytes: list[int]


@dataclass(frozen=True)
class JobSamples:
    """How far the queries of a job were over time.

    Attributes:
        created_at: which the seconds are counted from.
        queries: by name; those that have not begun are left out.
    """

    created_at: datetime
    queries: list[QuerySamples]


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
        owner: the user who asked for it.
        cancel_requested: whether it was cancelled; queries that run stop a little later.
        retry_of: the job whose queries it tries again; None for most.
        request: how it was asked for.
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
    owner: str = ""
    cancel_requested: bool = False
    retry_of: Optional[str] = None
    request: JobRequest = field(default_factory=JobRequest)

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

    @property
    def rows_left(self) -> Optional[int]:
        """Rows of all its queries that are still to come, as far as the service knows; None when it does not."""
        left = [result.rows_left for result in self.results]
        return None if None in left else sum(rows for rows in left if rows is not None)

    @property
    def seconds_left(self) -> Optional[float]:
        """How long it will take yet at the speed of now; None while nobody can know."""
        speed = sum(result.rows_per_second for result in self.results if result.status is QueryStatus.RUNNING)
        left = self.rows_left
        if left is None or self.ended:
            return None
        return left / speed if speed > 0 else None

    def raise_for_status(self) -> ExtractionJob:
        """The job itself, unless it has ended badly.

        Raises:
            JobFailedError: when it is failed or cancelled.
        """
        if self.ended and not self.succeeded:
            reasons = [f"{result.query_name}: {result.error}" for result in self.results if result.error]
            raise JobFailedError(self.job_id, self.status.value, "; ".join(reasons) or self.error or "no reason given")
        return self

    def output(self, query: Optional[str] = None, *, workspace: Optional[Workspace] = None) -> QueryOutput:
        """What a query has left in the volume.

        Args:
            query: its name; may be left out when the job has one query.
            workspace: databricks-sdk's `WorkspaceClient`, for where /Volumes is no folder of this machine; None for the
                one that the environment, or a profile of databricks-sdk, names.

        Raises:
            ValidationError: when the job has no such query, or several and none was named.
            BridgeSDKError: when the query has no output: it has not ended, or not well.
        """
        result = self._result(query)
        if result.status is QueryStatus.COMPLETED:
            folder = result.files_created[0].rpartition("/")[0]
            return QueryOutput(result.query_name, folder, self.job_id, workspace)
        if result.status is QueryStatus.SKIPPED:
            folder = f"{self.destination}/{self.country}/{result.query_name}"
            return QueryOutput(result.query_name, folder, None, workspace)
        reason = f": {result.error}" if result.error else "."
        raise BridgeSDKError(f"Query {result.query_name} is {result.status.value} and has no output{reason}")

    def read_files(self, query: Optional[str] = None) -> str:
        """A statement of Databricks SQL that selects a query's rows, such as for `spark.sql`. See `output`."""
        return self.output(query).read_files()

    def manifest(self, query: Optional[str] = None, *, workspace: Optional[Workspace] = None) -> Manifest:
        """What a query's output is: schema, files, parameters. See `output`, and `QueryOutput.manifest`."""
        return self.output(query, workspace=workspace).manifest()

    def to_arrow(self, query: Optional[str] = None, *, workspace: Optional[Workspace] = None) -> pyarrow.Table:
        """A query's rows as a table of pyarrow. See `output`, and `QueryOutput.to_arrow`."""
        return self.output(query, workspace=workspace).to_arrow()

    def to_pandas(
        self,
        query: Optional[str] = None,
        *,
        workspace: Optional[Workspace] = None,
        dtype_backend: Optional[str] = None,
    ) -> pandas.DataFrame:
        """A query's rows as a DataFrame of pandas. See `output`, and `QueryOutput.to_pandas`."""
        return self.output(query, workspace=workspace).to_pandas(dtype_backend=dtype_backend)

    def to_polars(self, query: Optional[str] = None, *, workspace: Optional[Workspace] = None) -> polars.DataFrame:
        """A query's rows as a DataFrame of polars. See `output`, and `QueryOutput.to_polars`."""
        return self.output(query, workspace=workspace).to_polars()

    def __str__(self) -> str:
        failed = f", {self.queries_failed} failed" if self.queries_failed else ""
        done = f"{self.queries_completed}/{self.queries_total} queries{failed}"
        return f"job {self.job_id}: {self.status.value}, {done}, {self.rows_extracted:,} rows"

    def _repr_html_(self) -> str:
        header = ("query", "status", "rows", "bytes", "seconds", "message")
        rows = [
            (
                result.query_name,
                result.status.value,
                result.rows_extracted,
                result.bytes_written,
                None if result.duration_seconds is None else f"{result.duration_seconds:.1f}",
                result.error or result.message,
            )
            for result in self.results
        ]
        return _display.table(f"{self} ({self.country}, {self.destination})", header, rows)

    def _result(self, query: Optional[str]) -> QueryResult:
        names = ", ".join(result.query_name for result in self.results)
        if query is None and len(self.results) != 1:
            raise ValidationError(f"Expected the name of one of the job's queries: {names}.")
        for result in self.results:
            if query in (None, result.query_name):
                return result
        raise ValidationError(f"Expected one of the job's queries ({names}), but got {query!r}.")


class JobStats(TypedDict):
    """How many jobs there are: the caller's, an admin's everybody's.

    Attributes:
        total: all of them.
        by_status: by their status.
    """

    total: int
    by_status: dict[str, int]


AnyStatus = Union[JobStatus, str, Sequence[Union[JobStatus, str]], None]
"""One status, several, or any."""

AnyJob = Union[str, ExtractionResponse, ExtractionJob]
"""A job, or its id: what methods take that are about one."""


def job_id_of(job: AnyJob) -> str:
    """The id of a job."""
    return job if isinstance(job, str) else job.job_id
