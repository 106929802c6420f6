"""The files of an extraction, read by what people read them with; by older readers, too."""

from __future__ import annotations

import datetime
import uuid
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars
import pyarrow.parquet
import pytest

from sql_databricks_bridge_sdk import BridgeClient
from support.service import Service


def _file(service: Service, select: str) -> Path:
    query = f"files_{uuid.uuid4().hex}"
    (service.directory / "queries" / "common" / f"{query}.sql").write_text(select, encoding="utf-8")
    with BridgeClient(service.url, service.admin_token) as client:
        started = client.extract(
            country="bolivia", queries=[query], destination=f"/Volumes/main/bridge/landing/{query}"
        )
        (result,) = client.wait_for_job(started, timeout=120, poll_interval=0.2).raise_for_status().results
    (file,) = result.files_created
    path: Path = service.directory / "volumes" / file[1:]
    return path


@pytest.fixture(scope="module")
def every_type(service: Service) -> Path:
    """A column of each type with its smallest and largest value, and nulls."""
    return _file(service, "SELECT * FROM dbo.AllTypes")


def _by_arrow(file: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pyarrow.parquet.read_table(file).to_pylist()
    return sorted(rows, key=lambda row: int(row["id"]))


def test_arrow_reads_every_type(every_type: Path) -> None:
    nothing, smallest, largest = _by_arrow(every_type)
    assert [value for name, value in nothing.items() if name != "id"] == [None] * (len(nothing) - 1)
    assert (smallest["bigint"], largest["bigint"]) == (-(2**63), 2**63 - 1)
    assert (smallest["float"], largest["float"]) == (-1.7976931348623157e308, 1.7976931348623157e308)
    assert largest["numeric"] == Decimal("9999999999999999999999999999.9999999999")
    assert smallest["date"] == datetime.date(1, 1, 1)
    assert largest["datetime2"] == datetime.datetime(9999, 12, 31, 23, 59, 59, 999999)
    assert largest["nvarchar"] == "ü€😀 zzz"


def test_an_older_polars_reads_every_type(every_type: Path) -> None:
    """Before 2.1 it stops at a column order that it does not know, with "Invalid thrift"."""
    assert polars.__version__ < "2.1"
    assert polars.read_parquet(every_type).sort("id").to_dicts() == _by_arrow(every_type)


def test_duckdb_reads_every_type(every_type: Path) -> None:
    rows = duckdb.connect().execute(
        f"SELECT * EXCLUDE (datetimeoffset, uniqueidentifier) FROM read_parquet('{every_type}') ORDER BY id"
    )
    expected = [
        tuple(value for name, value in row.items() if name not in ("datetimeoffset", "uniqueidentifier"))
        for row in _by_arrow(every_type)
    ]
    assert rows.fetchall() == expected


def test_floats_have_bounds_without_nan_and_with_both_zeros(service: Service) -> None:
    file = _file(
        service,
        "SELECT CAST(v AS DOUBLE PRECISION) AS f, CAST(v AS REAL) AS r FROM (VALUES ('0'), ('NaN'), ('2.5')) AS t (v)",
    )
    columns = pyarrow.parquet.ParquetFile(file).metadata.row_group(0)
    for index in (0, 1):
        bounds = columns.column(index).statistics
        assert (str(bounds.min), bounds.max) == ("-0.0", 2.5)
    values = polars.read_parquet(file)["f"].to_list()
    assert sorted(map(str, values)) == ["0.0", "2.5", "nan"]
