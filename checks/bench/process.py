"""Runs a program within limits of time and memory, and measures what it cost."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

BEAT = 0.1
PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
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
    """Run a program in a folder; it and its children are killed at a limit or when the benchmark stops."""
    environment = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    environment |= {"NO_PROXY": "*", **(more or {})}
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        began = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603  the benchmark's own commands
            command, cwd=folder, env=environment, stdout=output, stderr=errors, start_new_session=True
        )
        try:
            limit, usage, status, peak = _watch(process, began + seconds, megabytes)
        except BaseException:
            _kill(process)
            process.wait()
            raise
        wall = time.perf_counter() - began
        process.returncode = code = os.waitstatus_to_exitcode(status)
        _kill(process)  # children that outlive it
        said, complained = _text(output), _text(errors)
    peak = max(peak, usage.ru_maxrss / 1024)
    return Ran(code, said, complained, wall, usage.ru_utime + usage.ru_stime, peak, limit)


def _watch(process: subprocess.Popen[bytes], until: float, megabytes: float):  # type: ignore[no-untyped-def]  # noqa: ANN202
    limit, peak = "", 0.0
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            return limit, usage, status, peak
        used = _memory(process.pid)
        peak = max(peak, used)
        late, fat = time.perf_counter() > until, used > megabytes
        if not limit and (late or fat or STOP.is_set()):
            limit = "time" if late else "memory" if fat else "stopped"
            _kill(process)
        time.sleep(BEAT)


def _memory(pid: int) -> float:
    """Give the megabytes that a process holds, 0 where the system does not say."""
    with suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE / 1024**2
    return 0.0


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _text(stream) -> str:  # type: ignore[no-untyped-def]  # noqa: ANN001
    stream.seek(0)
    return str(stream.read().decode("utf-8", "replace"))
