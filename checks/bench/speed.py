"""How fast a checker gets through many good links, and what that costs."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from bench import corpus
from bench.checkers import OURS
from bench.checkers.job import PER_HOST, Checker, Job, write
from bench.process import Ran, run
from bench.tools import Tools

LINKS, MANY_LINKS, HOSTS = 2000, 20000, 20
LONGEST = 400
#: Links a page: what a long page of documentation holds.
A_PAGE = 100


class Corpus(AbstractContextManager["Corpus"]):
    """The corpus's process, from `with` to its end."""

    def __init__(self, links: int) -> None:
        """Start nothing yet."""
        self._links = links

    def __enter__(self) -> Self:
        """Start it and learn its addresses."""
        command = [sys.executable, corpus.__file__, str(self._links), str(HOSTS)]
        self._process = subprocess.Popen(  # noqa: S603  the benchmark's own file
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        self.hosts: list[str] = json.loads(self._line())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it."""
        self._process.kill()
        self._process.communicate()

    def _line(self) -> str:
        if self._process.stdout is None or not (line := self._process.stdout.readline()):
            msg = "the corpus's process ended"
            raise OSError(msg)
        return line

    def asked(self) -> dict[str, int]:
        """Give what was asked for since the last call: requests, pages, most requests for one page."""
        if self._process.stdin is not None:
            self._process.stdin.write("\n")
            self._process.stdin.flush()
        counts: dict[str, int] = json.loads(self._line())
        return counts

    def job(self, folder: Path, options: Sequence[str] = ()) -> Job:
        """Give the job to check all links, mixed over the hosts as in documents."""
        each = self._links // HOSTS
        uris = [f"http://{host}/{number}" for number in range(each) for host in self.hosts]
        pages = {f"p{start}": uris[start : start + A_PAGE] for start in range(0, len(uris), A_PAGE)}
        routes = [f"{host}:{host}" for host in self.hosts]
        job = Job(folder, pages, routes=routes, timeout=20, options=options)
        write(job)
        return job


@dataclass(frozen=True, slots=True)
class Lap:
    """One checker's run over the corpus; `most` is how often a page was asked at most."""

    ran: Ran
    requests: int
    pages: int
    most: int

    @property
    def finished(self) -> bool:
        """Whether it came to its end within the limits."""
        return not self.ran.limit


def lap(checker: Checker, tools: Tools, served: Corpus, folder: Path, options: Sequence[str] = ()) -> Lap:
    """Let a checker check the whole corpus once."""
    served.asked()
    ran, _, _ = checker.check(tools, served.job(folder, options), LONGEST)
    return Lap(ran, **served.asked())


def laps(checker: Checker, tools: Tools, served: Corpus, folder: Path, times: int) -> Lap:
    """Give the run with the median wall time of so many, of one where that takes long."""
    found = [lap(checker, tools, served, folder / "0")]
    while len(found) < times and found[0].finished and found[0].ran.wall < LONGEST / 20:
        found.append(lap(checker, tools, served, folder / str(len(found))))
    middle = statistics.median_low([one.ran.wall for one in found])
    return next(one for one in found if one.ran.wall == middle)


@dataclass(frozen=True, slots=True)
class Warm:
    """A second run with the first one's cache, beside Python's own start."""

    lap: Lap
    start: float

    @property
    def beyond(self) -> float:
        """Seconds that the run took beyond Python's start."""
        return self.lap.ran.wall - self.start


def warm(tools: Tools, served: Corpus, folder: Path, times: int = 5) -> Warm:
    """Check twice with a cache; the second run is measured."""
    options = ("--cache", "cache.jsonl")
    lap(OURS, tools, served, folder, options)
    found = [lap(OURS, tools, served, folder, options) for _ in range(times)]
    starts = [run([sys.executable, "-c", "pass"], folder, LONGEST, 1000).wall for _ in range(times)]
    middle = sorted(found, key=lambda one: one.ran.wall)[times // 2]
    return Warm(replace(middle, requests=sum(one.requests for one in found)), statistics.median(starts))


def bound() -> float:
    """Give the seconds that nobody can beat at this limit a host."""
    return corpus.lower_bound(LINKS, HOSTS, PER_HOST)
