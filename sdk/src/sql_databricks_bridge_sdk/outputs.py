"""What a query has left in the volume: its manifest, and its rows as tables of pyarrow, pandas and polars."""

from __future__ import annotations

import importlib
import io
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Optional

from sql_databricks_bridge_sdk import _volumes
from sql_databricks_bridge_sdk._decode import decode
from sql_databricks_bridge_sdk._json import loads
from sql_databricks_bridge_sdk._volumes import Workspace
from sql_databricks_bridge_sdk.exceptions import BridgeSDKError, ValidationError

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

_MANIFEST = "_manifest.json"
_WHOLE_NUMBERS = (8, 16, 32, 64)


@dataclass(frozen=True)
class OutputFile:
    """One file of the output: its name in the folder, its rows, and its size in bytes."""

    name: str
    rows: int
    bytes: int

    def __post_init__(self) -> None:
        # Writers of the volume must not make others read other folders.
        if any(part in self.name for part in ("/", "\\", "..")):
            raise ValueError(f"expected the name of a file in the folder, but got {self.name!r}")


@dataclass(frozen=True)
class OutputColumn:
    """One column of the output.

    Attributes:
        name: as the query has it.
        type: the bridge's, such as `DECIMAL(10, 2)`; docs/types.md.
        source_type: SQL Server's.
        nullable: whether it may hold NULL.
    """

    name: str
    type: str
    source_type: str
    nullable: bool


@dataclass(frozen=True)
class Manifest:
    """What the service says about an output, written beside it as the last step (docs/landing.md).

    Attributes:
        job_id: the job that made the output.
        country: whose query it is.
        query: name of the template.
        template_sha256: of the template's text.
        parameters: as shown to people, secrets masked.
        consistency: what the rows are a picture of (docs/extraction.md).
        started_at: UTC.
        ended_at: UTC.
        rows: of all files.
        bytes: of all files.
        files: in order.
        schema: the columns, in order.
        truncated_values: values cut to microseconds, by column.
        row_limit: of a trial run; None for all rows.
        bridge_version: the service's.
    """

    job_id: str
    country: str
    query: str
    template_sha256: str
    parameters: dict[str, str]
    consistency: str
    started_at: datetime
    ended_at: datetime
    rows: int
    bytes: int
    files: list[OutputFile]
    schema: list[OutputColumn]
    truncated_values: dict[str, int] = field(default_factory=dict)
    row_limit: Optional[int] = None
    bridge_version: Optional[str] = None


@dataclass(frozen=True)
class QueryOutput:
    """The output of one query.

    The manifest says which files it is. They are read where this machine has `/Volumes` (in Databricks), and else by
    the workspace's Files API with databricks-sdk. Rows are taken into memory as a whole.

    Attributes:
        query_name: name of the template.
        folder: of the volume.
        job_id: the job whose output is wanted; None when an earlier one's was left in place, whichever that was.
        workspace: databricks-sdk's `WorkspaceClient`; None for the folder, or the one that the environment names.
    """

    query_name: str
    folder: str
    job_id: Optional[str] = None
    workspace: Optional[Workspace] = field(default=None, repr=False)

    def read_files(self) -> str:
        """A statement of Databricks SQL that selects what is in the folder, also when a later job has replaced it."""
        path = self.folder.replace("\\", "\\\\").replace("'", "\\'")
        return f"SELECT * FROM read_files('{path}', format => 'parquet')"  # noqa: S608

    def manifest(self) -> Manifest:
        """The manifest as it is now.

        Raises:
            BridgeSDKError: when it can't be read, or another job has replaced the output.
        """
        return self._manifest(_volumes.reader(self.folder, self.workspace))

    def to_arrow(self) -> pyarrow.Table:
        """The rows as a table of pyarrow, with exact types.

        Raises:
            BridgeSDKError: when a file can't be read, another job has replaced the output, or pyarrow is missing.
        """
        read = _volumes.reader(self.folder, self.workspace)
        arrow, parquet = _library("pyarrow"), _library("pyarrow.parquet")
        manifest = self._manifest(read)
        tables = [parquet.ParquetFile(io.BytesIO(read(f"{self.folder}/{file.name}"))).read() for file in manifest.files]
        if self._manifest(read) != manifest:
            raise self._replaced("another job")
        table: pyarrow.Table = arrow.concat_tables(tables)
        return table

    def to_pandas(self, *, dtype_backend: Optional[str] = None) -> pandas.DataFrame:
        """The rows as a DataFrame of pandas.

        Args:
            dtype_backend: `pyarrow` for pandas' types of Arrow, which are exact for all columns. When left out, whole
                numbers and booleans have the types of pandas that know NULL (`Int64`, `boolean`), so that no number
                becomes a float; decimals are `Decimal`, and dates `datetime.date`.

        Raises:
            BridgeSDKError: see `to_arrow`; or pandas is missing.
            ValidationError: when there is no such backend.
        """
        library = _library("pandas")
        if dtype_backend not in (None, "pyarrow"):
            raise ValidationError(f"Expected dtype_backend to be 'pyarrow' or None, but got {dtype_backend!r}.")
        mapper = library.ArrowDtype if dtype_backend else _nullable(library, _library("pyarrow")).get
        frame: pandas.DataFrame = self.to_arrow().to_pandas(types_mapper=mapper)
        return frame

    def to_polars(self) -> polars.DataFrame:
        """The rows as a DataFrame of polars.

        Raises:
            BridgeSDKError: see `to_arrow`; or polars is missing.
        """
        frame: polars.DataFrame = _library("polars").from_arrow(self.to_arrow())
        return frame

    def _manifest(self, read: _volumes.Read) -> Manifest:
        try:
            manifest = decode(Manifest, loads(read(f"{self.folder}/{_MANIFEST}")))
        except ValueError as e:
            raise BridgeSDKError(f"{self.folder}/{_MANIFEST} is no manifest of this service: {e}") from e
        if self.job_id not in (None, manifest.job_id):
            raise self._replaced(f"job {manifest.job_id}")
        return manifest

    def _replaced(self, by: str) -> BridgeSDKError:
        return BridgeSDKError(f"The output of {self.query_name} in {self.folder} was replaced by {by}.")


def _nullable(pandas: Any, arrow: Any) -> dict[Any, Any]:
    """Pandas' types that know NULL, for whole numbers and booleans."""
    whole = {getattr(arrow, f"int{bits}")(): getattr(pandas, f"Int{bits}Dtype")() for bits in _WHOLE_NUMBERS}
    return {**whole, arrow.bool_(): pandas.BooleanDtype()}


def _library(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as e:
        package = name.partition(".")[0]
        raise BridgeSDKError(f"Expected {package} to be installed: pip install {package}") from e
