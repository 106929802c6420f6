"""What the tests of BridgeOperator share."""

from __future__ import annotations

from typing import Callable

import pytest

Source = Callable[[str], str]
"""Makes a table of Spark out of a SELECT, and gives its name."""

PY4J_LEAVES_SOCKETS = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
"""Of each DataFrame that is collected, Spark's Python leaves a socket to the garbage collector."""
