"""Makes models of JSON, by the types that the models declare.

Fields that a model does not know are ignored, because a newer service may send more; missing ones take their defaults.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime, timedelta, timezone
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")

_INSTANT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(?:Z|([+-]\d\d:\d\d))")


def decode(model: type[T], value: Any) -> T:
    """The model that the JSON is.

    Raises:
        ValueError: when it is not; the message names the field.
    """
    result: T = _decode(model, value, getattr(model, "__name__", "answer"))
    return result


def parse_time(text: str) -> datetime:
    """The time of ISO 8601 text, in UTC; digits below the microsecond are cut off.

    Raises:
        ValueError: when it is none, or does not say its offset.
    """
    match = _INSTANT.fullmatch(text)
    if match is None:
        raise ValueError(f"expected a time such as 2026-11-21T08:00:00Z, but got {text!r}")
    seconds, digits, offset = match.groups()
    time = datetime.fromisoformat(seconds + (offset or "+00:00")).astimezone(timezone.utc)
    return time + timedelta(microseconds=int((digits or "0")[:6].ljust(6, "0")))


@cache
def hints(model: type[Any]) -> dict[str, Any]:
    """The types of a model's fields."""
    return get_type_hints(model)


def _decode(kind: Any, value: Any, where: str) -> Any:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Union:
        present = next(argument for argument in arguments if argument is not type(None))
        return None if value is None else _decode(present, value, where)
    if kind is Any:
        return value
    if is_dataclass(kind):
        return _model(kind, value, where)
    if is_typed_dict(kind):
        return _typed_dict(kind, value, where)
    if origin is list:
        return [
            _decode(arguments[0], item, f"{where}[{index}]") for index, item in enumerate(_expect(list, value, where))
        ]
    if origin is dict:
        items = _expect(dict, value, where).items()
        return {key: _decode(arguments[1], item, f"{where}.{key}") for key, item in items}
    return _scalar(kind, value, where)


def _model(kind: Any, value: Any, where: str) -> Any:
    given: Mapping[str, Any] = _expect(dict, value, where)
    types = hints(kind)
    arguments = {}
    for field in fields(kind):
        if field.name in given:
            arguments[field.name] = _decode(types[field.name], given[field.name], f"{where}.{field.name}")
        elif field.default is MISSING and field.default_factory is MISSING:
            raise ValueError(f"expected {where} to have {field.name}")
    return kind(**arguments)


def is_typed_dict(kind: Any) -> bool:
    """Whether the type is a TypedDict; `typing.is_typeddict` is not in Python 3.9."""
    return hasattr(kind, "__required_keys__")


def _typed_dict(kind: Any, value: Any, where: str) -> Any:
    given = _expect(dict, value, where)
    missing = [name for name in kind.__required_keys__ if name not in given]
    if missing:
        raise ValueError(f"expected {where} to have {', '.join(sorted(missing))}")
    return {name: _decode(part, given[name], f"{where}.{name}") for name, part in hints(kind).items()}


def _scalar(kind: Any, value: Any, where: str) -> Any:
    try:
        if issubclass(kind, Enum):
            return kind(value)
        if kind is datetime:
            return parse_time(_expect(str, value, where))
    except ValueError as e:
        raise ValueError(f"{where}: {e}") from e
    if kind is float and type(value) is int:
        return float(value)
    return _expect(kind, value, where)


def _expect(kind: Any, value: Any, where: str) -> Any:
    # bool is an int in Python, but not in JSON.
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ValueError(f"expected {where} to be {kind.__name__}, but got {type(value).__name__}")
    return value
