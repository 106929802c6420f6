"""Which columns an events table has; installations differ (contract of the events table, docs/sync.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Optional

from sql_databricks_bridge_sdk._table_events.gateway import StatementError
from sql_databricks_bridge_sdk.exceptions import ValidationError

NEEDED = ("event_id", "operation", "target_table", "status")

_RANGES = {"tinyint": 8, "smallint": 16, "int": 32, "bigint": 64}
_NESTED = ("array", "map", "struct", "variant")


@dataclass(frozen=True)
class EventsTableShape:
    """The columns of an events table.

    Args:
        name: the table's, for messages.
        types: type by column as `DESCRIBE` gives them, both in lower case and without blanks.
    """

    name: str
    types: Mapping[str, str]

    @classmethod
    def of(cls, name: str, described: Iterable[tuple[Optional[str], str]]) -> EventsTableShape:
        """Reads the answer of `DESCRIBE`.

        Behind the columns it tells of partitions and clustering, after an empty line or one with '#'.

        Raises:
            StatementError: when the table can't be an events table.
        """
        types: dict[str, str] = {}
        for column, kind in described:
            if not column or column.startswith("#"):
                break
            types[column.lower()] = kind.lower().replace(" ", "")
        missing = [column for column in NEEDED if column not in types]
        if missing:
            raise StatementError(
                f"Expected {name} to be an events table, but it has no column {', '.join(missing)}. "
                "'bridge events-table create --print' shows what one looks like.",
                retryable=False,
            )
        return cls(name, types)

    def has(self, column: str) -> bool:
        """Whether the table has the column."""
        return column in self.types

    def is_time(self, column: str) -> bool:
        """Whether the column holds times."""
        return self.types.get(column, "").startswith("timestamp")

    def is_map(self, column: str) -> bool:
        """Whether the column holds texts by text, so that numbers in it are texts as well."""
        return self.types.get(column, "").startswith("map")

    def as_text(self, column: str) -> str:
        """An expression for the column as text: JSON where it is nested, microseconds since 1970 where it is a time."""
        kind = self.types.get(column)
        if kind is None:
            return "CAST(NULL AS STRING)"
        if self.is_time(column):
            return f"CAST(unix_micros(CAST({column} AS TIMESTAMP)) AS STRING)"
        return f"to_json({column})" if kind.startswith(_NESTED) else f"CAST({column} AS STRING)"

    def from_marker(self, column: str) -> str:
        """An expression that makes the column's value of the marker that has its name.

        Raises:
            ValidationError: when there is no such column, or it has a type that can't be written.
        """
        kind = self.types.get(column)
        if kind is None:
            raise ValidationError(
                f"Expected {self.name} to have a column {column}, because the event has a value for it. "
                f"Add it: ALTER TABLE ... ADD COLUMN {column} ...; 'bridge events-table create --print' shows its type."
            )
        if kind in ("array<string>", "map<string,string>"):
            return f"from_json(:{column}, '{kind.upper()}')"
        if kind == "variant":
            return f"parse_json(:{column})"
        if kind in _RANGES:
            return f"CAST(:{column} AS {kind.upper()})"
        if kind.startswith(("string", "varchar", "char")):
            return f"CAST(:{column} AS STRING)"
        raise ValidationError(f"Expected the column {column} of {self.name} to have another type than {kind}.")

    def check_range(self, column: str, value: int) -> None:
        """Checks that a number fits, because without ANSI mode Spark would write NULL in its place.

        Raises:
            ValidationError: when it does not.
        """
        bits = _RANGES.get(self.types.get(column, ""))
        if bits and not -(2 ** (bits - 1)) <= value < 2 ** (bits - 1):
            raise ValidationError(f"Expected {column} to fit into {bits} bits, as {self.name} has it, but got {value}.")
