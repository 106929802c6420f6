"""How statements get to Databricks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Optional, Protocol, Union

from sql_databricks_bridge_sdk.exceptions import BridgeSDKError

Parameters = Mapping[str, Union[str, int]]
Row = dict[str, Any]

_CONDITION = re.compile(r"\[([A-Z][A-Z0-9_]+)(?:\.[A-Z0-9_.]+)?\]")
_MOST_CHARACTERS = 1000


class SqlGateway(Protocol):
    """Runs statements of Databricks SQL with named parameter markers."""

    def execute(self, statement: str, parameters: Parameters) -> list[Row]:
        """Runs one statement and returns all its rows.

        Args:
            statement: with markers such as `:name`.
            parameters: value by marker.

        Raises:
            StatementError: when it could not be run.
        """
        ...

    def close(self) -> None:
        """Gives back what the gateway itself has opened."""
        ...


class StatementError(BridgeSDKError):
    """A statement about the events table could not be run.

    Args:
        message: what Databricks, or the way to it, said.
        retryable: whether the same statement may succeed later.
    """

    def __init__(self, message: str, *, retryable: bool) -> None:
        super().__init__(message[:_MOST_CHARACTERS])
        self._retryable = retryable

    @property
    def code(self) -> Optional[str]:
        """The error condition of Databricks, such as `TABLE_OR_VIEW_NOT_FOUND`, without its subclass; None without one.

        See docs.databricks.com, "Error conditions in Databricks".
        """
        found = _CONDITION.search(self.message)
        return found.group(1) if found else None

    @property
    def retryable(self) -> bool:
        """Whether the same statement may succeed later."""
        return self._retryable

    @property
    def is_conflict(self) -> bool:
        """Whether another writer of the table was faster; the statement changed nothing and can be repeated."""
        return (self.code or "").startswith("DELTA_CONCURRENT_")
