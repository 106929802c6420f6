"""Where events tables are in tests: the sandbox's local workspace by two ways, and Spark with Delta Lake."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Callable

from sql_databricks_bridge_sdk.events_client import BridgeEventsClient
from support.events_tables import SHAPES, create

_NUMBERS = itertools.count(1)


@dataclass
class World:
    """A place for events tables.

    Attributes:
        catalog: of the tables.
        schema: of the tables.
        ways: what the client needs to get there, such as `spark`.
        run: runs a statement without parameters, and returns its rows by name.
        properties: what a table with defaults needs.
    """

    catalog: str
    schema: str
    run: Callable[[str], list[dict[str, Any]]]
    ways: dict[str, Any] = field(default_factory=dict)

    def client(self, columns: str = SHAPES["bridge"], properties: str = "") -> BridgeEventsClient:
        """A client of a new events table."""
        client = BridgeEventsClient(self.catalog, self.schema, f"events_{next(_NUMBERS)}", **self.ways)
        self.run(create(client.events_table, columns, properties))
        return client

    def bridge_writes(self, client: BridgeEventsClient, event_id: str, **values: Any) -> None:
        """Does to the row what the bridge does when it writes a status."""
        assignments = ", ".join(f"{column} = {value}" for column, value in values.items())
        self.run(f"UPDATE {client.events_table} SET {assignments} WHERE event_id = '{event_id}'")  # noqa: S608


def rows(world: World, client: BridgeEventsClient) -> Iterator[dict[str, Any]]:
    """All rows of the client's table."""
    yield from world.run(f"SELECT * FROM {client.events_table}")  # noqa: S608
