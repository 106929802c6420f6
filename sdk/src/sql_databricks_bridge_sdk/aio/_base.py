"""What all async clients have."""

from __future__ import annotations

from types import TracebackType
from typing import Optional, TypeVar

from sql_databricks_bridge_sdk._retry import RetryPolicy
from sql_databricks_bridge_sdk._settings import Certificate, Verification, resolve
from sql_databricks_bridge_sdk._wait import Duration
from sql_databricks_bridge_sdk.aio._run import AsyncRunner

Self = TypeVar("Self", bound="AsyncClient")


class AsyncClient:
    """A client for one event loop; `async with` closes its connections."""

    def __init__(
        self,
        base_url: Optional[str] = None,
        token: Optional[str] = None,
        timeout: Duration = 30,
        verify_ssl: Verification = True,
        *,
        client_certificate: Optional[Certificate] = None,
        retry: Optional[RetryPolicy] = None,
        profile: Optional[str] = None,
    ) -> None:
        """Makes a client; nothing is sent yet.

        Args:
            base_url: where the service is, with its base path, if it has one; when left out, `BRIDGE_URL`, or else the
                profile's, or else `http://localhost:8000`.
            token: who calls; when left out, `BRIDGE_TOKEN`, or else the profile's.
            timeout: for connecting and for each silence of the service; more than 0 seconds, or a timedelta.
            verify_ssl: True: the usual authorities; a PEM file or folder of authorities of your own; a whole
                `ssl.SSLContext`; or False, for tests only: the token goes to any server that answers.
            client_certificate: a PEM file with certificate and key; both files; or both and the key's password.
            retry: how often and when a request is sent again.
            profile: a section of `~/.databricks-bridge.cfg` (or of the file that `BRIDGE_CONFIG_FILE` names); it wins
                over the variables. When left out, that of `BRIDGE_PROFILE`, or `DEFAULT` if it is there.

        Raises:
            ValidationError: when a parameter is wrong.
        """
        settings = resolve(base_url, token, timeout, verify_ssl, client_certificate, profile)
        self._runner = AsyncRunner(settings, retry or RetryPolicy())

    @property
    def base_url(self) -> str:
        """Where the service is."""
        return self._runner.settings.base_url

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._runner.close()

    async def __aenter__(self: Self) -> Self:
        return self

    async def __aexit__(
        self, kind: Optional[type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.base_url!r})"
