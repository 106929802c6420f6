"""Which way the events table is reached."""

from __future__ import annotations

from typing import Optional

from sql_databricks_bridge_sdk._table_events.connector import (
    Connection,
    ConnectorGateway,
    OwnConnectorGateway,
    is_configured,
)
from sql_databricks_bridge_sdk._table_events.gateway import SqlGateway
from sql_databricks_bridge_sdk._table_events.spark import SparkGateway, SparkSession, active_session
from sql_databricks_bridge_sdk.exceptions import BridgeSDKError, ConnectionError


def choose(
    spark: Optional[SparkSession], connection: Optional[Connection], gateway: Optional[SqlGateway]
) -> SqlGateway:
    """What was given, else the process's Spark session, else the warehouse that the environment names.

    Raises:
        ConnectionError: when there is none of them.
        BridgeSDKError: when more than one was given.
    """
    given = [way for way in (spark, connection, gateway) if way is not None]
    if len(given) > 1:
        raise BridgeSDKError("Expected one of spark, connection and gateway, but got several.")
    if gateway is not None:
        return gateway
    if connection is not None:
        return ConnectorGateway(connection)
    session = active_session() if spark is None else spark
    if session is not None:
        return SparkGateway(session)
    if is_configured():
        return OwnConnectorGateway()
    raise ConnectionError(
        "Expected a way to the events table: spark=SparkSession, connection=databricks.sql.connect(...), or "
        "DATABRICKS_HOST, DATABRICKS_TOKEN and DATABRICKS_WAREHOUSE_ID in the environment."
    )
