"""Many URLs, few at a time a host, none twice."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from linkcheck_plus.address import host_of
from linkcheck_plus.client import Client, tls_context
from linkcheck_plus.probe import Target, probe

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable
    from ssl import SSLContext

    from linkcheck_plus.evidence import Evidence
    from linkcheck_plus.settings import Settings


class _Host:
    """One host's turns and connections."""

    def __init__(self, settings: Settings, tls: SSLContext) -> None:
        self.turns = asyncio.Semaphore(settings.per_host)
        self.client = Client(settings, tls)
        self.users = 0


class HostPool:
    """Lends the connections of a host to `per_host` askers at a time, and closes those nobody needs."""

    def __init__(self, settings: Settings) -> None:
        """Read the roots of trust once for all hosts; raise LinkcheckError when they cannot be read."""
        self._settings = settings
        self._tls = tls_context(settings.ca_file)
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def slot(self, host: str) -> AsyncIterator[Client]:
        """Wait for a turn at this host."""
        state = self.enter(host)
        try:
            async with state.turns:
                yield state.client
        finally:
            await self.leave(host)

    def enter(self, host: str) -> _Host:
        """Announce a user, so that the connections stay open between its requests."""
        state = self._hosts.setdefault(host, _Host(self._settings, self._tls))
        state.users += 1
        return state

    async def leave(self, host: str) -> None:
        """Take a user off; the last one closes the connections."""
        state = self._hosts[host]
        state.users -= 1
        if state.users == 0:
            del self._hosts[host]
            await state.client.close()


async def run(
    targets: Iterable[Target], settings: Settings, done: Callable[[Target, Evidence], None]
) -> None:
    """Probe every target once and hand each evidence to `done` as it comes.

    Memory: a few tasks a host, not one a target. Raises LinkcheckError when the CA file cannot be read.
    """
    queues: defaultdict[str, deque[Target]] = defaultdict(deque)
    for target in targets:
        queues[host_of(target.uri)].append(target)
    pool = HostPool(settings)
    total = asyncio.Semaphore(settings.total)

    async def worker(host: str, queue: deque[Target]) -> None:
        pool.enter(host)
        try:
            while queue:
                async with total:
                    if not queue:
                        break
                    target = queue.popleft()
                    evidence = await probe(target, pool, settings)
                done(target, evidence)
        finally:
            await pool.leave(host)

    async with asyncio.TaskGroup() as group:
        for host, queue in queues.items():
            for _ in range(min(settings.per_host, len(queue))):
                group.create_task(worker(host, queue))
