"""A Spark of this machine, as small as it gets. A process has one, whoever asks first: it has what all tests need."""

from __future__ import annotations

import importlib
import os
from pathlib import Path
from typing import Any, Optional

from support.service import REPOSITORY

_TARGET = REPOSITORY / "target" / "python"

_DELTA = {
    "spark.databricks.delta.snapshotPartitions": "1",
    "spark.databricks.delta.stats.collect": "false",
    "spark.jars.ivy": str(_TARGET / "ivy"),
    "spark.jars.ivySettings": str(Path(__file__).with_name("ivysettings.xml")),
    "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
    "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
    # Delta's parser drops the parameters of Spark 4.1 and newer (github.com/delta-io/delta/issues/7640).
    "spark.sql.legacy.parameterSubstitution.constantsOnly": "true",
    "spark.sql.sources.default": "delta",
}

# What is made for much data only costs time here.
_FOR_FEW_ROWS = {
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.shuffle.partitions": "1",
}

# Of Spark's calendars the one that SQL Server has, too.
_OLD_DATES = {
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
}


def delta_session(directory: Path) -> Any:
    """A new session.

    Args:
        directory: for its tables.
    """
    delta: Any = importlib.import_module("delta")
    settings = {**_settings(directory), **_DELTA}
    return _started(delta.configure_spark_with_delta_pip(_builder(settings)))


def plain_session(directory: Path) -> Any:
    """A new session without Delta Lake.

    Args:
        directory: for its tables.
    """
    return _started(_builder(_settings(directory)))


def operator_jar() -> Optional[Path]:
    """The jar of BridgeOperator: the one that BRIDGE_OPERATOR_JAR names, or the build's."""
    if "BRIDGE_OPERATOR_JAR" in os.environ:
        return Path(os.environ["BRIDGE_OPERATOR_JAR"])
    return next((REPOSITORY / "target").glob("sql-databricks-bridge-operator-*.jar"), None)


def _builder(settings: dict[str, str]) -> Any:
    builder: Any = importlib.import_module("pyspark.sql").SparkSession.builder
    builder = builder.master("local[2]").appName("sql-databricks-bridge")
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder


def _started(builder: Any) -> Any:
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def _settings(directory: Path) -> dict[str, str]:
    jar = operator_jar()
    log = directory / "log"
    log.mkdir()
    return {
        **({"spark.jars": str(jar)} if jar else {}),
        "spark.driver.memory": "1g",
        "spark.eventLog.dir": log.as_uri(),
        "spark.eventLog.enabled": "true",
        # Tables are of the default kind without saying so, as in Databricks.
        "spark.sql.legacy.createHiveTableByDefault": "false",
        "spark.sql.session.timeZone": "America/La_Paz",
        "spark.sql.warehouse.dir": str(directory / "warehouse"),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        **_FOR_FEW_ROWS,
        **_OLD_DATES,
    }
