"""The client writes and reads events in tables of all shapes, whichever way the statements go.

Guards against values that are pasted into statements, digits and characters that get lost, columns that one
installation has and another lacks, deletes that hit events which are under way, and waits that never end.
"""

from __future__ import annotations

import datetime
import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest

from sql_databricks_bridge_sdk.events_client import BridgeEventsClient, StatementError
from sql_databricks_bridge_sdk.exceptions import EventNotFoundError, TimeoutError, ValidationError
from sql_databricks_bridge_sdk.models import SyncEventStatus, SyncOperation
from support.events_tables import LEAST, SHAPES
from support.worlds import World

NASTY = [
    "it's",
    'say "hi"',
    "back\\slash\\n",
    "'); DROP TABLE events; --",
    ":event_id",
    "?",
    "%s {0} ${x}",
    "`tick`",
    "line\nbreak\ttab",
    "🚀 ñ 中文 \u202e",
    "",
    " blank ",
    "null",
    "\\u0041",
]

UTC = datetime.timezone.utc


@pytest.fixture(params=SHAPES.keys())
def client(request: pytest.FixtureRequest, world: World) -> BridgeEventsClient:
    return world.client(SHAPES[request.param])


def insert(client: BridgeEventsClient, **more: Any) -> str:
    return client.create_insert_event("main.default.new_prices", "dbo.pricing", **more)


def test_all_of_an_event_comes_back(client: BridgeEventsClient) -> None:
    before = datetime.datetime.now(UTC) - datetime.timedelta(minutes=1)
    event_id = client.create_update_event(
        "main.default.new_prices",
        "dbo.pricing",
        ["product_id", 'Region\'s \\ "name" 🚀'],
        rows_expected=2**31 - 1,
        metadata={"team": "pricing", "nested": {"amounts": [1, Decimal("0.10")], "none": None}, "run": 2**70},
        priority=-7,
        event_id="run-2026.11:1_a",
    )
    event = client.get_event(event_id)
    assert event_id == event.event_id == "run-2026.11:1_a"
    assert event.operation is SyncOperation.UPDATE
    assert event.source_table == "main.default.new_prices"
    assert event.target_table == "dbo.pricing"
    assert event.primary_keys == ["product_id", 'Region\'s \\ "name" 🚀']
    assert event.rows_expected == 2**31 - 1
    assert event.metadata == {
        "team": "pricing",
        "nested": '{"amounts": [1, 0.10], "none": null}',
        "run": "1180591620717411303424",
    }
    assert event.priority == -7
    assert event.status is SyncEventStatus.PENDING
    assert event.filter_conditions == {}
    assert (event.rows_affected, event.discrepancy, event.warning, event.error_message) == (None, None, None, None)
    assert event.processed_at is None
    assert before < event.created_at < before + datetime.timedelta(minutes=10)


def test_conditions_keep_digits_and_nulls(client: BridgeEventsClient) -> None:
    conditions = {
        "price": Decimal("12345678901234567890.10"),
        "big": 2**63,
        "ratio": 0.1,
        "day": datetime.date(2026, 1, 31),
        "on": True,
        "gone": None,
    }
    event = client.get_event(client.create_delete_event("dbo.pricing", filter_conditions=conditions))
    assert event.filter_conditions == {
        "price": "12345678901234567890.10",
        "big": "9223372036854775808",
        "ratio": "0.1",
        "day": "2026-01-31",
        "on": "true",
        "gone": None,
    }


def test_no_value_can_say_something_to_the_database(client: BridgeEventsClient) -> None:
    conditions = {f"{text}|": text for text in NASTY}
    event_id = client.create_delete_event(
        "[it's; ]] DROP `TABLE` \\ 🚀].[x'); --]",
        [f"{text}|" for text in NASTY],
        conditions,
        metadata={f"{text}|": text for text in NASTY},
    )
    event = client.get_event(event_id)
    assert event.target_table == "[it's; ]] DROP `TABLE` \\ 🚀].[x'); --]"
    assert event.primary_keys == [f"{text}|" for text in NASTY]
    assert event.filter_conditions == conditions
    assert event.metadata == conditions
    assert client.get_stats()["total"] == 1


def test_the_source_may_have_any_name(client: BridgeEventsClient) -> None:
    source = '`ca\'t`."sch\\ema".`ta``ble;--🚀`'
    event_id = client.create_insert_event(source, "dbo.pricing")
    assert client.get_event(event_id).source_table == source


def test_an_id_that_comes_again_asks_once(world: World, client: BridgeEventsClient) -> None:
    for _ in range(2):
        client.create_delete_event("dbo.pricing", None, {"price": Decimal("0.10")}, {"a": {"b": 1}}, event_id="once")
    assert client.get_stats()["total"] == 1
    with pytest.raises(ValidationError, match="used for something else"):
        client.create_delete_event("dbo.pricing", None, {"price": Decimal("0.1")}, {"a": {"b": 1}}, event_id="once")
    assert client.get_stats()["total"] == 1


def test_rows_that_jobs_insert_with_sql_are_pending(world: World, client: BridgeEventsClient) -> None:
    columns = "event_id, operation, source_table, target_table"
    world.run(f"INSERT INTO {client.events_table} ({columns}) VALUES ('sql', ' insert', 'a.b.c', 'dbo.t')")  # noqa: S608
    event = client.get_status("sql")
    assert (event.status, event.operation) == (SyncEventStatus.PENDING, SyncOperation.INSERT)
    assert event.created_at is None
    assert event.priority == 0
    assert [found.event_id for found in client.list_pending_events()] == ["sql"]
    assert [found.event_id for found in client.list_events("PENDING", "insert")] == ["sql"]
    assert client.get_stats() == {"total": 1, "by_status": {"pending": 1}, "by_operation": {"INSERT": 1}}
    assert client.delete_event("sql")


def test_a_row_that_is_no_event_can_be_looked_at(world: World, client: BridgeEventsClient) -> None:
    columns = "event_id, operation, target_table, status"
    world.run(f"INSERT INTO {client.events_table} ({columns}) VALUES ('odd', 'MERGE', 'dbo.t', 'Failed')")  # noqa: S608
    event = client.get_event("odd")
    assert event.operation == "MERGE"
    assert event.status is SyncEventStatus.FAILED
    assert client.wait_for_completion("odd").success is False


def test_events_are_listed_newest_first_and_pending_ones_in_their_turn(client: BridgeEventsClient) -> None:
    late = insert(client, priority=0)
    urgent = insert(client, priority=5)
    other = client.create_upsert_event("a.b.c", "dbo.stock", ["product_id"], priority=-1)
    assert [event.event_id for event in client.list_events()] == [other, urgent, late]
    assert [event.event_id for event in client.list_events(operation=SyncOperation.UPSERT)] == [other]
    assert [event.event_id for event in client.list_events(limit=1)] == [other]
    assert client.list_events(status=SyncEventStatus.BLOCKED) == []
    assert [event.event_id for event in client.list_pending_events()] == [urgent, late, other]
    assert [event.event_id for event in client.list_pending_events(limit=2)] == [urgent, late]
    assert client.get_stats() == {
        "total": 3,
        "by_status": {"pending": 3},
        "by_operation": {"INSERT": 2, "UPSERT": 1},
    }


@pytest.mark.parametrize("status", ["completed", "failed", "blocked"])
def test_waiting_ends_with_the_event(
    status: str, world: World, client: BridgeEventsClient, capsys: pytest.CaptureFixture[str]
) -> None:
    event_id = insert(client)
    values = {"status": f"'{status}'", "rows_affected": "3"}
    bridge = threading.Timer(1, world.bridge_writes, [client, event_id], values)
    bridge.start()
    result = client.wait_for_completion(event_id, timeout_seconds=60, poll_interval=0.2, verbose=True)
    bridge.join()
    assert result.event.status.value == status
    assert result.success == (status == "completed")
    assert result.rows_affected == 3
    printed = capsys.readouterr().out.splitlines()
    assert [line.split(" after ")[0] for line in printed] == [f"{event_id}: pending", f"{event_id}: {status}"]


@pytest.mark.parametrize("limit", [{"timeout_seconds": 0.3}, {"timeout": datetime.timedelta(seconds=0.3)}])
def test_waiting_has_a_limit(client: BridgeEventsClient, limit: dict[str, Any]) -> None:
    event_id = insert(client)
    with pytest.raises(TimeoutError) as raised:
        client.wait_for_completion(event_id, poll_interval=datetime.timedelta(seconds=0.1), **limit)
    assert raised.value.event_id == event_id


def test_events_wait_in_one_line_with_those_of_the_older_client(client: BridgeEventsClient) -> None:
    assert client.get_event(client.create_insert_event("a.b.c", "dbo.t")).priority == 5
    assert (client.catalog, client.schema, client.table) == tuple(client.events_table.split("."))


def test_an_event_that_is_not_there_is_not_waited_for(client: BridgeEventsClient) -> None:
    for ask in (
        client.get_event,
        client.get_status,
        client.wait_for_completion,
        client.delete_event,
        client.retry_event,
    ):
        with pytest.raises(EventNotFoundError):
            ask("nobody")


def test_only_pending_events_are_deleted(world: World, client: BridgeEventsClient) -> None:
    kept, deleted = insert(client), insert(client)
    world.bridge_writes(client, kept, status="'processing'")
    assert client.delete_event(deleted)
    with pytest.raises(ValidationError, match="is processing"):
        client.delete_event(kept)
    assert [event.event_id for event in client.list_events()] == [kept]


def test_failed_and_blocked_events_can_be_tried_again(world: World, client: BridgeEventsClient) -> None:
    event_id = insert(client)
    with pytest.raises(ValidationError, match="is pending"):
        client.retry_event(event_id)
    for status in ("failed", "blocked"):
        world.bridge_writes(client, event_id, status=f"'{status}'")
        assert client.retry_event(event_id)
        assert client.get_event(event_id).status is SyncEventStatus.PENDING


def test_completed_events_are_cleaned_up_after_their_days(world: World, client: BridgeEventsClient) -> None:
    old, new, failed, undated = (insert(client) for _ in range(4))
    eight_days_ago = f"CAST('{datetime.datetime.now() - datetime.timedelta(days=8):%Y-%m-%d %H:%M:%S}' AS TIMESTAMP)"
    world.bridge_writes(client, old, status="'completed'", processed_at=eight_days_ago)
    world.bridge_writes(
        client, new, status="'completed'", processed_at="current_timestamp()", created_at=eight_days_ago
    )
    world.bridge_writes(client, failed, status="'failed'", processed_at=eight_days_ago)
    world.bridge_writes(client, undated, status="'completed'", created_at=eight_days_ago)
    assert client.cleanup_completed_events() == 2
    assert {event.event_id for event in client.list_events()} == {new, failed}
    assert client.cleanup_completed_events(days_old=1) == 0
    assert client.cleanup_completed_events(days_old=0) == 1
    assert client.cleanup_completed_events(older_than_days=0) == 0


def test_many_may_write_at_once(world: World) -> None:
    client = world.client()
    with ThreadPoolExecutor(6) as pool:
        ids = list(pool.map(lambda number: insert(client, priority=number), range(12)))
    assert sorted(event.priority for event in client.list_events()) == list(range(12))
    # Rows of the same files: each delete overtakes the others' commits.
    with ThreadPoolExecutor(3) as pool:
        assert all(pool.map(client.delete_event, ids[:6]))
    assert client.get_stats()["total"] == 6


def test_what_the_table_cannot_hold_is_said_before_anything_is_written(world: World) -> None:
    maps = world.client(SHAPES["maps"])
    with pytest.raises(ValidationError, match="rows_expected to fit into 32 bits"):
        insert(maps, rows_expected=2**31)
    with pytest.raises(ValidationError, match="have a column max_retries"):
        maps.create_event("INSERT", "a.b.c", "dbo.t", max_retries=1)
    least = world.client(LEAST)
    with pytest.raises(ValidationError, match="ALTER TABLE .* ADD COLUMN source_table"):
        insert(least)
    assert maps.list_events() == []
    assert least.list_pending_events() == []
    assert least.cleanup_completed_events() == 0


def test_a_column_that_was_added_is_seen(world: World) -> None:
    client = world.client(LEAST)
    with pytest.raises(ValidationError, match="filter_conditions"):
        client.create_delete_event("dbo.t", filter_conditions={"id": 1})
    world.run(f"ALTER TABLE {client.events_table} ADD COLUMN filter_conditions STRING")
    event_id = client.create_delete_event("dbo.t", filter_conditions={"id": 1})
    assert client.get_event(event_id).filter_conditions == {"id": "1"}


def test_a_table_that_is_no_events_table_is_named(world: World) -> None:
    client = world.client("event_id STRING, operation STRING")
    with pytest.raises(StatementError, match=f"Expected {client.events_table} .* no column target_table, status"):
        client.list_events()


def test_a_table_that_is_not_there_ends_the_wait(world: World) -> None:
    client = BridgeEventsClient(world.catalog, world.schema, "not_there", **world.ways)
    with pytest.raises(StatementError) as raised:
        client.wait_for_completion("event")
    assert not raised.value.retryable


class Flaky:
    """A way to the table that fails now and then."""

    def __init__(self, way: Any) -> None:
        self._way = way
        self.failures: list[bool] = []

    def execute(self, statement: str, parameters: Any) -> list[dict[str, Any]]:
        if self.failures:
            raise StatementError("[SOMETHING] The warehouse is not there", retryable=self.failures.pop(0))
        rows: list[dict[str, Any]] = self._way.execute(statement, parameters)
        return rows

    def close(self) -> None:
        self._way.close()


def test_looks_that_fail_do_not_end_the_wait(world: World) -> None:
    client = world.client()
    flaky = Flaky(client._gateway)  # noqa: SLF001
    waiting = BridgeEventsClient(
        table=client.events_table.split(".")[2], catalog=world.catalog, schema=world.schema, gateway=flaky
    )
    event_id = insert(waiting)
    world.bridge_writes(client, event_id, status="'completed'")
    flaky.failures = [True, True]
    assert waiting.wait_for_completion(event_id, poll_interval=0.01).success
    flaky.failures = [True] * 1000
    with pytest.raises(TimeoutError) as raised:
        waiting.wait_for_completion(event_id, timeout_seconds=0.1, poll_interval=0.02)
    assert isinstance(raised.value.__cause__, StatementError)
    flaky.failures = [False]
    with pytest.raises(StatementError, match="warehouse is not there"):
        waiting.wait_for_completion(event_id)


@pytest.mark.parametrize("limit", [0, -1, 10_001, "5"])
def test_limits_have_a_range(limit: Any, world: World) -> None:
    client = world.client()
    with pytest.raises(ValidationError, match="Expected limit"):
        client.list_events(limit=limit)
    with pytest.raises(ValidationError, match="Expected limit"):
        client.list_pending_events(limit)


def test_statuses_and_times_are_checked(world: World) -> None:
    client = world.client()
    with pytest.raises(ValidationError, match="Expected one of pending, processing"):
        client.list_events(status="done")
    with pytest.raises(ValidationError, match="above 0"):
        client.wait_for_completion("event", timeout_seconds=0)
    with pytest.raises(ValidationError, match="older_than_days"):
        client.cleanup_completed_events(-1)
    with pytest.raises(ValidationError, match="event_id"):
        client.get_event("no such' event")
