"""The service's own state: counts, the poller, the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Optional, TypedDict


class AuditStatus(str, Enum):
    """What became of what a record is about."""

    STARTED = "started"
    SUCCESS = "success"
    DENIED = "denied"
    FAILURE = "failure"


class AccessLevel(str, Enum):
    """What may be done with a table."""

    READ = "read"
    WRITE = "write"
    READ_WRITE = "read_write"


class LoginKind(str, Enum):
    """How a caller has logged in; `NONE` while nobody needs a token."""

    TOKEN = "token"  # noqa: S105 - the name of a kind
    IDENTITY_PROVIDER = "identity-provider"
    NONE = "none"


class Permission(TypedDict):
    """One entry of a caller's permissions. Limits are those of one event; None is no limit.

    Attributes:
        table: a table, `schema.*` or `*`.
        access: what may be done with it.
        max_delete_rows: rows that may be deleted.
        max_changed_rows: rows that may be inserted, updated and deleted together.
        max_changed_percent: rows that may be updated or deleted, in percent of the table.
    """

    table: str
    access: AccessLevel
    max_delete_rows: Optional[int]
    max_changed_rows: Optional[int]
    max_changed_percent: Optional[float]


@dataclass(frozen=True)
class WhoAmI:
    """As whom a caller acts, and what it may do.

    Attributes:
        name: of the user.
        admin: whether it sees and ends others' jobs and events, and reads the audit trail.
        login: how it has logged in.
        permissions: what it may do with which tables of SQL Server; entries add up.
        sources: tables of Unity Catalog that its events may copy.
        loads: tables of Unity Catalog that rows may be loaded into.
        expires: the last day (UTC) on which it can log in, such as `2026-12-31`; None for no end.
    """

    name: str
    admin: bool
    login: LoginKind
    permissions: list[Permission]
    sources: list[str]
    loads: list[str]
    expires: Optional[str] = None


@dataclass(frozen=True)
class ServiceSetting:
    """One setting of the process that has answered.

    Attributes:
        name: as in docs/configuration.md.
        value: its value; `********` for a secret that is set, None when there is none.
        secret: whether its value is never shown.
        source: where the value is from; `default` when nobody has set it.
        ordinal: of the source; the highest one wins. None for a default.
        default: what counts when nobody sets it; None for nothing.
    """

    name: str
    value: Optional[str]
    secret: bool
    source: str
    ordinal: Optional[int] = None
    default: Optional[str] = None


@dataclass(frozen=True)
class Replica:
    """One process of the service, as it told of itself last.

    Attributes:
        name: as `worker` of the queries that it runs, and `held_by` of events; new at each start.
        host: the machine, container or pod.
        version: of the service.
        started_at: since when it runs, UTC.
        last_beat: when it told of itself; it is forgotten after 40 seconds of silence.
        draining: whether it takes no new work, because it stops.
        queries_running: how many queries it runs, of at most `query_threads`.
        query_threads: how many it can run at once.
        events_running: how many events it applies, of at most `event_threads`.
        event_threads: how many it can apply at once.
        self: whether it is the one that has answered.
    """

    name: str
    host: str
    version: str
    started_at: datetime
    last_beat: datetime
    draining: bool
    queries_running: int
    query_threads: int
    events_running: int
    event_threads: int
    self: bool


class FlowDirection(str, Enum):
    """Where rows move."""

    EXTRACTION = "extraction"
    LOAD = "load"
    SYNC = "sync"


class FlowWindow(str, Enum):
    """How far back: an hour by minutes, a day by ten minutes, or a week by hours."""

    HOUR = "1h"
    DAY = "24h"
    WEEK = "7d"


@dataclass(frozen=True)
class FlowPoint:
    """What has moved in one step.

    Attributes:
        at: when the step begins, UTC.
        direction: out of SQL Server into files, of such files into Delta tables, or into SQL Server by events.
        rows: also those of attempts that failed; of events those that were changed.
        bytes: of files; 0 of events.
        ended: queries, loads or events that have ended for good.
        failed: those of them that failed or were blocked.
    """

    at: datetime
    direction: FlowDirection
    rows: int
    bytes: int
    ended: int
    failed: int


@dataclass(frozen=True)
class Flow:
    """What has moved in each direction.

    Attributes:
        window: how far back.
        step_seconds: how long a step is.
        since: when the first step begins, UTC; the last one is the present one.
        points: by time and direction; steps in which nothing moved are left out.
    """

    window: FlowWindow
    step_seconds: int
    since: datetime
    points: list[FlowPoint]


@dataclass(frozen=True)
class EventStep:
    """One step in the life of an event.

    Attributes:
        timestamp: when, UTC.
        step: what happened, as event_type of the audit trail, such as `sync_started`.
        status: what became of it.
        user: who did it.
        attempt: which attempt it was, from 1.
        again: whether there will be another one.
        rows: that changed; likewise `inserted`, `updated` and `deleted`.
        duration_seconds: how long the attempt took.
        error: why it failed, was blocked or refused.
    """

    timestamp: datetime
    step: str
    status: AuditStatus
    user: Optional[str] = None
    attempt: Optional[int] = None
    again: Optional[bool] = None
    rows: Optional[int] = None
    inserted: Optional[int] = None
    updated: Optional[int] = None
    deleted: Optional[int] = None
    duration_seconds: Optional[float] = None
    error: Optional[str] = None


@dataclass(frozen=True)
class RetriedEvent:
    """What became of one event of many that were to be retried.

    Attributes:
        event_id: its id.
        status: what it is now; None when it can't be retried.
        code: why it can't be retried (docs/errors.md).
        detail: the same for people.
    """

    event_id: str
    status: Optional[str] = None
    code: Optional[str] = None
    detail: Optional[str] = None


@dataclass(frozen=True)
class SyncTarget:
    """How the events of one target table are.

    Attributes:
        target_table: in lower case.
        last_event_at: when its last event was accepted.
        pending: events that wait.
        failed: events that have failed.
        blocked: events that were blocked.
        processing: the event that is applied now.
        retry_since: since when an event waits for its next attempt, and holds up the others.
    """

    target_table: str
    last_event_at: datetime
    pending: int
    failed: int
    blocked: int
    processing: Optional[str] = None
    retry_since: Optional[datetime] = None


class SyncStats(TypedDict):
    """How many events there are: the caller's, an admin's everybody's.

    Attributes:
        total: all of them.
        by_status: by their status.
        by_operation: by what they do.
    """

    total: int
    by_status: dict[str, int]
    by_operation: dict[str, int]


@dataclass(frozen=True)
class PollerStatus:
    """How the poller of the events table is doing.

    Attributes:
        enabled: whether the service shall read the table.
        running: whether this process does.
        events_table: its name.
        poll_interval_seconds: between two reads.
        max_events_per_poll: events that one read takes up at most.
        unmirrored_events: statuses that are not written into the table yet.
        mirror_lag_seconds: age of the oldest of them.
        last_poll: when the table was read last without an error, UTC.
        last_error: why it can't be read now.
    """

    enabled: bool
    running: bool
    events_table: str
    poll_interval_seconds: float
    max_events_per_poll: int
    unmirrored_events: int
    mirror_lag_seconds: float
    last_poll: Optional[datetime] = None
    last_error: Optional[str] = None


@dataclass(frozen=True)
class PollerTriggered:
    """The events table was read.

    Attributes:
        success: always true.
        events_processed: events that were taken up; they are applied afterwards.
    """

    success: bool
    events_processed: int


@dataclass(frozen=True)
class AuditRecord:
    """One record of the audit trail; docs/security.md explains the fields.

    Attributes:
        sequence: from 1, without gaps.
        timestamp: UTC, microseconds.
        event_type: such as `permission_denied`.
        resource: such as `job:<id>`.
        action: what was asked for.
        status: what became of it.
        details: depends on the type.
        previous_hash: of the record before it.
        hash: of this one.
        user_name: who.
        user_token_prefix: first 8 hexadecimal digits of the token's SHA-256.
        source_ip: from where.
        error: why it failed.
    """

    sequence: int
    timestamp: datetime
    event_type: str
    resource: str
    action: str
    status: AuditStatus
    details: Any
    previous_hash: str
    hash: str
    user_name: Optional[str] = None
    user_token_prefix: Optional[str] = None
    source_ip: Optional[str] = None
    error: Optional[str] = None


class AuditVerdict(str, Enum):
    """What became of a look at the whole chain; `UNFINISHED`: all was well as far as it came in the time."""

    INTACT = "intact"
    BROKEN = "broken"
    EMPTY = "empty"
    UNFINISHED = "unfinished"


@dataclass(frozen=True)
class AuditVerification:
    """What became of a look at the whole chain.

    Attributes:
        verdict: what was found.
        records: that were found to be as they were written.
        sequence: the last of them; of a broken chain the first record that is wrong or missing.
        hash: of the last record; None when the chain is broken.
        reason: what is wrong, for people.
        verified_at: when it began, UTC.
        duration_seconds: how long it took.
    """

    verdict: AuditVerdict
    records: int
    sequence: int
    hash: Optional[str]
    reason: Optional[str]
    verified_at: datetime
    duration_seconds: float


@dataclass(frozen=True)
class AuditState:
    """How the audit trail's table is.

    Attributes:
        records: how many are kept.
        head_sequence: the last record; 0 when there is none.
        head_hash: its hash.
        oldest_sequence: the first record that retention has left; None when there is none.
        oldest_timestamp: when it was made, UTC.
        keyed: whether hashes are made with a key.
        waiting: records of the answering process that are not in the table yet.
        problem: why the table takes no records; None when it does.
        verifying: whether the answering process verifies it now.
        last_verification: what the answering process found last; None for never.
    """

    records: int
    head_sequence: int
    head_hash: str
    oldest_sequence: Optional[int]
    oldest_timestamp: Optional[datetime]
    keyed: bool
    waiting: int
    problem: Optional[str]
    verifying: bool
    last_verification: Optional[AuditVerification]


@dataclass(frozen=True)
class AuditPage:
    """Records, newest first.

    Attributes:
        records: of this page.
        next: what `after` must be for older ones; None when there are none.
    """

    records: list[AuditRecord]
    next: Optional[str] = None
