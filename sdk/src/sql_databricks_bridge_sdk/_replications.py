"""The steps of everything that is about replications."""

from __future__ import annotations

from typing import Optional
from urllib.parse import quote

from sql_databricks_bridge_sdk._answers import fetch, fetch_list
from sql_databricks_bridge_sdk._json import said
from sql_databricks_bridge_sdk._steps import Request, Steps
from sql_databricks_bridge_sdk.replication_models import Replication, ReplicationPlan


def replications() -> Steps[list[Replication]]:
    """All of them."""
    return (yield from fetch_list(Replication, Request("GET", "/replications")))


def get(name: str) -> Steps[Replication]:
    """One of them."""
    return (yield from fetch(Replication, Request("GET", _path(name))))


def plan(name: str, stream: Optional[str]) -> Steps[ReplicationPlan]:
    """What one of them would do."""
    return (yield from fetch(ReplicationPlan, Request("GET", f"{_path(name)}/plan", said({"stream": stream}))))


def _path(name: str) -> str:
    return f"/replications/{quote(name, safe='')}"
