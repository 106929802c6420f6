"""What an Airflow connection says about the bridge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sql_databricks_bridge_sdk import ValidationError

DEFAULT_TIMEOUT_SECONDS = 30.0

_FALSE = {"false", "no", "off", "0"}
_SCHEMES = ("http", "https")


@dataclass(frozen=True)
class BridgeSettings:
    """How to reach the service.

    Attributes:
        base_url: without a slash at its end.
        token: the bearer token; None where the service asks for none.
        timeout: seconds that one request may take.
        verify: whether the server's certificate is checked, or the file with the authorities that it is checked
            against.
        namespace: tells Airflow installations apart that use one bridge.
    """

    base_url: str
    token: str | None = field(repr=False)
    timeout: float = DEFAULT_TIMEOUT_SECONDS
    verify: bool | str = True
    namespace: str = ""

    @classmethod
    def of(cls, connection: Any) -> BridgeSettings:
        """Reads an Airflow connection.

        Raises:
            ValidationError: saying which field is wrong.
        """
        extra = connection.extra_dejson
        return cls(
            base_url=_base_url(connection),
            token=connection.password or None,
            timeout=_timeout(extra),
            verify=_verify(extra),
            namespace=str(extra.get("namespace") or ""),
        )


def _base_url(connection: Any) -> str:
    host = (connection.host or "").strip().rstrip("/")
    if not host:
        raise ValidationError(f"Connection {connection.conn_id}: expected a host, such as bridge.example.com.")
    if "://" in host:
        return host
    scheme = connection.schema or "https"
    if scheme not in _SCHEMES:
        raise ValidationError(f"Connection {connection.conn_id}: expected http or https as schema, but got {scheme}.")
    return f"{scheme}://{host}:{connection.port}" if connection.port else f"{scheme}://{host}"


def _timeout(extra: Mapping[str, Any]) -> float:
    value = extra.get("timeout")
    if value in (None, ""):
        return DEFAULT_TIMEOUT_SECONDS
    try:
        seconds = float(value)
    except (TypeError, ValueError):
        raise ValidationError(f"Expected extra.timeout to be seconds, but got {value!r}.") from None
    if not seconds > 0:
        raise ValidationError(f"Expected extra.timeout to be more than 0 seconds, but got {seconds:g}.")
    return seconds


def _verify(extra: Mapping[str, Any]) -> bool | str:
    verify = extra.get("verify", True)
    if verify is False or str(verify).strip().lower() in _FALSE:
        return False
    return str(extra.get("ca") or "") or True
