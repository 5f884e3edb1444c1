"""Runs programs with a deadline, several at once, and can end all of them."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

DEADLINE = 600.0
_READ = 1 << 16
_LINES = 10


def _end_of(output: IO[bytes]) -> str:
    output.seek(max(0, output.seek(0, os.SEEK_END) - _READ))
    lines = output.read().decode(errors="replace").strip().splitlines()
    more = [f"... and {len(lines) - _LINES} lines before"] if len(lines) > _LINES else []
    return "\n".join([*more, *lines[-_LINES:]])


class StoppedError(RuntimeError):
    """No more programs are started: somebody pressed Ctrl-C."""


class Programs:
    """The programs that run now."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._stopped = False

    def run(self, command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> str | None:
        """Give None when the program ends well, else the end of what it said."""
        # a file and no pipe: what the program leaves running could hold a pipe open for ever
        with tempfile.TemporaryFile() as output:
            process = self._start(command, folder, environment, output.fileno())
            try:
                code = process.wait(DEADLINE)
            except subprocess.TimeoutExpired:
                code = None
            finally:
                self._end(process)
            said = _end_of(output)
        if code is None:
            return f"no end within {DEADLINE:.0f} s; it said: {said or 'nothing'}"
        return (said or f"exit code {code}, without a word") if code else None

    def stop(self) -> None:
        """End every program that runs, and start no other."""
        with self._lock:
            self._stopped = True
            running = tuple(self._running)
        for process in running:
            self._end(process)

    def _start(
        self, command: Sequence[str], folder: Path, environment: Mapping[str, str], output: int
    ) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._stopped:
                raise StoppedError
            process = subprocess.Popen(  # noqa: S603 - commands of this package
                command,
                cwd=folder,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            self._running.add(process)
            return process

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        """End the program with all that it has started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        with self._lock:
            self._running.discard(process)
