"""A TCP proxy that cuts connections."""

from __future__ import annotations

import contextlib
import math
import socket
import threading
from collections.abc import Iterator
from types import TracebackType
from typing import Optional

_CHUNK = 4096


class CuttingProxy:
    """Passes bytes on until as many as were said have gone through a connection, to and fro; then it cuts it.

    Args:
        host: whom it passes bytes to.
        port: at which port.
        budgets: bytes for the first connections; later ones are not cut.
    """

    def __init__(self, host: str, port: int, *budgets: int) -> None:
        self._target = (host, port)
        self._budgets = list(budgets)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.cuts = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._target)
                left = [self._budgets.pop(0) if self._budgets else math.inf]
                for ends in ((client, server), (server, client)):
                    threading.Thread(target=self._pump, args=(*ends, left), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, left: list[float]) -> None:
        with contextlib.suppress(OSError), _closing(source, sink):
            while chunk := source.recv(_CHUNK):
                left[0] -= len(chunk)
                if left[0] <= 0:
                    self.cuts += 1
                    return
                sink.sendall(chunk)

    def __enter__(self) -> CuttingProxy:
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self._listener.close()


@contextlib.contextmanager
def _closing(*sockets: socket.socket) -> Iterator[None]:
    try:
        yield
    finally:
        for each in sockets:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
