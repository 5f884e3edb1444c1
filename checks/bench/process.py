"""Runs a program within limits of time and memory, and measures what it cost."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

#: Seconds between two looks: what is measured is up to so much too long.
BEAT = 0.005
MOST_HELD = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)
#: Set when the benchmark is broken off: every program that runs is ended.
STOP = threading.Event()


@dataclass(frozen=True, slots=True)
class Ran:
    """How a program ended: `limit` names the limit it broke ('' for none), memory is in megabytes."""

    code: int
    output: str
    errors: str
    wall: float
    cpu: float
    memory: float
    limit: str = ""


def run(
    command: Sequence[str],
    folder: Path,
    seconds: float,
    megabytes: float,
    more: Mapping[str, str] | None = None,
) -> Ran:
    """Run a program in a folder; it and its children are killed at a limit or when the benchmark stops.

    No proxy is named to it, for all hosts of the benchmark are on this machine; and Python keeps what it has
    compiled, as it does for everybody who did not ask it otherwise.
    """
    environment = {
        key: value
        for key, value in os.environ.items()
        if not key.lower().endswith("_proxy") and key != "PYTHONDONTWRITEBYTECODE"
    }
    environment |= {"NO_PROXY": "*", **(more or {})}
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        began = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603  the benchmark's own commands
            command, cwd=folder, env=environment, stdout=output, stderr=errors, start_new_session=True
        )
        watch = _Watch(process, began + seconds, megabytes)
        try:
            watch.until_end()
        finally:
            _kill(process)  # and children that outlive it
            process.wait()
        wall = time.perf_counter() - began
        said, complained = _text(output), _text(errors)
    return Ran(process.returncode, said, complained, wall, watch.cpu, watch.peak, watch.limit)


class _Watch:
    """Looks at a program until it ends, and ends it at a limit."""

    def __init__(self, process: subprocess.Popen[bytes], until: float, megabytes: float) -> None:
        self._process, self._until, self._megabytes = process, until, megabytes
        self.limit, self.peak, self.cpu = "", 0.0, 0.0

    def until_end(self) -> None:
        while not self._ended():
            used = _memory(self._process.pid)
            self.peak = max(self.peak, used)
            if not self.limit and (limit := self._broken(used)):
                self.limit = limit
                _kill(self._process)
            time.sleep(BEAT)

    def _broken(self, used: float) -> str:
        """Name the limit that is broken, '' for none."""
        if STOP.is_set():
            return "stopped"
        if used > self._megabytes:
            return "memory"
        return "time" if time.perf_counter() > self._until else ""

    def _ended(self) -> bool:
        pid, status, usage = os.wait4(self._process.pid, os.WNOHANG)
        if pid:
            self._process.returncode = os.waitstatus_to_exitcode(status)
            # the system's own count begins with the benchmark's memory, which every child copies at first
            self.peak = self.peak or usage.ru_maxrss / 1024
            self.cpu = usage.ru_utime + usage.ru_stime
        return pid != 0


def _memory(pid: int) -> float:
    """Give the most megabytes that a process has held so far, 0 where the system does not say."""
    with suppress(OSError):
        held = MOST_HELD.search(Path(f"/proc/{pid}/status").read_text())
        return int(held.group(1)) / 1024 if held else 0.0
    return 0.0


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _text(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode("utf-8", "replace")
