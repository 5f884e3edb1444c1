"""How many requests this machine bears at once: from its processors and files, less when it falls behind."""

from __future__ import annotations

import asyncio
import os
from collections import deque
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Self

with suppress(ImportError):  # Windows sets no such limit
    import resource

if TYPE_CHECKING:
    from types import TracebackType

PER_PROCESSOR = 48
MOST, LEAST = 256, 8
#: Each request may need a connection, and a name server's socket while it begins.
FILES_EACH = 4
BEAT = 0.25
#: A loop this late is behind its work: answers would be timed out that have long come.
LATE = 0.25


def machine_total() -> int:
    """Give the number of requests in flight that suits this machine."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(LEAST, min(PER_PROCESSOR * processors, _open_files() // FILES_EACH, MOST))


def _open_files() -> int:
    """Give how many files this process may have open."""
    try:
        files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    except NameError:
        return MOST * FILES_EACH
    return files if files > 0 else MOST * FILES_EACH


class Throttle:
    """Lets `limit` tasks in at a time; `watch` lowers the limit while the loop is late."""

    def __init__(self, total: int) -> None:
        """Begin at the full number."""
        self.limit = self._most = total
        self._running = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def __aenter__(self) -> Self:
        """Wait for a place."""
        while self._running >= self.limit:
            turn = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                self._wake()
                raise
        self._running += 1
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the place to the next."""
        self._running -= 1
        self._wake()

    def _wake(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return

    def adapt(self, late: float) -> None:
        """Lower the limit after a late beat, raise it slowly after one in time."""
        if late > LATE:
            self.limit = max(min(LEAST, self._most), self.limit * 2 // 3)
        elif self.limit < self._most:
            self.limit += 1
            self._wake()

    async def watch(self) -> None:
        """Feel the loop's pulse until cancelled."""
        while True:
            began = monotonic()
            await asyncio.sleep(BEAT)
            self.adapt(monotonic() - began - BEAT)
