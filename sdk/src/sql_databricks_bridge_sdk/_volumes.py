"""Files of a Unity Catalog volume: in Databricks a folder of the machine, elsewhere by the workspace's Files API."""

from __future__ import annotations

import importlib
import os
from typing import Any, Callable, Optional, Protocol

from sql_databricks_bridge_sdk.exceptions import BridgeSDKError

_VOLUME_PARTS = 5
"""Of `/Volumes/catalog/schema/volume`: the empty one before the first slash as well."""


class Workspace(Protocol):
    """What is used of databricks-sdk's `WorkspaceClient`."""

    @property
    def files(self) -> Any:
        """The Files API."""
        ...


Read = Callable[[str], bytes]
"""Reads a whole file by its path in the volume."""


def reader(path: str, workspace: Optional[Workspace]) -> Read:
    """What reads the files of the volume that the path is in.

    Args:
        path: `/Volumes/catalog/schema/volume[/...]`.
        workspace: one that was given; otherwise the folder when this machine has it, or else the workspace that the
            environment, or a profile of databricks-sdk, names.

    Raises:
        BridgeSDKError: when there is no way to the volume.
    """
    if workspace is None and os.path.isdir("/".join(path.split("/")[:_VOLUME_PARTS])):
        return _read_local
    files = (workspace or _workspace(path)).files

    def download(file: str) -> bytes:
        with files.download(file).contents as contents:
            content: bytes = contents.read()
            return content

    return lambda file: _read(download, file)


def _read_local(file: str) -> bytes:
    def content(path: str) -> bytes:
        with open(path, "rb") as opened:
            return opened.read()

    return _read(content, file)


def _read(content: Read, file: str) -> bytes:
    try:
        return content(file)
    except Exception as e:  # databricks-sdk's, of requests and of the operating system have no base in common.
        raise BridgeSDKError(f"{file} can't be read: {type(e).__name__}: {e}") from e


def _workspace(path: str) -> Workspace:
    try:
        sdk: Any = importlib.import_module("databricks.sdk")
    except ImportError as e:
        raise BridgeSDKError(
            f"{path} is no folder of this machine. Expected databricks-sdk to be installed, which reads it from the "
            "workspace: pip install 'sql-databricks-bridge[pandas]'."
        ) from e
    try:
        workspace: Workspace = sdk.WorkspaceClient()
    except ValueError as e:
        reason = str(e).splitlines()[0]
        raise BridgeSDKError(
            f"{path} is no folder of this machine, and no workspace is known that has it. Set DATABRICKS_HOST and "
            f"DATABRICKS_TOKEN, or give workspace=WorkspaceClient(...): {reason}"
        ) from e
    return workspace
