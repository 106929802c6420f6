"""The hook: clients of the service, made of an Airflow connection."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from asgiref.sync import sync_to_async
from sql_databricks_bridge_sdk import (
    AsyncBridgeAPIClient,
    AsyncBridgeClient,
    BridgeAPIClient,
    BridgeClient,
    BridgeSDKError,
)

from sql_databricks_bridge_airflow._compat import BaseHook
from sql_databricks_bridge_airflow._connection import BridgeSettings
from sql_databricks_bridge_airflow._form import CONN_FIELDS, HOOK_NAME, ui_field_behaviour


class BridgeHook(BaseHook):
    """Reaches SQL-Databricks Bridge by a connection of type `sql_databricks_bridge`.

    The connection has `host`, `port`, `schema` (`https`, the default, or `http`) and `password` (the token), and in
    `extra`:
    `timeout` (seconds of one request, 30), `verify` (false switches the check of certificates off), `ca` (a PEM file of
    authorities) and `namespace` (tells Airflow installations apart that use one bridge).
    """

    conn_name_attr = "bridge_conn_id"
    default_conn_name = "sql_databricks_bridge_default"
    conn_type = "sql_databricks_bridge"
    hook_name = HOOK_NAME

    def __init__(self, bridge_conn_id: str = default_conn_name) -> None:
        super().__init__()
        self.bridge_conn_id = bridge_conn_id

    @cached_property
    def settings(self) -> BridgeSettings:
        """What the connection says; read once.

        Raises:
            ValidationError: when a field of it is wrong.
        """
        return BridgeSettings.of(self.get_connection(self.bridge_conn_id))

    def get_conn(self) -> BridgeClient:
        """A client of its own for the caller, who closes it (`with hook.get_conn() as client:`)."""
        return BridgeClient(**self._client_arguments())

    def get_api_conn(self) -> BridgeAPIClient:
        """Likewise the client that can retry and cancel events."""
        return BridgeAPIClient(**self._client_arguments())

    async def get_async_conn(self) -> AsyncBridgeClient:
        """The same as `get_conn` for triggers; connection and certificates are read beside the event loop."""
        return AsyncBridgeClient(**await sync_to_async(self._client_arguments)())

    async def get_async_api_conn(self) -> AsyncBridgeAPIClient:
        """The same as `get_api_conn` for triggers."""
        return AsyncBridgeAPIClient(**await sync_to_async(self._client_arguments)())

    def job_url(self, job_id: str) -> str:
        """Where the service shows a job."""
        return f"{self.settings.base_url}/jobs/{job_id}"

    def event_url(self, event_id: str) -> str:
        """Where the service shows an event."""
        return f"{self.settings.base_url}/sync/events/{event_id}"

    def test_connection(self) -> tuple[bool, str]:
        """What the button "Test" of a connection asks: whether the service answers and takes the token."""
        try:
            with self.get_conn() as client:
                client.list_jobs(limit=1)
        except BridgeSDKError as error:
            return False, str(error)
        return True, f"The service at {self.settings.base_url} answers, and takes the token."

    def _client_arguments(self) -> dict[str, Any]:
        settings = self.settings
        return {
            "base_url": settings.base_url,
            "token": settings.token,
            "timeout": settings.timeout,
            "verify_ssl": settings.verify,
        }

    @classmethod
    def get_connection_form_widgets(cls) -> dict[str, Any]:
        """The fields of `extra` in the connection's form, for Airflow before 3.2; later ones read `CONN_FIELDS`."""
        # Only the web interface needs them, and has these packages.
        from flask_appbuilder.fieldwidgets import BS3TextFieldWidget
        from wtforms import BooleanField, IntegerField, StringField
        from wtforms.validators import NumberRange, Optional

        def field(form: dict[str, Any]) -> Any:
            schema = form["schema"]
            if schema["type"][0] == "boolean":
                return BooleanField(form["label"], default=schema["default"])
            if schema["type"][0] == "integer":
                checks = [Optional(), NumberRange(min=schema["minimum"])]
                return IntegerField(form["label"], checks, widget=BS3TextFieldWidget(), default=schema["default"])
            return StringField(form["label"], [Optional()], widget=BS3TextFieldWidget())

        return {name: field(form) for name, form in CONN_FIELDS.items()}

    @classmethod
    def get_ui_field_behaviour(cls) -> dict[str, Any]:
        """Which standard fields the connection's form shows, and by which names; for Airflow before 3.2."""
        return ui_field_behaviour()
