"""Replications: what keeps tables current, and what it would do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Optional


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
        problem: what is wrong with the file as it is now.
    """

    file: str
    entries: list[str]
    name: Optional[str] = None
    description: Optional[str] = None
    country: Optional[str] = None
    target: Optional[str] = None
    schedule: Optional[ReplicationSchedule] = None
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
