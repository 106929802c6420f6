"""JSON of values as people have them in Python."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timezone
from decimal import Decimal
from enum import Enum
from typing import Any, Optional
from uuid import UUID

from sql_databricks_bridge_sdk._values import plain
from sql_databricks_bridge_sdk.exceptions import ValidationError


def dumps(value: Any, where: str = "") -> str:
    """The value as JSON: decimals digit by digit, dates and times in ISO 8601, everything else as `json` does.

    Args:
        value: of Python, numpy or pandas; arrays and series are lists.
        where: what it is, for messages; the fields in it are named behind that.

    Raises:
        ValidationError: when a value has no form in JSON, such as NaN, NaT, pd.NA or an infinite number.
    """
    value = plain(value, where or "the value")
    if isinstance(value, Mapping):
        prefix = f"{where}." if where else ""
        return (
            "{"
            + ", ".join(f"{_name(key, where)}: {dumps(item, f'{prefix}{key}')}" for key, item in value.items())
            + "}"
        )
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(dumps(item, f"{where}[{index}]") for index, item in enumerate(value)) + "]"
    if isinstance(value, (Decimal, float)):
        # A Decimal's own text can be '1E+2', which is JSON as well.
        return str(value) if isinstance(value, Decimal) else repr(value)
    if isinstance(value, (date, time)):
        return json.dumps(value.isoformat())
    if isinstance(value, UUID):
        return json.dumps(str(value))
    if value is None or isinstance(value, (str, bool, int)):
        return json.dumps(value)
    expected = "text, a number, a date, a list or a dict"
    raise ValidationError(f"Expected {where or 'the value'} to be {expected}, but got a {type(value).__name__}.")


def loads(body: bytes) -> Any:
    """What the JSON is.

    Raises:
        ValueError: when it is none, or nested deeper than anything that the service sends.
    """
    try:
        return json.loads(body)
    except RecursionError as e:
        raise ValueError("nested too deeply") from e


def said(body: Mapping[str, Any]) -> dict[str, Any]:
    """The body without what was left out: the service has its own defaults."""
    return {name: value for name, value in body.items() if value is not None}


def names(field: str, given: Optional[Sequence[str]]) -> Optional[list[str]]:
    """A list of names.

    Raises:
        ValidationError: when it is one text, which Python would take for a list of its letters.
    """
    if isinstance(given, str):
        raise ValidationError(f"Expected {field} to be a list of names, such as [{given!r}], but got {given!r}.")
    return None if given is None else list(given)


def text_of(word: str) -> str:
    """The text of an enumeration's member, or of a word."""
    return str(word.value) if isinstance(word, Enum) else word


def instant(moment: Optional[datetime]) -> Optional[str]:
    """A time as the service reads it."""
    return None if moment is None else moment.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")


def _name(key: Any, where: str) -> str:
    if not isinstance(key, str):
        raise ValidationError(
            f"Expected the names in {where or 'the value'} to be text, but got a {type(key).__name__}."
        )
    return json.dumps(key)
