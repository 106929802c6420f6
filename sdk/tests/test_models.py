"""Models and exceptions by themselves. Catches JSON that is bent, ends that are none, and errors that do not travel."""

from __future__ import annotations

import builtins
import pickle
import re
from datetime import datetime, timezone
from importlib import metadata
from typing import Any

import pytest

import sql_databricks_bridge.sdk
import sql_databricks_bridge_sdk as sdk
from sql_databricks_bridge_sdk._decode import decode, parse_time
from support.service import REPOSITORY

EVENT: dict[str, Any] = {"event_id": "e", "operation": "DELETE", "source_table": None, "target_table": "dbo.t"}

ERRORS: list[sdk.BridgeSDKError] = [
    sdk.BridgeSDKError("m", {"request_id": "r"}),
    sdk.ConnectionError("m"),
    sdk.RequestTimeoutError("m"),
    sdk.EventNotFoundError("e"),
    sdk.JobNotFoundError("j"),
    sdk.TimeoutError("e", 3),
    sdk.JobTimeoutError("j", 3),
    sdk.JobFailedError("j", "failed", "why"),
    sdk.APIError("m", 500, "text"),
    sdk.InvalidRequestError("m", 400),
    sdk.OutputDiffersError("m", 409),
]


@pytest.mark.parametrize(
    ("status", "ended"), [("completed", True), ("failed", True), ("blocked", True), ("retry", False)]
)
def test_a_blocked_event_has_ended_and_one_that_waits_has_not(status: str, ended: bool) -> None:
    assert sdk.SyncEvent.from_dict({**EVENT, "status": status}).is_completed is ended


def test_an_event_survives_its_own_json() -> None:
    event = sdk.SyncEvent(
        "e", sdk.SyncOperation.UPSERT, "a.b.c", "dbo.t", ["id"], changes=sdk.ChangeCounts(1, 2, 3), metadata={"k": "ü"}
    )
    assert sdk.SyncEvent.from_dict(event.to_dict()) == event
    assert event.to_dict()["operation"] == "UPSERT"


def test_what_a_newer_service_sends_is_ignored() -> None:
    assert sdk.SyncEvent.from_dict({**EVENT, "of_tomorrow": 1}).event_id == "e"


@pytest.mark.parametrize(
    ("field", "value"),
    [("priority", "1"), ("priority", True), ("primary_keys", [1]), ("status", "done"), ("created_at", "today")],
)
def test_a_value_of_another_type_is_refused_by_name(field: str, value: Any) -> None:
    with pytest.raises(ValueError, match=field):
        sdk.SyncEvent.from_dict({**EVENT, field: value})


def test_a_missing_field_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="job_id"):
        decode(sdk.ExtractionResponse, {})


@pytest.mark.parametrize(
    ("text", "microsecond"),
    [("2026-11-21T08:00:00Z", 0), ("2026-11-21T08:00:00.1Z", 100000), ("2026-11-21T09:00:00.123456789+01:00", 123456)],
)
def test_times_have_any_number_of_digits(text: str, microsecond: int) -> None:
    assert parse_time(text) == datetime(2026, 11, 21, 8, 0, 0, microsecond, timezone.utc)


def test_the_times_of_year_9999_are_times() -> None:
    assert parse_time("9999-12-31T23:59:59.9999999Z").year == 9999


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_errors_travel_between_processes(error: sdk.BridgeSDKError) -> None:
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert type(copy) is type(error)
    assert (str(copy), copy.__dict__) == (str(error), error.__dict__)


def test_time_outs_and_connections_are_pythons_own_too() -> None:
    assert issubclass(sdk.TimeoutError, builtins.TimeoutError)
    assert issubclass(sdk.JobTimeoutError, builtins.TimeoutError)
    assert issubclass(sdk.RequestTimeoutError, builtins.TimeoutError)
    assert issubclass(sdk.ConnectionError, builtins.ConnectionError)


def test_both_import_names_have_the_same_objects() -> None:
    for name in sdk.__all__:
        assert getattr(sql_databricks_bridge.sdk, name) is getattr(sdk, name)


def test_the_version_is_the_services() -> None:
    pom = (REPOSITORY / "pom.xml").read_text(encoding="utf-8")
    match = re.search(r"<artifactId>sql-databricks-bridge</artifactId>\s*<version>([^<]+)</version>", pom)
    assert match is not None
    assert sdk.__version__ == match.group(1).replace("-SNAPSHOT", ".dev0")
    assert metadata.version("sql-databricks-bridge") == sdk.__version__
