"""The name under which scripts of the older service import the client; `sql_databricks_bridge_sdk` is the same."""
