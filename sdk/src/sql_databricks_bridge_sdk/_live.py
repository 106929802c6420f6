"""The stream of `GET /jobs/live`: what its bytes mean, and what becomes of a stream that ends."""

from __future__ import annotations

from typing import Optional

from sql_databricks_bridge_sdk import _jobs
from sql_databricks_bridge_sdk._answers import error_of
from sql_databricks_bridge_sdk._decode import decode
from sql_databricks_bridge_sdk._json import loads
from sql_databricks_bridge_sdk._retry import RetryPolicy
from sql_databricks_bridge_sdk._steps import Answer, Request, Steps
from sql_databricks_bridge_sdk._wait import can_pass
from sql_databricks_bridge_sdk.exceptions import (
    APIError,
    BridgeSDKError,
    CertificateError,
    JobNotFoundError,
)
from sql_databricks_bridge_sdk.job_models import ExtractionJob

# Twice as long as the service is silent at most (15 s), beside the client's own time-out.
_SILENCE = 30.0

# The service tells of those that were asked for within the last minute, at most so many.
_LATELY_ENDED = 200

REQUEST = Request("GET", "/jobs/live", headers={"Accept": "text/event-stream"}, patience=_SILENCE)


class JobChanges:
    """What has changed, of a stream that is opened again and again: nothing comes twice, and no end is missed."""

    def __init__(self, policy: RetryPolicy) -> None:
        self._policy = policy
        self._known: dict[str, ExtractionJob] = {}
        self._ended: dict[str, ExtractionJob] = {}
        self._missed: list[str] = []
        self._buffer = b""
        self._begun = False
        self._connected = False
        self._failures = 0

    def opened(self, answer: Answer) -> None:
        """A stream has been opened; all that runs or waits comes anew. Its body is not read yet, unless it is an error.

        Raises:
            BridgeSDKError: when it is none.
        """
        if not answer.is_success:
            raise error_of(answer)
        kind = answer.headers.get("content-type", "nothing")
        if not kind.startswith("text/event-stream"):
            raise APIError(f"Expected a stream of jobs, but got {kind}; is this the service's URL?", answer.status)
        self._buffer = b""
        self._begun = False

    def take(self, chunk: bytes) -> list[ExtractionJob]:
        """The jobs that have changed by this.

        Raises:
            APIError: when it is not what the service sends.
        """
        # Split at the bytes of server-sent events alone: text of jobs may have other characters that end lines.
        *lines, self._buffer = (self._buffer + chunk).split(b"\n")
        return [job for line in lines if line.startswith(b"data:") for job in self._message(line[len(b"data:") :])]

    def _message(self, data: bytes) -> list[ExtractionJob]:
        jobs = _read(data)
        self._failures = 0
        self._connected = True
        if not self._begun:
            self._begun = True
            told = {job.job_id for job in jobs}
            self._missed = [job_id for job_id in self._known if job_id not in told]
        return [job for job in jobs if self._is_new(job)]

    def _is_new(self, job: ExtractionJob) -> bool:
        if job == self._known.get(job.job_id, self._ended.get(job.job_id)):
            return False
        if not job.ended:
            self._known[job.job_id] = job
            return True
        self._known.pop(job.job_id, None)
        self._ended[job.job_id] = job
        if len(self._ended) > _LATELY_ENDED:
            del self._ended[next(iter(self._ended))]
        return True

    def missed(self) -> list[str]:
        """The jobs that have ended while there was no stream: they ran or waited before, and were not told of now."""
        ids, self._missed = self._missed, []
        return ids

    def ask(self, job_id: str) -> Steps[list[ExtractionJob]]:
        """What has become of it; nothing when it is not there any more."""
        try:
            job = yield from _jobs.get(job_id)
        except JobNotFoundError:
            self._known.pop(job_id, None)
            return []
        return [job] if self._is_new(job) else []

    def failed(self, error: BridgeSDKError) -> float:
        """Seconds until the stream shall be opened again.

        Raises:
            BridgeSDKError: the error itself, when it will not pass, or there was no stream yet and the policy has had
                enough.
        """
        wanted = error.retry_after if isinstance(error, APIError) else None
        wait = self.ended(wanted)
        last = not self._connected and self._policy.wait(self._failures, wanted) is None
        if last or isinstance(error, CertificateError) or not can_pass(error):
            raise error
        return wait

    def ended(self, wanted: Optional[float] = None) -> float:
        """Seconds until it shall be opened again, after it was closed in order, as by a service that stops."""
        self._failures += 1
        return self._policy.pause(self._failures, wanted)


def _read(data: bytes) -> list[ExtractionJob]:
    try:
        return decode(list[ExtractionJob], loads(data).get("jobs", []))
    except (AttributeError, ValueError) as e:
        raise APIError(f"Expected a stream of jobs, but got something else; is this the service's URL? {e}", 200) from e
