"""`AsyncBridgeAPIClient`: events and health, by the names of the older SDK."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, Optional, Union

from sql_databricks_bridge_sdk import _events, _service
from sql_databricks_bridge_sdk._events import AnyEvent, Draft
from sql_databricks_bridge_sdk._wait import NOT_SAID, Duration, Unless, limit_of
from sql_databricks_bridge_sdk.aio._base import AsyncClient
from sql_databricks_bridge_sdk.aio._run import AsyncRunner
from sql_databricks_bridge_sdk.models import (
    DEFAULT_PRIORITY,
    DryRun,
    EventResult,
    SyncEvent,
    SyncEventStatus,
    SyncOperation,
)
from sql_databricks_bridge_sdk.service_models import (
    AuditPage,
    AuditRecord,
    AuditState,
    AuditVerification,
    PollerStatus,
    PollerTriggered,
    SyncStats,
)


class AsyncSyncEvents:
    """Events: `AsyncBridgeAPIClient.sync`. `BridgeClient.submit_sync_event` explains the parameters."""

    def __init__(self, runner: AsyncRunner) -> None:
        self._runner = runner

    async def create_event(
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
        """Sends an event.

        Raises:
            ValidationError: when the service finds it wrong, or the id was used for another one.
        """
        draft = Draft(
            operation, source_table, target_table, primary_keys, rows_expected, filter_conditions, metadata, priority,
            event_id, max_retries,
        )  # fmt: skip
        return await self._runner.run(_events.submit(draft, process_immediately))

    async def create_insert_event(
        self,
        source_table: str,
        target_table: str,
        primary_keys: Optional[Sequence[str]] = None,
        rows_expected: Optional[int] = None,
        metadata: Optional[Mapping[str, Any]] = None,
        priority: int = DEFAULT_PRIORITY,
        process_immediately: bool = False,
    ) -> SyncEvent:
        """Sends an event that inserts all rows of the source table."""
        return await self.create_event(
            SyncOperation.INSERT, source_table, target_table, primary_keys, rows_expected, None, metadata, priority,
            process_immediately,
        )  # fmt: skip

    async def create_update_event(
        self,
        source_table: str,
        target_table: str,
        primary_keys: Sequence[str],
        rows_expected: Optional[int] = None,
        metadata: Optional[Mapping[str, Any]] = None,
        priority: int = DEFAULT_PRIORITY,
        process_immediately: bool = False,
    ) -> SyncEvent:
        """Sends an event that sets the source's other columns in the rows with its keys."""
        return await self.create_event(
            SyncOperation.UPDATE, source_table, target_table, primary_keys, rows_expected, None, metadata, priority,
            process_immediately,
        )  # fmt: skip

    async def create_upsert_event(
        self,
        source_table: str,
        target_table: str,
        primary_keys: Sequence[str],
        rows_expected: Optional[int] = None,
        metadata: Optional[Mapping[str, Any]] = None,
        priority: int = DEFAULT_PRIORITY,
        process_immediately: bool = False,
    ) -> SyncEvent:
        """Sends an event that updates the rows that are there and inserts the others."""
        return await self.create_event(
            SyncOperation.UPSERT, source_table, target_table, primary_keys, rows_expected, None, metadata, priority,
            process_immediately,
        )  # fmt: skip

    async def create_delete_event(
        self,
        target_table: str,
        primary_keys: Optional[Sequence[str]] = None,
        filter_conditions: Optional[Mapping[str, Any]] = None,
        metadata: Optional[Mapping[str, Any]] = None,
        priority: int = DEFAULT_PRIORITY,
        process_immediately: bool = False,
        *,
        source_table: Optional[str] = None,
        rows_expected: Optional[int] = None,
    ) -> SyncEvent:
        """Sends an event that deletes rows.

        Either those whose keys are in `source_table`, with `primary_keys`; or those in which all `filter_conditions`
        hold, for which keys mean nothing.

        Raises:
            ValidationError: when there is neither: that would empty the table.
        """
        return await self.create_event(
            SyncOperation.DELETE, source_table, target_table, primary_keys, rows_expected, filter_conditions, metadata,
            priority, process_immediately,
        )  # fmt: skip

    async def dry_run(
        self,
        operation: Union[SyncOperation, str],
        source_table: Optional[str],
        target_table: str,
        primary_keys: Optional[Sequence[str]] = None,
        rows_expected: Optional[int] = None,
        filter_conditions: Optional[Mapping[str, Any]] = None,
        metadata: Optional[Mapping[str, Any]] = None,
    ) -> DryRun:
        """What an event would do: all of it is done and rolled back."""
        draft = Draft(operation, source_table, target_table, primary_keys, rows_expected, filter_conditions, metadata)
        return await self._runner.run(_events.dry_run(draft))

    async def get_event(self, event_id: AnyEvent) -> SyncEvent:
        """An event.

        Raises:
            EventNotFoundError: when there is none.
        """
        return await self._runner.run(_events.get(event_id))

    async def list_events(
        self,
        status: Union[SyncEventStatus, str, None] = None,
        operation: Union[SyncOperation, str, None] = None,
        limit: int = 100,
        offset: int = 0,
    ) -> list[SyncEvent]:
        """Some events, newest first; `limit` is 1 to 1,000."""
        return await self._runner.run(_events.page(_events.filters(status, operation), limit, offset))

    async def get_stats(self) -> SyncStats:
        """How many events there are: the caller's, an admin's everybody's."""
        return await self._runner.run(_service.stats())

    async def wait_for_completion(
        self,
        event_id: AnyEvent,
        timeout_seconds: Optional[Duration] = 300,
        poll_interval: Duration = 5,
        *,
        timeout: Unless = NOT_SAID,
    ) -> EventResult:
        """Waits until an event is completed, failed or blocked.

        Raises:
            TimeoutError: when it has not ended in time (`timeout`, or `timeout_seconds`); it goes on.
            EventNotFoundError: when there is none.
        """
        return await self._runner.run(_events.wait(event_id, limit_of(timeout, timeout_seconds), poll_interval))

    async def retry_event(self, event_id: AnyEvent) -> SyncEvent:
        """Makes a failed or blocked event pending again.

        Raises:
            ConflictError: when it is neither.
            EventNotFoundError: when there is none.
        """
        return await self._runner.run(_events.retry(event_id))

    async def cancel_event(self, event_id: AnyEvent) -> None:
        """Cancels a pending event; one that is cancelled stays so.

        Raises:
            ConflictError: when it has begun or ended otherwise.
            EventNotFoundError: when there is none.
        """
        await self._runner.run(_events.cancel(event_id))

    async def poller_status(self) -> PollerStatus:
        """How the poller of the events table is doing."""
        return await self._runner.run(_service.poller_status())

    async def trigger_poller(self) -> PollerTriggered:
        """Lets the service read the events table now: the last line of a job that has inserted events."""
        return await self._runner.run(_service.trigger_poller())


class AsyncHealth:
    """Whether the service is there: `AsyncBridgeAPIClient.health`. Needs no token, and asks once."""

    def __init__(self, runner: AsyncRunner) -> None:
        self._runner = runner

    async def liveness(self) -> bool:
        """Whether the process is there."""
        return await self._runner.run(_service.liveness())

    async def readiness(self) -> dict[str, Any]:
        """MicroProfile Health's JSON: `status`, and `checks` with `name`, `status` and `data`; also when it is DOWN.

        Raises:
            ConnectionError: when the service can't be reached.
        """
        return await self._runner.run(_service.readiness())

    async def is_ready(self) -> bool:
        """Whether the service and its dependencies are there."""
        return await self._runner.run(_service.is_ready())


class AsyncAudit:
    """The audit trail, for users with `admin: true`: `AsyncBridgeAPIClient.audit`."""

    def __init__(self, runner: AsyncRunner) -> None:
        self._runner = runner

    async def state(self) -> AuditState:
        """How the trail's table is."""
        return await self._runner.run(_service.audit_state())

    async def verify(self) -> AuditVerification:
        """Has the service verify the chain of records, which takes a minute at most.

        Raises:
            APIError: while it is verified already.
        """
        return await self._runner.run(_service.verify_audit())

    async def page(
        self,
        *,
        since: Optional[datetime] = None,
        until: Optional[datetime] = None,
        event_type: Optional[str] = None,
        user: Optional[str] = None,
        resource: Optional[str] = None,
        status: Optional[str] = None,
        limit: int = 100,
        after: Optional[str] = None,
    ) -> AuditPage:
        """Some records, newest first.

        Args:
            since: the earliest time.
            until: the first time that is too late.
            event_type: only this type.
            user: only of this user.
            resource: only about this, such as `job:<id>`.
            status: started, success, denied or failure.
            limit: 1 to 1,000.
            after: `next` of the page before.
        """
        filters = _service.audit_filters(since, until, event_type, user, resource, status)
        return await self._runner.run(_service.audit_page(filters, limit, after))

    async def iter_records(
        self,
        *,
        since: Optional[datetime] = None,
        until: Optional[datetime] = None,
        event_type: Optional[str] = None,
        user: Optional[str] = None,
        resource: Optional[str] = None,
        status: Optional[str] = None,
        page_size: int = 100,
    ) -> AsyncIterator[AuditRecord]:
        """All records, newest first, page by page, without loss or doubles."""
        filters = _service.audit_filters(since, until, event_type, user, resource, status)
        after: Optional[str] = None
        while True:
            page = await self._runner.run(_service.audit_page(filters, page_size, after))
            for record in page.records:
                yield record
            after = page.next
            if after is None:
                return


class AsyncBridgeAPIClient(AsyncClient):
    """The REST API, by subject."""

    @cached_property
    def sync(self) -> AsyncSyncEvents:
        """Events."""
        return AsyncSyncEvents(self._runner)

    @cached_property
    def health(self) -> AsyncHealth:
        """Whether the service is there."""
        return AsyncHealth(self._runner)

    @cached_property
    def audit(self) -> AsyncAudit:
        """The audit trail."""
        return AsyncAudit(self._runner)

    async def test_connection(self) -> bool:
        """Whether the service is there and takes the token; why not goes to the log `sql_databricks_bridge_sdk`."""
        return await self._runner.run(_service.test_connection())
