"""Names for what a task asks of the bridge: the same at every try, so that a try finds the work of the one before."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sql_databricks_bridge_sdk._json import dumps

from sql_databricks_bridge_airflow._compat import Context

_EVENT_ID_LENGTH = 128
_NOT_IN_EVENT_ID = re.compile(r"[^A-Za-z0-9._-]")


@dataclass(frozen=True)
class TaskIdentity:
    """One task of one run, whatever the try.

    Attributes:
        namespace: tells Airflow installations apart that use one bridge; of the connection.
        dag_id: the DAG.
        task_id: the task.
        run_id: the run.
        map_index: which one of a mapped task; -1 for others.
        cleared_after: how many tries there were when a user cleared the task; 0 when none did.
    """

    namespace: str
    dag_id: str
    task_id: str
    run_id: str
    map_index: int
    cleared_after: int

    @classmethod
    def of(cls, context: Context, namespace: str) -> TaskIdentity:
        """Reads it from what Airflow gives to `execute`."""
        instance: Any = context["ti"]
        return cls(
            namespace=namespace,
            dag_id=instance.dag_id,
            task_id=instance.task_id,
            run_id=instance.run_id,
            map_index=-1 if instance.map_index is None else instance.map_index,
            cleared_after=_cleared_after(instance, context["task"].retries),
        )

    def job_key(self, request: Mapping[str, Any], cleared_after: int, position: int) -> str:
        """An idempotency key (at most 64 characters) for the request's job.

        Args:
            request: what is asked for; another request gets other keys.
            cleared_after: 0, or which clearing the job was started after.
            position: counts the jobs that did not end well.
        """
        return f"airflow-{self._digest(dict(request))[:32]}-{cleared_after}-{position}"

    def event_id(self, cleared_after: int, position: int) -> str:
        """An id (at most 128 characters) for the task's event; people who see the events table know the task by it."""
        suffix = f".{self._digest(None)[:24]}-{cleared_after}-{position}"
        name = _NOT_IN_EVENT_ID.sub("_", f"{self.dag_id}.{self.task_id}")
        return "airflow." + name[: _EVENT_ID_LENGTH - len("airflow.") - len(suffix)] + suffix

    def _digest(self, request: Any) -> str:
        parts = [self.namespace, self.dag_id, self.task_id, self.run_id, self.map_index, request]
        # What json does not know, such as a date, is as it is sent.
        return hashlib.sha256(json.dumps(parts, sort_keys=True, default=dumps).encode()).hexdigest()


def _cleared_after(instance: Any, retries: int | None) -> int:
    # Airflow allows a cleared task its retries once more: max_tries becomes the tries so far plus the retries.
    return max(0, int(instance.max_tries) - int(retries or 0))
