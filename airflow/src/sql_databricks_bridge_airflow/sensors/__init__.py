"""The sensors of SQL-Databricks Bridge."""

from sql_databricks_bridge_airflow.sensors.bridge import BridgeEventSensor, BridgeJobSensor

__all__ = ["BridgeEventSensor", "BridgeJobSensor"]
