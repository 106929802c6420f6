# Databricks notebook source
# MAGIC %md
# MAGIC # Change SQL Server from a notebook
# MAGIC
# MAGIC Computes new prices, and has the bridge bring them into `dbo.pricing` of SQL Server. The notebook needs nothing
# MAGIC of the bridge but its events table: no address, no token. What may be changed is up to the bridge's permissions.

# COMMAND ----------

# MAGIC %pip install sql-databricks-bridge

# COMMAND ----------

from sql_databricks_bridge_sdk import BridgeEventsClient

events = BridgeEventsClient(spark=spark)
print(f"Events go into {events.events_table}")

# COMMAND ----------

# MAGIC %md
# MAGIC The rows that shall be in SQL Server: the columns that shall change, and the key that says which row is meant.

# COMMAND ----------

where = "SELECT concat(current_catalog(), '.', current_schema(), '.notebook_prices') AS name"
prices = spark.sql(where).first()["name"]

spark.sql(f"CREATE OR REPLACE TABLE {prices} (product_id INT, product_name STRING, price DECIMAL(10, 2))")
spark.sql(f"INSERT INTO {prices} VALUES (11, 'Product 11', 7.49), (600, 'Product 600', 2.50)")
rows = spark.table(prices).count()

# COMMAND ----------

# MAGIC %md
# MAGIC The event. With an id made of the job's run, a run that is repeated does not ask twice. `on_discrepancy` has the
# MAGIC bridge roll back unless exactly as many rows change as we expect.

# COMMAND ----------

run = "notebook-2026-11-21"

event_id = events.create_upsert_event(
    source_table=prices,
    target_table="dbo.pricing",
    primary_keys=["product_id"],
    rows_expected=rows,
    metadata={"on_discrepancy": "rollback"},
    event_id=f"{run}-prices",
)

# COMMAND ----------

# MAGIC %md
# MAGIC The source table must stay as it is until the event has ended: the bridge reads it when it applies the event.

# COMMAND ----------

result = events.wait_for_completion(event_id, timeout_seconds=1800, poll_interval=2, verbose=True)
if not result.success:
    raise RuntimeError(f"{event_id} is {result.event.status.value}: {result.error}")
print(f"{result.rows_affected} rows changed in {result.duration_seconds:.0f} s")

# COMMAND ----------

# MAGIC %md
# MAGIC Rows can also be deleted by conditions. All of them must hold; `None` means NULL, and numbers are literal.

# COMMAND ----------

from decimal import Decimal

gone = events.create_delete_event(
    target_table="dbo.pricing",
    filter_conditions={"product_id": 600, "price": Decimal("2.50")},
    event_id=f"{run}-gone",
)
assert events.wait_for_completion(gone, poll_interval=2).success

# COMMAND ----------

# MAGIC %md
# MAGIC What is there, what waits, and what an operator has to look at:

# COMMAND ----------

print(events.get_stats())
for event in events.list_pending_events():
    print("waits:", event.event_id, event.target_table)
for event in events.list_events(status="failed"):
    print("failed:", event.event_id, event.error_message)

# COMMAND ----------

# MAGIC %md
# MAGIC Completed events are only of interest for a while:

# COMMAND ----------

print(f"{events.cleanup_completed_events(older_than_days=30)} old events deleted")
