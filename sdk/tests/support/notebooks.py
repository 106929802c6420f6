"""Runs notebooks of Databricks' source format."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_SEPARATOR = "\n# COMMAND ----------\n"
_MAGIC = "# MAGIC"


def cells(notebook: Path) -> list[str]:
    """The cells that are Python."""
    texts = notebook.read_text(encoding="utf-8").split(_SEPARATOR)
    return [text for text in texts if text.strip() and _MAGIC not in text]


def run(notebook: Path, **names: Any) -> dict[str, Any]:
    """Runs all cells one after the other.

    Args:
        notebook: the file.
        names: what Databricks would put there, such as `spark`.

    Returns:
        What the cells have left.
    """
    namespace: dict[str, Any] = {"__name__": "__main__", **names}
    for number, cell in enumerate(cells(notebook), 1):
        exec(compile(cell, f"{notebook.name}, cell {number}", "exec"), namespace)  # noqa: S102
    return namespace
