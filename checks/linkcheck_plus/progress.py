"""One line that says how far the run is: alive on a terminal, now and then in a log."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from time import monotonic
from typing import IO, TYPE_CHECKING, Protocol

from linkcheck_plus.address import host_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from linkcheck_plus.evidence import Evidence
    from linkcheck_plus.probe import Target

BAR = 20
#: Seconds between two lines: an eye on a terminal, a page of log.
LIVE, LOGGED = 0.1, 20.0
FEW = 3
#: The bar needs a third of a narrow terminal: it goes first.
ROOMY = 60
ERASE = "\r\x1b[K"


class Progress(Protocol):
    """Who wants to know how far the run is."""

    def begin(self, due: Sequence[Target]) -> None:
        """Hear which pages will be asked."""

    def step(self, target: Target, evidence: Evidence) -> None:
        """Hear that one was asked."""

    def end(self) -> None:
        """Hear that no more will be."""


class Silent:
    """Tells nobody."""

    def begin(self, due: Sequence[Target]) -> None:
        """Say nothing."""

    def step(self, target: Target, evidence: Evidence) -> None:
        """Say nothing."""

    def end(self) -> None:
        """Say nothing."""


class Line:
    """Writes to standard error: a line that renews itself on a terminal, a line now and then elsewhere."""

    def __init__(self, stream: IO[str] | None = None) -> None:
        """Write to this stream."""
        self._stream = stream or sys.stderr
        self._live = self._stream.isatty()
        self._left: Counter[str] = Counter()
        self._total = self._done = self._failed = 0
        self._began = self._told = monotonic()

    def begin(self, due: Sequence[Target]) -> None:
        """Show that the asking begins."""
        self._left = Counter(host_of(target.uri).rpartition(":")[0] for target in due)
        self._total = len(due)
        self._began = self._told = monotonic()
        if self._live:
            self._write()

    def step(self, target: Target, evidence: Evidence) -> None:
        """Count one page, and show it when it is time."""
        self._done += 1
        self._failed += evidence.failure is not None or evidence.code >= 400  # noqa: PLR2004
        host = host_of(target.uri).rpartition(":")[0]
        self._left[host] -= 1
        if not self._left[host]:
            del self._left[host]
        if monotonic() - self._told >= (LIVE if self._live else LOGGED):
            self._write()

    def end(self) -> None:
        """Take the line away; the report takes its place."""
        if self._live:
            self._stream.write(ERASE)
            self._stream.flush()

    def _write(self) -> None:
        self._told = monotonic()
        text = self.text(shutil.get_terminal_size().columns - 1 if self._live else 200)
        self._stream.write(f"{ERASE}{text}" if self._live else f"{text}\n")
        self._stream.flush()

    def text(self, width: int) -> str:
        """Give the line, cut to a width: how far, how many to look into, how long, for whom it waits."""
        filled = BAR * self._done // max(self._total, 1)
        bar = f"[{'=' * filled}{' ' * (BAR - filled)}] " if self._live and width >= ROOMY else ""
        parts = [f"{self._done} of {self._total} pages", f"{self._told - self._began:.0f} s"]
        parts += [f"{self._failed} failed"] if self._failed else []
        slowest = [f"{host} ({count})" for host, count in self._left.most_common(FEW)]
        parts += [f"left: {', '.join(slowest)}"] if slowest and self._done else []
        line = bar + ", ".join(parts)
        return line if len(line) <= width else line[: max(width - 3, 0)] + "..."
