"""Numbers of templates. Catches an empty one that is taken for a number, and a number that is bent."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sql_databricks_bridge_sdk import ValidationError
from support.service import Service

from flows import flow
from sql_databricks_bridge_airflow._compat import AirflowFailException
from sql_databricks_bridge_airflow._identity import TaskIdentity
from sql_databricks_bridge_airflow._numbers import seconds, whole
from sql_databricks_bridge_airflow.hooks import BridgeHook
from sql_databricks_bridge_airflow.operators import BridgeExtractOperator, BridgeSyncOperator

_DAYS = (date(1995, 1, 1), date(1995, 2, 1))


@pytest.mark.parametrize(
    ("value", "number"),
    [(None, None), ("", None), ("  ", None), ("None", None), ("null", None), (0, 0), ("7", 7), (" 7 ", 7), ("7.0", 7)],
)
def test_a_whole_number_may_be_text_or_nothing(value: Any, number: int | None) -> None:
    assert whole("limit", value) == number


@pytest.mark.parametrize("value", ["soon", "1.5", 1.5, "nan", float("inf"), True, "1;2", [1]])
def test_what_is_no_whole_number_is_named(value: Any) -> None:
    with pytest.raises(ValidationError, match="Expected limit to be a whole number, but got"):
        whole("limit", value)


@pytest.mark.parametrize(
    ("value", "number"), [(None, None), ("", None), ("1.5", 1.5), (3, 3.0), (timedelta(minutes=1), 60.0)]
)
def test_seconds_may_be_a_timedelta_text_or_nothing(value: Any, number: float | None) -> None:
    assert seconds("timeout", value) == number


def test_templates_of_an_extraction_are_numbers(service: Service) -> None:
    with flow() as run:
        BridgeExtractOperator(
            task_id="extract",
            country="bolivia",
            queries="nations",
            destination="/Volumes/main/bridge/landing/templated",
            limit="{{ 1 + 2 }}",
            chunk_size="{{ params.chunk_size }}",
            timeout="{{ 60 * 2 }}",
        )
    run.dag.params = {"chunk_size": ""}
    run.run()
    assert run.state("extract") == "success"
    assert run.xcom("extract")["rows"] == 3


def test_templates_of_an_event_are_numbers(service: Service) -> None:
    with flow() as run:
        BridgeSyncOperator(
            task_id="sync",
            operation="DELETE",
            target_table="dbo.stock",
            filter_conditions={"warehouse": "Nowhere"},
            priority="{{ 3 * 3 }}",
            rows_expected="{{ '' }}",
            timeout="",
        )
    run.run()
    assert run.state("sync") == "success"
    with BridgeHook().get_conn() as client:
        event = client.get_sync_event(run.xcom("sync")["event_id"])
    assert (event.priority, event.rows_expected) == (9, None)


def test_a_template_that_is_no_number_fails_at_once_and_says_which(service: Service) -> None:
    with flow(retries=2) as run:
        BridgeExtractOperator(task_id="extract", country="bolivia", queries="nations", limit="{{ 'many' }}")
    run.run()
    assert isinstance(run.error, AirflowFailException)
    assert "Expected limit to be a whole number, but got 'many'." in str(run.error)
    assert len(run.errors) == 1


def test_values_that_json_does_not_know_have_a_name_too() -> None:
    identity = TaskIdentity("", "dag", "task", "run", -1, 0)
    first, second = ({"parameters": {"since": day, "share": Decimal("0.10")}} for day in _DAYS)
    assert identity.job_key(first, 0, 0) == identity.job_key(first, 0, 0) != identity.job_key(second, 0, 0)
    # As before, for what JSON knows: an upgrade must find the jobs of earlier tries.
    known = "airflow-" + identity._digest({"country": "bolivia"})[:32] + "-0-0"
    assert identity.job_key({"country": "bolivia"}, 0, 0) == known


def test_dates_and_decimals_are_parameters(service: Service) -> None:
    since, until = _DAYS
    with flow() as run:
        BridgeExtractOperator(
            task_id="extract",
            country="bolivia",
            queries="orders_of_period",
            parameters={"start_date": since, "end_date": until},
            destination="/Volumes/main/bridge/landing/dated",
            overwrite=True,
        )
    run.run()
    assert run.state("extract") == "success"
    assert run.xcom("extract")["rows"] > 0
