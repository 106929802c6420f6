"""Replications: what keeps tables current, and what it would do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Optional

from sql_databricks_bridge_sdk.job_models import JobStatus


class CatchUp(str, Enum):
    """What becomes of times at which nobody could run a replication."""

    LATEST = "latest"
    NONE = "none"


@dataclass(frozen=True)
class ReplicationSchedule:
    """When a replication runs by itself.

    Attributes:
        cron: five fields from the minute on, or six from the second on.
        zone: in which its hours count.
        catch_up: what becomes of missed times.
        next_run: the next time, UTC; None when there is none any more.
    """

    cron: str
    zone: str
    catch_up: CatchUp
    next_run: Optional[datetime] = None


@dataclass(frozen=True)
class Replication:
    """A replication, or a file that is none.

    Attributes:
        file: its name.
        entries: what it says below `streams`: tables, patterns, names of templates' streams.
        name: None of a file that was never good; so are the others.
        description: for people.
        country: of the source.
        target: catalog and schema of its tables; may have placeholders.
        schedule: when it runs by itself; None for never.
        paused_by: who keeps it from running by its schedule; None for nobody.
        paused_at: since when, UTC.
        problem: what is wrong with the file as it is now.
    """

    file: str
    entries: list[str]
    name: Optional[str] = None
    description: Optional[str] = None
    country: Optional[str] = None
    target: Optional[str] = None
    schedule: Optional[ReplicationSchedule] = None
    paused_by: Optional[str] = None
    paused_at: Optional[datetime] = None
    problem: Optional[str] = None


@dataclass(frozen=True)
class ReplicationProblem:
    """Why something can't run.

    Attributes:
        code: the error's stable name.
        message: what was expected, what is there and what to do.
    """

    code: str
    message: str


@dataclass(frozen=True)
class ReplicationSetting:
    """A setting that holds for a stream.

    Attributes:
        key: as in the file.
        value: as text.
        origin: file and line, `built-in`, or what the catalogue says.
    """

    key: str
    value: str
    origin: str


@dataclass(frozen=True)
class StreamPlan:
    """What one stream would do.

    Attributes:
        name: of the stream.
        source: a table, or a template.
        key: the columns by which rows are merged.
        disabled: whether its file takes it out.
        ready: whether it could run for the caller.
        settings: what holds for it, and from where; none of what the caller may not read.
        missing_rights: what the caller may not do.
        problems: why it can't run.
        target: the Delta table.
        target_state: what would become of it, for people.
        mode: `append`, `merge`, `replace` or `replace-where`.
        change: how changes are found: `cursor`, `full` or `rowversion`.
        estimated_rows: at the source.
        estimated_bytes: at the source.
        sql: the statement for all rows; None of what the caller may not read.
    """

    name: str
    source: str
    key: list[str]
    disabled: bool
    ready: bool
    settings: list[ReplicationSetting]
    missing_rights: list[str]
    problems: list[ReplicationProblem]
    target: Optional[str] = None
    target_state: Optional[str] = None
    mode: Optional[str] = None
    change: Optional[str] = None
    estimated_rows: Optional[int] = None
    estimated_bytes: Optional[int] = None
    sql: Optional[str] = None


@dataclass(frozen=True)
class ReplicationPlan:
    """What a replication would do.

    Attributes:
        name: of the replication.
        ready: whether all streams that are not disabled could run for the caller.
        problems: why nothing of it can run, beside the problems of streams.
        streams: by name.
    """

    name: str
    ready: bool
    problems: list[ReplicationProblem]
    streams: list[StreamPlan]


@dataclass(frozen=True)
class ReplicationRun:
    """A run that was accepted: a job with a query for each stream.

    Attributes:
        job_id: of the job.
        status: of the job.
        streams: how many.
    """

    job_id: str
    status: JobStatus
    streams: int


@dataclass(frozen=True)
class ReplicationPause:
    """Whether a replication is kept from running by its schedule.

    Attributes:
        paused: whether it is.
        paused_by: who was the first to do so.
        paused_at: when that was, UTC.
    """

    paused: bool
    paused_by: Optional[str] = None
    paused_at: Optional[datetime] = None


@dataclass(frozen=True)
class ReplicationLoad:
    """A load of a stream.

    Attributes:
        id: the load's.
        job_id: the job that ran it.
        rows: of its files.
        loaded_at: when it had ended, UTC.
    """

    id: str
    job_id: str
    rows: int
    loaded_at: datetime


class Trouble(str, Enum):
    """What is wrong with a stream."""

    FAILED = "failed"
    LATE = "late"


class Presence(str, Enum):
    """Whether a replication's file means a stream now."""

    ACTIVE = "active"
    DISABLED = "disabled"
    GONE = "gone"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class ReplicationBlock:
    """A load that its limits have stopped.

    Attributes:
        load_id: its id.
        backfill: whether it was one of a backfill.
        rows_before: how many rows it would have replaced.
        rows_after: how many would have come in their place.
    """

    load_id: str
    backfill: bool
    rows_before: int
    rows_after: int


@dataclass(frozen=True)
class ReplicationStream:
    """How far a stream is.

    Attributes:
        name: of the stream.
        generation: grows with each reset.
        reset: whether its next run reads all rows and replaces those of the target.
        failures: failed runs in a row.
        position: how far it is read; None for those who may not operate the replication.
        blocked: the load that its limits have stopped, until one ends.
        approved_by: who lets that load pass.
        last_load: what was loaded last.
        current_as_of: since when the target has all that the source had then, UTC.
        lag_seconds: since then.
        completeness: how sure that is: `full`, `rowversion`, `horizon`, `drained`, `lag-bounded`.
        error_code: why the last run failed.
        failed_at: when that was, UTC.
        trouble: what is wrong with it now.
        presence: whether the file means it; None where that was not looked at.
    """

    name: str
    generation: int
    reset: bool
    failures: int
    position: Optional[str] = None
    blocked: Optional[ReplicationBlock] = None
    approved_by: Optional[str] = None
    last_load: Optional[ReplicationLoad] = None
    current_as_of: Optional[datetime] = None
    lag_seconds: Optional[int] = None
    completeness: Optional[str] = None
    error_code: Optional[str] = None
    failed_at: Optional[datetime] = None
    trouble: Optional[Trouble] = None
    presence: Optional[Presence] = None


@dataclass(frozen=True)
class BackfillStream:
    """What a backfill would load again of one stream.

    Attributes:
        name: of the stream.
        rows: how many rows of the source the range has now.
        target: the Delta table.
        mode: what the range does to it: `merge` or `replace-where`.
        sql: the statement for the rows, with `?` for each value.
    """

    name: str
    rows: int
    target: str
    mode: str
    sql: str


@dataclass(frozen=True)
class BackfillPlan:
    """What a backfill would do.

    Attributes:
        name: of the replication.
        streams: those that it would load a range of.
    """

    name: str
    streams: list[BackfillStream]


@dataclass(frozen=True)
class StreamPosition:
    """A value of the column that tells what changed.

    Attributes:
        version: of this form.
        generation: in which it was reached.
        column: tells what changed.
        type: of the column, in T-SQL.
        source: tells which rows were read; None by earlier versions of the service.
        value: all rows up to it are in the target; None when none are.
    """

    version: int
    generation: int
    column: str
    type: str
    source: Optional[str] = None
    value: Optional[str] = None


@dataclass(frozen=True)
class StreamState:
    """How far a stream is: what can be kept, compared and imported again.

    Attributes:
        version: of this form.
        replication: whose stream it is.
        stream: its name.
        generation: in which it was exported; grows with each import and reset.
        position: up to where its rows are in the target.
    """

    version: int
    replication: str
    stream: str
    generation: int
    position: StreamPosition
