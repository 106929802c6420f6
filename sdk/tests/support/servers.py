"""Servers on real sockets that do what the real service can't be made to do."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from dataclasses import dataclass
from typing import Any, Optional, Union
from urllib.parse import urlsplit

_PATIENCE_SECONDS = 30.0
_CHUNK = 65536


@dataclass(frozen=True)
class Received:
    """A request that came; names of headers are in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Cut:
    """Reads the request and hangs up."""


class Silence:
    """Reads the request and says nothing."""


Action = Union[bytes, Cut, Silence]


def answer(status: int, body: Any = None, **headers: str) -> bytes:
    """An answer; what is no text becomes JSON. Names of headers are written with `_` in place of `-`."""
    content = body if isinstance(body, str) else "" if body is None else json.dumps(body)
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(content.encode())}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", content]).encode()


def problem(status: int, code: str, retryable: bool, **headers: str) -> bytes:
    """An error as the service answers it."""
    body = {
        "type": f"urn:sql-databricks-bridge:problem:{code}",
        "title": "Whatever",
        "status": status,
        "detail": f"What {code} means.",
        "code": code,
        "retryable": retryable,
        "instance": "urn:uuid:6d5e7a3c-0000-4000-8000-000000000000",
    }
    return answer(status, body, Content_Type="application/problem+json", **headers)


class _Listener:
    """Accepts connections, each in a thread of its own, until it is closed."""

    def __init__(self, tls: Optional[ssl.SSLContext] = None) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._tls = tls
        self.closed = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http{'s' if self._tls else ''}://127.0.0.1:{self._socket.getsockname()[1]}"

    def serve(self, connection: socket.socket) -> None:
        raise NotImplementedError

    def _accept(self) -> None:
        while not self.closed.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            connection.settimeout(_PATIENCE_SECONDS)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                if self._tls is None:
                    self.serve(connection)
                else:
                    with self._tls.wrap_socket(connection, server_side=True) as secured:
                        self.serve(secured)
            except OSError:
                return

    def __enter__(self: Any) -> Any:
        return self

    def __exit__(self, kind: Optional[type[BaseException]], *_: object) -> None:
        self.closed.set()
        # Wakes a thread that waits in accept().
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


class ScriptedServer(_Listener):
    """Answers one request after the other by its script, and all further ones by the last line of it."""

    def __init__(self, *script: Action, tls: Optional[ssl.SSLContext] = None) -> None:
        self.received: list[Received] = []
        self._script = script
        self._lock = threading.Lock()
        super().__init__(tls)

    def serve(self, connection: socket.socket) -> None:
        request = _read_request(connection)
        if request is None:
            return
        with self._lock:
            action = self._script[min(len(self.received), len(self._script) - 1)]
            self.received.append(request)
        if isinstance(action, bytes):
            connection.sendall(action)
        elif isinstance(action, Silence):
            self.closed.wait(_PATIENCE_SECONDS)


class CuttingProxy(_Listener):
    """Passes requests on to a service. Hangs up on the first ones when their answers have come."""

    def __init__(self, target: str, cuts: int) -> None:
        where = urlsplit(target)
        self._target: tuple[str, int] = (str(where.hostname), int(where.port or 80))
        self._lock = threading.Lock()
        self._cuts = cuts
        self.requests: list[Received] = []
        super().__init__()

    def serve(self, connection: socket.socket) -> None:
        while not self.closed.is_set():
            request = _read_request(connection)
            if request is None:
                return
            with self._lock:
                self.requests.append(request)
                cut = len(self.requests) <= self._cuts
            answered = self._forward(request)
            if cut:
                return
            connection.sendall(answered)

    def _forward(self, request: Received) -> bytes:
        headers = {**request.headers, "connection": "close"}
        head = "\r\n".join([f"{request.method} {request.path} HTTP/1.1", *(f"{k}: {v}" for k, v in headers.items())])
        with socket.create_connection(self._target, _PATIENCE_SECONDS) as service:
            service.sendall(head.encode() + b"\r\n\r\n" + request.body)
            return b"".join(iter(lambda: service.recv(_CHUNK), b""))


def _read_request(connection: socket.socket) -> Optional[Received]:
    with connection.makefile("rb") as stream:
        first = stream.readline().decode().split()
        if len(first) != 3:
            return None
        headers: dict[str, str] = {}
        for line in iter(stream.readline, b"\r\n"):
            name, _, value = line.decode().partition(":")
            headers[name.strip().lower()] = value.strip()
        return Received(first[0], first[1], headers, stream.read(int(headers.get("content-length", "0"))))
