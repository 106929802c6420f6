"""Plays the bridge's part for events tables that no bridge can see, such as those of a Spark on this machine."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Any, Optional


class StandInBridge:
    """Completes all events of a table, in a thread of its own, without doing anything."""

    def __init__(self, spark: Any, table: str) -> None:
        self._spark = spark
        self._table = table
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work)

    def _work(self) -> None:
        while not self._stopped.wait(0.5):
            self._spark.sql(
                f"UPDATE {self._table} SET status = 'completed', rows_affected = coalesce(rows_expected, 1),"  # noqa: S608
                " processed_at = current_timestamp() WHERE coalesce(status, 'pending') = 'pending'"
            )

    def __enter__(self) -> StandInBridge:
        self._thread.start()
        return self

    def __exit__(
        self, kind: Optional[type[BaseException]], error: Optional[BaseException], traceback: Optional[TracebackType]
    ) -> None:
        self._stopped.set()
        self._thread.join()
