"""How far a job is, for people: a bar by tqdm where it is installed, also in notebooks; else lines of text."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Callable, Optional, Union

from sql_databricks_bridge_sdk.job_models import ExtractionJob

ShowProgress = Union[bool, Callable[[ExtractionJob], None]]
"""False: nothing; True: a bar, or lines on standard error; or a function that gets the job each time."""


@contextmanager
def display(progress: ShowProgress) -> Iterator[Callable[[ExtractionJob], None]]:
    """What is told the job each time, until the block ends."""
    if callable(progress):
        yield progress
    elif not progress:
        yield lambda job: None
    else:
        shown = _bar() or _Lines()
        try:
            yield shown.show
        finally:
            shown.close()


def summary(job: ExtractionJob) -> str:
    """The job in one line."""
    failed = f", {job.queries_failed} failed" if job.queries_failed else ""
    done = f"{job.queries_completed}/{job.queries_total} queries{failed}"
    return f"job {job.job_id}: {job.status.value}, {done}, {job.rows_extracted:,} rows"


class _Lines:
    """Prints a line when something has changed."""

    def __init__(self) -> None:
        self._last: Optional[str] = None

    def show(self, job: ExtractionJob) -> None:
        line = summary(job)
        if line != self._last:
            print(line, file=sys.stderr, flush=True)  # noqa: T201
        self._last = line

    def close(self) -> None:
        """There is nothing to close."""


class _Bar:
    """A bar with a step for each query that has ended."""

    def __init__(self, bar: Any) -> None:
        self._bar = bar

    def show(self, job: ExtractionJob) -> None:
        done, total = _steps(job)
        self._bar.total = total
        self._bar.n = done
        self._bar.set_description_str(job.status.value, refresh=False)
        self._bar.set_postfix_str(f"{job.rows_extracted:,} rows", refresh=False)
        self._bar.refresh()

    def close(self) -> None:
        self._bar.close()


def _steps(job: ExtractionJob) -> tuple[int, int]:
    return job.queries_completed + job.queries_failed, job.queries_total


def _bar() -> Optional[_Bar]:
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return None
    return _Bar(tqdm(total=0, unit="query", leave=True))
