"""The client: the same objects as in `sql_databricks_bridge_sdk`."""

from sql_databricks_bridge_sdk import *  # noqa: F403
