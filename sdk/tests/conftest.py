"""Fixtures of all tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from support import service as services
from support.calls import Call, async_call, sync_call
from support.service import Service

_NEED_A_SERVICE = {"service", "documented_service", "world"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs no service comes first: in a build, it is packaged meanwhile. Other files have one process each."""
    items.sort(key=_needs_a_service)
    for item in items:
        if _needs_a_service(item):
            item.add_marker(pytest.mark.xdist_group(item.path.name))


def _needs_a_service(item: pytest.Item) -> bool:
    names: list[str] = getattr(item, "fixturenames", [])
    return item.path.name == "test_schemathesis.py" or not _NEED_A_SERVICE.isdisjoint(names)


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The real service with its sandbox. Tests share it, so each finds its own work by its id."""
    directory: Path = tmp_path_factory.mktemp("service")
    with services.start(directory) as running:
        yield running
        assert "token-of-" not in running.log


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own service must not be what tests talk to."""
    for name in ("BRIDGE_URL", "BRIDGE_TOKEN", "BRIDGE_EVENTS_TABLE", "BRIDGE_PROFILE"):
        # Set first, so that it is absent again afterwards, even when a test sets it for good.
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    monkeypatch.setenv("BRIDGE_CONFIG_FILE", os.devnull)


@pytest.fixture(params=[sync_call, async_call], ids=["sync", "async"])
def call(request: pytest.FixtureRequest) -> Call:
    """Calls a method of a client of either kind."""
    chosen: Call = request.param
    return chosen
