"""What Airflow finds of the package. Catches a provider that is installed and not seen, and connections read wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import airflow
import jsonschema
import pytest
import sql_databricks_bridge_sdk
from airflow.models.connection import Connection
from airflow.providers_manager import ProvidersManager
from packaging.version import Version
from sql_databricks_bridge_sdk import ValidationError
from support.service import Service, free_port

import sql_databricks_bridge_airflow
from conftest import connection
from flows import load
from sql_databricks_bridge_airflow._connection import BridgeSettings
from sql_databricks_bridge_airflow.hooks import BridgeHook

_BEFORE_3_2 = Version(airflow.__version__) < Version("3.2")
_ENVIRONMENT = "AIRFLOW_CONN_SQL_DATABRICKS_BRIDGE_DEFAULT"


def test_airflow_sees_the_provider_its_connection_type_and_its_links() -> None:
    manager = ProvidersManager()
    assert manager.providers["sql-databricks-bridge-airflow"].version == sql_databricks_bridge_airflow.__version__
    hook = manager.hooks["sql_databricks_bridge"]
    assert hook is not None
    assert hook.hook_name == "SQL-Databricks Bridge"
    for name in sql_databricks_bridge_airflow.get_provider_info()["extra-links"]:
        assert name in manager.extra_links_class_names
        assert load(name)().name


def test_its_version_is_the_clients() -> None:
    assert sql_databricks_bridge_airflow.__version__ == sql_databricks_bridge_sdk.__version__


@pytest.mark.skipif(_BEFORE_3_2, reason="Before, the form is the hook's.")
def test_the_connections_form_is_in_the_providers_information() -> None:
    manager = ProvidersManager()
    form = {name for name in manager.connection_form_widgets if name.startswith("extra__sql_databricks_bridge__")}
    assert {name.rpartition("__")[2] for name in form} == {"timeout", "verify", "ca", "namespace"}
    behaviour = manager.field_behaviours["sql_databricks_bridge"]
    assert behaviour["hidden_fields"] == ["login", "extra"]
    assert behaviour["relabeling"]["password"] == "Token"
    assert behaviour["placeholders"]["host"] == "bridge.example.com"


@pytest.mark.skipif(_BEFORE_3_2, reason="Before, nobody reads them there.")
def test_the_providers_information_is_as_airflow_wants_it() -> None:
    schema = json.loads((Path(airflow.__file__).parent / "provider.yaml.schema.json").read_text(encoding="utf-8"))
    kinds = sql_databricks_bridge_airflow.get_provider_info()["connection-types"]
    jsonschema.validate(
        kinds, {**schema["properties"]["connection-types"], "definitions": schema.get("definitions", {})}
    )


def test_the_hook_has_the_same_form() -> None:
    assert BridgeHook.get_ui_field_behaviour()["relabeling"]["password"] == "Token"
    assert set(BridgeHook.get_ui_field_behaviour()) == {"hidden_fields", "relabeling", "placeholders"}


def test_the_connections_form_has_its_fields() -> None:
    pytest.importorskip("flask_appbuilder")
    assert set(BridgeHook.get_connection_form_widgets()) == {"timeout", "verify", "ca", "namespace"}
    assert "login" in BridgeHook.get_ui_field_behaviour()["hidden_fields"]


def test_a_good_connection_is_called_good(service: Service) -> None:
    good, message = BridgeHook().test_connection()
    assert good, message


def test_a_wrong_token_is_called_so(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(_ENVIRONMENT, connection(service.url, "nobodys-token"))
    good, message = BridgeHook().test_connection()
    assert not good
    assert "nobodys-token" not in message


def test_a_service_that_is_not_there_is_called_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(_ENVIRONMENT, connection(f"http://127.0.0.1:{free_port()}", "token"))
    good, message = BridgeHook().test_connection()
    assert not good
    assert message


def test_a_connection_without_a_host_is_called_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(_ENVIRONMENT, json.dumps({"conn_type": "sql_databricks_bridge"}))
    assert BridgeHook().test_connection() == (
        False,
        "Connection sql_databricks_bridge_default: expected a host, such as bridge.example.com.",
    )


@pytest.mark.parametrize(
    ("fields", "url"),
    [
        ({"host": "bridge.example.com"}, "https://bridge.example.com"),
        ({"host": "bridge.example.com", "port": 8443}, "https://bridge.example.com:8443"),
        ({"host": "bridge.example.com", "port": 8000, "schema": "http"}, "http://bridge.example.com:8000"),
        ({"host": "https://example.com/bridge/"}, "https://example.com/bridge"),
    ],
)
def test_the_url_is_made_of_schema_host_and_port(fields: dict[str, Any], url: str) -> None:
    assert _settings(**fields).base_url == url


@pytest.mark.parametrize(
    ("extra", "verify"),
    [({}, True), ({"verify": False}, False), ({"verify": "false"}, False), ({"ca": "/etc/ca.pem"}, "/etc/ca.pem")],
)
def test_the_check_of_certificates_is_as_the_extra_says(extra: dict[str, Any], verify: object) -> None:
    assert _settings(host="h", extra=json.dumps(extra)).verify == verify


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"host": "h", "schema": "ftp"}, "expected http or https"),
        ({"host": "h", "extra": '{"timeout": "soon"}'}, "extra.timeout to be seconds"),
        ({"host": "h", "extra": '{"timeout": 0}'}, "more than 0 seconds"),
    ],
)
def test_a_wrong_connection_says_what_is_wrong(fields: dict[str, Any], what: str) -> None:
    with pytest.raises(ValidationError, match=what):
        _settings(**fields)


def test_the_token_is_not_in_the_settings_text() -> None:
    assert "secret-token" not in repr(_settings(host="h", password="secret-token"))


def test_a_file_of_authorities_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = str(tmp_path / "missing.pem")
    monkeypatch.setenv(
        _ENVIRONMENT, json.dumps({"conn_type": "sql_databricks_bridge", "host": "h", "extra": {"ca": missing}})
    )
    good, message = BridgeHook().test_connection()
    assert not good
    assert missing in message


def _settings(**fields: Any) -> BridgeSettings:
    return BridgeSettings.of(Connection(conn_id="c", conn_type="sql_databricks_bridge", **fields))
