"""The rows of a finished job as tables. Catches bent types, rows of another job, and errors that do not help."""

from __future__ import annotations

import json
import subprocess
import sys
import uuid
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from databricks.sdk import WorkspaceClient

import sql_databricks_bridge_sdk as sdk
from support.service import Service
from test_service import destination

TABLE = f"dbo.outputs_{uuid.uuid4().hex}"
TEMPLATE = f"SELECT * FROM {TABLE} WHERE id <= {{last}} ORDER BY id"  # noqa: S608
COLUMNS = (
    "id bigint NOT NULL, number int, flag bit, price decimal(38, 10), ratio float, on_day date, moment datetime2(6),"
    " instant datetimeoffset(6), name nvarchar(50)"
)
LARGE = 2**62 + 1


@pytest.fixture(scope="module")
def workspace(service: Service) -> WorkspaceClient:
    return WorkspaceClient(host=service.workspace_url, token=service.workspace_token)


@pytest.fixture(scope="module")
def template(service: Service) -> None:
    """A query with a column of each kind, and NULL in all that may have it."""
    service.sqlserver(f"CREATE TABLE {TABLE} ({COLUMNS})")
    service.sqlserver(
        f"INSERT INTO {TABLE} VALUES ({LARGE}, 7, 1, 1234567890123456789012345678.0123456789, 0.1, '2026-01-15',"
        " '2026-01-15 10:00:00.123456', '2026-01-15 10:00:00.123456 +02:00', N'Łódź')"
    )
    service.sqlserver(f"INSERT INTO {TABLE} (id) VALUES (1), (2), (3), (4)")
    folder = service.directory / "queries" / "outputs"
    folder.mkdir()
    (folder / "everything.sql").write_text(TEMPLATE, encoding="utf-8")
    (folder / "second.sql").write_text("SELECT 1 AS one", encoding="utf-8")


def extract(service: Service, where: str, last: int = LARGE, **more: Any) -> sdk.ExtractionJob:
    asked = {"queries_path": "outputs", "queries": ["everything"], "parameters": {"last": last}, "overwrite": True}
    with sdk.BridgeClient(service.url, service.admin_token) as client:
        job = client.extract(country="bolivia", destination=where, **{**asked, **more})
        return job.wait(poll_interval=0.1).raise_for_status()


@pytest.fixture(scope="module")
def job(service: Service, template: None) -> sdk.ExtractionJob:
    return extract(service, destination(), chunk_size=2)


def test_rows_keep_their_types(job: sdk.ExtractionJob, workspace: WorkspaceClient) -> None:
    table = job.to_arrow(workspace=workspace)
    assert [str(field.type) for field in table.schema] == [
        "int64", "int32", "bool", "decimal128(38, 10)", "double", "date32[day]", "timestamp[us]",
        "timestamp[us, tz=UTC]", "string",
    ]  # fmt: skip
    assert table.num_rows == 5
    rows = table.to_pylist()
    assert [row["id"] for row in rows] == [1, 2, 3, 4, LARGE]
    assert rows[4]["price"] == Decimal("1234567890123456789012345678.0123456789")
    assert set(rows[0].values()) == {1, None}


def test_pandas_bends_no_number(job: sdk.ExtractionJob, workspace: WorkspaceClient) -> None:
    frame = job.to_pandas(workspace=workspace)
    assert [str(frame[name].dtype) for name in ("id", "number", "flag", "ratio")] == [
        "Int64", "Int32", "boolean", "float64",
    ]  # fmt: skip
    last = frame.iloc[4]
    assert (last["id"], last["number"], last["flag"], last["name"]) == (LARGE, 7, True, "Łódź")
    assert (last["price"], last["on_day"]) == (Decimal("1234567890123456789012345678.0123456789"), date(2026, 1, 15))
    assert last["instant"] == pd.Timestamp("2026-01-15T08:00:00.123456Z")
    assert frame["number"].isna().sum() == 4
    exact = job.to_pandas(workspace=workspace, dtype_backend="pyarrow")
    assert str(exact["price"].dtype) == "decimal128(38, 10)[pyarrow]"
    with pytest.raises(sdk.ValidationError, match="dtype_backend"):
        job.to_pandas(workspace=workspace, dtype_backend="numpy")


def test_polars_has_them_too(job: sdk.ExtractionJob, workspace: WorkspaceClient) -> None:
    frame = job.to_polars(workspace=workspace)
    assert frame.schema["price"] == pl.Decimal(38, 10)
    assert frame.row(4, named=True)["price"] == Decimal("1234567890123456789012345678.0123456789")
    assert frame["number"].null_count() == 4


def test_the_manifest_is_there(job: sdk.ExtractionJob, workspace: WorkspaceClient) -> None:
    manifest = job.manifest("everything", workspace=workspace)
    assert (manifest.rows, manifest.job_id, manifest.parameters) == (5, job.job_id, {"last": str(LARGE)})
    assert [file.rows for file in manifest.files] == [2, 2, 1]
    assert [column.name for column in manifest.schema][:2] == ["id", "number"]
    assert [column.nullable for column in manifest.schema][:2] == [False, True]


@pytest.mark.parametrize("last", [LARGE, 1, 0])
def test_its_statement_selects_the_same_rows(
    service: Service, workspace: WorkspaceClient, template: None, last: int
) -> None:
    job = extract(service, destination(), last, chunk_size=2)
    statement = f"SELECT count(*) FROM ({job.read_files()})"
    count = service.databricks(statement).splitlines()[2].strip()
    assert int(count) == job.rows_extracted == job.to_arrow(workspace=workspace).num_rows


def test_what_an_earlier_job_left_is_read_after_a_skip(service: Service, workspace: WorkspaceClient, job: Any) -> None:
    again = extract(service, job.destination, overwrite=False, chunk_size=2)
    assert again.results[0].status is sdk.QueryStatus.SKIPPED
    assert again.to_arrow(workspace=workspace) == job.to_arrow(workspace=workspace)
    assert "/bolivia/everything'" in again.read_files()


def test_the_rows_of_another_job_are_not_taken_for_ones_own(
    service: Service, workspace: WorkspaceClient, template: None
) -> None:
    where = destination()
    first = extract(service, where)
    second = extract(service, where, 1)
    with pytest.raises(sdk.BridgeSDKError, match=f"was replaced by job {second.job_id}"):
        first.to_arrow(workspace=workspace)


def test_a_query_must_be_there_and_have_ended_well(service: Service, template: None, job: sdk.ExtractionJob) -> None:
    both = extract(service, destination(), queries=["everything", "second"])
    with pytest.raises(sdk.ValidationError, match="one of the job's queries: everything, second"):
        both.to_pandas()
    with pytest.raises(sdk.ValidationError, match="but got 'third'"):
        both.read_files("third")
    running = replace(job, results=[replace(job.results[0], status=sdk.QueryStatus.RUNNING)])
    with pytest.raises(sdk.BridgeSDKError, match="everything is running and has no output"):
        running.to_arrow()
    failed = replace(job, results=[replace(job.results[0], status=sdk.QueryStatus.FAILED, error="No table.")])
    with pytest.raises(sdk.BridgeSDKError, match="has no output: No table."):
        failed.read_files()


def local_output(folder: Path, rows: int = 2, named: int = 2) -> sdk.QueryOutput:
    """An output in a folder of this machine, as Databricks has volumes."""
    pq.write_table(pa.table({"a": list(range(rows))}), folder / "q-1.parquet")
    manifest = {
        "job_id": "j", "country": "c", "query": "q", "template_sha256": "", "parameters": {}, "consistency": "snapshot",
        "started_at": "2026-01-15T10:00:00Z", "ended_at": "2026-01-15T10:00:00Z", "rows": named, "bytes": 1,
        "files": [{"name": "q-1.parquet", "rows": named, "bytes": 1}], "schema": [],
    }  # fmt: skip
    (folder / "_manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return sdk.QueryOutput("q", str(folder), "j")


def test_a_folder_of_this_machine_is_read_as_such(tmp_path: Path) -> None:
    folder = tmp_path / "catalog" / "schema"
    folder.mkdir(parents=True)
    output = local_output(folder)
    (folder / "stray.parquet").write_bytes(b"no part of the output")
    assert output.to_pandas()["a"].tolist() == [0, 1]
    (folder / "_manifest.json").write_text('{"rows": 1}', encoding="utf-8")
    with pytest.raises(sdk.BridgeSDKError, match="is no manifest of this service"):
        output.to_arrow()
    (folder / "_manifest.json").unlink()
    with pytest.raises(sdk.BridgeSDKError, match=r"_manifest.json can't be read: FileNotFoundError"):
        output.manifest()


@pytest.mark.parametrize("name", ["../q-1.parquet", "/etc/passwd", "a/q-1.parquet", "..\\q-1.parquet", ".."])
def test_a_file_of_another_folder_is_not_read(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "catalog" / "schema"
    folder.mkdir(parents=True)
    output = local_output(folder)
    manifest = (folder / "_manifest.json").read_text(encoding="utf-8")
    changed = manifest.replace('"q-1.parquet"', json.dumps(name))
    assert changed != manifest
    (folder / "_manifest.json").write_text(changed, encoding="utf-8")
    with pytest.raises(sdk.BridgeSDKError, match="expected the name of a file in the folder"):
        output.to_arrow()
    with pytest.raises(sdk.BridgeSDKError, match="is no manifest of this service"):
        output.manifest()


def test_an_output_that_changes_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "catalog" / "schema"
    folder.mkdir(parents=True)
    output = local_output(folder)
    table = pq.ParquetFile.read

    def read_late(*arguments: Any) -> Any:
        local_output(folder, 3, 3)
        return table(*arguments)

    monkeypatch.setattr(pq.ParquetFile, "read", read_late)
    with pytest.raises(sdk.BridgeSDKError, match="was replaced by another job"):
        output.to_arrow()


def test_the_environment_names_the_workspace(
    service: Service, job: sdk.ExtractionJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABRICKS_HOST", service.workspace_url)
    monkeypatch.setenv("DATABRICKS_TOKEN", service.workspace_token)
    assert job.to_arrow().num_rows == 5


def test_without_a_workspace_it_says_what_is_missing(
    job: sdk.ExtractionJob, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("DATABRICKS_HOST", "DATABRICKS_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABRICKS_CONFIG_FILE", str(tmp_path / "none.cfg"))
    with pytest.raises(sdk.BridgeSDKError, match="Set DATABRICKS_HOST and DATABRICKS_TOKEN, or give workspace="):
        job.to_arrow()
    monkeypatch.setitem(sys.modules, "databricks.sdk", None)
    with pytest.raises(sdk.BridgeSDKError, match=r"pip install 'sql-databricks-bridge\[pandas\]'"):
        job.to_arrow()


@pytest.mark.parametrize("package", ["pandas", "polars", "pyarrow"])
def test_a_missing_library_is_named(
    job: sdk.ExtractionJob, workspace: WorkspaceClient, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(sdk.BridgeSDKError, match=f"pip install {package}"):
        getattr(job, f"to_{package.replace('pyarrow', 'arrow')}")(workspace=workspace)


def test_the_client_itself_loads_none_of_them() -> None:
    code = "import sys, sql_databricks_bridge_sdk; print({'numpy', 'pandas', 'polars', 'pyarrow'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "set()\n"


def test_a_workspace_that_refuses_says_so(service: Service, job: sdk.ExtractionJob) -> None:
    stranger = WorkspaceClient(host=service.workspace_url, token="token-of-nobody")
    with pytest.raises(sdk.BridgeSDKError, match="_manifest.json can't be read") as raised:
        job.to_arrow(workspace=stranger)
    assert "token-of-nobody" not in str(raised.value)
