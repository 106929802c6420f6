"""Both kinds of clients against the real service. Catches everything that only our idea of the service would accept."""

from __future__ import annotations

import asyncio
import uuid
from decimal import Decimal
from typing import Any

import pytest

import sql_databricks_bridge_sdk as sdk
from support.calls import Call
from support.service import Service

ADMIN = "token-of-python-admin"
LIMITED = "token-of-python-limited"
OTHER = "token-of-python-other"


def destination() -> str:
    return f"/Volumes/main/bridge/landing/{uuid.uuid4().hex}"


def prices(service: Service, *rows: str) -> str:
    """Makes a source table of product_id, price."""
    name = f"main.default.prices_{uuid.uuid4().hex}"
    service.databricks(f"CREATE TABLE {name} (product_id INT, price DECIMAL(10, 2))")
    service.databricks(f"INSERT INTO {name} VALUES {', '.join(rows)}")
    return name


def test_an_extraction_from_start_to_end(service: Service, call: Call) -> None:
    where = destination()
    started = call(service.url, "extract", country="bolivia", queries=["top_customers"], destination=where)
    assert (started.queries_count, started.status) == (1, sdk.JobStatus.PENDING)
    job = call(service.url, "wait_for_job", started, timeout=120, poll_interval=0.2)
    assert job.raise_for_status() is job
    assert (job.succeeded, job.country, job.destination, job.rows_extracted) == (True, "bolivia", where, 25)
    (result,) = job.results
    run = started.job_id.replace("-", "")[:16]
    assert result.files_created == [f"{where}/bolivia/top_customers/top_customers-{run}-00000.parquet"]
    assert (result.status, result.attempts, result.error) == (sdk.QueryStatus.COMPLETED, 1, None)
    assert (service.directory / "volumes" / result.files_created[0][1:]).exists() or result.bytes_written > 0


def test_parameters_arrive_as_they_are(service: Service, call: Call) -> None:
    asked = {"country": "bolivia", "queries": ["top_customers"], "parameters": {"top_customers": 3}}
    started = call(service.url, "extract", destination=destination(), **asked)
    assert call(service.url, "wait_for_job", started, poll_interval=0.2).rows_extracted == 3


def test_output_of_other_parameters_is_not_taken_for_ones_own(service: Service, call: Call) -> None:
    asked = {"country": "bolivia", "queries": ["top_customers"], "destination": destination()}
    started = call(service.url, "extract", **asked, parameters={"top_customers": 3})
    assert call(service.url, "wait_for_job", started, poll_interval=0.2).succeeded
    with pytest.raises(sdk.OutputDiffersError, match="top_customers"):
        call(service.url, "extract", **asked, parameters={"top_customers": 4})
    again = call(service.url, "extract", **asked, parameters={"top_customers": 3})
    ended = call(service.url, "wait_for_job", again, poll_interval=0.2)
    assert ended.results[0].status is sdk.QueryStatus.SKIPPED


def test_a_failed_job_is_returned_and_raises_when_it_is_asked(service: Service, call: Call) -> None:
    folder = service.directory / "queries" / "failing"
    folder.mkdir(exist_ok=True)
    (folder / "broken.sql").write_text("SELECT nothing FROM dbo.pricing")
    started = call(service.url, "extract", country="bolivia", queries_path="failing", destination=destination())
    job = call(service.url, "wait_for_job", started, poll_interval=0.2)
    assert (job.ended, job.succeeded, job.queries_failed) == (True, False, 1)
    assert job.results[0].error_code == "sqlserver-query-failed"
    with pytest.raises(sdk.JobFailedError, match="broken"):
        job.raise_for_status()


def test_the_same_key_is_the_same_job_and_never_another_one(service: Service, call: Call) -> None:
    asked = {"country": "bolivia", "queries": ["top_customers"], "destination": destination()}
    key = uuid.uuid4().hex
    first = call(service.url, "extract", **asked, idempotency_key=key)
    assert call(service.url, "extract", **asked, idempotency_key=key).job_id == first.job_id
    with pytest.raises(sdk.ValidationError) as raised:
        call(service.url, "extract", **asked, limit=1, idempotency_key=key)
    assert (raised.value.status_code, raised.value.code) == (422, "idempotency-key-reused")


@pytest.mark.parametrize(
    ("change", "kind", "code"),
    [
        ({"country": "atlantis"}, sdk.NotFoundError, "unknown-country"),
        ({"country": "../x"}, sdk.ValidationError, "invalid-country"),
        ({"queries": ["none"]}, sdk.ValidationError, "unknown-query"),
        ({"queries_path": "../.."}, sdk.ValidationError, "path-outside-root"),
        ({"destination": "/tmp"}, sdk.ValidationError, "invalid-destination"),  # noqa: S108
        ({"chunk_size": 0}, sdk.ValidationError, "invalid-field"),
    ],
)
def test_a_wrong_request_says_what_is_wrong(
    service: Service, call: Call, change: dict[str, Any], kind: type[sdk.BridgeSDKError], code: str
) -> None:
    with pytest.raises(kind) as raised:
        call(service.url, "extract", **{"country": "bolivia", **change})
    assert raised.value.code == code
    assert "request_id" in raised.value.details


def test_who_may_not_read_is_told_so(service: Service, call: Call) -> None:
    with pytest.raises(sdk.AuthenticationError) as raised:
        call(service.url, "extract", country="bolivia", queries=["top_customers"], _token=LIMITED)
    assert (raised.value.status_code, raised.value.code) == (403, "read-not-allowed")


@pytest.mark.parametrize(("token", "code"), [("nobodys", "token-unknown"), (None, "token-missing")])
def test_a_wrong_token_is_told_so(service: Service, call: Call, token: str, code: str) -> None:
    with pytest.raises(sdk.AuthenticationError) as raised:
        call(service.url, "list_jobs", _token=token)
    assert (raised.value.status_code, raised.value.code) == (401, code)


def test_somebody_elses_job_and_event_are_not_there(service: Service, call: Call) -> None:
    job = call(service.url, "extract", country="bolivia", queries=["top_customers"], destination=destination())
    event = call(service.url, "submit_sync_event", "INSERT", "main.default.nothing", "dbo.stock")
    with pytest.raises(sdk.JobNotFoundError):
        call(service.url, "get_job_status", job, _token=OTHER)
    with pytest.raises(sdk.JobNotFoundError):
        call(service.url, "cancel_job", job, _token=OTHER)
    for method in ("get_sync_event", "cancel_sync_event", "retry_sync_event"):
        with pytest.raises(sdk.EventNotFoundError):
            call(service.url, method, event, _token=OTHER)


def test_an_ended_job_can_not_be_cancelled(service: Service, call: Call) -> None:
    job = call(service.url, "extract", country="bolivia", queries=["top_customers"], destination=destination())
    call(service.url, "wait_for_job", job, poll_interval=0.2)
    with pytest.raises(sdk.ConflictError) as raised:
        call(service.url, "cancel_job", job)
    assert raised.value.code == "job-ended"


def test_a_cancelled_job_stays_cancelled(service: Service, call: Call) -> None:
    asked = {"country": "bolivia", "destination": destination(), "queries": ["line_items"], "chunk_size": 1}
    job = call(service.url, "extract", **asked)
    call(service.url, "cancel_job", job)
    call(service.url, "cancel_job", job)
    assert call(service.url, "wait_for_job", job, 60, 0.1).status is sdk.JobStatus.CANCELLED


def test_all_jobs_come_once_page_by_page(service: Service) -> None:
    with sdk.BridgeClient(service.url, ADMIN) as client:
        ids = [start_small_job(client) for _ in range(5)]
        listed = [job.job_id for job in client.iter_jobs(page_size=2)]
        assert [job for job in listed if job in ids] == list(reversed(ids))
        assert len(set(listed)) == len(listed)
        assert [job.job_id for job in client.list_jobs(limit=2)] == listed[:2]
        assert {job.status for job in client.iter_jobs("completed")} <= {sdk.JobStatus.COMPLETED}


def test_what_arrives_while_pages_are_read_makes_nothing_come_twice(service: Service) -> None:
    async def run() -> list[str]:
        async with sdk.AsyncBridgeClient(service.url, ADMIN) as client:
            seen = []
            async for job in client.iter_jobs(page_size=2):
                seen.append(job.job_id)
                if len(seen) < 6:
                    await client.extract(
                        country="bolivia", queries=["top_customers"], destination=destination(), limit=1
                    )
            return seen

    seen = asyncio.run(run())
    assert len(set(seen)) == len(seen)


def start_small_job(client: sdk.BridgeClient) -> str:
    asked = client.extract(country="bolivia", queries=["top_customers"], destination=destination(), limit=1)
    return asked.job_id


def test_all_of_it_is_below_the_base_path_too(service: Service, call: Call) -> None:
    url = f"{service.url}/api/v1"
    job = call(url, "extract", country="bolivia", queries=["top_customers"], destination=destination())
    assert call(url, "wait_for_job", job, poll_interval=0.2).succeeded
    with pytest.raises(sdk.ConflictError):
        call(url, "cancel_job", job)
    event = call(url, "submit_sync_event", "INSERT", "main.default.nothing", "dbo.stock")
    ended = call(url, "wait_for_completion", event, 60, 0.2).event
    assert (ended.status, ended.priority) == (sdk.SyncEventStatus.FAILED, 5)
    with pytest.raises(sdk.EventNotFoundError):
        call(url, "get_sync_event", "never-sent")
    with sdk.BridgeAPIClient(url, ADMIN) as client:
        assert client.health.liveness()
        assert client.health.is_ready()
        assert client.health.readiness()["status"] == "healthy"
        assert client.test_connection()


def test_an_event_changes_the_table_once_however_often_it_comes(service: Service, call: Call) -> None:
    source = prices(service, "(11, 7.25)", "(12, 8.25)")
    event_id = f"twice-{uuid.uuid4().hex}"
    draft = ("UPDATE", source, "dbo.pricing", ["product_id"], 3)
    for _ in range(2):
        event = call(service.url, "submit_sync_event", *draft, process_immediately=True, event_id=event_id)
        assert (event.status, event.rows_affected, event.discrepancy) == (sdk.SyncEventStatus.COMPLETED, 2, 1)
        assert event.changes == sdk.ChangeCounts(0, 2, 0)
    assert service.value("SELECT price FROM dbo.pricing WHERE product_id = 11") == "7.25"
    with pytest.raises(sdk.ValidationError) as raised:
        call(service.url, "submit_sync_event", "DELETE", source, "dbo.pricing", ["product_id"], event_id=event_id)
    assert raised.value.code == "event-id-reused"


def test_a_blocked_event_has_ended(service: Service, call: Call) -> None:
    source = prices(service, "(21, 1)", "(22, 1)", "(23, 1)")
    sent = ("DELETE", source, "dbo.pricing", ["product_id"])
    event = call(service.url, "submit_sync_event", *sent, _token=LIMITED)
    result = call(service.url, "wait_for_completion", event, 60, 0.2, _token=LIMITED)
    assert (result.success, result.event.status) == (False, sdk.SyncEventStatus.BLOCKED)
    assert result.rows_affected == 0
    with pytest.raises(sdk.EventFailedError, match="is blocked: .+") as failure:
        result.raise_for_status()
    assert (failure.value.event_id, failure.value.status) == (event.event_id, "blocked")
    assert result.error is not None
    assert result.duration_seconds > 0
    assert service.value("SELECT COUNT(*) FROM dbo.pricing WHERE product_id IN (21, 22, 23)") == "3"


def test_a_dry_run_changes_nothing_and_tells_what_would(service: Service, call: Call) -> None:
    source = prices(service, "(31, 99.99)")
    run = call(service.url, "dry_run_sync_event", "UPDATE", source, "dbo.pricing", ["product_id"])
    assert (run.is_successful, run.rows_affected, run.changes) == (True, 1, sdk.ChangeCounts(0, 1, 0))
    assert run.sample[0].after["price"] == "99.99"
    assert service.value("SELECT price FROM dbo.pricing WHERE product_id = 31") != "99.99"


def test_a_delete_without_keys_and_conditions_is_refused(service: Service, call: Call) -> None:
    with pytest.raises(sdk.ValidationError) as raised:
        call(service.url, "submit_sync_event", "DELETE", None, "dbo.stock")
    assert raised.value.code == "unbounded-delete"


def test_a_failed_event_is_tried_again_and_one_that_did_not_fail_is_not(service: Service, call: Call) -> None:
    name = f"main.default.late_{uuid.uuid4().hex}"
    sent = ("UPDATE", name, "dbo.pricing", ["product_id"])
    event = call(service.url, "submit_sync_event", *sent, process_immediately=True)
    assert event.status is sdk.SyncEventStatus.FAILED
    assert event.error_code is not None
    service.databricks(f"CREATE TABLE {name} (product_id INT, price DECIMAL(10, 2))")
    assert call(service.url, "retry_sync_event", event).retry_count == 0
    result = call(service.url, "wait_for_completion", event, 60, 0.2)
    assert result.raise_for_status() is result
    with pytest.raises(sdk.ConflictError):
        call(service.url, "retry_sync_event", event)
    with pytest.raises(sdk.ConflictError):
        call(service.url, "cancel_sync_event", event)


ODD = ["'; DROP TABLE dbo.stock; --", "Łódź 東京 \U0001f600", '"\\\x00\t\n', "x" * 20_000, "\u202e\u200d", "{nation}"]


@pytest.mark.parametrize("text", ODD, ids=["quotes", "unicode", "control", "long", "invisible", "braces"])
def test_odd_values_are_only_values(service: Service, call: Call, text: str) -> None:
    conditions = {"warehouse": text, "product_id": 10**18, "discontinued": None}
    event = call(
        service.url, "submit_sync_event", "DELETE", None, "dbo.stock", metadata={"note": text},
        filter_conditions=conditions, process_immediately=True,
    )  # fmt: skip
    assert event.rows_affected in (0, None)
    assert event.filter_conditions == {"warehouse": text, "product_id": str(10**18), "discontinued": None}
    assert event.metadata == {"note": text}
    assert service.value("SELECT COUNT(*) FROM dbo.stock") == "200"


def test_half_of_a_surrogate_pair_is_refused(service: Service, call: Call) -> None:
    with pytest.raises(sdk.ValidationError):
        call(service.url, "submit_sync_event", "DELETE", None, "dbo.stock", filter_conditions={"warehouse": "\ud800"})


def test_no_digit_of_a_number_gets_lost(service: Service, call: Call) -> None:
    conditions = {"product_id": Decimal("12345678901234567890.000000000000000001")}
    event = call(service.url, "submit_sync_event", "DELETE", None, "dbo.stock", filter_conditions=conditions)
    assert Decimal(event.filter_conditions["product_id"]) == conditions["product_id"]


def test_one_name_is_not_a_list_of_its_letters(call: Call) -> None:
    with pytest.raises(sdk.ValidationError, match=r"\['id'\]"):
        call("http://127.0.0.1:9", "submit_sync_event", "UPDATE", "a.b.c", "dbo.t", "id")
    with pytest.raises(sdk.ValidationError, match=r"\['orders'\]"):
        call("http://127.0.0.1:9", "extract", country="bolivia", queries="orders")


@pytest.mark.parametrize("value", [object(), b"bytes", float("nan"), {1: 2}], ids=["object", "bytes", "nan", "key"])
def test_what_json_does_not_have_is_refused_before_it_is_sent(call: Call, value: Any) -> None:
    with pytest.raises(sdk.ValidationError):
        call("http://127.0.0.1:9", "submit_sync_event", "INSERT", "a.b.c", "dbo.t", metadata={"a": value})
