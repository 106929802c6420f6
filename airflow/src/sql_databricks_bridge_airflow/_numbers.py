"""Numbers of templates: text until they are rendered, and nothing when that is empty."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from sql_databricks_bridge_sdk import ValidationError

_NOT_GIVEN = ("", "none", "null")


def whole(field: str, value: Any) -> int | None:
    """The whole number; None when there is none, which is what an empty template or Jinja's `None` says.

    Raises:
        ValidationError: when it is something else; named by its field.
    """
    number = _number(field, value, "a whole number")
    if number is None:
        return None
    if number != number.to_integral_value():
        raise ValidationError(f"Expected {field} to be a whole number, but got {value!r}.")
    return int(number)


def seconds(field: str, value: Any) -> float | None:
    """Seconds of a number, a text or a timedelta; None when there is none.

    Raises:
        ValidationError: when it is something else; named by its field.
    """
    if isinstance(value, timedelta):
        return value.total_seconds()
    number = _number(field, value, "seconds, or a timedelta")
    return None if number is None else float(number)


def _number(field: str, value: Any, expected: str) -> Decimal | None:
    text = "" if value is None else str(value).strip()
    if text.lower() in _NOT_GIVEN:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if isinstance(value, bool) or not number.is_finite():
        raise ValidationError(f"Expected {field} to be {expected}, but got {value!r}.")
    return number
