"""The hook of SQL-Databricks Bridge."""

from sql_databricks_bridge_airflow.hooks.bridge import BridgeHook

__all__ = ["BridgeHook"]
