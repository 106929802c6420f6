"""The service's errors as they come over the wire."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """An error that the service answered (RFC 9457).

    Attributes:
        type: identifies the kind of error, as a URN.
        title: the HTTP status in words.
        status: the HTTP status.
        detail: what was expected, what came, what to do; for people.
        code: stable; docs/errors.md lists all.
        retryable: whether the same request can succeed later.
        instance: identifies this one occurrence; the service's log has it.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str
    retryable: bool
    instance: str
