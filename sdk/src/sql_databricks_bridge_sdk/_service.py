"""The steps of everything that is about the service itself."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Optional, Union

from sql_databricks_bridge_sdk._answers import ask, error_of, fetch, fetch_list
from sql_databricks_bridge_sdk._json import instant, loads, said, text_of
from sql_databricks_bridge_sdk._steps import Answer, Request, Steps
from sql_databricks_bridge_sdk.exceptions import BridgeSDKError
from sql_databricks_bridge_sdk.service_models import (
    AuditPage,
    AuditState,
    AuditVerification,
    Flow,
    FlowWindow,
    PollerStatus,
    PollerTriggered,
    Replica,
    ServiceSetting,
    SyncStats,
    WhoAmI,
)

# The service looks at records for a minute.
_VERIFICATION_SECONDS = 60.0

_LOG = logging.getLogger("sql_databricks_bridge_sdk")

# MicroProfile Health's word, and those of the service's older form, below its base path for older callers.
_LIVE = ("UP", "ok")
_READY = ("UP", "healthy")


def who_am_i() -> Steps[WhoAmI]:
    """As whom the caller acts."""
    return (yield from fetch(WhoAmI, Request("GET", "/whoami")))


def settings() -> Steps[list[ServiceSetting]]:
    """The settings of the process that answers."""
    return (yield from fetch_list(ServiceSetting, Request("GET", "/settings")))


def flow(window: Union[FlowWindow, str]) -> Steps[Flow]:
    """How much has moved."""
    return (yield from fetch(Flow, Request("GET", "/flow", {"window": text_of(window)})))


def replicas() -> Steps[list[Replica]]:
    """The processes that share the work."""
    return (yield from fetch_list(Replica, Request("GET", "/replicas")))


def stats() -> Steps[SyncStats]:
    """How many events there are."""
    return (yield from fetch(SyncStats, Request("GET", "/sync/stats")))


def poller_status() -> Steps[PollerStatus]:
    """How the poller is doing."""
    return (yield from fetch(PollerStatus, Request("GET", "/sync/poller/status")))


def trigger_poller() -> Steps[PollerTriggered]:
    """Lets the events table be read now; twice does no harm."""
    return (yield from fetch(PollerTriggered, Request("POST", "/sync/poller/trigger")))


def audit_filters(
    since: Optional[datetime],
    until: Optional[datetime],
    event_type: Optional[str],
    user: Optional[str],
    resource: Optional[str],
    status: Optional[str],
) -> dict[str, str]:
    """The filters of the audit trail by the service's names."""
    times = {"from": instant(since), "to": instant(until)}
    return said({**times, "type": event_type, "user": user, "resource": resource, "status": status})


def audit_page(filters: Mapping[str, str], limit: int, after: Optional[str]) -> Steps[AuditPage]:
    """Some records of the audit trail."""
    query = said({**filters, "after": after, "limit": str(limit)})
    return (yield from fetch(AuditPage, Request("GET", "/audit", query)))


def audit_state() -> Steps[AuditState]:
    """How the trail's table is."""
    return (yield from fetch(AuditState, Request("GET", "/audit/state")))


def verify_audit() -> Steps[AuditVerification]:
    """Has the chain verified, which takes a minute at most; twice does no harm."""
    return (yield from fetch(AuditVerification, Request("POST", "/audit/verify", patience=_VERIFICATION_SECONDS)))


def liveness() -> Steps[bool]:
    """Whether the process is there; asked once."""
    try:
        health = yield from _health("/health/live")
    except BridgeSDKError:
        return False
    return health["status"] in _LIVE


def readiness() -> Steps[dict[str, Any]]:
    """What the service says of its dependencies, also when it is not ready; asked once."""
    return (yield from _health("/health/ready"))


def is_ready() -> Steps[bool]:
    """Whether the service and its dependencies are there; asked once."""
    try:
        health = yield from _health("/health/ready")
    except BridgeSDKError:
        return False
    return health["status"] in _READY


def test_connection() -> Steps[bool]:
    """Whether the service is there and takes the token; why not goes to the log."""
    try:
        yield from ask(Request("GET", "/jobs", {"limit": "1"}, once=True))
    except BridgeSDKError as e:
        _LOG.warning("The service can't be used: %s", e)
        return False
    return True


def _health(path: str) -> Steps[dict[str, Any]]:
    """What the service says of itself, in either form; 503 has it too, when something is down."""
    answer: Answer = yield Request("GET", path, once=True)
    try:
        health = loads(answer.body)
    except ValueError:
        health = None
    if not isinstance(health, dict) or "status" not in health or not _is_told(health):
        raise error_of(answer)
    return health


def _is_told(health: dict[str, Any]) -> bool:
    return "checks" in health or "components" in health or health == {"status": "ok"}
