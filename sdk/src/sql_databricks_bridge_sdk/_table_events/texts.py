"""Values as the service reads them: it takes the numbers of conditions and metadata literally."""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Optional, Union

from sql_databricks_bridge_sdk._json import dumps
from sql_databricks_bridge_sdk._values import plain
from sql_databricks_bridge_sdk.exceptions import ValidationError

_MOST_DIGITS = 700
"""What the service accepts: twice what a double can have before its point."""


def loads(value: str) -> Any:
    """Reads JSON; a number with a point is a `Decimal`, so that `0.10` stays what it is.

    Raises:
        ValueError: when it is no JSON.
    """
    return json.loads(value, parse_float=Decimal)


def texts(fields: Mapping[str, Any], name: str) -> dict[str, Optional[str]]:
    """What the service makes of the values of conditions and metadata; what is nested is JSON.

    Args:
        fields: value by name.
        name: what people know them by.

    Raises:
        ValidationError: when a value has no such text.
    """
    return {
        key: None if value is None else _text(plain(value, f"{name}.{key}"), f"{name}.{key}")
        for key, value in fields.items()
    }


def _text(value: Any, name: str) -> str:
    return dumps(value, name) if isinstance(value, (Mapping, list, tuple)) else text(value, name)


def text(value: Any, name: str) -> str:
    """A value as SQL Server's types read it: numbers without an exponent, times as in ISO 8601.

    Raises:
        ValidationError: when the value has no such text.
    """
    value = plain(value, name)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, Decimal)):
        return _plain(value, name)
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, (str, uuid.UUID)):
        return _encodable(str(value), name)
    raise ValidationError(
        f"Expected {name} to be a text, number, time, UUID, True, False or None, but got {type(value).__name__}."
    )


def _plain(value: Union[int, float, Decimal], name: str) -> str:
    # The shortest text that means this very float.
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    _, digits, exponent = number.as_tuple()
    if len(digits) > _MOST_DIGITS or abs(int(exponent)) > _MOST_DIGITS:
        raise ValidationError(f"Expected {name} to be a number of at most {_MOST_DIGITS} digits.")
    return format(number, "f")


def _encodable(value: str, name: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ValidationError(f"Expected {name} to be a Unicode text, but got half of a surrogate pair.") from error
    return value
