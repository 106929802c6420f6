"""Blocks of code in documents, and how they are run."""

from __future__ import annotations

import contextlib
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Optional

from support.service import REPOSITORY

# Documents about more than Python, whose commands are indented.
MIXED = {"README.md"}


@dataclass(frozen=True)
class Block:
    """A fenced block.

    Attributes:
        document: name of the file, from the repository's root on.
        section: the heading (##) above it.
        language: first word behind the fence; empty when there is none.
        line: of its first line of code, from 1 on.
        text: the code.
        output: the block of `text` that follows at once: what it prints.
    """

    document: str
    section: str
    language: str
    line: int
    text: str
    output: Optional[str] = None


def blocks(document: str) -> list[Block]:
    """The fenced blocks of a document. Indented ones would be code that nobody runs: they are refused, but in `MIXED`.

    Raises:
        AssertionError: naming the line of an indented block, or of one without a language.
    """
    found: list[Block] = []
    section = ""
    lines = iter(enumerate((REPOSITORY / document).read_text(encoding="utf-8").splitlines(), 1))
    previous = ""
    for number, line in lines:
        if line.startswith("## "):
            section = line[3:].strip()
        if line.startswith("```"):
            language = line[3:].strip()
            assert language, f"{document}:{number}: a block of code needs a language"
            code = []
            for _, inner in lines:
                if inner.startswith("```"):
                    break
                code.append(inner)
            _add(found, Block(document, section, language, number + 1, "\n".join(code) + "\n"), previous)
            line = "```"
        indented = line.startswith("    ") and not previous.strip()
        assert not indented or document in MIXED, f"{document}:{number}: use a fenced block"
        previous = line
    return found


def _add(found: list[Block], block: Block, previous: str) -> None:
    if block.language == "text":
        assert previous == "```", f"{block.document}:{block.line}: output of which block?"
        last = found[-1]
        found[-1] = Block(last.document, last.section, last.language, last.line, last.text, block.text)
    else:
        found.append(block)


def sections(document: str) -> dict[str, list[Block]]:
    """The blocks of each section that has some."""
    grouped: dict[str, list[Block]] = {}
    for block in blocks(document):
        grouped.setdefault(block.section, []).append(block)
    return grouped


def make_tables(document: str, run: Callable[[str], object]) -> None:
    """Makes anew the tables of the local workspace that the document's commands make; `run` runs one statement."""
    text = (REPOSITORY / document).read_text(encoding="utf-8")
    statements = re.findall(r'sandbox/databricks .*-d "([^"]+)"', text)
    assert statements, f"{document} makes no table"
    for statement in statements:
        created = re.match(r"CREATE TABLE (\S+)", statement)
        if created:
            run(f"DROP TABLE IF EXISTS {created.group(1)}")
        run(statement)


def run_python(block: Block, namespace: dict[str, Any]) -> None:
    """Runs a block in a namespace, which the blocks of a section share, and compares what it prints."""
    path: Path = REPOSITORY / block.document
    # Line numbers of the document, so that a traceback leads there.
    code = compile("\n" * (block.line - 1) + block.text, str(path), "exec")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code, namespace)  # noqa: S102
    if block.output is not None:
        assert printed.getvalue() == block.output, f"{block.document}:{block.line} prints something else"
