"""The real service behind a proxy that loses its answers. Catches a retry that does the work a second time."""

from __future__ import annotations

import uuid

import sql_databricks_bridge_sdk as sdk
from support.calls import TOKEN, Call
from support.servers import CuttingProxy
from support.service import Service


def test_a_lost_answer_makes_no_second_job(service: Service, call: Call) -> None:
    where = f"/Volumes/main/bridge/landing/{uuid.uuid4().hex}"
    with CuttingProxy(service.url, cuts=2) as proxy:
        started = call(proxy.url, "extract", country="bolivia", queries=["top_customers"], destination=where)
        assert [request.path for request in proxy.requests] == ["/extract"] * 3
    with sdk.BridgeClient(service.url, TOKEN) as client:
        assert [job.job_id for job in client.iter_jobs() if job.destination == where] == [started.job_id]


def test_a_lost_answer_makes_no_second_event(service: Service, call: Call) -> None:
    source = f"main.default.lost_{uuid.uuid4().hex}"
    service.databricks(f"CREATE TABLE {source} (alert_id INT, product_id INT, message STRING)")
    service.databricks(f"INSERT INTO {source} VALUES (1, 1, '{source}')")
    service.sqlserver("DELETE FROM dbo.price_alerts")
    with CuttingProxy(service.url, cuts=2) as proxy:
        sent = ("INSERT", source, "dbo.price_alerts")
        event = call(proxy.url, "submit_sync_event", *sent, metadata={"identity": "keep"}, process_immediately=True)
        assert len(proxy.requests) == 3
    assert event.is_successful, event.error_message
    assert service.value(f"SELECT COUNT(*) FROM dbo.price_alerts WHERE message = '{source}'") == "1"


def test_a_lost_answer_to_a_cancel_is_a_cancelled_job(service: Service, call: Call) -> None:
    where = f"/Volumes/main/bridge/landing/{uuid.uuid4().hex}"
    asked = {"country": "bolivia", "queries": ["line_items"], "chunk_size": 1, "destination": where}
    job = call(service.url, "extract", **asked)
    with CuttingProxy(service.url, cuts=1) as proxy:
        call(proxy.url, "cancel_job", job)
        # The second answer is 409 as soon as nothing of the job runs any more; then the client looks at the job.
        assert [request.method for request in proxy.requests][:2] == ["DELETE", "DELETE"]
    assert call(service.url, "wait_for_job", job, 60, 0.1).status is sdk.JobStatus.CANCELLED
