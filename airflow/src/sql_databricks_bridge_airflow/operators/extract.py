"""Extraction of SQL Server into a Databricks volume as a task."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sql_databricks_bridge_sdk import BridgeClient, ExtractionJob, JobStatus

from sql_databricks_bridge_airflow import _outcome
from sql_databricks_bridge_airflow._compat import BaseTrigger
from sql_databricks_bridge_airflow._identity import TaskIdentity
from sql_databricks_bridge_airflow._numbers import whole
from sql_databricks_bridge_airflow._subjects import JOBS
from sql_databricks_bridge_airflow._submission import start_or_find_job
from sql_databricks_bridge_airflow.links import BridgeJobLink
from sql_databricks_bridge_airflow.operators._waiting_operator import WaitingOperator
from sql_databricks_bridge_airflow.triggers.bridge import BridgeJobTrigger


class BridgeExtractOperator(WaitingOperator):
    """Extracts queries of SQL Server into Parquet files of a Databricks volume.

    A task is one job, whatever happens to its worker: a try after a lost worker waits for the job that runs, a try
    after a
    job that failed starts another one, and a task that is cleared after its success extracts again. The task returns
    `job_id`, `status`, `country`, `destination`, `rows`, `files` (paths in the volume) and `queries` (rows of each).

    Args:
        country: whose templates, parameters and SQL Server; required.
        queries: names of templates; None for all.
        destination: volume folder of the output; None for the service's own.
        parameters: values for the templates; they win over the country's.
        overwrite: whether output that is there is replaced; else such queries are skipped, or the task fails without
            another try when it was made with other parameters, limit, template or database.
        chunk_size: rows per file; None, or a template that is empty, for the service's number.
        limit: rows of each query at most, for trial runs; None, or a template that is empty, for all.
        load: into which Delta tables the rows go on, and how (docs/loading.md), such as
            `{"target": "main.sales.{query}", "mode": "replace"}`; output that is there is replaced.
        queries_path: folder of templates below the service's own.
        config_path: folder of parameters below the service's own.
        kwargs: see `WaitingOperator` (`bridge_conn_id`, `wait_for_completion`, `deferrable`, `poll_interval`,
            `timeout`, `cancel_on_kill`) and Airflow's BaseOperator.
    """

    subject = JOBS
    template_fields: Sequence[str] = (
        "bridge_conn_id",
        "country",
        "queries",
        "destination",
        "parameters",
        "queries_path",
        "config_path",
        "chunk_size",
        "limit",
        "load",
        "timeout",
    )
    template_fields_renderers = {"parameters": "json", "load": "json"}
    operator_extra_links = (BridgeJobLink(),)
    ui_color = "#d9ead3"

    def __init__(
        self,
        *,
        country: str,
        queries: Sequence[str] | str | None = None,
        destination: str | None = None,
        parameters: dict[str, Any] | None = None,
        overwrite: bool = False,
        chunk_size: int | str | None = None,
        limit: int | str | None = None,
        load: dict[str, Any] | None = None,
        queries_path: str | None = None,
        config_path: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.country = country
        self.queries = queries
        self.destination = destination
        self.parameters = parameters
        self.overwrite = overwrite
        self.chunk_size = chunk_size
        self.limit = limit
        self.load = load
        self.queries_path = queries_path
        self.config_path = config_path

    def _ask(self, client: BridgeClient, identity: TaskIdentity) -> str:
        job = start_or_find_job(client.extract, self._request(), identity)
        # A new job is pending: this one is an earlier try's, which may have cancelled it, though it still runs.
        self._found_running = job.status is JobStatus.RUNNING
        self.log.info("Job %s is %s; queries: %d.", job.job_id, job.status.value, job.queries_count)
        return job.job_id

    def _request(self) -> dict[str, Any]:
        request = {
            "country": self.country,
            "queries": [self.queries] if isinstance(self.queries, str) else self.queries,
            "destination": self.destination,
            "parameters": self.parameters,
            "overwrite": self.overwrite,
            "chunk_size": whole("chunk_size", self.chunk_size),
            "limit": whole("limit", self.limit),
            "load": self.load,
            "queries_path": self.queries_path,
            "config_path": self.config_path,
        }
        return {name: value for name, value in request.items() if value is not None}

    def _trigger(self, subject_id: str, deadline: float | None) -> BaseTrigger:
        return BridgeJobTrigger(subject_id, self.bridge_conn_id, self.poll_interval, deadline, self.cancel_on_kill)

    def _log_end(self, ended: ExtractionJob) -> None:
        for result in ended.results:
            self.log.info("%s", _outcome.query_line(result))
