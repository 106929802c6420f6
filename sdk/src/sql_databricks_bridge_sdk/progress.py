"""How far a job is, for people: a bar by tqdm where it is installed, also in notebooks; else lines of text."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Callable, Optional, Union

from sql_databricks_bridge_sdk.job_models import ExtractionJob

_QUERIES = "query"
_ROWS = "row"

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
    """The job in one line; with the time that it will take yet, as far as the service's estimates tell."""
    left = job.seconds_left
    return str(job) if left is None else f"{job}, about {timedelta(seconds=round(left))} left"


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
    """A bar of rows where the service has an estimate of all; else a step for each query that has ended."""

    def __init__(self, bar: Any) -> None:
        self._bar = bar

    def show(self, job: ExtractionJob) -> None:
        done, total, unit = _steps(job)
        if unit != self._bar.unit:
            # What was there before the first look tells nothing about the speed.
            self._bar.unit, self._bar.initial, self._bar.unit_scale = unit, done, unit == _ROWS
        self._bar.total, self._bar.n = total, done
        self._bar.set_description_str(job.status.value, refresh=False)
        self._bar.set_postfix_str(_beside(job), refresh=False)
        self._bar.refresh()

    def close(self) -> None:
        self._bar.close()


def _steps(job: ExtractionJob) -> tuple[int, int, str]:
    left = job.rows_left
    if left is None or job.ended:
        return job.queries_completed + job.queries_failed, job.queries_total, _QUERIES
    return job.rows_extracted, job.rows_extracted + left, _ROWS


def _beside(job: ExtractionJob) -> str:
    if job.rows_left is None or job.ended:
        return f"{job.rows_extracted:,} rows"
    return f"{job.queries_completed + job.queries_failed}/{job.queries_total} queries"


def _bar() -> Optional[_Bar]:
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return None
    return _Bar(tqdm(total=0, unit=_QUERIES, leave=True))
