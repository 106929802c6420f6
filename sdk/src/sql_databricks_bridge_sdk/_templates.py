"""The steps of everything that is about what can be extracted."""

from __future__ import annotations

from typing import Any, Optional

from sql_databricks_bridge_sdk._answers import fetch, fetch_list
from sql_databricks_bridge_sdk._json import said
from sql_databricks_bridge_sdk._steps import Request, Steps
from sql_databricks_bridge_sdk.template_models import Country, CountryParameter, ExtractionPlan, QueryTemplate

# The service asks SQL Server for the columns of some queries.
_DESCRIBE_SECONDS = 300.0


def countries() -> Steps[list[Country]]:
    """All countries, by name."""
    return (yield from fetch_list(Country, Request("GET", "/countries")))


def queries(country: Optional[str], queries_path: Optional[str]) -> Steps[list[QueryTemplate]]:
    """The templates of a country, or those of all."""
    query = said({"country": country, "queries_path": queries_path})
    return (yield from fetch_list(QueryTemplate, Request("GET", "/queries", query)))


def parameters(country: str, config_path: Optional[str], queries_path: Optional[str]) -> Steps[list[CountryParameter]]:
    """What the files give for a country."""
    query = said({"country": country, "config_path": config_path, "queries_path": queries_path})
    return (yield from fetch_list(CountryParameter, Request("GET", "/parameters", query)))


def plan(body: dict[str, Any], describe: bool) -> Steps[ExtractionPlan]:
    """What an extraction would do; nothing is stored, so that it may be asked again."""
    query = {"dry_run": "true", "describe": "true"} if describe else {"dry_run": "true"}
    request = Request("POST", "/extract", query, body, patience=_DESCRIBE_SECONDS if describe else 0.0)
    return (yield from fetch(ExtractionPlan, request))
