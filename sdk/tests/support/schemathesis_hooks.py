"""Valid data that no schema tells: times with offsets that exist, templates and parameters that are there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import schemathesis
from hypothesis import strategies
from schemathesis import GenerationMode

# Java knows offsets of up to 18 hours; hypothesis makes some of 23.
schemathesis.openapi.format(
    "date-time",
    strategies.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)).map(lambda time: f"{time.isoformat()}Z"),
)

_QUERIES = ["top_customers", "line_items"]


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """Valid bodies name templates and parameters that are there; and one idempotency key, not two."""
    valid = case.meta is not None and case.meta.generation.mode == GenerationMode.POSITIVE
    if not valid:
        return
    body = case.body
    if case.operation.label == "POST /replications/{id}/runs" and isinstance(body, dict):
        _one_kind_of_run(body, case.query or {})
    if case.operation.label == "PUT /replications/{id}/streams/{stream}/state" and isinstance(body, dict):
        # The form of its value depends on its type, and the generation on the stream.
        body["position"] = {"version": 1, "generation": 1, "column": "id", "type": "bigint", "value": "42"}
    if case.operation.label != "POST /extract":
        return
    if isinstance(body, dict) and isinstance(body.get("country"), str):
        body["country"] = "bolivia" if len(body["country"]) % 2 else body["country"]
        if body.get("queries"):
            body["queries"] = _QUERIES[: len(body["queries"])]
        if body.get("parameters"):
            body["parameters"] = {}
        body.pop("idempotency_token", None)
        if body.get("load") is not None:
            # What is loaded is extracted now, and replaces the output; no schema tells which fields go together.
            body.pop("overwrite", None)
            body["load"] = {"target": "main.sales.{query}", "mode": "replace"}


def _one_kind_of_run(body: dict[str, Any], query: Any) -> None:
    """A range has both ends, and is no reset; rows are counted of a range only."""
    if query.get("dry_run") or any(body.get(name) is not None for name in ("from", "to", "column")):
        body.update({"from": "1", "to": "2", "reset": False})
