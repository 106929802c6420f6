"""Values of numpy and pandas as Python's own; and what looks like a value and is none."""

from __future__ import annotations

import math
import sys
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from sql_databricks_bridge_sdk.exceptions import ValidationError

_EXACT_UNITS = {"Y": "D", "M": "D", "W": "D", "h": "s", "m": "s"}
"""Units of numpy's times that are no date or time in ISO 8601, and the one that says the same moment."""

_NO_VALUES = ("NAType", "MaskedConstant")


def plain(value: Any, where: str) -> Any:
    """The value as Python has it; what neither numpy nor pandas made stays what it is.

    Arrays and series are lists, times of numpy are text in ISO 8601, and small floats are the shortest decimal that
    means them. Neither library is imported: the owner of such a value has done that.

    Args:
        value: anything.
        where: the field, for messages, such as `parameters.since`.

    Raises:
        ValidationError: for NaN, an infinite number, NaT and pd.NA, which SQL Server has no value for.
    """
    if isinstance(value, Enum):
        return plain(value.value, where)
    found = _of_numpy(_of_pandas(value))
    if _is_none(found):
        raise ValidationError(f"Expected {where} to be a value, but got {value}; NULL is None.")
    return found


def _of_pandas(value: Any) -> Any:
    pandas: Any = sys.modules.get("pandas")
    if pandas is None or not isinstance(value, (pandas.Series, pandas.Index, pandas.api.extensions.ExtensionArray)):
        return value
    return value.to_numpy()


def _of_numpy(value: Any) -> Any:
    numpy: Any = sys.modules.get("numpy")
    if numpy is None or not isinstance(value, (numpy.generic, numpy.ndarray)) or _is_none(value):
        return value
    if isinstance(value, numpy.ndarray):
        return list(value) if value.ndim else _of_numpy(value[()])
    if isinstance(value, numpy.datetime64):
        return _time(value, numpy.datetime_data(value.dtype)[0])
    # A duration is one of numpy's whole numbers, but none of ours.
    if isinstance(value, numpy.integer) and not isinstance(value, numpy.timedelta64):
        return int(value)
    if isinstance(value, numpy.floating):
        return float(value) if isinstance(value, float) else Decimal(str(value))
    return bool(value) if isinstance(value, numpy.bool_) else value


def _time(value: Any, unit: str) -> str:
    text = str(value.astype(f"datetime64[{_EXACT_UNITS[unit]}]") if unit in _EXACT_UNITS else value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _is_none(value: Any) -> bool:
    if isinstance(value, Decimal):
        return not value.is_finite()
    if isinstance(value, float):
        return not math.isfinite(value)
    # NaT of pandas is a datetime, and like that of numpy it is not itself.
    is_time = isinstance(value, datetime) or type(value).__name__ == "datetime64"
    return bool(is_time and value != value) or type(value).__name__ in _NO_VALUES
