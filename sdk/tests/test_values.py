"""Values of numpy and pandas in what is sent. Catches lost digits, and NaN, NaT and NA that are taken for text."""

from __future__ import annotations

import datetime
import enum
import json
import uuid
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sql_databricks_bridge_sdk as sdk
from sql_databricks_bridge_sdk._json import dumps
from sql_databricks_bridge_sdk._table_events.draft import draft
from sql_databricks_bridge_sdk._table_events.texts import texts
from support.calls import Call
from support.servers import ScriptedServer, answer
from support.service import Service
from test_failures import EVENT, STARTED
from test_service import destination


class Unknown:
    """Its text is the same in each process, as the name of a test has to be."""

    def __repr__(self) -> str:
        return "of no known kind"


class Colour(enum.Enum):
    """A member whose value is numpy's."""

    RED = np.int64(7)


# Older versions of numpy have no types for it.
_MASKED: Any = np.ma

# The value, and what is sent: of parameters as JSON, of conditions as text.
VALUES: list[tuple[Any, Any, str]] = [
    (np.int64(2**62), 2**62, str(2**62)),
    (np.uint8(255), 255, "255"),
    (np.float64(0.1), Decimal("0.1"), "0.1"),
    (np.float32(0.1), Decimal("0.1"), "0.1"),
    (np.float32(1e20), Decimal("1e20"), "100000000000000000000"),
    (np.bool_(True), True, "true"),
    (np.str_("Łódź"), "Łódź", "Łódź"),
    (np.datetime64("2026-01-15"), "2026-01-15", "2026-01-15"),
    (np.datetime64("2026-01-15T10"), "2026-01-15T10:00:00", "2026-01-15T10:00:00"),
    (np.datetime64("2026-01-15T10:00:00.123456789"), "2026-01-15T10:00:00.123456789", "2026-01-15T10:00:00.123456789"),
    (np.datetime64("2026-01-15T10:00:00.120000000"), "2026-01-15T10:00:00.12", "2026-01-15T10:00:00.12"),
    (np.array(5), 5, "5"),
    (pd.Timestamp("2026-01-15T10:00:00.123456"), "2026-01-15T10:00:00.123456", "2026-01-15T10:00:00.123456"),
    (pd.Timestamp("2026-01-15T10:00Z"), "2026-01-15T10:00:00+00:00", "2026-01-15T10:00:00+00:00"),
    (datetime.date(2026, 1, 15), "2026-01-15", "2026-01-15"),
    (datetime.time(10, 0, 0, 5), "10:00:00.000005", "10:00:00.000005"),
    (Decimal("12345678901234567890.10"), Decimal("12345678901234567890.10"), "12345678901234567890.10"),
    (uuid.UUID(int=5), str(uuid.UUID(int=5)), str(uuid.UUID(int=5))),
    (Colour.RED, 7, "7"),
]

LISTS: list[tuple[Any, Any]] = [
    (np.array([1, 2]), [1, 2]),
    (np.array(["2026-01-15", "2026-01-16"], dtype="datetime64[ns]"), ["2026-01-15T00:00:00", "2026-01-16T00:00:00"]),
    (pd.Series([0.1], dtype="float32"), [Decimal("0.1")]),
    (pd.Series([2**62, 1], dtype="Int64"), [2**62, 1]),
    (pd.Series(["a", "b"], dtype="category"), ["a", "b"]),
    (pd.Series(pd.to_datetime(["2026-01-15T10:00Z"])), ["2026-01-15T10:00:00+00:00"]),
    (pd.Index([1, 2]), [1, 2]),
    (pd.array(["x"], dtype="string"), ["x"]),
    ([np.int64(1), {"a": np.float32(0.5)}], [1, {"a": Decimal("0.5")}]),
]

NONE: list[Any] = [
    float("nan"),
    float("inf"),
    Decimal("NaN"),
    Decimal("sNaN"),
    Decimal("-Infinity"),
    np.float64("nan"),
    np.float32("inf"),
    np.datetime64("NaT"),
    np.timedelta64("NaT"),
    np.ma.masked,
    pd.NaT,
    pd.NA,
]

HOLES: list[Any] = [
    [1, float("nan")],
    np.array([1, np.nan]),
    _MASKED.masked_array([1, 2], mask=[False, True]),
    pd.Series([1, None]),
    pd.Series([1, None], dtype="Int64"),
    pd.Series(pd.to_datetime(["2026-01-15", None])),
]

NO_VALUES: list[Any] = [
    Unknown(),
    b"x",
    1j,
    np.complex64(1),
    np.timedelta64(1, "D"),
    datetime.timedelta(1),
]


def decoded(text: str) -> Any:
    return json.loads(text, parse_float=Decimal)


def named(value: object) -> str:
    return f"{type(value).__name__} {value}"


@pytest.mark.parametrize(("value", "sent", "text"), VALUES, ids=repr)
def test_a_value_is_sent_with_all_its_digits(value: Any, sent: Any, text: str) -> None:
    assert decoded(dumps({"p": value})) == {"p": sent}
    assert texts({"p": value}, "filter_conditions") == {"p": text}


@pytest.mark.parametrize(("value", "sent"), LISTS, ids=lambda value: type(value).__name__)
def test_arrays_and_series_are_lists(value: Any, sent: Any) -> None:
    assert decoded(dumps(value)) == sent


def calls(value: Any) -> list[tuple[str, dict[str, Any], str]]:
    """Calls with the value somewhere, and the field that it is in."""
    event = {"operation": "DELETE", "source_table": None, "target_table": "dbo.t"}
    condition = {"filter_conditions": {"price": value}}
    return [
        ("extract", {"country": "bolivia", "parameters": {"since": value}}, "parameters.since"),
        ("submit_sync_event", {**event, **condition}, "filter_conditions.price"),
        ("submit_sync_event", {**event, "metadata": {"note": value}}, "metadata.note"),
        ("dry_run_sync_event", {**event, **condition}, "filter_conditions.price"),
    ]


@pytest.mark.parametrize("value", NONE + NO_VALUES, ids=named)
def test_what_is_no_value_is_refused_with_its_field_before_it_is_sent(value: Any, call: Call) -> None:
    for method, given, field in calls(value):
        with pytest.raises(sdk.ValidationError, match=rf"Expected {field} to be"):
            call("http://127.0.0.1:9", method, **given)
    with pytest.raises(sdk.ValidationError, match="rows_expected"):
        call("http://127.0.0.1:9", "submit_sync_event", "INSERT", "a.b.c", "dbo.t", rows_expected=value)


@pytest.mark.parametrize("value", HOLES, ids=lambda value: type(value).__name__)
def test_a_hole_in_a_list_is_refused_with_its_place(value: Any) -> None:
    with pytest.raises(sdk.ValidationError, match=r"Expected parameters.ids\[1\] to be a value"):
        dumps({"parameters": {"ids": value}})


@pytest.mark.parametrize("value", NONE + NO_VALUES, ids=named)
def test_the_events_table_gets_no_such_value_either(value: Any) -> None:
    asked: dict[str, Any] = {
        "operation": "DELETE", "source_table": None, "target_table": "dbo.t", "primary_keys": None, "priority": 0,
        "rows_expected": None, "metadata": None, "event_id": None, "max_retries": None,
        "filter_conditions": {"id": 1},
    }  # fmt: skip
    for change, field in (
        ({"filter_conditions": {"price": value}}, "filter_conditions.price"),
        ({"metadata": {"note": value}}, "metadata.note"),
        ({"rows_expected": value}, "rows_expected"),
        ({"priority": value}, "priority"),
    ):
        with pytest.raises(sdk.ValidationError, match=field):
            draft(**{**asked, **change})


def test_numbers_of_numpy_are_numbers_of_events() -> None:
    numbers: dict[str, Any] = {"rows_expected": np.int64(3), "priority": np.int32(2), "max_retries": np.uint8(1)}
    event = draft(
        operation="INSERT", source_table="a.b.c", target_table="dbo.t", primary_keys=None, filter_conditions=None,
        metadata=None, event_id=None, **numbers,
    )  # fmt: skip
    assert (event.rows_expected, event.priority, event.max_retries) == (3, 2, 1)
    assert {type(number) for number in (event.rows_expected, event.priority, event.max_retries)} == {int}


def test_both_clients_send_them(call: Call) -> None:
    with ScriptedServer(answer(202, STARTED), answer(202, EVENT)) as server:
        call(server.url, "extract", country="bolivia", parameters={"ids": pd.Series([1, 2])}, limit=np.int64(5))
        call(server.url, "submit_sync_event", "INSERT", "a.b.c", "dbo.t", rows_expected=np.int64(3))
        first, second = (request.json for request in server.received)
    assert (first["parameters"], first["limit"]) == ({"ids": [1, 2]}, 5)
    assert (second["rows_expected"], second["priority"]) == (3, 5)


def test_the_service_takes_them(service: Service, call: Call) -> None:
    asked = {"country": "bolivia", "queries": ["top_customers"], "parameters": {"top_customers": np.int64(3)}}
    started = call(service.url, "extract", destination=destination(), **asked)
    assert call(service.url, "wait_for_job", started, poll_interval=0.2).rows_extracted == 3
    conditions = {"product_id": np.int64(-5), "quantity": np.float64(2), "discontinued": np.bool_(True)}
    gone = ("DELETE", None, "dbo.stock")
    run = call(service.url, "dry_run_sync_event", *gone, filter_conditions=conditions)
    assert run.raise_for_status().rows_affected == 0
