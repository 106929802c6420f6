"""The shapes that events tables have at installations."""

from __future__ import annotations

_BRIDGE = """
    event_id STRING NOT NULL, operation STRING NOT NULL, source_table STRING, target_table STRING NOT NULL,
    primary_keys ARRAY<STRING>, priority INT, status STRING, rows_expected BIGINT, rows_affected BIGINT,
    discrepancy BIGINT, warning STRING, error_message STRING, retry_count INT, max_retries INT,
    filter_conditions STRING, metadata STRING, created_at TIMESTAMP, processed_at TIMESTAMP"""

_MAPS = """
    event_id STRING NOT NULL, operation STRING NOT NULL, source_table STRING, target_table STRING NOT NULL,
    primary_keys STRING, priority INT, status STRING, rows_expected INT, rows_affected INT,
    discrepancy INT, warning STRING, error_message STRING,
    filter_conditions MAP<STRING, STRING>, metadata MAP<STRING, STRING>, created_at TIMESTAMP, processed_at TIMESTAMP"""

_MIXED = """
    EVENT_ID STRING, Operation STRING, source_table STRING, target_table STRING, note STRING,
    primary_keys ARRAY<STRING>, priority BIGINT, status STRING, rows_expected BIGINT, rows_affected BIGINT,
    filter_conditions MAP<STRING, STRING>, metadata STRING, created_at TIMESTAMP_NTZ, processed_at TIMESTAMP_NTZ"""

LEAST = "event_id STRING, operation STRING, target_table STRING, status STRING"

SHAPES = {"bridge": _BRIDGE, "maps": _MAPS, "mixed": _MIXED}
"""Columns by name of the shape: the bridge's own, maps with few numbers, and what has grown."""


def create(table: str, columns: str, properties: str = "") -> str:
    """The statement that makes the table."""
    return f"CREATE TABLE {table} ({columns}) USING DELTA {properties}"
