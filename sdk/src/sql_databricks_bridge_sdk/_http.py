"""What the sync and the async way over HTTP have in common: all but the waiting."""

from __future__ import annotations

import ssl
from typing import Any, Optional

import httpx

from sql_databricks_bridge_sdk._json import dumps
from sql_databricks_bridge_sdk._settings import Settings
from sql_databricks_bridge_sdk._steps import Answer, Request
from sql_databricks_bridge_sdk.exceptions import CertificateError, ConnectionError, RequestTimeoutError

# Of these nothing has left the machine.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


def options(settings: Settings) -> dict[str, Any]:
    """What an httpx client is made of. Redirects are not followed: the token is for this service only."""
    return {
        "base_url": settings.base_url,
        "headers": settings.headers(),
        "timeout": settings.timeout,
        "verify": settings.verify,
        "follow_redirects": False,
    }


def arguments(request: Request, settings: Settings) -> dict[str, Any]:
    """What an httpx client sends the request by."""
    given: dict[str, Any] = {"method": request.method, "url": request.path, "headers": dict(request.headers)}
    if request.query:
        given["params"] = dict(request.query)
    if request.body is not None:
        given["content"] = dumps(request.body).encode("ascii")
        given["headers"]["Content-Type"] = "application/json"
    if request.patience:
        given["timeout"] = httpx.Timeout(settings.timeout, read=settings.timeout + request.patience)
    return given


def answer_of(response: httpx.Response, body: bytes) -> Answer:
    """The answer, with what httpx has read of it."""
    return Answer(response.status_code, dict(response.headers), body)


def failure_of(error: Exception, settings: Settings) -> ConnectionError:
    """The exception for an answer that did not come."""
    failure = _failure(error, settings)
    failure.sent = not isinstance(error, _NOT_SENT)
    return failure


def _failure(error: Exception, settings: Settings) -> ConnectionError:
    where = settings.base_url
    if isinstance(error, httpx.TimeoutException):
        return RequestTimeoutError(
            f"{where} has not answered in time ({settings.timeout:g} s, {type(error).__name__})."
        )
    certificate = _refused_certificate(error)
    if certificate is not None:
        return CertificateError(f"No trusted connection to {where}: {certificate}")
    return ConnectionError(f"No answer from {where}: {str(error) or type(error).__name__}")


def _refused_certificate(error: Optional[BaseException]) -> Optional[ssl.SSLError]:
    while error is not None:
        # By OpenSSL's name of the alert, such as CERTIFICATE_VERIFY_FAILED or TLSV13_ALERT_CERTIFICATE_REQUIRED.
        if isinstance(error, ssl.SSLError) and "CERTIFICATE" in (error.reason or ""):
            return error
        error = error.__cause__ or error.__context__
    return None
