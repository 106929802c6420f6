"""What BridgeOperator says where it can't work, and what it never says.

Catches a password that comes to light in a plan, a log, an error or a pickle, and a cluster that lacks something and
gets a riddle for an answer.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from sql_databricks_bridge.sdk.databricks import BridgeOperator as CompatibleOperator
from sql_databricks_bridge_sdk.exceptions import BridgeSDKError, ValidationError
from sql_databricks_bridge_sdk.operator import BridgeOperator
from support.sources import PY4J_LEAVES_SOCKETS
from support.sqlserver import SqlServer

pytestmark = PY4J_LEAVES_SOCKETS

WRONG = "s3cret-word-of-nobody"

WITHOUT_JAR = """
from pyspark.sql import SparkSession
from sql_databricks_bridge_sdk import BridgeSDKError
from sql_databricks_bridge_sdk.operator import BridgeOperator
spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
try:
    BridgeOperator("host", "database", "user", "password", spark=spark)
except BridgeSDKError as e:
    print(e)
"""


def test_the_old_name_is_the_same_class() -> None:
    assert CompatibleOperator is BridgeOperator


@pytest.mark.skipif(find_spec("pyspark") is not None, reason="pyspark is installed")
def test_without_spark_it_says_what_else_there_is() -> None:
    with pytest.raises(BridgeSDKError, match="BridgeEventsClient"):
        BridgeOperator("host", "database", "user", "password")


@pytest.mark.spark
def test_a_session_without_a_jvm_is_told_what_is_needed(spark: Any) -> None:
    with pytest.raises(BridgeSDKError, match="needs a Spark session of a cluster with a JVM.*BridgeEventsClient"):
        BridgeOperator("host", "database", "user", "password", spark=object())  # type: ignore[arg-type, unused-ignore]


@pytest.mark.spark
def test_a_cluster_without_the_jar_is_told_what_is_needed() -> None:
    pytest.importorskip("pyspark", reason="SKIPPED: pyspark is not installed")
    said = subprocess.run([sys.executable, "-c", WITHOUT_JAR], capture_output=True, text=True, timeout=120, check=True)
    assert "sql-databricks-bridge-operator-<version>.jar" in said.stdout
    assert "BridgeEventsClient" in said.stdout


@pytest.mark.spark
def test_a_setting_that_is_not_valid_is_refused(spark: Any) -> None:
    with pytest.raises(ValidationError, match="statement-timeout"):
        BridgeOperator("h", "d", "u", WRONG, spark=spark, settings={"statement-timeout": "soon"})
    with pytest.raises(ValidationError, match="no setting"):
        BridgeOperator("h", "d", "u", WRONG, spark=spark, settings={"statement_timeout": 5})


@pytest.mark.spark
def test_the_password_is_in_nothing_that_is_shown(
    spark: Any, server: SqlServer, operator: BridgeOperator, event_log: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    read = operator.extract_to_spark("SELECT 1 AS id")
    for mode in ("simple", "extended", "codegen", "cost", "formatted"):
        read.explain(mode=mode)
    execution = read._jdf.queryExecution()
    plans = [execution.logical(), execution.analyzed(), execution.optimizedPlan(), execution.executedPlan()]
    shown = [repr(operator), str(read), execution.toString(), *(plan.toString() for plan in plans)]
    shown += [plan.toJSON() for plan in plans]
    read.collect()
    captured = capfd.readouterr()
    shown += [captured.out, captured.err]
    shown += [path.read_text(errors="replace") for path in event_log.rglob("*") if path.is_file()]
    assert "sql-databricks-bridge" in captured.out
    assert not [text for text in shown if server.password in text]


@pytest.mark.spark
def test_a_refused_login_does_not_show_what_was_tried(spark: Any, server: SqlServer) -> None:
    settings = {**server.settings(), "sql_server_password": WRONG}
    with BridgeOperator(**settings, spark=spark) as stranger:
        with pytest.raises(BridgeSDKError) as refused:
            stranger.extract_to_spark("SELECT 1 AS id")
        result = stranger.sync_to_sql_server("a.b.c", "dbo.t", "INSERT")
    assert refused.value.code == result.event.error_code == "sqlserver-login-failed"
    assert not refused.value.retryable
    assert WRONG not in repr((refused.value, refused.value.details, result, stranger))
    assert refused.value.__cause__ is None


@pytest.mark.spark
def test_it_stays_at_the_driver(operator: BridgeOperator) -> None:
    with pytest.raises(TypeError, match="driver"):
        pickle.dumps(operator)
