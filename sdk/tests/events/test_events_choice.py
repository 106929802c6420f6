"""The client finds its way to the events table, says what is missing, and closes what it has opened and nothing else.

Guards against connections that stay open, tokens in messages, and a session of somebody else that is closed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest

from sql_databricks_bridge_sdk._table_events.connector import OwnConnectorGateway
from sql_databricks_bridge_sdk._table_events.names import UnityTable
from sql_databricks_bridge_sdk.events_client import BridgeEventsClient, StatementError
from sql_databricks_bridge_sdk.exceptions import BridgeSDKError, ValidationError
from support.service import Service, free_port
from support.warehouse import CONNECTOR_SETTINGS, StatementExecution, WarehouseSession

TOKEN = "dapi-secret"
SETTINGS = {"DATABRICKS_HOST": "localhost", "DATABRICKS_TOKEN": TOKEN, "DATABRICKS_WAREHOUSE_ID": "sandbox"}


@pytest.fixture(autouse=True)
def no_workspace_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*SETTINGS, "DATABRICKS_HTTP_PATH", "DATABRICKS_RUNTIME_VERSION"):
        monkeypatch.delenv(name, raising=False)


def in_a_process_of_its_own(**environment: str) -> str:
    """What becomes of a client without arguments, where no Spark was loaded by another test."""
    code = (
        "from sql_databricks_bridge_sdk.events_client import BridgeEventsClient\n"
        "try:\n"
        "    BridgeEventsClient().get_stats()\n"
        "except Exception as error:\n"
        "    print(type(error).__name__, error)\n"
        "import sys\n"
        "assert 'pyspark' not in sys.modules\n"
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATABRICKS_")}
    done = subprocess.run([sys.executable, "-c", code], env={**kept, **environment}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_without_any_way_it_says_which_there_are() -> None:
    said = in_a_process_of_its_own()
    assert said.startswith("ConnectionError Expected a way to the events table: spark=SparkSession")


@pytest.mark.parametrize("missing", ["DATABRICKS_TOKEN", "DATABRICKS_WAREHOUSE_ID"])
def test_half_an_environment_is_named(missing: str) -> None:
    said = in_a_process_of_its_own(**{name: value for name, value in SETTINGS.items() if name != missing})
    assert missing in said
    assert "to be set in the environment" in said
    assert TOKEN not in said


def test_only_one_way_may_be_given(warehouse: StatementExecution) -> None:
    with pytest.raises(BridgeSDKError, match="got several"):
        BridgeEventsClient(spark=WarehouseSession(warehouse), gateway=warehouse)


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        (None, (), "bridge.events.bridge_events"),
        ("shop.sales.`my``events`", (), "`shop`.`sales`.`my``events`"),
        ("shop.sales.events", ("main", None, "other"), "main.sales.other"),
        (None, ("000-sql-databricks-bridge",), "`000-sql-databricks-bridge`.`events`.`bridge_events`"),
    ],
)
def test_the_table_is_named_by_arguments_or_environment(
    name: Any, arguments: Any, expected: str, warehouse: StatementExecution, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name:
        monkeypatch.setenv("BRIDGE_EVENTS_TABLE", name)
    assert BridgeEventsClient(*arguments, gateway=warehouse).events_table == expected


@pytest.mark.parametrize("part", ["a.b", "a b", "a/b", "a\n", "a\u200b"])
def test_no_name_can_say_something_to_the_database(part: str, warehouse: StatementExecution) -> None:
    for arguments in ((part,), ("a", part), ("a", "b", part)):
        with pytest.raises(ValidationError, match="Expected a table like"):
            BridgeEventsClient(*arguments, gateway=warehouse)


def test_a_quote_in_a_name_stays_in_the_name(warehouse: StatementExecution) -> None:
    assert UnityTable("a", "b`c", "`").quoted() == "`a`.`b``c`.````"
    with pytest.raises(StatementError, match="it's`;DROP"):
        BridgeEventsClient("bridge", "events", "it's`;DROP", gateway=warehouse).get_stats()


def test_the_environments_warehouse_is_used_and_its_session_closed(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("databricks.sql", reason="databricks-sql-connector is not installed")
    monkeypatch.setenv("DATABRICKS_HOST", service.workspace_url)
    monkeypatch.setenv("DATABRICKS_TOKEN", service.workspace_token)
    monkeypatch.setenv("DATABRICKS_WAREHOUSE_ID", "sandbox")
    own = OwnConnectorGateway(**CONNECTOR_SETTINGS)
    with BridgeEventsClient(gateway=own) as client:
        assert client.get_stats()["total"] >= 0
        connection: Any = own._connection  # noqa: SLF001
        assert connection.open
    assert not connection.open
    # It connects again when it is used again.
    assert client.get_stats()["total"] >= 0
    client.close()


def test_a_workspace_that_is_not_there_can_be_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("databricks.sql", reason="databricks-sql-connector is not installed")
    monkeypatch.setenv("DATABRICKS_HOST", f"http://localhost:{free_port()}")
    monkeypatch.setenv("DATABRICKS_TOKEN", TOKEN)
    monkeypatch.setenv("DATABRICKS_HTTP_PATH", "/sql/1.0/warehouses/sandbox")
    gateway = OwnConnectorGateway(**CONNECTOR_SETTINGS, _retry_stop_after_attempts_count=1)
    with BridgeEventsClient(gateway=gateway) as client, pytest.raises(StatementError) as raised:
        client.get_stats()
    assert raised.value.retryable
    assert TOKEN not in str(raised.value)


def test_a_session_that_was_given_stays_open(connection: Any) -> None:
    with BridgeEventsClient(connection=connection) as client:
        assert client.get_stats()["total"] >= 0
    assert connection.open
    assert repr(client) == "BridgeEventsClient(bridge.events.bridge_events)"
