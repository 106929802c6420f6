"""Ways to the sandbox's local workspace: its REST API, and on top of it what notebooks use of a Spark session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

import httpx

from sql_databricks_bridge_sdk.events_client import StatementError

CONNECTOR_SETTINGS: dict[str, Any] = {"use_sea": True, "use_cloud_fetch": False, "enable_telemetry": False}
"""The Statement Execution API is what the sandbox speaks; the connector's other protocol is Thrift."""

_TYPES = {str: "STRING", int: "BIGINT"}


class StatementExecution:
    """Runs statements through the Statement Execution API (docs.databricks.com/api/workspace/statementexecution)."""

    def __init__(self, url: str, token: str) -> None:
        self._client = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=60)

    def execute(self, statement: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        bound = [{"name": name, "value": str(value), "type": _TYPES[type(value)]} for name, value in parameters.items()]
        request = {"statement": statement, "parameters": bound, "warehouse_id": "sandbox", "wait_timeout": "50s"}
        try:
            answer = self._client.post("/api/2.0/sql/statements", json=request).raise_for_status().json()
        except httpx.HTTPError as error:
            raise StatementError(str(error), retryable=True) from error
        if answer["status"]["state"] != "SUCCEEDED":
            raise StatementError(answer["status"]["error"]["message"], retryable=False)
        names = [column["name"] for column in answer["manifest"]["schema"].get("columns", [])]
        return [dict(zip(names, row)) for row in answer["result"].get("data_array", [])]

    def close(self) -> None:
        self._client.close()


class WarehouseSession:
    """What notebooks do with `spark`, done by the local workspace."""

    def __init__(self, warehouse: StatementExecution) -> None:
        self._warehouse = warehouse

    def sql(self, sqlQuery: str, args: Optional[Mapping[str, Any]] = None) -> WarehouseFrame:  # noqa: N803
        return WarehouseFrame(self._warehouse.execute(sqlQuery, args or {}))

    def table(self, name: str) -> WarehouseFrame:
        return self.sql(f"SELECT * FROM {name}")  # noqa: S608


class WarehouseFrame:
    """A result that is there already."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self._rows = [WarehouseRow(row) for row in rows]

    def collect(self) -> list[WarehouseRow]:
        return self._rows

    def first(self) -> Optional[WarehouseRow]:
        return self._rows[0] if self._rows else None

    def count(self) -> int:
        return len(self._rows)


class WarehouseRow(dict[str, Any]):
    """A row that is asked as Spark's are."""

    def asDict(self) -> dict[str, Any]:  # noqa: N802
        return dict(self)
