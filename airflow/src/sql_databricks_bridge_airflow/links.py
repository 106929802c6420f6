"""Buttons of a task in Airflow's web interface."""

from __future__ import annotations

from typing import Any

from sql_databricks_bridge_airflow._compat import BaseOperatorLink, XCom
from sql_databricks_bridge_airflow._subjects import EVENTS, JOBS


class _UrlLink(BaseOperatorLink):
    """A link to the URL that the operator has put into XCom."""

    url_key: str

    @property
    def xcom_key(self) -> str:
        """Where Airflow 3 finds the URL without running any code of the DAG."""
        return self.url_key

    def get_link(self, operator: Any, *, ti_key: Any) -> str:
        """The URL; empty before there is one.

        Args:
            operator: the task.
            ti_key: which try of which run.
        """
        return str(XCom.get_value(key=self.url_key, ti_key=ti_key) or "")


class BridgeJobLink(_UrlLink):
    """Leads to `GET /jobs/{id}` of the service."""

    name = "Bridge job"
    url_key = JOBS.url_key


class BridgeEventLink(_UrlLink):
    """Leads to `GET /sync/events/{id}` of the service."""

    name = "Bridge event"
    url_key = EVENTS.url_key
