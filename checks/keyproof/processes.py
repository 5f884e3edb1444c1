"""Programs that run now: started in sessions of their own, and ended with all that they have started."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path


class StoppedError(RuntimeError):
    """No more programs are started: somebody pressed Ctrl-C."""


class Processes:
    """Starts programs from several threads, and can stop all that run."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._stopped = False

    @property
    def running(self) -> frozenset[int]:
        """Give the sessions of the programs that run."""
        with self._lock:
            return frozenset(process.pid for process in self._running)

    def start(
        self, command: Sequence[str], folder: Path, environment: Mapping[str, str], output: int
    ) -> subprocess.Popen[bytes]:
        """Start a program without input, its output in the file of this number; raise StoppedError."""
        with self._lock:
            if self._stopped:
                raise StoppedError
            process = subprocess.Popen(  # noqa: S603 - commands of this package, and the pages' own code
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

    def end(self, process: subprocess.Popen[bytes]) -> None:
        """End the program with all that it has started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        with self._lock:
            self._running.discard(process)

    def stop(self) -> None:
        """End every program that runs, and start no other."""
        with self._lock:
            self._stopped = True
            running = tuple(self._running)
        for process in running:
            self.end(process)
