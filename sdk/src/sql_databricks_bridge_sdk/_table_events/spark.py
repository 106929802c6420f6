"""The events table through a Spark session, as notebooks and jobs have one; Databricks Connect and serverless too."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any, Optional, Protocol

from sql_databricks_bridge_sdk._table_events.gateway import Parameters, Row, StatementError


class DataFrame(Protocol):
    """What is used of Spark's data frames."""

    def collect(self) -> Sequence[Any]:
        """All rows."""
        ...


class SparkSession(Protocol):
    """What is used of a Spark session, 3.4 or newer."""

    def sql(self, sqlQuery: str, args: Any = None) -> DataFrame:  # noqa: N803
        """Runs a statement."""
        ...


class SparkGateway:
    """Runs statements with named parameter markers of Spark 3.4 or newer."""

    def __init__(self, session: SparkSession) -> None:
        self._session = session

    def execute(self, statement: str, parameters: Parameters) -> list[Row]:
        """As `SqlGateway.execute`."""
        try:
            return [row.asDict() for row in self._session.sql(statement, args=dict(parameters)).collect()]
        except Exception as error:  # Spark's, Py4J's and gRPC's errors have no base in common.
            raise StatementError(_first_line(error), retryable=not _is_permanent(error)) from error

    def close(self) -> None:
        """Does nothing: the session belongs to others."""


def active_session() -> Optional[SparkSession]:
    """The session that this process has; in Databricks one is made when there is none."""
    in_databricks = "DATABRICKS_RUNTIME_VERSION" in os.environ
    if "pyspark" not in sys.modules and not in_databricks:
        return None
    spark: Any = importlib.import_module("pyspark.sql").SparkSession
    session: Optional[SparkSession] = spark.getActiveSession()
    return spark.builder.getOrCreate() if session is None and in_databricks else session


def _is_permanent(error: Exception) -> bool:
    """Whether Spark refused the statement itself: a table that is not there, a right that is missing, an old Spark."""
    errors: Any = sys.modules.get("pyspark.errors")
    return errors is not None and isinstance(error, (errors.AnalysisException, errors.ParseException))


def _first_line(error: Exception) -> str:
    """Spark's reason; the lines behind it are plans and stacks."""
    reason = getattr(error, "java_exception", None) or error
    lines = str(reason.toString() if hasattr(reason, "toString") else reason).strip().splitlines()
    return lines[0] if lines else type(error).__name__
