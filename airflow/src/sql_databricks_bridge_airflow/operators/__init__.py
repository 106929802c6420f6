"""The operators of SQL-Databricks Bridge."""

from sql_databricks_bridge_airflow.operators.extract import BridgeExtractOperator
from sql_databricks_bridge_airflow.operators.replication import BridgeReplicationOperator
from sql_databricks_bridge_airflow.operators.sync import BridgeSyncOperator

__all__ = ["BridgeExtractOperator", "BridgeReplicationOperator", "BridgeSyncOperator"]
