"""What the clients do, without doing it: generators that yield requests and pauses, and are sent the answers.

All decisions are made in them once; what differs between the sync and the async clients is only how a request is sent
and a pause is waited for (`_sync.py`, `aio/_run.py`). A request that fails is raised inside of the generator.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, Union

T = TypeVar("T")


@dataclass(frozen=True)
class Request:
    """One request.

    Attributes:
        method: of HTTP.
        path: below the service's URL, quoted, with a slash in front.
        query: parameters of the query string.
        body: JSON as Python has it; None sends no body.
        headers: beside those that every request has.
        repeatable: whether it may arrive twice without doing anything twice.
        patience: seconds that the service itself may wait before it answers.
        once: whether the first answer counts, whatever it is.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    repeatable: bool = True
    patience: float = 0.0
    once: bool = False


@dataclass(frozen=True)
class Answer:
    """An answer; names of headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def is_success(self) -> bool:
        """Whether it is what was asked for."""
        return 200 <= self.status < 300


@dataclass(frozen=True)
class Pause:
    """A wait, in seconds."""

    seconds: float


Steps = Generator[Union[Request, Pause], Any, T]
"""Steps whose result is a T."""
