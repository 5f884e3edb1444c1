"""Runs `scripts/check_key.py` as readers do, in a child process, and loads it for tests of its parts."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

SCRIPT = Path(__file__).parents[2] / "scripts" / "check_key.py"
KEYS = [
    *("provider", "verdict", "blame", "http_status", "endpoint", "checked_at"),
    *("message", "advice", "docs_url", "proved", "not_proved", "elapsed_ms"),
]
LIMIT = 60.0


@dataclass(frozen=True)
class Run:
    """What a run of the script gave."""

    code: int
    stdout: str
    stderr: str

    @property
    def printed(self) -> str:
        """Give all that was printed."""
        return self.stdout + self.stderr

    @property
    def report(self) -> dict[str, Any]:
        """Give the one JSON object on standard output."""
        found: dict[str, Any] = json.loads(self.stdout)
        return found


def run(
    *words: str,
    environment: Mapping[str, str],
    folder: Path,
    stdin: str | bytes = b"",
    start: tuple[str, ...] = (),
) -> Run:
    """Run the script in this folder, with these variables and no others."""
    raw = stdin.encode() if isinstance(stdin, str) else stdin
    command = [sys.executable, *(start or (str(SCRIPT),)), *words]
    environment = {"HOME": str(folder), "PYTHONDONTWRITEBYTECODE": "1", **environment}
    done = subprocess.run(
        command, env=environment, cwd=folder, input=raw, capture_output=True, timeout=LIMIT, check=False
    )
    return Run(done.returncode, done.stdout.decode(), done.stderr.decode())


@cache
def module() -> ModuleType:
    """Give the script as a module."""
    spec = importlib.util.spec_from_file_location("check_key", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    sys.modules["check_key"] = loaded  # its dataclasses look there for their own module
    spec.loader.exec_module(loaded)
    return loaded
