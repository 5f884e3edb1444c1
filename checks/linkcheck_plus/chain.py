"""One asking of one page: hop after hop, each judged by hand before it is followed."""

from __future__ import annotations

import asyncio
import base64
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple, Protocol
from urllib.parse import urljoin

from linkcheck_plus import address, media, policy
from linkcheck_plus.evidence import Failure, Hop, Page
from linkcheck_plus.exchange import Answer, NoAnswer
from linkcheck_plus.web import Cookies

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractAsyncContextManager

    from linkcheck_plus.client import Client
    from linkcheck_plus.settings import Settings

MAX_HOPS = 20
REDIRECTS = {301, 302, 303, 307, 308}
OK = 200
# enough to know a wall, a title and a sign-in form by
GLANCE = 512 * 1024
DETAIL_LENGTH = 200
# no fragment: says that the target is a script, whose text is wanted
SCRIPT = "\0script"


class Hosts(Protocol):
    """Who lends connections: at most a few at a time for each host."""

    def slot(self, host: str) -> AbstractAsyncContextManager[Client]:
        """Wait for a turn at this host."""
        ...


class Target(NamedTuple):
    """One page to ask for: its URL without fragment, and what to look for in it."""

    uri: str
    fragments: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()


@dataclass(slots=True)
class Clock:
    """What is left of a link's deadline; waiting for a turn at a host does not count."""

    left: float


@dataclass(slots=True)
class Chain:
    """One asking: where it stands, and how it came there; `answered` is called before a good page is read."""

    target: Target
    settings: Settings
    headers: Mapping[str, str]
    clock: Clock
    answered: Callable[[], None] | None = None
    uri: str = ""
    hops: list[Hop] = field(default_factory=list)
    cookies: Cookies = field(default_factory=Cookies)
    visited: set[tuple[str, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Begin at the target."""
        self.uri = self.uri or self.target.uri

    async def follow(self, hosts: Hosts) -> tuple[Answer, Page]:
        """Ask hop after hop until an answer is no redirect; raise NoAnswer or TimeoutError."""
        while True:
            # the same page again is a loop only when no cookie was set on the way
            self.visited.add((self.uri, self.cookies.changes))
            answer = await self._ask(hosts)
            location = answer.headers.get("location", "")
            if answer.code in REDIRECTS and location:
                self._step(answer.code, location)
                continue
            if answer.code == OK and self.answered is not None:
                self.answered()
                await asyncio.sleep(0)  # the host's next page is asked before this one is read
            read = self._read(answer)
            if not read.refresh or read.marks or not OK <= answer.code < OK + 100:
                return answer, read
            self._step(OK, read.refresh)

    def _read(self, answer: Answer) -> Page:
        from linkcheck_plus import page  # noqa: PLC0415 - see schedule.READERS

        return page.read(answer.body, answer.headers, self.uri, self.target.fragments, self.target.texts)

    def _step(self, code: int, location: str) -> None:
        """Go on to the redirect's target, or raise NoAnswer when no client should."""
        following = _joined(self.uri, location)
        if not address.is_web(following):
            raise NoAnswer(Failure.SCHEME, f"it redirects to {address.shown(following)[:DETAIL_LENGTH]}")
        self.hops.append(Hop(code, address.shown(following)))
        self.uri = address.page_of(following)
        if (self.uri, self.cookies.changes) in self.visited:
            raise NoAnswer(Failure.LOOP, f"it redirects in a circle through {address.shown(self.uri)}")
        if len(self.hops) > MAX_HOPS:
            raise NoAnswer(Failure.HOPS, f"it redirects more than {MAX_HOPS} times")

    async def _ask(self, hosts: Hosts) -> Answer:
        """Ask once, within what is left of the deadline."""
        async with hosts.slot(address.host_of(self.uri)) as client:
            began = perf_counter()
            try:
                async with asyncio.timeout(self.clock.left):
                    wire = address.without_userinfo(self.uri)
                    return await client.get(
                        wire, self._headers(), self.cookies, self._wanted, self.clock.left
                    )
            finally:
                self.clock.left = max(self.clock.left - (perf_counter() - began), 0.0)

    def _headers(self) -> Mapping[str, str]:
        """Give the headers of this hop: a host's own go to it alone, credentials to the link's own origin."""
        headers = dict(self.headers)
        if self.settings.hosts and policy.safe_to_send(self.uri, self.target.uri):
            headers |= policy.policy_for(self.settings.hosts, self.uri).filled()
        credentials = address.credentials_of(self.target.uri)
        if credentials and address.origin_of(self.uri) == address.origin_of(self.target.uri):
            token = base64.b64encode(":".join(credentials).encode()).decode()
            headers["Authorization"] = f"Basic {token}"
        return headers

    def _wanted(self, code: int, headers: Mapping[str, str]) -> int:
        """Give how many decoded bytes are needed to judge this answer."""
        if code in REDIRECTS and headers.get("location"):
            return 0
        limit, kind = self.settings.body_limit, media.content_type(headers)
        searched = bool(self.target.fragments or self.target.texts)
        if media.is_html(headers):
            return limit if searched else min(limit, GLANCE)
        if kind == media.PDF_TYPE:
            return limit if self.target.fragments else 0
        if SCRIPT in self.target.fragments:
            return min(limit, GLANCE)
        return limit if searched and kind.startswith("text/") else 0


def _joined(base: str, location: str) -> str:
    try:
        # servers send UTF-8 where the header's rules ask for ASCII
        return str(urljoin(base, location.strip()))
    except ValueError as error:
        raise NoAnswer(Failure.ADDRESS, f"it redirects to something that is no URL ({error})") from error
