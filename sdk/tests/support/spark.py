"""A Spark of this machine with Delta Lake, as small as it gets."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from support.service import REPOSITORY

_TARGET = REPOSITORY / "target" / "python"


# What is made for much data only costs time here.
_FOR_FEW_ROWS = {
    "spark.databricks.delta.snapshotPartitions": "1",
    "spark.databricks.delta.stats.collect": "false",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.shuffle.partitions": "1",
}


def delta_session(directory: Path) -> Any:
    """A new session.

    Args:
        directory: for its tables.
    """
    delta: Any = importlib.import_module("delta")
    builder = _sql().SparkSession.builder.master("local[2]").appName("sql-databricks-bridge")
    for name, value in _settings(directory).items():
        builder = builder.config(name, value)
    session = delta.configure_spark_with_delta_pip(builder).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def _settings(directory: Path) -> dict[str, str]:
    return {
        "spark.driver.memory": "1g",
        "spark.jars.ivy": str(_TARGET / "ivy"),
        "spark.jars.ivySettings": str(Path(__file__).with_name("ivysettings.xml")),
        "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
        "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
        # Delta's parser drops the parameters of Spark 4.1 and newer (github.com/delta-io/delta/issues/7640).
        "spark.sql.legacy.parameterSubstitution.constantsOnly": "true",
        # Tables are Delta's without saying so, as in Databricks.
        "spark.sql.legacy.createHiveTableByDefault": "false",
        "spark.sql.session.timeZone": "America/La_Paz",
        "spark.sql.sources.default": "delta",
        "spark.sql.warehouse.dir": str(directory / "warehouse"),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        **_FOR_FEW_ROWS,
    }


def _sql() -> Any:
    return importlib.import_module("pyspark.sql")
