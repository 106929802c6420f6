"""What became of jobs and events: for people in the log, for the next tasks in XCom, and as an error."""

from __future__ import annotations

from typing import Any

from sql_databricks_bridge_sdk import ExtractionJob, JobStatus, QueryResult, QueryStatus, SyncEvent, SyncEventStatus

from sql_databricks_bridge_airflow._compat import AirflowException, AirflowFailException


def job_progress(job: ExtractionJob) -> str:
    """One line about how far a job is."""
    running = [result for result in job.results if result.status is QueryStatus.RUNNING]
    parts = [f"{job.queries_completed} of {job.queries_total} queries done"]
    if job.queries_failed:
        parts.append(f"{job.queries_failed} failed")
    parts += [_rows(result) for result in running]
    return f"Job {job.job_id} is {job.status.value}: " + ", ".join(parts)


def _rows(result: QueryResult) -> str:
    estimated = "" if result.estimated_rows is None else f" of about {result.estimated_rows:,}"
    return f"{result.query_name} at {result.rows_extracted:,}{estimated} rows"


def query_line(result: QueryResult) -> str:
    """One line about a query that has ended."""
    seconds = "" if result.duration_seconds is None else f" in {result.duration_seconds:.1f} s"
    files = f"{len(result.files_created)} files, {result.bytes_written:,} bytes"
    why = result.error or result.message
    return (
        f"{result.query_name}: {result.status.value}, {result.rows_extracted:,} rows, {files}{seconds}"
        + (f", {result.attempts} attempts" if result.attempts > 1 else "")
        + (f". {why}" if why else "")
    )


def job_value(job: ExtractionJob) -> dict[str, Any]:
    """What a task returns of a job: plain JSON."""
    return {
        "job_id": job.job_id,
        "status": job.status.value,
        "country": job.country,
        "destination": job.destination,
        "rows": job.rows_extracted,
        "files": [file for result in job.results for file in result.files_created],
        "queries": {
            result.query_name: {"status": result.status.value, "rows": result.rows_extracted} for result in job.results
        },
    }


def job_error(job: ExtractionJob) -> AirflowException | None:
    """Why a job did not succeed; None when it did.

    `AirflowFailException` when a new job would fail as well: a user cancelled it, or a query's error stays.
    """
    if job.status is JobStatus.COMPLETED:
        return None
    if job.status is JobStatus.CANCELLED:
        return AirflowFailException(f"Job {job.job_id} was cancelled.")
    failed = [result for result in job.results if result.status is QueryStatus.FAILED]
    reasons = [f"{result.query_name}: {result.error_code}: {result.error}" for result in failed]
    message = f"Job {job.job_id} failed in {len(failed)} of {job.queries_total} queries.\n" + "\n".join(reasons)
    lasting = any(result.retryable is False for result in failed)
    return AirflowFailException(message) if lasting else AirflowException(message)


def event_progress(event: SyncEvent) -> str:
    """One line about how far an event is."""
    line = f"Event {event.event_id} is {event.status.value}"
    if event.status is SyncEventStatus.RETRY:
        line += f", attempt {event.retry_count + 1} at {event.next_attempt_at}: {event.error_message}"
    return line


def event_value(event: SyncEvent) -> dict[str, Any]:
    """What a task returns of an event: plain JSON."""
    return {
        "event_id": event.event_id,
        "status": event.status.value,
        "target_table": event.target_table,
        "rows_affected": event.rows_affected,
        "rows_expected": event.rows_expected,
        "discrepancy": event.discrepancy,
        "warning": event.warning,
    }


def event_error(event: SyncEvent) -> AirflowException | None:
    """Why an event was not applied; None when it was.

    `AirflowFailException` when the same again would end the same: a guard rail blocked it, a user cancelled it, or
    the service, which tries again what can pass, did not.
    """
    if event.status is SyncEventStatus.COMPLETED:
        return None
    message = f"Event {event.event_id} is {event.status.value}: {event.error_code}: {event.error_message}"
    could_pass = event.retry_count > 0 or event.max_retries == 0
    lasting = event.status is SyncEventStatus.BLOCKED or event.error_code == "cancelled" or not could_pass
    return AirflowFailException(message) if lasting else AirflowException(message)
