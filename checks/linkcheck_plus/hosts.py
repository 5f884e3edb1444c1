"""Hosts: turns, pace and connections of each, what it asked of us, and whether it is worth asking."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple

from linkcheck_plus.client import Client
from linkcheck_plus.evidence import Evidence, Failure
from linkcheck_plus.policy import policy_for
from linkcheck_plus.retry import TOO_MANY
from linkcheck_plus.web import Trust

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from linkcheck_plus.settings import Settings

#: After so many links in a row without any answer, a host that never gave one is a tar pit.
SILENT_LINKS = 5
#: After so many links in a row the name server need not be asked for the same name again.
NAMELESS_LINKS = 3
#: After so many links refused in a row with 429, the host's wish is plain.
REFUSED_LINKS = 6
NO_ANSWER = {Failure.TIMEOUT, Failure.CONNECT_TIMEOUT}


class GivenUp(NamedTuple):
    """What is taken for the evidence on links of a host that is not asked any more."""

    reason: str
    code: int = 0
    failure: Failure = Failure.NOT_ASKED


class Host:
    """One host's turns, pace and connections."""

    def __init__(self, settings: Settings, trust: Trust, name: str) -> None:
        """Open nothing yet."""
        policy = policy_for(settings.hosts, f"https://{name}/")
        self.limit = policy.per_host or settings.per_host
        self.turns = asyncio.Semaphore(self.limit)
        self.client = Client(settings, trust)
        self.users = 0
        self._pause = policy.pause
        self._next_start = 0.0
        self._held_until = 0.0
        self._silent = self._refused = self._nameless = 0
        self._heard = self._named = False

    def hold(self, seconds: float) -> None:
        """Leave the host alone for a while, as it asked."""
        self._held_until = max(self._held_until, monotonic() + seconds)

    @property
    def held(self) -> float:
        """Seconds for which the host is still to be left alone."""
        return max(self._held_until - monotonic(), 0.0)

    async def pace(self) -> None:
        """Wait until the next request may start."""
        start = max(monotonic(), self._next_start, self._held_until)
        self._next_start = start + self._pause
        if (wait := start - monotonic()) > 0:
            await asyncio.sleep(wait)

    def note(self, seen: Evidence) -> None:
        """Learn from what one link of the host gave."""
        silent, refused = seen.failure in NO_ANSWER, seen.code == TOO_MANY
        self._silent = self._silent + 1 if silent else 0
        self._refused = self._refused + 1 if refused else 0
        nameless = seen.failure is Failure.DNS and not seen.hops
        self._nameless += nameless
        self._named = self._named or not nameless
        self._heard = self._heard or not silent

    @property
    def given_up(self) -> GivenUp | None:
        """Why the host's other links are not asked; None while they are."""
        if self._refused >= REFUSED_LINKS:
            return GivenUp(f"the host answered {self._refused} links in a row with 429", TOO_MANY)
        if self._silent >= SILENT_LINKS and not self._heard:
            return GivenUp(f"the host gave no answer to {self._silent} other links")
        if self._nameless >= NAMELESS_LINKS and not self._named:
            return GivenUp(f"as for {self._nameless} other links of this host", failure=Failure.DNS)
        return None


class HostPool:
    """Lends the connections of a host to a few askers at a time, and closes those nobody needs."""

    def __init__(self, settings: Settings) -> None:
        """Share the roots of trust between all hosts; raise LinkcheckError when they cannot be read."""
        self._settings = settings
        self._trust = Trust(settings.ca_file)
        self._hosts: dict[str, Host] = {}
        self._helpers: dict[str, asyncio.Future[Any]] = {}

    @asynccontextmanager
    async def slot(self, host: str) -> AsyncIterator[Client]:
        """Wait for a turn at this host."""
        state = self.enter(host)
        try:
            async with state.turns:
                await state.pace()
                yield state.client
        finally:
            await self.leave(host)

    def enter(self, host: str) -> Host:
        """Announce a user, so that the connections stay open between its requests."""
        if host not in self._hosts:
            self._hosts[host] = Host(self._settings, self._trust, host)
        state = self._hosts[host]
        state.users += 1
        return state

    async def leave(self, host: str) -> None:
        """Take a user off; the last one closes the connections."""
        state = self._hosts[host]
        state.users -= 1
        if state.users == 0:
            del self._hosts[host]
            await state.client.close()

    def hold(self, host: str, seconds: float) -> None:
        """Leave a host alone for a while, if any link of it is left."""
        if host in self._hosts:
            self._hosts[host].hold(seconds)

    async def once(self, uri: str, ask: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401  what `ask` gives
        """Give what a helper's address gave; the first to want it asks."""
        if uri in self._helpers:
            return await asyncio.shield(self._helpers[uri])
        answer = self._helpers[uri] = asyncio.get_running_loop().create_future()
        found = None
        try:
            found = await ask()
        finally:
            answer.set_result(found)
        return found
