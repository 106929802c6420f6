"""What runs inside of Databricks, without a server: `BridgeOperator`."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def __getattr__(name: str) -> Any:
    # Only when it is asked for: the rest of the package needs no Spark.
    if name == "BridgeOperator":
        return import_module("sql_databricks_bridge_sdk.operator").BridgeOperator
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
