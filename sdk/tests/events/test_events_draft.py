"""Events that the bridge would refuse are refused before anything is written, and the rules are the service's.

Guards against rules that drift apart: an event that the client takes and the service refuses fails minutes later, in a
table that nobody looks at.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import httpx
import pytest

from sql_databricks_bridge_sdk.events_client import BridgeEventsClient
from sql_databricks_bridge_sdk.exceptions import ValidationError
from support.service import Service

SOURCE = "main.default.new_prices"
TARGET = "dbo.pricing"

WRONG: dict[str, dict[str, Any]] = {
    "an operation that does not exist": {"operation": "MERGE", "source_table": SOURCE, "target_table": TARGET},
    "no operation": {"operation": "", "source_table": SOURCE, "target_table": TARGET},
    "an INSERT without a source": {"operation": "INSERT", "target_table": TARGET},
    "a source of blanks": {"operation": "INSERT", "source_table": "  ", "target_table": TARGET},
    "a source of two parts": {"operation": "INSERT", "source_table": "default.new_prices", "target_table": TARGET},
    "a source of four parts": {"operation": "INSERT", "source_table": f"a.{SOURCE}", "target_table": TARGET},
    "a source with an empty part": {"operation": "INSERT", "source_table": "main..new_prices", "target_table": TARGET},
    "a source with a blank": {"operation": "INSERT", "source_table": "main.default.new prices", "target_table": TARGET},
    "a source with an open quote": {
        "operation": "INSERT",
        "source_table": "main.default.`prices",
        "target_table": TARGET,
    },
    "a source with a zero-width space": {
        "operation": "INSERT",
        "source_table": "main.default.new\u200bprices",
        "target_table": TARGET,
    },
    "a target in another database": {"operation": "INSERT", "source_table": SOURCE, "target_table": "shop.dbo.pricing"},
    "an empty target": {"operation": "INSERT", "source_table": SOURCE, "target_table": ""},
    "a target with an open bracket": {"operation": "INSERT", "source_table": SOURCE, "target_table": "dbo.[pricing"},
    "a target that ends with a dot": {"operation": "INSERT", "source_table": SOURCE, "target_table": "dbo.pricing."},
    "an UPDATE without keys": {"operation": "UPDATE", "source_table": SOURCE, "target_table": TARGET},
    "an UPSERT without keys": {
        "operation": "UPSERT",
        "source_table": SOURCE,
        "target_table": TARGET,
        "primary_keys": [],
    },
    "a key twice": {
        "operation": "UPDATE",
        "source_table": SOURCE,
        "target_table": TARGET,
        "primary_keys": ["product_id", "PRODUCT_ID"],
    },
    "a blank key": {"operation": "UPDATE", "source_table": SOURCE, "target_table": TARGET, "primary_keys": [" "]},
    "a DELETE of everything": {"operation": "DELETE", "target_table": TARGET},
    "a DELETE by a source without keys": {"operation": "DELETE", "source_table": SOURCE, "target_table": TARGET},
    "a DELETE by keys without a source": {
        "operation": "DELETE",
        "target_table": TARGET,
        "primary_keys": ["product_id"],
    },
    "a DELETE by keys and conditions": {
        "operation": "DELETE",
        "source_table": SOURCE,
        "target_table": TARGET,
        "primary_keys": ["product_id"],
        "filter_conditions": {"currency": "EUR"},
    },
    "two conditions for one column": {
        "operation": "DELETE",
        "target_table": TARGET,
        "filter_conditions": {"currency": "EUR", "CURRENCY": "USD"},
    },
    "conditions for an INSERT": {
        "operation": "INSERT",
        "source_table": SOURCE,
        "target_table": TARGET,
        "filter_conditions": {"currency": "EUR"},
    },
    "a nested condition": {"operation": "DELETE", "target_table": TARGET, "filter_conditions": {"currency": ["EUR"]}},
    "a number of 701 digits": {"operation": "DELETE", "target_table": TARGET, "filter_conditions": {"price": 10**700}},
    "fewer than no rows": {"operation": "INSERT", "source_table": SOURCE, "target_table": TARGET, "rows_expected": -1},
    "a priority of 33 bits": {"operation": "INSERT", "source_table": SOURCE, "target_table": TARGET, "priority": 2**31},
    "101 retries": {"operation": "INSERT", "source_table": SOURCE, "target_table": TARGET, "max_retries": 101},
    "an id with a blank": {
        "operation": "INSERT",
        "source_table": SOURCE,
        "target_table": TARGET,
        "event_id": "my event",
    },
    "an id of 129 characters": {
        "operation": "INSERT",
        "source_table": SOURCE,
        "target_table": TARGET,
        "event_id": "e" * 129,
    },
    "an unknown policy": {
        "operation": "INSERT",
        "source_table": SOURCE,
        "target_table": TARGET,
        "metadata": {"on_discrepancy": "ignore"},
    },
    "an unknown identity policy": {
        "operation": "INSERT",
        "source_table": SOURCE,
        "target_table": TARGET,
        "metadata": {"identity": "KEEP"},
    },
    "a country that is a path": {
        "operation": "INSERT",
        "source_table": SOURCE,
        "target_table": TARGET,
        "metadata": {"country": "../bolivia"},
    },
}

RIGHT: dict[str, dict[str, Any]] = {
    "an INSERT in lower case": {"operation": " insert ", "source_table": SOURCE, "target_table": "pricing"},
    "an INSERT with keys": {
        "operation": "INSERT",
        "source_table": SOURCE,
        "target_table": TARGET,
        "primary_keys": ["product_id"],
    },
    "quoted names": {
        "operation": "UPDATE",
        "source_table": "`main`.default.`new``prices`",
        "target_table": "[dbo].[my ]] table.with dots]",
        "primary_keys": ["product_id"],
    },
    "a DELETE by keys": {
        "operation": "DELETE",
        "source_table": SOURCE,
        "target_table": TARGET,
        "primary_keys": ["product_id"],
    },
    "a DELETE by conditions": {
        "operation": "DELETE",
        "target_table": TARGET,
        "filter_conditions": {"price": 0, "currency": None},
    },
    "a DELETE by conditions with keys beside": {
        "operation": "DELETE",
        "target_table": TARGET,
        "primary_keys": ["product_id"],
        "filter_conditions": {"product_id": -1},
    },
    "everything": {
        "operation": "UPSERT",
        "source_table": SOURCE,
        "target_table": TARGET,
        "primary_keys": ["product_id"],
        "rows_expected": 2**63 - 1,
        "priority": -(2**31),
        "max_retries": 100,
        "metadata": {
            "country": "bolivia",
            "on_discrepancy": "rollback",
            "identity": "keep",
            "nested": {"a": [1, None]},
        },
    },
}


class Recorder:
    """An events table that keeps what is written."""

    def __init__(self) -> None:
        self.inserted: list[Mapping[str, Any]] = []

    def execute(self, statement: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        if statement.startswith("DESCRIBE"):
            columns = [
                "event_id",
                "operation",
                "source_table",
                "target_table",
                "primary_keys",
                "status",
                "filter_conditions",
                "metadata",
            ]
            numbers = {"rows_expected": "bigint", "priority": "int", "max_retries": "int"}
            types = {**dict.fromkeys(columns, "string"), **numbers}
            return [{"col_name": name, "data_type": kind} for name, kind in types.items()]
        if statement.startswith("INSERT"):
            self.inserted.append(parameters)
        return []

    def close(self) -> None:
        pass


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


def create(recorder: Recorder, event: dict[str, Any]) -> str:
    return BridgeEventsClient(gateway=recorder).create_event(**{"source_table": None, **event})


@pytest.mark.parametrize("event", WRONG.values(), ids=WRONG.keys())
def test_what_the_service_refuses_is_not_written(event: dict[str, Any], recorder: Recorder, service: Service) -> None:
    with pytest.raises(ValidationError, match="Expected"):
        create(recorder, event)
    assert recorder.inserted == []
    assert submit(service, event).status_code == 400


@pytest.mark.parametrize("event", RIGHT.values(), ids=RIGHT.keys())
def test_what_the_service_takes_is_written(event: dict[str, Any], recorder: Recorder, service: Service) -> None:
    create(recorder, event)
    assert len(recorder.inserted) == 1
    assert submit(service, event).is_success


@pytest.mark.parametrize(
    "event",
    [
        {"operation": "UPDATE", "source_table": SOURCE, "target_table": TARGET, "primary_keys": "product_id"},
        {"operation": "DELETE", "target_table": TARGET, "filter_conditions": {"price": float("nan")}},
        {"operation": "DELETE", "target_table": TARGET, "filter_conditions": {"price": b"1"}},
        {"operation": "DELETE", "target_table": TARGET, "filter_conditions": {"name": "half \ud83d"}},
        {"operation": "DELETE", "target_table": TARGET, "filter_conditions": {3: "EUR"}},
        {"operation": "DELETE", "target_table": TARGET, "filter_conditions": "currency = 'EUR'"},
        {"operation": "INSERT", "source_table": SOURCE, "target_table": TARGET, "rows_expected": 1.5},
        {"operation": "INSERT", "source_table": SOURCE, "target_table": TARGET, "priority": True},
        {"operation": None, "source_table": SOURCE, "target_table": TARGET},
    ],
    ids=str,
)
def test_what_only_python_can_say_wrongly_is_not_written(event: dict[str, Any], recorder: Recorder) -> None:
    with pytest.raises(ValidationError, match="Expected"):
        create(recorder, event)
    assert recorder.inserted == []


def test_values_keep_all_their_digits(recorder: Recorder) -> None:
    conditions = {
        "price": Decimal("12345678901234567890.10"),
        "big": 2**70,
        "small": 0.1,
        "large": 1e22,
        "day": datetime.date(2026, 1, 31),
        "time": datetime.datetime(2026, 1, 31, 12, 0, 0, 123456),
        "on": True,
        "gone": None,
        "text": 'it\'s "10 €" \\ 🚀',
    }
    create(recorder, {"operation": "DELETE", "target_table": TARGET, "filter_conditions": conditions})
    written = json.loads(recorder.inserted[0]["filter_conditions"], parse_float=str, parse_int=str)
    assert written == {
        "price": "12345678901234567890.10",
        "big": "1180591620717411303424",
        "small": "0.1",
        "large": "1e+22",
        "day": "2026-01-31",
        "time": "2026-01-31T12:00:00.123456",
        "on": True,
        "gone": None,
        "text": 'it\'s "10 €" \\ 🚀',
    }


def test_conditions_may_stand_in_the_metadata_as_in_older_scripts(recorder: Recorder) -> None:
    metadata = {"filter_conditions": '{"price": 0.10}', "team": "pricing"}
    create(recorder, {"operation": "DELETE", "target_table": TARGET, "metadata": metadata})
    assert recorder.inserted[0]["filter_conditions"] == '{"price": 0.10}'
    assert recorder.inserted[0]["metadata"] == '{"team": "pricing"}'


def test_an_id_of_the_clients_choice_tells_the_operation(recorder: Recorder) -> None:
    first = create(recorder, RIGHT["a DELETE by keys"])
    second = create(recorder, RIGHT["a DELETE by keys"])
    assert first.startswith("delete-")
    assert first != second


def submit(service: Service, event: dict[str, Any]) -> httpx.Response:
    headers = {"Authorization": f"Bearer {service.admin_token}"}
    return httpx.post(f"{service.url}/sync/events", json=event, headers=headers, timeout=60)
