"""The events table through a SQL warehouse, with databricks-sql-connector (extra `sql`)."""

from __future__ import annotations

import contextlib
import importlib
import os
import re
from collections.abc import Sequence
from typing import Any, Optional, Protocol
from urllib.parse import urlsplit

from sql_databricks_bridge_sdk._table_events.gateway import Parameters, Row, StatementError
from sql_databricks_bridge_sdk.exceptions import BridgeSDKError

_SOCKET_SECONDS = 60.0
"""For one request; the warehouse answers long statements in between."""

_RETRY_SECONDS = 300.0
"""For one call with its retries; a stopped classic warehouse takes minutes to start."""

_PERMANENT_CLASSES = ("0A", "22", "28", "3D", "3F", "42")
"""Classes of SQLSTATE that another attempt does not change: features, data, rights, names and syntax."""

_SQL_STATE = re.compile(r"SQLSTATE: ?([0-9A-Z]{5})")


class Cursor(Protocol):
    """What is used of a cursor (PEP 249)."""

    description: Optional[Sequence[Sequence[Any]]]

    def execute(self, operation: str, parameters: Any = None) -> Any:  # noqa: ANN401
        """Runs a statement."""
        ...

    def fetchall(self) -> Sequence[Sequence[Any]]:
        """All rows."""
        ...

    def close(self) -> None:
        """Gives the result back."""
        ...


class Connection(Protocol):
    """What is used of a connection of databricks-sql-connector, 3.0 or newer."""

    def cursor(self) -> Cursor:
        """A new cursor."""
        ...

    def close(self) -> None:
        """Ends the session."""
        ...


class ConnectorGateway:
    """Runs statements with the native parameters of databricks-sql-connector.

    Args:
        connection: the caller closes it.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def execute(self, statement: str, parameters: Parameters) -> list[Row]:
        """As `SqlGateway.execute`."""
        try:
            cursor = self._connection.cursor()
            try:
                cursor.execute(statement, dict(parameters))
                return _rows(cursor)
            finally:
                cursor.close()
        except Exception as error:  # The connector lets those of urllib3 and thrift through.
            raise StatementError(str(error), retryable=not _is_permanent(error)) from error

    def close(self) -> None:
        """Does nothing: the connection belongs to others."""


class OwnConnectorGateway:
    """Connects at the first statement, with what the environment says, and closes that connection.

    Args:
        settings: of the connector, beyond those of `connect`.
    """

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401
        self._settings = settings
        self._connection: Optional[Connection] = None

    def execute(self, statement: str, parameters: Parameters) -> list[Row]:
        """As `SqlGateway.execute`."""
        if self._connection is None:
            self._connection = connect(**self._settings)
        try:
            return ConnectorGateway(self._connection).execute(statement, parameters)
        except StatementError as error:
            if error.retryable:
                self._forget()
            raise

    def close(self) -> None:
        """Ends the session, if there is one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _forget(self) -> None:
        """The session may be what is broken: the next statement gets another one."""
        with contextlib.suppress(Exception):
            self.close()


def is_configured() -> bool:
    """Whether the environment names a workspace."""
    return bool(os.environ.get("DATABRICKS_HOST"))


def connect(**settings: Any) -> Connection:  # noqa: ANN401
    """Connects to `DATABRICKS_HOST` with `DATABRICKS_TOKEN`, and `DATABRICKS_HTTP_PATH` or `DATABRICKS_WAREHOUSE_ID`.

    Args:
        settings: more settings of the connector.

    Raises:
        BridgeSDKError: when one of them, or the connector, is missing.
        StatementError: when there is no connection.
    """
    arguments = {
        **_address(),
        "_socket_timeout": _SOCKET_SECONDS,
        "_retry_stop_after_attempts_duration": _RETRY_SECONDS,
    }
    connector = _connector()
    try:
        connection: Connection = connector.connect(**{**arguments, **settings})
    except Exception as error:
        raise StatementError(str(error), retryable=not _is_permanent(error)) from error
    return connection


def _address() -> dict[str, Any]:
    environment = os.environ.get
    host, token, path = environment("DATABRICKS_HOST"), environment("DATABRICKS_TOKEN"), _http_path()
    needed = {
        "DATABRICKS_HOST": host,
        "DATABRICKS_TOKEN": token,
        "DATABRICKS_HTTP_PATH or DATABRICKS_WAREHOUSE_ID": path,
    }
    missing = [name for name, value in needed.items() if not value]
    if missing:
        raise BridgeSDKError(f"Expected {', '.join(missing)} to be set in the environment.")
    url = urlsplit(str(host) if "://" in str(host) else f"https://{host}")
    server = str(url.hostname) if url.scheme == "https" else f"{url.scheme}://{url.hostname}"
    return {"server_hostname": server, "_port": url.port or 443, "http_path": path, "access_token": token}


def _http_path() -> str:
    warehouse = os.environ.get("DATABRICKS_WAREHOUSE_ID")
    return os.environ.get("DATABRICKS_HTTP_PATH") or (f"/sql/1.0/warehouses/{warehouse}" if warehouse else "")


def _connector() -> Any:  # noqa: ANN401
    try:
        return importlib.import_module("databricks.sql")
    except ImportError as error:
        raise BridgeSDKError(
            "Expected databricks-sql-connector to be installed: pip install 'sql-databricks-bridge[sql]'."
        ) from error


def _rows(cursor: Cursor) -> list[Row]:
    if not cursor.description:
        return []
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row)) for row in cursor.fetchall()]


def _is_permanent(error: Exception) -> bool:
    state = _SQL_STATE.search(str(error))
    return isinstance(error, TypeError) or (state is not None and state.group(1)[:2] in _PERMANENT_CLASSES)
