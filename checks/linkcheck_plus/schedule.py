"""Many URLs, few at a time a host, none twice; a page that has to wait gives its place to the next."""

from __future__ import annotations

import asyncio
import heapq
from collections import deque
from contextlib import suppress
from datetime import UTC, datetime
from importlib import import_module
from time import monotonic
from typing import TYPE_CHECKING

from linkcheck_plus.address import host_of, shown
from linkcheck_plus.evidence import Evidence
from linkcheck_plus.hosts import GivenUp, HostPool
from linkcheck_plus.probe import Pause, Probe, Target
from linkcheck_plus.throttle import Throttle, machine_total

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from linkcheck_plus.hosts import Host
    from linkcheck_plus.settings import Settings

    Done = Callable[[Target, Evidence], None]


#: What reads and judges answers, and what writes of them, is loaded while the first pages are on their way.
READERS = ("linkcheck_plus.page", "linkcheck_plus.sibling", "linkcheck_plus.judgement", "tempfile")
HEAD_START = 0.004


async def _load_readers() -> None:
    await asyncio.sleep(HEAD_START)
    for module in READERS:
        import_module(module)


class _Queue:
    """One host's pages: those not begun, and those that wait to be asked again."""

    def __init__(self) -> None:
        self._fresh: deque[Target] = deque()
        self._paused: list[tuple[float, int, Probe]] = []
        self._pauses = 0

    def add(self, target: Target) -> None:
        self._fresh.append(target)

    def __len__(self) -> int:
        return len(self._fresh) + len(self._paused)

    def postpone(self, probe: Probe, seconds: float) -> None:
        self._pauses += 1
        heapq.heappush(self._paused, (monotonic() + seconds, self._pauses, probe))

    async def take(self, host: Host, settings: Settings) -> Probe | None:
        """Give the next page that may be asked, waiting if all are paused; None when there is none left."""
        while len(self):
            wait = host.held or self._wait()
            if wait <= 0:
                return self._next(settings)
            await asyncio.sleep(wait)
        return None

    def _wait(self) -> float:
        return 0.0 if self._fresh else self._paused[0][0] - monotonic()

    def _next(self, settings: Settings) -> Probe:
        if self._paused and self._paused[0][0] <= monotonic():
            return heapq.heappop(self._paused)[2]
        return Probe(self._fresh.popleft(), settings)


class _Run:
    """All hosts' queues, and the workers on them."""

    def __init__(self, targets: Iterable[Target], settings: Settings, done: Done) -> None:
        self._settings, self._done = settings, done
        self.left: dict[str, Target] = {}
        self.queues: dict[str, _Queue] = {}
        for target in targets:
            self.left[target.uri] = target
            self.queues.setdefault(host_of(target.uri), _Queue()).add(target)
        self._pool = HostPool(settings)
        self._throttle = Throttle(settings.total or machine_total())

    async def all(self) -> None:
        async with asyncio.TaskGroup() as group:
            pulse = group.create_task(self._throttle.watch())
            try:
                async with asyncio.TaskGroup() as workers:
                    for name, queue in self.queues.items():
                        workers.create_task(self._host(name, queue))
                        await asyncio.sleep(0)  # the first hosts are asked while others are connected to
                    workers.create_task(_load_readers())
            finally:
                pulse.cancel()

    async def _host(self, name: str, queue: _Queue) -> None:
        """Work on one host's queue, as many at a time as its policy allows."""
        host = self._pool.enter(name)
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(min(host.limit, len(queue))):
                    group.create_task(self._work(host, queue, group))
        finally:
            await self._pool.leave(name)

    async def _work(self, host: Host, queue: _Queue, group: asyncio.TaskGroup) -> None:
        """Ask page after page; when one has answered, a successor goes on while it is read."""
        successors: list[asyncio.Task[None]] = []

        def hand_over() -> None:
            if not successors:
                successors.append(group.create_task(self._work(host, queue, group)))

        while (probe := await queue.take(host, self._settings)) is not None:
            if given_up := host.given_up:
                self.finish(probe.target, not_asked(probe.target, given_up))
                continue
            probe.answered = hand_over
            async with self._throttle:
                found = await probe.advance(self._pool)
            if isinstance(found, Pause):
                queue.postpone(probe, found.seconds)
                self._pool.hold(found.host, found.seconds)
            else:
                host.note(found)
                self.finish(probe.target, found)
                if successors:
                    return

    def finish(self, target: Target, found: Evidence) -> None:
        del self.left[target.uri]
        self._done(target, found)


def not_asked(target: Target, why: GivenUp) -> Evidence:
    """Give the evidence on a page that was given up before it was asked."""
    return Evidence(
        uri=shown(target.uri),
        final_uri=shown(target.uri),
        code=why.code,
        failure=why.failure,
        detail=why.reason,
        complete=False,
        attempts=0,
        seen_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


async def run(targets: Iterable[Target], settings: Settings, done: Done) -> None:
    """Probe every target once and hand each evidence to `done` as it comes.

    Memory: a few tasks a host, not one a target. Raises LinkcheckError when the CA file cannot be read.
    """
    work = _Run(targets, settings, done)
    with suppress(TimeoutError):
        async with asyncio.timeout(settings.run_limit or None):
            await work.all()
    over = GivenUp(f"the run reached its limit of {settings.run_limit:g} s")
    for target in list(work.left.values()):
        work.finish(target, not_asked(target, over))
