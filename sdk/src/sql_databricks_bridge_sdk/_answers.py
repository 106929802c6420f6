"""What an answer means: the model that it holds, or the exception that it is."""

from __future__ import annotations

from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any, Optional, TypeVar

from sql_databricks_bridge_sdk._decode import decode
from sql_databricks_bridge_sdk._json import loads
from sql_databricks_bridge_sdk._problem import Problem
from sql_databricks_bridge_sdk._steps import Answer, Request, Steps
from sql_databricks_bridge_sdk.exceptions import (
    APIError,
    AuthenticationError,
    BridgeSDKError,
    ConflictError,
    InvalidRequestError,
    NotFoundError,
    OutputDiffersError,
)

T = TypeVar("T")

_SHOWN_CHARACTERS = 20_000
_UNAUTHENTICATED = (401, 403)
_INVALID = (400, 413, 415, 422)
_OUTPUT_DIFFERS = "output-differs"
# Conflicts that the service answers with 400 below its base path, as older scripts expect.
_WRONG_STATES = ("job-ended", "event-not-retryable", "event-not-pending")


def ask(request: Request) -> Steps[Answer]:
    """Sends a request.

    Raises:
        BridgeSDKError: when the answer is an error.
    """
    answer: Answer = yield request
    if not answer.is_success:
        raise error_of(answer)
    return answer


def fetch(model: type[T], request: Request) -> Steps[T]:
    """Sends a request and reads the model that is the answer."""
    answer = yield from ask(request)
    return read(model, answer)


def fetch_list(model: type[T], request: Request) -> Steps[list[T]]:
    """Sends a request and reads the list of models that is the answer."""
    answer = yield from ask(request)
    return read(list[model], answer)  # type: ignore[valid-type]


def read(model: type[T], answer: Answer) -> T:
    """The model that an answer holds.

    Raises:
        APIError: when it holds something else.
    """
    try:
        return decode(model, loads(answer.body))
    except ValueError as e:
        message = f"The answer is not what the service's OpenAPI document says; is this its URL? {e}"
        raise APIError(message, answer.status, _shown(answer)) from e


def problem_of(answer: Answer) -> Optional[Problem]:
    """What the service says is wrong; None when it is not the service that answers."""
    try:
        return decode(Problem, loads(answer.body))
    except ValueError:
        return None


def error_of(answer: Answer) -> BridgeSDKError:
    """The exception that an answer other than 2xx is."""
    problem = problem_of(answer)
    error = _error(answer, problem.detail if problem else _explanation(answer), problem.code if problem else None)
    error.problem = problem
    error.status_code = answer.status
    if "x-request-id" in answer.headers:
        error.details["request_id"] = answer.headers["x-request-id"]
    return error


def retry_after(answer: Answer) -> Optional[float]:
    """Seconds that the answer asks to wait (RFC 9110, 10.2.3); None when it does not say."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isdecimal():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        return None
    return max(0.0, (moment - datetime.now(timezone.utc)).total_seconds())


def instead(error: NotFoundError, other: NotFoundError) -> NotFoundError:
    """The other exception, with what the service answered."""
    other.problem, other.response_body = error.problem, error.response_body
    other.details.update(error.details)
    return other


def _error(answer: Answer, message: str, code: Optional[str]) -> BridgeSDKError:
    if answer.status in _UNAUTHENTICATED:
        return AuthenticationError(message)
    error = _kind(answer.status, code)(message, answer.status, _shown(answer))
    error.retry_after = retry_after(answer)
    return error


def _kind(status: int, code: Optional[str]) -> type[APIError]:
    if code in _WRONG_STATES:
        return ConflictError
    if status in _INVALID:
        return InvalidRequestError
    if code == _OUTPUT_DIFFERS:
        return OutputDiffersError
    return {404: NotFoundError, 409: ConflictError}.get(status, APIError)


def _explanation(answer: Answer) -> str:
    if 300 <= answer.status < 400:
        where = answer.headers.get("location", "nowhere")
        return f"Redirected to {where}: not followed, because the token would go there. Correct the base_url."
    detail = _json(answer).get("detail") if isinstance(_json(answer), dict) else None
    if isinstance(detail, str):
        return detail
    return f"Answered {answer.status} by something that is not the service, such as a proxy."


def _shown(answer: Answer) -> str:
    return answer.body.decode("utf-8", "replace")[:_SHOWN_CHARACTERS]


def _json(answer: Answer) -> Any:
    try:
        return loads(answer.body)
    except ValueError:
        return None
