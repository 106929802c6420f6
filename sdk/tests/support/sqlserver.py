"""The TDS server that BRIDGE_TEST_SQLSERVER_* name, by a driver that is not the bridge's."""

from __future__ import annotations

import importlib
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Optional

_PREFIX = "BRIDGE_TEST_SQLSERVER_"


@dataclass(frozen=True)
class SqlServer:
    """Where it is, and who logs in."""

    host: str
    port: int
    database: str
    username: str
    password: str
    trust_certificate: bool

    def execute(self, sql: str) -> list[tuple[Any, ...]]:
        """The statement's rows; none when it has no result."""
        with self._connect(autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall()) if cursor.description else []

    @contextmanager
    def holding(self, sql: str) -> Iterator[None]:
        """Runs the statement, keeps its locks, and rolls it back in the end."""
        with self._connect(autocommit=False) as connection, connection.cursor() as cursor:
            cursor.execute(sql)
            try:
                yield
            finally:
                connection.rollback()

    def _connect(self, autocommit: bool) -> Any:
        driver: Any = importlib.import_module("pymssql")
        return driver.connect(
            server=self.host,
            port=str(self.port),
            user=self.username,
            password=self.password,
            database=self.database,
            autocommit=autocommit,
        )

    def settings(self) -> dict[str, Any]:
        """The arguments of a BridgeOperator."""
        return {
            "sql_server_host": self.host,
            "sql_server_database": self.database,
            "sql_server_user": self.username,
            "sql_server_password": self.password,
            "port": self.port,
            "trust_server_certificate": self.trust_certificate,
        }


def named() -> Optional[SqlServer]:
    """The server; None when the environment names none."""
    if _PREFIX + "HOST" not in os.environ:
        return None
    return SqlServer(
        host=os.environ[_PREFIX + "HOST"],
        port=int(os.environ.get(_PREFIX + "PORT", "1433")),
        database=os.environ.get(_PREFIX + "DATABASE", "master"),
        username=os.environ.get(_PREFIX + "USERNAME", ""),
        password=os.environ.get(_PREFIX + "PASSWORD", ""),
        trust_certificate=os.environ.get(_PREFIX + "TRUST_CERT", "false") == "true",
    )


def unique_table() -> str:
    """A name in dbo that nobody else has."""
    return f"dbo.bridge_operator_{uuid.uuid4().hex}"
