"""Runs programs with a deadline, several at once, and can end all of them."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from keyproof.processes import Processes

DEADLINE = 600.0
_READ = 1 << 16
_LINES = 10


def _end_of(output: IO[bytes]) -> str:
    output.seek(max(0, output.seek(0, os.SEEK_END) - _READ))
    lines = output.read().decode(errors="replace").strip().splitlines()
    more = [f"... and {len(lines) - _LINES} lines before"] if len(lines) > _LINES else []
    return "\n".join([*more, *lines[-_LINES:]])


class Programs(Processes):
    """The programs that run now."""

    def run(self, command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> str | None:
        """Give None when the program ends well, else the end of what it said."""
        # a file and no pipe: what the program leaves running could hold a pipe open for ever
        with tempfile.TemporaryFile() as output:
            process = self.start(command, folder, environment, output.fileno())
            try:
                code = process.wait(DEADLINE)
            except subprocess.TimeoutExpired:
                code = None
            finally:
                self.end(process)
            said = _end_of(output)
        if code is None:
            return f"no end within {DEADLINE:.0f} s; it said: {said or 'nothing'}"
        return (said or f"exit code {code}, without a word") if code else None
