"""A run of a replication as a task."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sql_databricks_bridge_sdk import BridgeClient, ExtractionJob, JobStatus

from sql_databricks_bridge_airflow import _outcome
from sql_databricks_bridge_airflow._compat import AirflowFailException, BaseTrigger
from sql_databricks_bridge_airflow._identity import TaskIdentity
from sql_databricks_bridge_airflow._subjects import JOBS
from sql_databricks_bridge_airflow._submission import start_or_find_job
from sql_databricks_bridge_airflow.links import BridgeJobLink
from sql_databricks_bridge_airflow.operators._waiting_operator import WaitingOperator
from sql_databricks_bridge_airflow.triggers.bridge import BridgeJobTrigger


class BridgeReplicationOperator(WaitingOperator):
    """Brings the Delta tables of a replication up to date, or loads a range of them again.

    A task is one run, whatever happens to its worker; see `BridgeExtractOperator`. It needs no schedule in the
    replication's file. The task returns what that of an extraction does; streams that had nothing new are `skipped`.

    Args:
        replication: its name; required.
        streams: only streams of such a name; `*` stands for any characters; None for all.
        reset: whether all rows are read and replace those of the targets; needs the right to operate.
        start: the first value of a range that is loaded again, such as `{{ ds }}`; with `end` only.
        end: the first value behind that range.
        column: by whose values; None for the cursor, or the column of the slices.
        kwargs: see `WaitingOperator` (`bridge_conn_id`, `wait_for_completion`, `deferrable`, `poll_interval`,
            `timeout`, `cancel_on_kill`) and Airflow's BaseOperator.
    """

    subject = JOBS
    template_fields: Sequence[str] = (
        "bridge_conn_id",
        "replication",
        "streams",
        "start",
        "end",
        "column",
        "timeout",
    )
    operator_extra_links = (BridgeJobLink(),)
    ui_color = "#d9ead3"

    def __init__(
        self,
        *,
        replication: str,
        streams: str | None = None,
        reset: bool = False,
        start: str | None = None,
        end: str | None = None,
        column: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.replication = replication
        self.streams = streams
        self.reset = reset
        self.start = start
        self.end = end
        self.column = column

    def _ask(self, client: BridgeClient, identity: TaskIdentity) -> str:
        is_range = any(value is not None for value in (self.start, self.end, self.column))
        job = start_or_find_job(
            client.backfill_replication if is_range else client.run_replication,
            self._range() if is_range else self._run(),
            identity,
        )
        # A new job is pending: this one is an earlier try's, which may have cancelled it, though it still runs.
        self._found_running = job.status is JobStatus.RUNNING
        self.log.info("Job %s is %s; streams: %d.", job.job_id, job.status.value, job.queries_count)
        return job.job_id

    def _run(self) -> dict[str, Any]:
        return {"name": self.replication, "streams": self.streams, "reset": self.reset}

    def _range(self) -> dict[str, Any]:
        if self.start is None or self.end is None or self.reset:
            raise AirflowFailException("A range needs both start and end, and is no reset.")
        bounds = {"start": self.start, "end": self.end, "column": self.column}
        return {"name": self.replication, "streams": self.streams or "*", **bounds}

    def _trigger(self, subject_id: str, deadline: float | None) -> BaseTrigger:
        return BridgeJobTrigger(subject_id, self.bridge_conn_id, self.poll_interval, deadline, self.cancel_on_kill)

    def _log_end(self, ended: ExtractionJob) -> None:
        for result in ended.results:
            self.log.info("%s", _outcome.query_line(result))
