"""An example: extract SQL Server tables in the morning, bring the new prices back, for several countries.

Copy it into the folder of your DAGs and change names. It needs a connection `sql_databricks_bridge_default`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from airflow import DAG

from sql_databricks_bridge_airflow.operators import BridgeExtractOperator, BridgeSyncOperator

with DAG(
    dag_id="prices_between_worlds",
    start_date=datetime(2026, 1, 1),
    schedule=None,
    catchup=False,
    default_args={"retries": 2, "retry_delay": timedelta(minutes=5), "deferrable": True, "poll_interval": 5.0},
    params={"start_date": "1995-01-01", "end_date": "1995-02-01"},
    doc_md=__doc__,
) as dag:
    # One mapped task a country; each has a job of its own, which a retry finds again.
    extract = BridgeExtractOperator.partial(
        task_id="extract",
        queries=["orders_of_period", "top_customers"],
        parameters={"start_date": "{{ params.start_date }}", "end_date": "{{ params.end_date }}"},
        overwrite=True,
        timeout=timedelta(hours=2),
    ).expand(country=["bolivia"])

    # Applied exactly once, however often the task is tried.
    sync_prices = BridgeSyncOperator(
        task_id="sync_prices",
        operation="UPSERT",
        source_table="main.default.new_prices",
        target_table="dbo.pricing",
        primary_keys=["product_id"],
    )

    extract >> sync_prices
