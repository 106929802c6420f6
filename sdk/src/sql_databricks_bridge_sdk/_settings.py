"""Where the service is, and as whom and how it is talked to."""

from __future__ import annotations

import os
import platform
import re
import ssl
import warnings
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Optional, Union

import httpx

from sql_databricks_bridge_sdk._profiles import read_profile
from sql_databricks_bridge_sdk._version import __version__
from sql_databricks_bridge_sdk._wait import Duration, seconds
from sql_databricks_bridge_sdk.exceptions import ValidationError

DEFAULT_URL = "http://localhost:8000"

Verification = Union[bool, str, "os.PathLike[str]", ssl.SSLContext]
"""True: the usual authorities; False: none (for tests only); a file or folder of authorities; or a whole context."""

Certificate = Union[str, tuple[str, str], tuple[str, str, str]]
"""A client certificate: one PEM file with certificate and key; both files; or both and the key's password."""

_TOKEN = re.compile(r"[\x21-\x7e]+")


class InsecureTransportWarning(UserWarning):
    """A token goes over the network without encryption."""


@dataclass(frozen=True)
class Settings:
    """What all requests of a client have in common.

    Attributes:
        base_url: without a slash at its end.
        token: None sends none.
        timeout: seconds, for connecting and for each silence of the service.
        verify: what the service's certificate is checked with.
    """

    base_url: str
    token: Optional[str] = field(repr=False)
    timeout: float
    verify: ssl.SSLContext = field(repr=False)

    def headers(self) -> dict[str, str]:
        """The headers of all requests."""
        agent = f"sql-databricks-bridge/{__version__} Python/{platform.python_version()} httpx/{httpx.__version__}"
        headers = {"Accept": "application/json", "User-Agent": agent}
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token}"
        return headers


def resolve(
    base_url: Optional[str],
    token: Optional[str],
    timeout: Duration,
    verify_ssl: Verification,
    client_certificate: Optional[Certificate],
    profile: Optional[str],
) -> Settings:
    """Settings, of which a profile, `BRIDGE_URL` and `BRIDGE_TOKEN` give what is not said.

    A profile counts only where it says the URL too, so that its token goes to no other service. `BRIDGE_URL` beside
    `BRIDGE_PROFILE` is refused as `base_url` beside `profile` is: neither is passed over in silence.

    Raises:
        ValidationError: naming what is wrong; never with the token in it.
    """
    if profile and base_url:
        raise ValidationError("Expected base_url or profile, but got both: a profile has a base_url of its own.")
    elsewhere = base_url or (None if profile else _usual_url())
    file = {} if elsewhere else read_profile(profile)
    url = _url(elsewhere or file.get("base_url") or DEFAULT_URL)
    secret = _token(token if token is not None else _usual_token(file, profile))
    limit = seconds(timeout)
    if not limit > 0:
        raise ValidationError(f"Expected a timeout of more than 0 seconds, but got {limit}.")
    if secret is not None and url.scheme == "http" and not _is_local(url.host):
        message = f"The token goes to {url.host} without encryption; use https:// in base_url."
        warnings.warn(message, InsecureTransportWarning, stacklevel=3)
    verify = file.get("verify_ssl", True) if verify_ssl is True else verify_ssl
    context = _context(verify, client_certificate or file.get("client_certificate"))
    return Settings(str(url).rstrip("/"), secret, limit, context)


def _usual_url() -> Optional[str]:
    """That of the environment, whose variables must not say two."""
    url = os.environ.get("BRIDGE_URL") or None
    if url and os.environ.get("BRIDGE_PROFILE"):
        raise ValidationError(
            "Expected BRIDGE_URL or BRIDGE_PROFILE, but both are set: a profile has a URL of its own."
        )
    return url


def _usual_token(file: dict[str, str], profile: Optional[str]) -> Optional[str]:
    """What was chosen by name wins over the environment, and that over what is there by default."""
    variable = os.environ.get("BRIDGE_TOKEN") or None
    return file.get("token") if profile else variable or file.get("token")


def _url(text: str) -> httpx.URL:
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, TypeError) as e:
        raise ValidationError("Expected base_url to be a URL such as https://bridge.example.com.") from e
    if url.scheme not in ("http", "https") or not url.host:
        raise ValidationError(f"Expected base_url to begin with http:// or https:// and a host, but got {text!r}.")
    if url.userinfo or url.query or url.fragment:
        raise ValidationError(
            "Expected base_url without user, password, query and fragment; the token has a parameter."
        )
    return url


def _token(token: Optional[str]) -> Optional[str]:
    if token is not None and not _TOKEN.fullmatch(token):
        raise ValidationError("Expected a token of visible ASCII characters, without blanks or line breaks around it.")
    return token


def _is_local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _context(verify: Verification, certificate: Optional[Certificate]) -> ssl.SSLContext:
    context = verify if isinstance(verify, ssl.SSLContext) else _new_context(verify)
    if certificate is not None:
        files = (certificate,) if isinstance(certificate, str) else certificate
        try:
            context.load_cert_chain(*files)
        except (OSError, ValueError) as e:
            raise ValidationError(f"Expected client_certificate to be PEM files; {files[0]} can't be used: {e}") from e
    return context


def _new_context(verify: Union[bool, str, os.PathLike[str]]) -> ssl.SSLContext:
    if verify is True:
        return httpx.create_ssl_context()
    if verify is False:
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    authorities = os.fspath(verify)
    try:
        if os.path.isdir(authorities):
            return ssl.create_default_context(capath=authorities)
        return ssl.create_default_context(cafile=authorities)
    except OSError as e:
        raise ValidationError(
            f"Expected verify_ssl to be a file of authorities; {authorities} can't be used: {e}"
        ) from e
