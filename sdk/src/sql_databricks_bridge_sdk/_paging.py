"""Going through lists that grow at their beginning."""

from __future__ import annotations

from typing import Callable, Generic, Optional, TypeVar

from sql_databricks_bridge_sdk.exceptions import ValidationError

T = TypeVar("T")

_LARGEST_PAGE = 1000


class Pages(Generic[T]):
    """Where the next page begins, and what of it is new.

    Lists are newest first: what arrives meanwhile moves everything on, so that a page can begin with what the one
    before ended with. Such items are left out; the ids of all that were seen are kept for it. A service that says
    where its next page begins, gives no item twice.
    """

    def __init__(self, size: int, identify: Callable[[T], str]) -> None:
        if not 1 <= size <= _LARGEST_PAGE:
            raise ValidationError(f"Expected a page_size of 1 to {_LARGEST_PAGE}, but got {size}.")
        self.size = size
        self.offset = 0
        self.after: Optional[str] = None
        self.complete = False
        self._identify = identify
        self._seen: set[str] = set()

    def take(self, page: list[T], after: Optional[str] = None) -> list[T]:
        """What of the page is new; `after` is where the next one begins, if the service says so."""
        self.after = after
        self.offset += len(page)
        self.complete = len(page) < self.size
        new = [item for item in page if self._identify(item) not in self._seen]
        self._seen.update(self._identify(item) for item in new)
        return new
