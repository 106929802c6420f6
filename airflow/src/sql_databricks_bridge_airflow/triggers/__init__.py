"""The triggers of SQL-Databricks Bridge."""

from sql_databricks_bridge_airflow.triggers.bridge import BridgeEventTrigger, BridgeJobTrigger

__all__ = ["BridgeEventTrigger", "BridgeJobTrigger"]
