"""Programs run as a reader would run them: in an empty folder, a clean environment, and against a clock."""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from keyproof.processes import Processes

DEADLINE = 60.0
OUTPUT_LIMIT = 1 << 18
_FILE_LIMIT = 1 << 20
_SHOWN = 600
_PROCESSES = Path("/proc")


@dataclass(frozen=True, slots=True)
class Result:
    """How a program ended: without a code it was stopped at the deadline."""

    code: int | None
    output: str
    seconds: float
    leaks: tuple[str, ...]

    @property
    def said(self) -> str:
        """Give the exit code and the end of the output, for a finding."""
        code = "none" if self.code is None else self.code
        return f"exit code {code}, output: {self.output.strip()[-_SHOWN:] or 'nothing'}"


class Programs(Processes):
    """Starts programs, and can stop all that run."""

    def run(
        self,
        command: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        deadline: float | None = None,
        secret: str = "",
    ) -> Result:
        """Run the command in the folder; what it leaves there and in its home is searched for the secret."""
        begun = time.monotonic()
        with tempfile.TemporaryFile() as output:
            process = self.start(command, folder, environment, output.fileno())
            try:
                code = self._wait(process, DEADLINE if deadline is None else deadline)
            finally:
                self.end(process)
            output.seek(0)
            text = output.read(OUTPUT_LIMIT).decode(errors="replace")
        seconds = time.monotonic() - begun
        homes = {folder, *(Path(environment[name]) for name in ("HOME", "TMPDIR") if name in environment)}
        return Result(code, text, seconds, _holding(homes, secret) if secret else ())

    def showing(self, secret: str) -> frozenset[str]:
        """Give the names of the programs, among those that run here, with the secret in their arguments.

        Only where the system lists processes as files: on Linux.
        """
        sessions = self.running
        return frozenset(_shown(file, secret, sessions) for file in _PROCESSES.glob("[0-9]*/cmdline")) - {""}

    def _wait(self, process: subprocess.Popen[bytes], deadline: float) -> int | None:
        try:
            return process.wait(deadline)
        except subprocess.TimeoutExpired:
            return None


def _holding(folders: set[Path], secret: str) -> tuple[str, ...]:
    files = {file for folder in folders for file in folder.rglob("*") if file.is_file()}
    return tuple(sorted({file.name for file in files if _holds(file, secret.encode())}))


def _holds(file: Path, secret: bytes) -> bool:
    try:
        with file.open("rb") as opened:
            return secret in opened.read(_FILE_LIMIT)
    except OSError:
        return False


def _shown(file: Path, secret: str, sessions: frozenset[int]) -> str:
    """Give the program's name when it belongs to one of the sessions and shows the secret."""
    with contextlib.suppress(OSError):
        arguments = file.read_bytes()
        if secret.encode() in arguments and os.getsid(int(file.parent.name)) in sessions:
            return Path(arguments.split(b"\0")[0].decode(errors="replace")).name
    return ""
