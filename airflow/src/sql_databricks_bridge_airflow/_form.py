"""The form of a connection, in the words of Airflow's provider information (Airflow 3.2 and later read it there)."""

from __future__ import annotations

from typing import Any

HOOK_NAME = "SQL-Databricks Bridge"

UI_FIELD_BEHAVIOUR: dict[str, Any] = {
    "hidden-fields": ["login", "extra"],
    "relabeling": {"schema": "Schema (https or http)", "password": "Token"},
    "placeholders": {"host": "bridge.example.com", "port": "8000", "schema": "https"},
}

CONN_FIELDS: dict[str, Any] = {
    "timeout": {
        "label": "Timeout (seconds)",
        "description": "How long one request may take.",
        "schema": {"type": ["integer", "null"], "minimum": 1, "default": 30},
    },
    "verify": {
        "label": "Verify certificate",
        "description": "Switch it off in tests only.",
        "schema": {"type": ["boolean", "null"], "default": True},
    },
    "ca": {
        "label": "File of authorities (PEM)",
        "description": "Where the service's certificate is of an authority of your own.",
        "schema": {"type": ["string", "null"]},
    },
    "namespace": {
        "label": "Namespace",
        "description": "Tells Airflow installations apart whose DAGs have the same names and that use the same bridge.",
        "schema": {"type": ["string", "null"]},
    },
}


def ui_field_behaviour() -> dict[str, Any]:
    """The behaviour of the standard fields, as hooks of Airflow 2 say it."""
    return {name.replace("-", "_"): value for name, value in UI_FIELD_BEHAVIOUR.items()}
