"""Airflow provider of SQL-Databricks Bridge."""

from __future__ import annotations

from typing import Any

from sql_databricks_bridge_airflow._form import CONN_FIELDS, HOOK_NAME, UI_FIELD_BEHAVIOUR
from sql_databricks_bridge_airflow._version import __version__

__all__ = ["__version__", "get_provider_info"]

_PACKAGE = "sql_databricks_bridge_airflow"


def get_provider_info() -> dict[str, Any]:
    """What Airflow's provider manager asks for; imports neither Airflow nor the client."""
    return {
        "package-name": "sql-databricks-bridge-airflow",
        "name": "SQL-Databricks Bridge",
        "description": "Moves data between SQL Server and Databricks.",
        "versions": [__version__],
        "connection-types": [
            {
                "connection-type": "sql_databricks_bridge",
                "hook-class-name": f"{_PACKAGE}.hooks.bridge.BridgeHook",
                "hook-name": HOOK_NAME,
                "ui-field-behaviour": UI_FIELD_BEHAVIOUR,
                "conn-fields": CONN_FIELDS,
            }
        ],
        "extra-links": [f"{_PACKAGE}.links.BridgeJobLink", f"{_PACKAGE}.links.BridgeEventLink"],
    }
