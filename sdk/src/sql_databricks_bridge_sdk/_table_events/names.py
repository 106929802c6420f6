"""Names of tables: the one place that takes them apart, checks and quotes them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Optional

from sql_databricks_bridge_sdk.exceptions import ValidationError

_SOURCE = "a table like 'catalog.schema.table'"
_TARGET = "a target_table like 'schema.table' or 'table' (in dbo), names with dots or blanks in [brackets]"
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_UNITY_LENGTH = 255
_SQL_SERVER_LENGTH = 128


@dataclass(frozen=True)
class UnityTable:
    """A table or view of Unity Catalog.

    Args:
        catalog: 1 to 255 characters, none of them invisible, a dot, a slash or a blank
            (docs.databricks.com, "Names").
        schema: as the catalog.
        table: as the catalog.

    Raises:
        ValidationError: when a part is not valid.
    """

    catalog: str
    schema: str
    table: str

    def __post_init__(self) -> None:
        """Checks the parts."""
        for part in (self.catalog, self.schema, self.table):
            if not _is_valid(part, _UNITY_LENGTH) or any(character in "./ " for character in part):
                raise _invalid(_SOURCE, str(self))

    @classmethod
    def parse(cls, text: Optional[str]) -> UnityTable:
        """Reads `catalog.schema.table`, with or without backticks.

        Raises:
            ValidationError: when it is something else.
        """
        parts = _parts(text, "`", "`")
        if len(parts) != len(("catalog", "schema", "table")):
            raise _invalid(_SOURCE, text)
        return cls(*parts)

    @property
    def needs_quotes(self) -> bool:
        """Whether the name as it is shown to people would be another one, or none, in a statement."""
        return not all(_PLAIN.fullmatch(part) for part in (self.catalog, self.schema, self.table))

    def quoted(self) -> str:
        """The name for a statement."""
        return ".".join("`" + part.replace("`", "``") + "`" for part in (self.catalog, self.schema, self.table))

    def __str__(self) -> str:
        """The name for people."""
        return f"{self.catalog}.{self.schema}.{self.table}"


def check_target(text: Optional[str]) -> None:
    """Checks a table of SQL Server: `schema.table` or `table`, with or without brackets.

    Raises:
        ValidationError: when it is neither; a database before the schema is refused too.
    """
    parts = _parts(text, "[", "]")
    if len(parts) not in (1, 2) or not all(_is_valid(part, _SQL_SERVER_LENGTH) for part in parts):
        raise _invalid(_TARGET, text)


def shown(value: object) -> str:
    """A value as a message may show it: quoted, short, without characters that could forge a line of a log."""
    if value is None:
        return "nothing"
    printable = "".join("?" if _is_invisible(character) else character for character in str(value))
    return f"'{printable[:80]}...'" if len(printable) > 80 else f"'{printable}'"


def _parts(text: Optional[str], opening: str, closing: str) -> list[str]:
    """The parts without their quotes, which are doubled inside of them; empty when the text is no dotted name."""
    start, end = re.escape(opening), re.escape(closing)
    part = rf"{start}(?:[^{end}]|{end}{end})+{end}|[^.{start}][^.]*"
    if not isinstance(text, str) or not re.fullmatch(rf"(?:{part})(?:\.(?:{part}))*", text):
        return []
    return [_unquoted(found, opening, closing) for found in re.findall(part, text)]


def _unquoted(part: str, opening: str, closing: str) -> str:
    return part[1:-1].replace(closing * 2, closing) if part.startswith(opening) else part


def _is_valid(part: str, most: int) -> bool:
    return 1 <= len(part) <= most and not any(_is_invisible(character) for character in part)


def _is_invisible(character: str) -> bool:
    """Control, format, unassigned and lone surrogate characters, and separators of lines."""
    category = unicodedata.category(character)
    return category.startswith("C") or category in ("Zl", "Zp")


def _invalid(expected: str, came: Optional[str]) -> ValidationError:
    return ValidationError(f"Expected {expected}, but got {shown(came)}.")
