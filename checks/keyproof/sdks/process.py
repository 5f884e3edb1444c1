"""The worker, seen from outside: a process that takes cases and answers, against a clock."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

WORKER = Path(__file__).with_name("worker.py")
DEADLINE = 30
ERRORS = "stderr"
_GRACE = 15.0
_LINE = 1 << 20
_SHOWN = 300
_KEPT = ("LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH")


class WorkerError(RuntimeError):
    """The worker gave no answer; the message says what it did instead."""


class Processes:
    """All workers that run, so that Ctrl-C or the end of the time ends them."""

    def __init__(self, seconds: float) -> None:
        self.end = time.monotonic() + seconds
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._stopped = False

    @property
    def is_over(self) -> bool:
        """Say whether no further case may begin."""
        return self._stopped or time.monotonic() > self.end

    def start(
        self, command: list[str], folder: Path, environment: Mapping[str, str]
    ) -> subprocess.Popen[bytes]:
        """Start a process in a session of its own. WorkerError when the time is over."""
        with self._lock:
            if self.is_over:
                message = "the time for the whole run is over"
                raise WorkerError(message)
            with (folder.parent / ERRORS).open("wb") as errors:
                process = subprocess.Popen(  # noqa: S603 - our own worker
                    command,
                    cwd=folder,
                    env=dict(environment),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    start_new_session=True,
                )
            self._running.add(process)
            return process

    def finish(self, process: subprocess.Popen[bytes]) -> None:
        """End the process with all that it has started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        with self._lock:
            self._running.discard(process)

    def stop(self) -> None:
        """End every process, and start no other."""
        with self._lock:
            self._stopped = True
            running = tuple(self._running)
        for process in running:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)


class Worker:
    """A worker for one package, with nothing of the person who runs this in its environment."""

    def __init__(self, python: Path, package: str, environment: Mapping[str, str], all_: Processes) -> None:
        self._processes = all_
        self._folder = tempfile.TemporaryDirectory(prefix="keyproof-")
        self._home = Path(self._folder.name, "home")
        self._home.mkdir()
        home = str(self._home)
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        clean = {**kept, "PATH": os.defpath, "HOME": home, "TMPDIR": home, **environment}
        with ExitStack() as stack:
            stack.callback(self._folder.cleanup)
            self._process = all_.start([str(python), "-I", str(WORKER), package], self._home, clean)
            stack.callback(all_.finish, self._process)
            first = self._answer()
            self._exit = stack.pop_all()
        self.version, self.python = str(first["version"]), str(first["python"])

    def __enter__(self) -> Self:
        """Give the worker."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it."""
        self._exit.close()

    def ask(self, case: Mapping[str, Any]) -> dict[str, Any]:
        """Give the answer to a case. WorkerError when there is none."""
        if self._processes.is_over:
            message = "the time for the whole run is over"
            raise WorkerError(message)
        line = json.dumps({**case, "deadline": DEADLINE}).encode() + b"\n"
        if self._process.stdin is None:
            raise WorkerError
        try:
            self._process.stdin.write(line)
            self._process.stdin.flush()
        except OSError as error:
            raise WorkerError(self._end()) from error
        return self._answer()

    def files(self) -> list[Path]:
        """Give the files that were left in the worker's home, and in what it said on standard error."""
        left = (path for path in self._home.rglob("*") if path.is_file())
        return [*left, Path(self._folder.name, ERRORS)]

    def forget(self) -> None:
        """Empty the worker's home: what a package has learned there would change the next answer."""
        for path in self._home.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()

    def _answer(self) -> dict[str, Any]:
        stream = self._process.stdout
        if stream is None or not select.select([stream], [], [], DEADLINE + _GRACE)[0]:
            message = f"no answer within {DEADLINE + _GRACE:g} s"
            raise WorkerError(message)
        try:
            known: dict[str, Any] = json.loads(stream.readline(_LINE))
        except ValueError as error:
            raise WorkerError(self._end()) from error
        return known

    def _end(self) -> str:
        said = Path(self._folder.name, ERRORS).read_text(errors="replace").strip()
        return f"the worker ended: {said[-_SHOWN:] or 'it said nothing'}"
