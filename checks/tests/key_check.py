"""Runs `scripts/check_key.py`: as readers do, in a child process, or quickly, within the tests."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import os
import subprocess
import sys
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import mock

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
    return Run(done.returncode, *(raw.decode(errors="replace") for raw in (done.stdout, done.stderr)))


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


def call(*words: str, environment: Mapping[str, str], folder: Path, stdin: str | bytes = b"") -> Run:
    """Do the same within this process, which takes a tenth of the time."""
    written = io.BytesIO(), io.BytesIO()
    source = io.BytesIO(stdin.encode() if isinstance(stdin, str) else stdin)
    streams = {"stdin": source, "stdout": written[0], "stderr": written[1]}
    with contextlib.ExitStack() as patches:
        patches.enter_context(contextlib.chdir(folder))
        patches.enter_context(mock.patch.dict(os.environ, {"HOME": str(folder), **environment}, clear=True))
        for name, raw in streams.items():
            text = io.TextIOWrapper(raw, encoding="utf-8", write_through=True)
            patches.enter_context(mock.patch.object(sys, name, text))
        patches.enter_context(warnings.catch_warnings())
        code = _code(words)
        return Run(code, *(raw.getvalue().decode() for raw in written))


def _code(words: Sequence[str]) -> int:
    try:
        return int(module().main(words))
    except SystemExit as end:
        return int(end.code or 0)
