"""Models and requests against the OpenAPI document of the running service, in both directions.

Catches a field, a type, a value or an operation that only one side knows.
"""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Generator
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Optional, Union, get_args, get_origin, get_type_hints
from urllib.parse import unquote

import pytest

import sql_databricks_bridge_sdk as sdk
from sql_databricks_bridge_sdk import _events, _jobs, _live, _replications, _service, _templates
from sql_databricks_bridge_sdk._steps import Request
from support.service import REPOSITORY, Service

MODELS: dict[str, Any] = {
    "AuditPage": sdk.AuditPage,
    "AuditRecord": sdk.AuditRecord,
    "AuditState": sdk.AuditState,
    "AuditVerification": sdk.AuditVerification,
    "BackfillPlan": sdk.BackfillPlan,
    "BackfillStream": sdk.BackfillStream,
    "ChangeCounts": sdk.ChangeCounts,
    "DryRun": sdk.DryRun,
    "DryRunSample": sdk.DryRunSample,
    "Country": sdk.Country,
    "CountryParameter": sdk.CountryParameter,
    "EventStep": sdk.EventStep,
    "ExtractionPlan": sdk.ExtractionPlan,
    "ExtractionResponse": sdk.ExtractionResponse,
    "Flow": sdk.Flow,
    "FlowPoint": sdk.FlowPoint,
    "JobRequest": sdk.JobRequest,
    "JobSamples": sdk.JobSamples,
    "JobStats": sdk.JobStats,
    "JobStatusResponse": sdk.ExtractionJob,
    "PollerStatus": sdk.PollerStatus,
    "PollerTriggered": sdk.PollerTriggered,
    "Permission": sdk.Permission,
    "PlannedColumn": sdk.PlannedColumn,
    "PlannedQuery": sdk.PlannedQuery,
    "Problem": sdk.Problem,
    "QueryLoad": sdk.QueryLoad,
    "QueryResult": sdk.QueryResult,
    "QuerySamples": sdk.QuerySamples,
    "QueryTemplate": sdk.QueryTemplate,
    "Replica": sdk.Replica,
    "Replication": sdk.Replication,
    "ReplicationBlock": sdk.ReplicationBlock,
    "ReplicationLoad": sdk.ReplicationLoad,
    "ReplicationPause": sdk.ReplicationPause,
    "ReplicationPlan": sdk.ReplicationPlan,
    "ReplicationProblem": sdk.ReplicationProblem,
    "ReplicationRun": sdk.ReplicationRun,
    "ReplicationSchedule": sdk.ReplicationSchedule,
    "ReplicationSetting": sdk.ReplicationSetting,
    "ReplicationStream": sdk.ReplicationStream,
    "RetriedEvent": sdk.RetriedEvent,
    "ServiceSetting": sdk.ServiceSetting,
    "StreamPlan": sdk.StreamPlan,
    "StreamPosition": sdk.StreamPosition,
    "StreamState": sdk.StreamState,
    "SyncEvent": sdk.SyncEvent,
    "SyncStats": sdk.SyncStats,
    "SyncTarget": sdk.SyncTarget,
    "TemplateParameter": sdk.TemplateParameter,
    "WhoAmI": sdk.WhoAmI,
}

# Not models: bodies of requests (compared below), parts of others, and GET /, which the clients have no use for.
OTHERS = {
    "ConditionValue",
    "EventsRetryRequest",
    "ExtractionRequest",
    "Instant",
    "JobRetryRequest",
    "JsonValue",
    "Load",
    "ParameterValue",
    "ReplicationRunRequest",
    "ServiceView",
    "SyncEventRequest",
}

# The service leaves these out, instead of sending null.
LEFT_OUT = {
    "StreamPosition": {"source", "value"},
    "SyncEvent": {"error_code", "retryable", "next_attempt_at", "changes", "held_by"},
    "DryRun": {"error_code", "retryable"},
    "QueryResult": {
        "error_code",
        "retryable",
        "message",
        "truncated_values",
        "estimated_rows",
        "estimated_seconds_left",
        "started_at",
        "ended_at",
        "load",
        "worker",
    },
}

# Some of the values of a larger enumeration.
PARTIAL = {("DryRun", "status")}

_NAMES = {model: name for name, model in MODELS.items()}
_SCALARS = {str: "string", int: "integer", float: "number", bool: "boolean", datetime: "date-time"}


@pytest.fixture(scope="module")
def openapi(service: Service) -> dict[str, Any]:
    with urllib.request.urlopen(f"{service.url}/openapi?format=json", timeout=30) as answer:
        document: dict[str, Any] = json.load(answer)
        return document


def of_python(kind: Any) -> tuple[Any, bool]:
    """A type in words, and whether it can be None."""
    arguments = get_args(kind)
    if get_origin(kind) is Union:
        return of_python(next(part for part in arguments if part is not type(None)))[0], True
    if get_origin(kind) is list:
        return ["list", of_python(arguments[0])[0]], False
    if get_origin(kind) is dict:
        return ["map", of_python(arguments[1])[0]], False
    if kind is Any:
        return "any", False
    if kind in _NAMES:
        return _NAMES[kind], False
    if issubclass(kind, Enum):
        return {member.value for member in kind}, False
    return _SCALARS[kind], False


def of_schema(schema: dict[str, Any]) -> tuple[Any, bool]:
    """The same of a schema."""
    if "anyOf" in schema:
        (present,) = (part for part in schema["anyOf"] if part != {"type": "null"})
        return of_schema(present)[0], True
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return {"Instant": "date-time", "JsonValue": "any"}.get(name, name), False
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    (kind,) = (kind for kind in kinds if kind != "null")
    if "enum" in schema:
        return set(schema["enum"]), "null" in kinds
    if kind == "array":
        return ["list", of_schema(schema["items"])[0]], "null" in kinds
    if kind == "object":
        return ["map", of_schema(schema["additionalProperties"])[0]], "null" in kinds
    return "date-time" if schema.get("format") == "date-time" else kind, "null" in kinds


def python_fields(model: Any) -> dict[str, Any]:
    hints = get_type_hints(model)
    return {field.name: hints[field.name] for field in fields(model)} if is_dataclass(model) else hints


def test_every_schema_has_a_model(openapi: dict[str, Any]) -> None:
    assert set(openapi["components"]["schemas"]) == set(MODELS) | OTHERS


@pytest.mark.parametrize("name", MODELS)
def test_a_model_has_the_fields_of_its_schema(openapi: dict[str, Any], name: str) -> None:
    schema = openapi["components"]["schemas"][name]["properties"]
    model = python_fields(MODELS[name])
    assert set(model) == set(schema)
    always = set(schema) - LEFT_OUT.get(name, set())
    assert set(openapi["components"]["schemas"][name]["required"]) == always
    differences = {field: difference(name, field, model[field], schema[field]) for field in schema}
    assert {field: text for field, text in differences.items() if text} == {}


def difference(name: str, field: str, kind: Any, schema: dict[str, Any]) -> Optional[str]:
    """What is not alike; None when nothing is."""
    (ours, can_be_none), (theirs, can_be_null) = of_python(kind), of_schema(schema)
    left_out = field in LEFT_OUT.get(name, ())
    # An empty map is what a map that is left out is read as.
    if can_be_none != (can_be_null or (left_out and theirs[0] != "map")):
        return f"None: {can_be_none}, null: {can_be_null}, left out: {left_out}"
    if ours == theirs or ours == "any" or (ours == ["map", "any"] and theirs[0] == "map"):
        return None
    if (name, field) in PARTIAL and ours > theirs:
        return None
    return f"{ours} is not {theirs}"


def first(steps: Generator[Any, Any, Any]) -> Request:
    """The first request of the steps."""
    request = next(steps)
    steps.close()
    assert isinstance(request, Request)
    return request


DRAFT = _events.Draft("DELETE", "a.b.c", "dbo.t", ["id"], 1, {"a": 1}, {"b": 2}, 3, "event", 4)
EXTRACTION = ("bolivia", "q", "c", "/Volumes/a/b/c", ["x"], True, 1, {"p": 1}, 2, {"target": "a.b.c"}, "key")
JOBS = _jobs.filters(["failed", "cancelled"], "bolivia", "ana", "q", datetime(2026, 1, 1), datetime(2026, 1, 2))
FILTERS = _service.audit_filters(datetime(2026, 1, 1), datetime(2026, 1, 2), "t", "u", "r", "s")

EXTRACTED = first(_jobs.extract(*EXTRACTION))
RETRIED = first(_jobs.retry("id", ["x"], True, "key"))
RETRIED_EVENTS = first(_events.retry_all(["id"]))
EVENTS = _events.filters(
    ["failed"], "INSERT", "dbo.t", "a.b.c", "ana", "limit-exceeded", datetime(2026, 1, 1), datetime(2026, 1, 2)
)
SUBMITTED = first(_events.submit(DRAFT, True))
RUN = first(_replications.run("id", "s", True, "key"))
BACKFILLED = first(_replications.backfill("id", "s", 1, datetime(2026, 1, 1), "c", "key"))
STATE = sdk.StreamState(1, "id", "stream", 2, sdk.StreamPosition(1, 1, "c", "int", "rows", "3"))
IMPORTED = first(_replications.import_state("id", "stream", STATE, None))

REQUESTS = [
    EXTRACTED,
    RETRIED,
    SUBMITTED,
    first(_templates.plan(_jobs.extraction(*EXTRACTION[:-1]), True)),
    first(_templates.countries()),
    first(_templates.queries("bolivia", "q")),
    first(_templates.parameters("bolivia", "c", "q")),
    first(_jobs.get("id")),
    first(_jobs.page(JOBS, 1, 2, "3-job")),
    first(_jobs.stats()),
    _live.REQUEST,
    first(_jobs.cancel("id")),
    first(_jobs.samples("id", "q")),
    first(_jobs.manifest("id", "query")),
    RETRIED_EVENTS,
    first(_events.history("id")),
    first(_events.dry_run_stored("id")),
    first(_events.targets()),
    first(_events.dry_run(DRAFT)),
    first(_events.get("id")),
    first(_events.page(EVENTS, 1, 2, "3-event")),
    first(_events.retry("id")),
    first(_events.cancel("id")),
    first(_replications.replications()),
    first(_replications.get("id")),
    first(_replications.plan("id", "s")),
    RUN,
    BACKFILLED,
    first(_replications.plan_backfill("id", "s", 1, 2, "c")),
    first(_replications.streams("id")),
    first(_replications.pause("id")),
    first(_replications.resume("id")),
    first(_replications.reset("id", "stream")),
    first(_replications.approve("id", "stream", "load")),
    first(_replications.forget("id", "stream")),
    first(_replications.state("id", "stream")),
    IMPORTED,
    first(_replications.delete_state("id", "stream", 1)),
    first(_service.who_am_i()),
    first(_service.audit_state()),
    first(_service.verify_audit()),
    first(_service.settings()),
    first(_service.flow("1h")),
    first(_service.replicas()),
    first(_service.stats()),
    first(_service.poller_status()),
    first(_service.trigger_poller()),
    first(_service.audit_page(FILTERS, 1, "2")),
]

# The same as POST /sync/events; and what says only that there is a service.
NOT_ASKED = {("post", "/sync"), ("get", "/")}


def operation_of(request: Request) -> tuple[str, str]:
    path = unquote(request.path).replace("/id", "/{id}").replace("/streams/stream", "/streams/{stream}")
    path = path.replace("/queries/query/", "/queries/{query}/")
    return request.method.lower(), path


def test_every_operation_is_asked_and_no_other(openapi: dict[str, Any]) -> None:
    known = {(method, path) for path, methods in openapi["paths"].items() for method in methods}
    assert {operation_of(request) for request in REQUESTS} == known - NOT_ASKED


def test_every_parameter_is_sent_and_no_other(openapi: dict[str, Any]) -> None:
    sent: dict[tuple[str, str], set[str]] = {}
    for request in REQUESTS:
        sent.setdefault(operation_of(request), set()).update([*request.query, *request.headers])
    for (method, path), names in sent.items():
        parameters = openapi["paths"][path][method].get("parameters", [])
        assert names - {"Accept"} == {parameter["name"] for parameter in parameters if parameter["in"] != "path"}, path


def test_every_field_of_a_body_is_sent_and_no_other(openapi: dict[str, Any]) -> None:
    schemas = openapi["components"]["schemas"]
    # The key goes as a header.
    assert set(EXTRACTED.body) == set(schemas["ExtractionRequest"]["properties"]) - {"idempotency_token"}
    assert set(RETRIED.body) == set(schemas["JobRetryRequest"]["properties"])
    assert {*RUN.body, *BACKFILLED.body} == set(schemas["ReplicationRunRequest"]["properties"])
    assert set(IMPORTED.body) == set(schemas["StreamState"]["properties"])
    assert set(IMPORTED.body["position"]) == set(schemas["StreamPosition"]["properties"])
    assert set(RETRIED_EVENTS.body) == set(schemas["EventsRetryRequest"]["properties"])
    event = schemas["SyncEventRequest"]["properties"]
    ignored = {name for name, schema in event.items() if schema.get("description") == "Ignored"}
    assert set(SUBMITTED.body) == set(event) - ignored - {"created_at"}
    for request, name in ((EXTRACTED, "ExtractionRequest"), (SUBMITTED, "SyncEventRequest")):
        assert set(schemas[name]["required"]) <= set(request.body)


_REQUEST = re.compile(r"curl[^{]*?-d '\{[^']*\}'")
_SCHEMAS = {"/extract": "ExtractionRequest", "/sync/events": "SyncEventRequest", "/retry": "JobRetryRequest"}


def documented_bodies() -> list[tuple[str, str, str]]:
    """File, path and body of each request that a document shows."""
    found = []
    for file in [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md"))]:
        for text in _REQUEST.findall(file.read_text(encoding="utf-8")):
            request = text.rsplit("curl", 1)[1]
            path = next(path for path in _SCHEMAS if path in request)
            found.append((file.name, path, request.rsplit("-d '", 1)[1][:-1]))
    return found


def test_the_requests_of_the_documents_are_valid(openapi: dict[str, Any]) -> None:
    schemas = pytest.importorskip("jsonschema_rs")
    bodies = documented_bodies()
    assert {path for _, path, _ in bodies} == set(_SCHEMAS)
    for name, path, body in bodies:
        schema = {**openapi, "$ref": f"#/components/schemas/{_SCHEMAS[path]}"}
        assert schemas.validator_for(schema).is_valid(json.loads(body)), f"{name}: {body}"


def test_the_examples_of_the_document_are_valid(openapi: dict[str, Any]) -> None:
    schemas = pytest.importorskip("jsonschema_rs")
    examples = 0
    for operations in openapi["paths"].values():
        for operation in operations.values():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                for example in content.get("examples", {}).values():
                    schemas.validator_for({**openapi, **content["schema"]}).validate(example["value"])
                    examples += 1
    for schema in openapi["components"]["schemas"].values():
        for field in schema.get("properties", {}).values():
            for example in field.get("examples", []):
                schemas.validator_for({**openapi, **field}).validate(example)
                examples += 1
    assert examples > 5
