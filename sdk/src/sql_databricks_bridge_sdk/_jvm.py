"""The way from Python to the bridge's Java code in the cluster's JVM."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Optional

from sql_databricks_bridge_sdk.exceptions import BridgeSDKError, ValidationError

_CLASS = "io.github.sqldatabricks.bridge.operator.SqlServerOperator"
_ERRORS = "io.github.sqldatabricks.bridge.model.BridgeException$"
_OLDEST_JAVA = 17

_INSTEAD = (
    "Without that (serverless, Spark Connect, standard access mode), use BridgeEventsClient with a running service."
)


class OperatorError(BridgeSDKError):
    """The Java code refused or failed. `code` and `retryable` are as in docs/errors.md."""

    @property
    def code(self) -> Optional[str]:
        """Stable name of the error."""
        return str(self.details["code"])

    @property
    def detail(self) -> Optional[str]:
        """What was expected, what came, and what to do."""
        return self.message

    @property
    def retryable(self) -> bool:
        """Whether the same call can succeed later."""
        return bool(self.details["retryable"])


class OperatorValidationError(OperatorError, ValidationError):
    """What was asked for is not valid, and stays so."""


def session(given: Any) -> Any:
    """The session, when it has a JVM that can be driven.

    Raises:
        BridgeSDKError: it has none; the message says what is needed.
    """
    try:
        kind: Any = importlib.import_module("pyspark.sql").SparkSession
    except ImportError:
        raise BridgeSDKError(f"BridgeOperator runs in a Databricks job: there is no pyspark here. {_INSTEAD}") from None
    found = given or kind.getActiveSession()
    if found is None:
        raise BridgeSDKError("There is no active Spark session. Give one: BridgeOperator(..., spark=spark).")
    if not isinstance(found, kind):
        raise BridgeSDKError(f"BridgeOperator needs a Spark session of a cluster with a JVM. {_INSTEAD}")
    return found


def operator(spark: Any, settings: Mapping[str, str]) -> Any:
    """A new Java operator.

    Raises:
        BridgeSDKError: the JVM is too old or the jar is not there; the message says what is needed.
        ValidationError: a setting is not valid.
    """
    try:
        java = spark._jvm.java.lang.System.getProperty("java.specification.version")
        made = spark._jvm
        for name in _CLASS.split("."):
            made = getattr(made, name)
        # A class that is not there is taken for a package.
        if not isinstance(made, _py4j("java_gateway").JavaClass):
            raise BridgeSDKError(_needed(java))
        with failures():
            return made(spark._jsparkSession, _java(spark, settings))
    except _py4j("protocol").Py4JError as e:
        raise BridgeSDKError(f"This cluster does not let Python call the JVM: {_first_line(e)} {_INSTEAD}") from None


def _py4j(module: str) -> Any:
    """A part of Spark's gateway, which comes with pyspark."""
    return importlib.import_module(f"py4j.{module}")


def _needed(java: str) -> str:
    if float(java) < _OLDEST_JAVA:
        return (
            f"BridgeOperator needs Java {_OLDEST_JAVA} or newer, but this cluster runs Java {java}. Use Databricks "
            "Runtime 16 or newer, or set the cluster's environment variable JNAME=zulu17-ca-amd64."
        )
    return (
        "The bridge's operator jar is not on this cluster. Add sql-databricks-bridge-operator-<version>.jar as a "
        f"library of the cluster or job (spark.jars elsewhere). {_INSTEAD}"
    )


def call(spark: Any, java: Any, method: str, request: Mapping[str, Any], rows: Any = None) -> dict[str, Any]:
    """Calls a method that takes a map, and the DataFrame if there is one, and returns a map.

    Interrupting it ends the work in the JVM, too.

    Raises:
        BridgeSDKError: the Java code failed.
    """
    try:
        with failures():
            arguments = [_java(spark, request)] if rows is None else [_java(spark, request), rows._jdf]
            answer = getattr(java, method)(*arguments)
            return {name: _python(value) for name, value in answer.items()}
    except KeyboardInterrupt:
        java.cancel()
        raise


@contextmanager
def failures() -> Iterator[None]:
    """Turns the bridge's own exceptions of Java into those of this package; others stay what they are.

    Raises:
        OperatorError: instead of a BridgeException; also a ValidationError when what was asked for is not valid.
    """
    try:
        yield
    except _py4j("protocol").Py4JJavaError as e:
        error = _translated(e.java_exception)
        if error is None:
            raise
        raise error from None


def _translated(java: Any) -> Optional[OperatorError]:
    while java is not None:
        name = java.getClass().getName()
        if name.startswith(_ERRORS):
            kind = OperatorValidationError if name.endswith("$InvalidRequest") else OperatorError
            return kind(java.getMessage(), {"code": java.code(), "retryable": java.retryable()})
        java = java.getCause()
    return None


def _java(spark: Any, value: Any) -> Any:
    """Maps and lists of Java, whether the gateway converts by itself or not."""
    utilities = spark._jvm.java.util
    if isinstance(value, Mapping):
        made = utilities.LinkedHashMap()
        for name, item in value.items():
            made.put(name, _java(spark, item))
        return made
    if isinstance(value, list):
        made = utilities.ArrayList()
        for item in value:
            made.add(_java(spark, item))
        return made
    return value


def _python(value: Any) -> Any:
    collections = _py4j("java_collections")
    if isinstance(value, collections.JavaMap):
        return {name: _python(item) for name, item in value.items()}
    if isinstance(value, collections.JavaList):
        return [_python(item) for item in value]
    return value


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
