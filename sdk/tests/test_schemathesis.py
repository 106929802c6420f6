"""The running service against its own OpenAPI document, by requests that schemathesis makes of it.

Catches answers that the document does not know, wrong data that is taken, right data that is refused, and
defects (500).
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support import service as services

_SUPPORT = Path(__file__).parent / "support"
_SCRIPT = Path(sys.executable).parent / "schemathesis"

# Cases of each operation and phase. More of them, in every run others: BRIDGE_SCHEMATHESIS_EXAMPLES=1000.
_EXAMPLES = os.environ.get("BRIDGE_SCHEMATHESIS_EXAMPLES", "")
_SECONDS = 300 if not _EXAMPLES else 7200

# DELETE cancels a job or an event, which can still be looked at afterwards: GET answers 200, and is meant to.
_LEFT_OUT = "use_after_free"

_SETTINGS = {
    # Nobody waits long for events that are refused at once anyway.
    "BRIDGE_SYNC_IMMEDIATE_TIMEOUT": "2s",
    "BRIDGE_SYNC_QUEUE_CAPACITY": "1000000",
    "BRIDGE_EXTRACTION_QUEUE_CAPACITY": "100000",
    "BRIDGE_EXTRACTION_DEFAULT_DESTINATION": "/Volumes/main/bridge/landing",
}


@pytest.mark.skipif(not _SCRIPT.exists(), reason="schemathesis needs Python 3.11")
def test_the_service_does_what_its_document_says(tmp_path: Path) -> None:
    with services.start(tmp_path, _SETTINGS) as service:
        command = [
            *(str(_SCRIPT), "--config-file", str(_SUPPORT / "schemathesis.toml")),
            *("run", f"{service.url}/openapi?format=json", "--no-color", "--no-shrink"),
            # An answer without an end: test_live.py and LiveJobsTest.
            *("--exclude-path", "/jobs/live"),
            *("--checks", "all", "--exclude-checks", _LEFT_OUT),
            *("--header", f"Authorization: Bearer {service.admin_token}", "--max-examples", _EXAMPLES or "4"),
            *([] if _EXAMPLES else ["--seed", "1", "--generation-database", ":memory:"]),
        ]
        hooks = {"SCHEMATHESIS_HOOKS": "support.schemathesis_hooks", "PYTHONPATH": str(_SUPPORT.parent)}
        run = subprocess.run(
            command, cwd=tmp_path, env={**os.environ, **hooks}, capture_output=True, text=True, timeout=_SECONDS
        )
        assert run.returncode == 0, run.stdout[-20_000:] + run.stderr
        # All operations, and not some of them.
        assert "Selected: 45/46" in run.stdout
