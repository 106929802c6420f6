"""The wheel. Catches files that only this repository has, and requirements that nobody meant."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from support.service import REPOSITORY

SOURCES = REPOSITORY / "sdk" / "src"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=REPOSITORY / "sdk", check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return zipfile.ZipFile(built)


def test_it_has_both_packages_whole_with_their_types(wheel: zipfile.ZipFile) -> None:
    expected = {
        path.relative_to(SOURCES).as_posix()
        for path in SOURCES.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert packed == expected
    assert {"sql_databricks_bridge_sdk/py.typed", "sql_databricks_bridge/py.typed"} <= packed


def test_it_needs_httpx_alone(wheel: zipfile.ZipFile) -> None:
    (name,) = (name for name in wheel.namelist() if name.endswith("METADATA"))
    metadata = wheel.read(name).decode()
    needed = [line for line in metadata.splitlines() if line.startswith("Requires-Dist:") and "extra ==" not in line]
    assert needed == ["Requires-Dist: httpx<1,>=0.24"]
    assert "Requires-Python: >=3.9" in metadata
    assert "License-Expression: Apache-2.0" in metadata


def test_importing_it_needs_nothing_else_and_takes_no_time(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path)
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import sql_databricks_bridge.sdk as s;"
        "print(s.__file__, [m for m in ('pyspark', 'tqdm', 'databricks') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert re.fullmatch(rf"{re.escape(str(tmp_path))}\S+ \[\]", ran.stdout.strip())
