"""`BridgeClient`: extractions and events in one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Optional, Union

from sql_databricks_bridge_sdk import _events, _jobs, _replications, _service, _templates
from sql_databricks_bridge_sdk._base import SyncClient
from sql_databricks_bridge_sdk._events import AnyEvent, AnyEventStatus, Draft, event_id_of
from sql_databricks_bridge_sdk._paging import Pages
from sql_databricks_bridge_sdk._replications import Bound
from sql_databricks_bridge_sdk._sync import Runner
from sql_databricks_bridge_sdk._wait import NOT_SAID, Duration, Unless, limit_of
from sql_databricks_bridge_sdk.job_models import (
    AnyJob,
    AnyStatus,
    ExtractionJob,
    ExtractionResponse,
    JobSamples,
    JobStats,
    job_id_of,
)
from sql_databricks_bridge_sdk.models import (
    DEFAULT_PRIORITY,
    DryRun,
    EventResult,
    SyncEvent,
    SyncOperation,
)
from sql_databricks_bridge_sdk.progress import ShowProgress
from sql_databricks_bridge_sdk.replication_models import (
    BackfillPlan,
    Replication,
    ReplicationPause,
    ReplicationPlan,
    ReplicationStream,
    StreamState,
)
from sql_databricks_bridge_sdk.service_models import (
    EventStep,
    Flow,
    FlowWindow,
    Replica,
    RetriedEvent,
    ServiceSetting,
    SyncTarget,
    WhoAmI,
)
from sql_databricks_bridge_sdk.template_models import Country, CountryParameter, ExtractionPlan, QueryTemplate


class StartedJob(ExtractionResponse):
    """A job that was accepted, and can be waited for."""

    _runner: Runner

    def __init__(self, accepted: ExtractionResponse, runner: Runner) -> None:
        super().__init__(**vars(accepted))
        # Not a field: what travels, is compared or shown is the answer alone.
        object.__setattr__(self, "_runner", runner)

    def wait(
        self,
        timeout: Optional[Duration] = 3600,
        poll_interval: Duration = 2,
        progress: ShowProgress = False,
    ) -> ExtractionJob:
        """Waits until the job has ended, well or badly; as `wait_for_job`, with its parameters and exceptions."""
        return self._runner.run(_jobs.wait(self, timeout, poll_interval, progress))

    def __reduce__(self) -> Any:
        return ExtractionResponse, (self.job_id, self.status, self.message, self.queries_count)


class BridgeClient(SyncClient):
    """Starts extractions, sends events, and waits for their ends.

    All methods raise `ConnectionError` when the service can't be reached, `AuthenticationError` when the token is not
    good for it, and `APIError` for what else the service answers.
    """

    def extract(
        self,
        *,
        country: str,
        queries_path: Optional[str] = None,
        config_path: Optional[str] = None,
        destination: Optional[str] = None,
        queries: Optional[Sequence[str]] = None,
        overwrite: bool = False,
        chunk_size: Optional[int] = None,
        parameters: Optional[Mapping[str, Any]] = None,
        limit: Optional[int] = None,
        load: Optional[Mapping[str, Any]] = None,
        idempotency_key: Optional[str] = None,
    ) -> StartedJob:
        """Starts a job: queries of SQL Server into files of a volume.

        Args:
            country: whose templates, parameters and SQL Server are used.
            queries_path: folder of templates of the service, below its configured one.
            config_path: folder of parameter files of the service, below its configured one.
            destination: `/Volumes/catalog/schema/volume[/...]`; the configured one when left out.
            queries: names of the templates; None for all.
            overwrite: whether output that is there is replaced; otherwise its query is skipped, or `OutputDiffersError`
                is raised when it was made with other parameters, limit, template or database.
            chunk_size: rows per file, from 1 on; 100,000 when left out.
            parameters: win over those of the files; text, numbers, dates, times, booleans, None, or lists of these;
                also numpy's and pandas'.
            limit: rows per query, for trial runs; from 1 on.
            load: into which Delta tables the rows go on, and how (docs/loading.md), such as
                `{"target": "main.sales.{query}", "mode": "merge", "keys": ["id"]}`; output that is there is replaced.
            idempotency_key: 1 to 64 visible ASCII characters. A call with a key that was used before answers with the
                job of then. When left out, each call has its own, so that its retries make one job.

        Raises:
            ValidationError: when the service finds the request wrong.
            NotFoundError: when it has no such country or folder.
            ConflictError: when an unfinished job writes to the same folder.
            OutputDiffersError: when output is there that another request made, and `overwrite` is False.
        """
        steps = _jobs.extract(
            country,
            queries_path,
            config_path,
            destination,
            queries,
            overwrite,
            chunk_size,
            parameters,
            limit,
            load,
            idempotency_key,
        )
        return StartedJob(self._runner.run(steps), self._runner)

    def plan_extraction(
        self,
        *,
        country: str,
        queries_path: Optional[str] = None,
        config_path: Optional[str] = None,
        destination: Optional[str] = None,
        queries: Optional[Sequence[str]] = None,
        overwrite: bool = False,
        chunk_size: Optional[int] = None,
        parameters: Optional[Mapping[str, Any]] = None,
        limit: Optional[int] = None,
        load: Optional[Mapping[str, Any]] = None,
        describe: bool = False,
    ) -> ExtractionPlan:
        """What an extraction would do; it starts nothing. Parameters and exceptions as of `extract`.

        `describe` also asks SQL Server for the columns, of at most 20 queries.
        """
        body = _jobs.extraction(
            country, queries_path, config_path, destination, queries, overwrite, chunk_size, parameters, limit, load
        )
        return self._runner.run(_templates.plan(body, describe))

    def list_countries(self) -> list[Country]:
        """The countries that queries can be extracted for, by name."""
        return self._runner.run(_templates.countries())

    def list_queries(self, country: Optional[str] = None, *, queries_path: Optional[str] = None) -> list[QueryTemplate]:
        """The query templates of a country; broken and disabled ones too.

        Args:
            country: None for those that are common to all.
            queries_path: folder of templates of the service, below its configured one.

        Raises:
            NotFoundError: when there is no such country or folder.
        """
        return self._runner.run(_templates.queries(country, queries_path))

    def list_parameters(
        self, country: str, *, config_path: Optional[str] = None, queries_path: Optional[str] = None
    ) -> list[CountryParameter]:
        """The parameters that files give for a country, and where each comes from.

        Args:
            country: whose.
            config_path: folder of parameter files of the service, below its configured one.
            queries_path: folder of templates of the service, which may declare secrets.

        Raises:
            NotFoundError: when there is no such country or folder.
        """
        return self._runner.run(_templates.parameters(country, config_path, queries_path))

    def who_am_i(self) -> WhoAmI:
        """As whom this client acts, and what it may do."""
        return self._runner.run(_service.who_am_i())

    def list_settings(self) -> list[ServiceSetting]:
        """The settings of the process that answers, secrets masked, and where each is from; for administrators.

        Raises:
            AuthenticationError: when the caller is none.
        """
        return self._runner.run(_service.settings())

    def list_replicas(self) -> list[Replica]:
        """The processes that share the work, the oldest first; for administrators.

        Raises:
            AuthenticationError: when the caller is none.
        """
        return self._runner.run(_service.replicas())

    def get_flow(self, window: Union[FlowWindow, str] = FlowWindow.HOUR) -> Flow:
        """How much has moved in each direction, step by step; for administrators.

        Args:
            window: how far back.

        Raises:
            AuthenticationError: when the caller is none.
        """
        return self._runner.run(_service.flow(window))

    def get_job_status(self, job_id: AnyJob) -> ExtractionJob:
        """A job, with the live progress of its queries.

        Raises:
            JobNotFoundError: when there is none.
        """
        return self._runner.run(_jobs.get(job_id))

    def list_jobs(
        self,
        status: AnyStatus = None,
        limit: int = 100,
        offset: int = 0,
        *,
        country: Optional[str] = None,
        owner: Optional[str] = None,
        query: Optional[str] = None,
        since: Optional[datetime] = None,
        until: Optional[datetime] = None,
    ) -> list[ExtractionJob]:
        """Some jobs, newest first: the caller's, an admin's everybody's.

        Args:
            status: only jobs with it, or with one of several.
            limit: 1 to 1,000.
            offset: leaves out so many of the newest.
            country: only of this country.
            owner: only asked for by this user.
            query: only with a query of this name.
            since: the earliest time of creation.
            until: the first time of creation that is too late.
        """
        wanted = _jobs.filters(status, country, owner, query, since, until)
        return self._runner.run(_jobs.page(wanted, limit, offset))

    def iter_jobs(
        self,
        status: AnyStatus = None,
        page_size: int = 100,
        *,
        country: Optional[str] = None,
        owner: Optional[str] = None,
        query: Optional[str] = None,
        since: Optional[datetime] = None,
        until: Optional[datetime] = None,
    ) -> Iterator[ExtractionJob]:
        """All jobs, newest first, page by page; none comes twice. Parameters as of `list_jobs`."""
        wanted = _jobs.filters(status, country, owner, query, since, until)
        pages: Pages[ExtractionJob] = Pages(page_size, job_id_of)
        while not pages.complete:
            yield from self._runner.run(_jobs.next_page(wanted, pages))

    def watch_jobs(self) -> Iterator[ExtractionJob]:
        """Jobs that run or wait, and then each that changes, as it does: the caller's, an admin's everybody's.

        There is no end: leave the loop. A stream that ends, as with a service that is restarted, is opened again for as
        long as that takes; no job comes twice unchanged, and what has ended meanwhile is told. Changes within a second
        are told as one; only the newest 200 jobs that run or wait are.

        Raises:
            APIError: when there are ten streams of the caller already (429).
        """
        yield from self._runner.follow()

    def get_job_samples(self, job_id: AnyJob, query: Optional[str] = None) -> JobSamples:
        """How far the queries of a job were over time, in at most 120 points each, of at most 100 queries.

        Args:
            job_id: the job, or its id.
            query: only of this one.

        Raises:
            JobNotFoundError: when there is no such job.
            NotFoundError: when it has no such query.
        """
        return self._runner.run(_jobs.samples(job_id, query))

    def get_manifest(self, job_id: AnyJob, query: str) -> dict[str, Any]:
        """The manifest of a query's output, as it stands in the volume; asked of the service, without the volume.

        Raises:
            JobNotFoundError: when there is no such job.
            NotFoundError: when it has no such query, or its output is not there any more.
        """
        return self._runner.run(_jobs.manifest(job_id, query))

    def job_stats(self) -> JobStats:
        """How many jobs there are in each state: the caller's, an admin's everybody's."""
        return self._runner.run(_jobs.stats())

    def retry_job(
        self,
        job_id: AnyJob,
        queries: Optional[Sequence[str]] = None,
        overwrite: Optional[bool] = None,
        idempotency_key: Optional[str] = None,
    ) -> StartedJob:
        """Starts a job of those queries of a job that have failed or were cancelled, with the same parameters.

        Args:
            job_id: the job, or its id.
            queries: some of them; None for all that have failed or were cancelled.
            overwrite: whether output that is there is replaced; as in the first job when left out.
            idempotency_key: as of `extract`.

        Raises:
            JobNotFoundError: when there is none.
            ConflictError: when nothing of the kind has failed, or another job writes to the same folder.
        """
        steps = _jobs.retry(job_id, queries, overwrite, idempotency_key)
        return StartedJob(self._runner.run(steps), self._runner)

    def cancel_job(self, job_id: AnyJob) -> None:
        """Cancels a job; what runs stops within seconds. One that is cancelled stays so.

        Raises:
            JobNotFoundError: when there is none.
            ConflictError: when it has ended otherwise.
        """
        self._runner.run(_jobs.cancel(job_id))

    def wait_for_job(
        self,
        job_id: AnyJob,
        timeout: Optional[Duration] = 3600,
        poll_interval: Duration = 2,
        progress: ShowProgress = False,
    ) -> ExtractionJob:
        """Waits until a job has ended, well or badly: look at its `succeeded`, or call its `raise_for_status()`.

        Args:
            job_id: the job, or its id.
            timeout: seconds, or a timedelta; None waits without end.
            poll_interval: between questions; likewise.
            progress: True shows a bar (tqdm, where installed) or lines; or a function that gets the job each time.

        Raises:
            JobTimeoutError: when it has not ended in time; it goes on.
            JobNotFoundError: when there is none.
        """
        return self._runner.run(_jobs.wait(job_id, timeout, poll_interval, progress))

    def submit_sync_event(
        self,
        operation: Union[SyncOperation, str],
        source_table: Optional[str],
        target_table: str,
        primary_keys: Optional[Sequence[str]] = None,
        rows_expected: Optional[int] = None,
        filter_conditions: Optional[Mapping[str, Any]] = None,
        metadata: Optional[Mapping[str, Any]] = None,
        priority: int = DEFAULT_PRIORITY,
        process_immediately: bool = False,
        *,
        event_id: Optional[str] = None,
        max_retries: Optional[int] = None,
    ) -> SyncEvent:
        """Sends an event: rows of a Databricks table change a table of SQL Server, exactly once.

        Args:
            operation: INSERT, UPDATE, DELETE or UPSERT.
            source_table: `catalog.schema.table`; None for a DELETE by conditions.
            target_table: `schema.table`, or a table of `dbo`.
            primary_keys: the columns that say which row is meant.
            rows_expected: how many rows should change; another number is reported.
            filter_conditions: for a DELETE without source_table: equality conditions by column; None means NULL.
            metadata: `country`, `on_discrepancy`, `identity` (docs/sync.md), and whatever you like.
            priority: higher goes first; 5 as in the older SDK, while events that do not say it have 0.
            process_immediately: waits for the end, 30 seconds at most; then the event is answered as it is.
            event_id: the same one with the same content is taken once. When left out, each call has its own.
            max_retries: attempts after the first, 0 to 100; the configured number when left out.

        Raises:
            ValidationError: when the service finds the event wrong, or the id was used for another one.
        """
        draft = Draft(
            operation, source_table, target_table, primary_keys, rows_expected, filter_conditions, metadata, priority,
            event_id, max_retries,
        )  # fmt: skip
        return self._runner.run(_events.submit(draft, process_immediately))

    def dry_run_sync_event(
        self,
        operation: Union[SyncOperation, str],
        source_table: Optional[str],
        target_table: str,
        primary_keys: Optional[Sequence[str]] = None,
        rows_expected: Optional[int] = None,
        filter_conditions: Optional[Mapping[str, Any]] = None,
        metadata: Optional[Mapping[str, Any]] = None,
    ) -> DryRun:
        """What an event would do: all of it is done and rolled back. Parameters as of `submit_sync_event`."""
        draft = Draft(operation, source_table, target_table, primary_keys, rows_expected, filter_conditions, metadata)
        return self._runner.run(_events.dry_run(draft))

    def get_sync_event(self, event_id: AnyEvent) -> SyncEvent:
        """An event.

        Raises:
            EventNotFoundError: when there is none.
        """
        return self._runner.run(_events.get(event_id))

    def list_sync_events(
        self,
        status: AnyEventStatus = None,
        operation: Union[SyncOperation, str, None] = None,
        limit: int = 100,
        offset: int = 0,
        *,
        target: Optional[str] = None,
        source: Optional[str] = None,
        user: Optional[str] = None,
        error_code: Optional[str] = None,
        since: Optional[datetime] = None,
        until: Optional[datetime] = None,
    ) -> list[SyncEvent]:
        """Some events, newest first: the caller's, an admin's everybody's.

        Args:
            status: only events with it, or with one of several.
            operation: only events with it.
            limit: 1 to 1,000.
            offset: leaves out so many of the newest.
            target: only those that change this table of SQL Server, whatever its case.
            source: only those whose rows come from this table of Databricks, whatever its case.
            user: only asked for by this user.
            error_code: only with this error.
            since: the earliest time of acceptance.
            until: the first time of acceptance that is too late.
        """
        wanted = _events.filters(status, operation, target, source, user, error_code, since, until)
        return self._runner.run(_events.page(wanted, limit, offset))

    def iter_sync_events(
        self,
        status: AnyEventStatus = None,
        operation: Union[SyncOperation, str, None] = None,
        page_size: int = 100,
        *,
        target: Optional[str] = None,
        source: Optional[str] = None,
        user: Optional[str] = None,
        error_code: Optional[str] = None,
        since: Optional[datetime] = None,
        until: Optional[datetime] = None,
    ) -> Iterator[SyncEvent]:
        """All events, newest first, page by page; none comes twice. Parameters as of `list_sync_events`."""
        wanted = _events.filters(status, operation, target, source, user, error_code, since, until)
        pages: Pages[SyncEvent] = Pages(page_size, event_id_of)
        while not pages.complete:
            yield from self._runner.run(_events.next_page(wanted, pages))

    def get_event_history(self, event_id: AnyEvent) -> list[EventStep]:
        """What has become of an event, oldest first: the newest 200 steps that the audit trail still has.

        Raises:
            EventNotFoundError: when there is none.
        """
        return self._runner.run(_events.history(event_id))

    def dry_run_event(self, event_id: AnyEvent) -> DryRun:
        """What a failed or blocked event would do now: all of it is done and rolled back.

        Raises:
            ConflictError: when it is neither.
            EventNotFoundError: when there is none.
        """
        return self._runner.run(_events.dry_run_stored(event_id))

    def retry_sync_events(self, events: Sequence[AnyEvent]) -> list[RetriedEvent]:
        """Makes failed or blocked events pending again, up to 100; each says what became of it."""
        return self._runner.run(_events.retry_all(events))

    def list_sync_targets(self) -> list[SyncTarget]:
        """How the caller's events of each target table are; an admin's, everybody's."""
        return self._runner.run(_events.targets())

    def retry_sync_event(self, event_id: AnyEvent) -> SyncEvent:
        """Makes a failed or blocked event pending again.

        Raises:
            ConflictError: when it is neither.
            EventNotFoundError: when there is none.
        """
        return self._runner.run(_events.retry(event_id))

    def cancel_sync_event(self, event_id: AnyEvent) -> None:
        """Cancels a pending event; one that is cancelled stays so.

        Raises:
            ConflictError: when it has begun or ended otherwise.
            EventNotFoundError: when there is none.
        """
        self._runner.run(_events.cancel(event_id))

    def wait_for_completion(
        self,
        event_id: AnyEvent,
        timeout_seconds: Optional[Duration] = 300,
        poll_interval: Duration = 5,
        *,
        timeout: Unless = NOT_SAID,
    ) -> EventResult:
        """Waits until an event is completed, failed or blocked.

        Args:
            event_id: the event, or its id.
            timeout_seconds: the same as `timeout`, by the older SDK's name.
            poll_interval: between questions; seconds, or a timedelta.
            timeout: seconds, or a timedelta; None waits without end; 300 seconds when left out.

        Raises:
            TimeoutError: when it has not ended in time; it goes on.
            EventNotFoundError: when there is none.
        """
        return self._runner.run(_events.wait(event_id, limit_of(timeout, timeout_seconds), poll_interval))

    def list_replications(self) -> list[Replication]:
        """All replications, files that are broken too, by their files' names."""
        return self._runner.run(_replications.replications())

    def get_replication(self, name: str) -> Replication:
        """A replication.

        Raises:
            NotFoundError: when there is none.
        """
        return self._runner.run(_replications.get(name))

    def plan_replication(self, name: str, stream: Optional[str] = None) -> ReplicationPlan:
        """What a replication would do now; it does nothing, and reads no rows.

        Args:
            name: of the replication.
            stream: only streams of such a name; `*` stands for any characters.

        Raises:
            NotFoundError: when there is no such replication, or no such stream.
        """
        return self._runner.run(_replications.plan(name, stream))

    def run_replication(
        self,
        name: str,
        streams: Optional[str] = None,
        reset: bool = False,
        idempotency_key: Optional[str] = None,
    ) -> StartedJob:
        """Runs a replication now: a job with a query for each stream. One that finds nothing new is skipped.

        Args:
            name: of the replication.
            streams: only streams of such a name; `*` stands for any characters.
            reset: whether all rows are read and replace those of the targets; needs the right to operate.
            idempotency_key: as of `extract`.

        Raises:
            NotFoundError: when there is no such replication, or no such stream.
            ConflictError: when a stream can't run, or an earlier run of one has not ended.
        """
        accepted = self._runner.run(_replications.run(name, streams, reset, idempotency_key))
        return StartedJob(accepted, self._runner)

    def backfill_replication(
        self,
        name: str,
        streams: str,
        start: Bound,
        end: Bound,
        column: Optional[str] = None,
        idempotency_key: Optional[str] = None,
    ) -> StartedJob:
        """Loads a range of streams again; how far they are stays as it is. Needs the right to operate.

        Args:
            name: of the replication.
            streams: which streams, by a name; `*` stands for any characters.
            start: the first value: text, a number, a date or a time without zone.
            end: the first value behind the range.
            column: by whose values; the cursor, or the column of the slices, when left out.
            idempotency_key: as of `extract`.

        Raises:
            NotFoundError: when there is no such replication, or no such stream.
            ConflictError: when it can't be right for one of the streams.
        """
        steps = _replications.backfill(name, streams, start, end, column, idempotency_key)
        return StartedJob(self._runner.run(steps), self._runner)

    def plan_backfill(
        self, name: str, streams: str, start: Bound, end: Bound, column: Optional[str] = None
    ) -> BackfillPlan:
        """What `backfill_replication` would do now: how many rows of the source each range has. It changes nothing.

        Needs the right to operate, and to read the sources. Counts the rows of at most 20 streams.

        Args:
            name: of the replication.
            streams: which streams, by a name; `*` stands for any characters.
            start: the first value: text, a number, a date or a time without zone.
            end: the first value behind the range.
            column: by whose values; the cursor, or the column of the slices, when left out.

        Raises:
            NotFoundError: when there is no such replication, or no such stream.
            ConflictError: when it can't be right for one of the streams.
        """
        return self._runner.run(_replications.plan_backfill(name, streams, start, end, column))

    def list_streams(self, name: str) -> list[ReplicationStream]:
        """How far the streams of a replication are: those of its file, and those that are gone from it.

        Raises:
            NotFoundError: when there is no such replication.
        """
        return self._runner.run(_replications.streams(name))

    def pause_replication(self, name: str) -> ReplicationPause:
        """Keeps a replication from running by its schedule. Needs the right to operate, as all that follow.

        Raises:
            NotFoundError: when there is none.
        """
        return self._runner.run(_replications.pause(name))

    def resume_replication(self, name: str) -> ReplicationPause:
        """Lets a replication run by its schedule again.

        Raises:
            NotFoundError: when there is none.
        """
        return self._runner.run(_replications.resume(name))

    def reset_stream(self, name: str, stream: str) -> ReplicationStream:
        """Has the next run of a stream read all rows, which replace those of the target.

        Raises:
            NotFoundError: when there is no such replication, or no run had such a stream.
        """
        return self._runner.run(_replications.reset(name, stream))

    def approve_load(self, name: str, stream: str, load_id: Optional[str] = None) -> ReplicationStream:
        """Lets a load pass that was stopped by its limits: one, which takes no more rows away than that one.

        Args:
            name: of the replication.
            stream: of the replication.
            load_id: of the load that was seen to be stopped (`ReplicationStream.blocked`); None for the one that is.

        Raises:
            NotFoundError: when there is no such replication, or no run had such a stream.
            ConflictError: when no load is stopped.
            APIError: with status 412 when another one is stopped.
        """
        return self._runner.run(_replications.approve(name, stream, load_id))

    def forget_stream(self, name: str, stream: str) -> None:
        """Forgets a stream that the replication's file does not mean any more; its table stays as it is.

        Raises:
            NotFoundError: when there is no such replication, or no run had such a stream.
            ConflictError: when the file means it.
        """
        self._runner.run(_replications.forget(name, stream))

    def get_stream_state(self, name: str, stream: str) -> StreamState:
        """How far a stream is, to be kept and imported again.

        Raises:
            NotFoundError: when there is no such replication, or no run had such a stream.
            ConflictError: when its next run reads all rows, so that it has no position.
        """
        return self._runner.run(_replications.state(name, stream))

    def import_stream_state(
        self, name: str, stream: str, state: StreamState, generation: Optional[int] = None
    ) -> ReplicationStream:
        """Has a stream read on from a state that was kept. A new generation begins, in which no earlier load ends.

        Args:
            name: the replication.
            stream: its stream.
            state: of `get_stream_state`.
            generation: the stream's, as it was seen last; the state's own when left out.

        Raises:
            NotFoundError: when there is no such replication, or no run had such a stream.
            ConflictError: when the stream can't have a position.
            APIError: with status 412 when the stream has another generation.
        """
        return self._runner.run(_replications.import_state(name, stream, state, generation))

    def delete_stream_state(self, name: str, stream: str, generation: int) -> ReplicationStream:
        """Has the next run of a stream read all rows, if the stream still has the generation that was seen.

        Raises:
            NotFoundError: when there is no such replication, or no run had such a stream.
            APIError: with status 412 when the stream has another generation.
        """
        return self._runner.run(_replications.delete_state(name, stream, generation))
