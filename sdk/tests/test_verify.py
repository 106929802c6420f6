"""`sdk/verify` where something is missing. Catches a build that fails for want of Python, or is silent about it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.service import REPOSITORY

TOOLS = ["sh", "cat", "cksum", "dirname", "mkdir", "mv", "rm", "sed", "sleep", "tail", "true"]


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A copy that has nothing installed."""
    (tmp_path / "sdk").mkdir()
    for name in ("verify", "beside", "pyproject.toml"):
        shutil.copy(REPOSITORY / "sdk" / name, tmp_path / "sdk")
    (tmp_path / ".mvn").mkdir()
    shutil.copy(REPOSITORY / ".mvn" / "beside", tmp_path / ".mvn")
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found is not None
        (tmp_path / "bin" / tool).symlink_to(found)
    return tmp_path


def verify(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return run(folder, "verify", *arguments, **environment)


def run(folder: Path, script: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(folder / "sdk" / script), *arguments],
        env={"PATH": str(folder / "bin"), **environment},
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_without_python_it_says_so_loudly_and_the_build_goes_on(elsewhere: Path) -> None:
    ran = verify(elsewhere)
    assert ran.returncode == 0, ran.stderr
    assert "WARNING: THE TESTS OF THE PYTHON CLIENTS DID NOT RUN: there is no Python 3.9 or newer" in ran.stderr


def test_a_python_that_is_too_old_or_broken_is_none(elsewhere: Path) -> None:
    shim = elsewhere / "bin" / "python3"
    shim.write_text("#!/bin/sh\necho 'pyenv: python3: command not found' >&2\nexit 127\n")
    shim.chmod(0o755)
    assert "DID NOT RUN: there is no Python" in verify(elsewhere).stderr
    refused = verify(elsewhere, "--python", "python3")
    assert (refused.returncode, "Expected Python 3.9 or newer" in refused.stderr) == (2, True)


def test_without_pypi_it_says_so_loudly_and_the_build_goes_on(elsewhere: Path) -> None:
    nowhere = {
        "PIP_INDEX_URL": "http://127.0.0.1:9/",
        "PIP_FIND_LINKS": "",
        "PIP_RETRIES": "0",
        "PIP_NO_CACHE_DIR": "1",
    }
    ran = verify(elsewhere, "--python", sys.executable, **nowhere)
    assert ran.returncode == 0, ran.stderr
    assert "WARNING: THE TESTS OF THE PYTHON CLIENTS DID NOT RUN: PyPI can't be reached" in ran.stderr


def test_without_a_library_it_says_so_loudly_and_the_build_goes_on(elsewhere: Path) -> None:
    project = elsewhere / "sdk" / "pyproject.toml"
    project.write_text(project.read_text().replace("httpx>=0.24,<1", "httpx>=0.24,<0.1"))
    ran = verify(elsewhere, "--python", sys.executable)
    if "PyPI can't be reached" in ran.stderr:
        pytest.skip("PyPI can't be reached.")
    assert ran.returncode == 0, ran.stderr
    assert "WARNING: THE TESTS OF THE PYTHON CLIENTS DID NOT RUN: what they need can't be installed" in ran.stderr


def test_switched_off_it_says_so(elsewhere: Path) -> None:
    assert "DID NOT RUN: BRIDGE_PYTHON_SUITE is off." in verify(elsewhere, BRIDGE_PYTHON_SUITE="off").stderr
    refused = verify(elsewhere, BRIDGE_PYTHON_SUITE="some")
    assert (refused.returncode, "off, base or all" in refused.stderr) == (2, True)


@pytest.mark.parametrize(
    ("skips", "silent"), [(["true", "false"], True), (["false", "true"], True), (["false"], False)]
)
def test_what_maven_skips_is_skipped_silently(elsewhere: Path, skips: list[str], silent: bool) -> None:
    ran = verify(elsewhere, *(part for skip in skips for part in ("--unless", skip)))
    assert (ran.returncode, ran.stderr == "") == (0, silent)


def test_beside_other_work_its_end_counts_and_what_it_said_is_shown(elsewhere: Path) -> None:
    started = run(elsewhere, "beside", "start", "[clean, verify]", "--unless", "false", BRIDGE_PYTHON_SUITE="some")
    assert (started.returncode, started.stdout, started.stderr) == (0, "", "")
    joined = run(elsewhere, "beside", "join")
    assert (joined.returncode, "off, base or all" in joined.stdout) == (2, True)
    assert run(elsewhere, "beside", "start", "[install]", BRIDGE_PYTHON_SUITE="off").returncode == 0
    joined = run(elsewhere, "beside", "join")
    assert (joined.returncode, "DID NOT RUN: BRIDGE_PYTHON_SUITE is off." in joined.stdout) == (0, True)


def test_beside_other_work_what_was_killed_or_never_began_is_no_success(elsewhere: Path) -> None:
    never = run(elsewhere, "beside", "join")
    assert (never.returncode, "not started or was killed" in never.stderr) == (1, True)
    (elsewhere / "sdk" / "verify").write_text("#!/bin/sh\nkill -9 $PPID\n")
    assert run(elsewhere, "beside", "start", "[test]").returncode == 0
    assert "not started" in run(elsewhere, "beside", "join").stderr
    run(elsewhere, "beside", "start", "[verify]")
    killed = run(elsewhere, "beside", "join")
    assert (killed.returncode, "not started or was killed" in killed.stderr) == (1, True)
