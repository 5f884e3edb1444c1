"""One URL, all hops and tries within one deadline -> evidence."""

from __future__ import annotations

import asyncio
import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import perf_counter
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urljoin

from linkcheck_plus import address, page
from linkcheck_plus.client import Answer, Cookies, NoAnswer
from linkcheck_plus.decoding import ACCEPTED
from linkcheck_plus.evidence import Evidence, Failure, Hop, Page

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractAsyncContextManager

    from linkcheck_plus.client import Client
    from linkcheck_plus.settings import Settings

HEADERS = {
    "User-Agent": "linkcheck-plus/1 (checks the links of a documentation; asks each page once)",
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "en;q=0.9,*;q=0.5",
    "Accept-Encoding": ACCEPTED,
}
MAX_HOPS = 20
REDIRECTS = {301, 302, 303, 307, 308}
PASSING_CODES = {429, 500, 502, 503, 504}
PASSING_FAILURES = {Failure.RESET, Failure.DNS_TEMPORARY}
KEPT_HEADERS = {
    "cf-mitigated", "content-type", "location", "retry-after", "server", "www-authenticate",
    "x-amzn-waf-action",
}  # fmt: skip
# enough to know a wall, a title and a sign-in form by
GLANCE = 512 * 1024
HEADER_LENGTH = 200
FIRST_PAUSE = 0.5


class Hosts(Protocol):
    """Who lends connections: at most a few at a time for each host."""

    def slot(self, host: str) -> AbstractAsyncContextManager[Client]:
        """Wait for a turn at this host."""
        ...


@dataclass(frozen=True, slots=True)
class Target:
    """One page to ask for: its URL without fragment, and what to look for in it."""

    uri: str
    fragments: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Chain:
    """The state of one probe."""

    target: Target
    uri: str
    hops: list[Hop] = field(default_factory=list)
    cookies: Cookies = field(default_factory=Cookies)
    visited: set[tuple[str, int]] = field(default_factory=set)
    left: float = 0.0
    attempts: int = 1


async def probe(target: Target, hosts: Hosts, settings: Settings) -> Evidence:
    """Give the evidence on one page; never raises for what a server does."""
    chain = _Chain(target, target.uri, left=settings.deadline)
    began = perf_counter()
    try:
        answer = await _persist(chain, hosts, settings)
    except NoAnswer as error:
        return _evidence(chain, began, failure=error.failure, detail=str(error))
    except TimeoutError:
        return _evidence(
            chain, began, failure=Failure.TIMEOUT, detail=f"no answer within {settings.deadline:g} s"
        )
    return _evidence(chain, began, answer)


async def _persist(chain: _Chain, hosts: Hosts, settings: Settings) -> Answer:
    """Follow the chain; after a passing fault wait and try its last hop again while the deadline allows."""
    for tries_left in range(settings.retries, -1, -1):
        pause = FIRST_PAUSE * 2 ** (settings.retries - tries_left)
        try:
            answer = await _follow(chain, hosts, settings)
        except NoAnswer as error:
            if error.failure not in PASSING_FAILURES or not tries_left or pause >= chain.left:
                raise
        else:
            if answer.code not in PASSING_CODES or not tries_left:
                return answer
            pause = max(retry_after(answer.headers.get("retry-after", "")) or pause, 0.0)
            if pause >= chain.left:
                return answer
        chain.left -= pause
        chain.attempts += 1
        await asyncio.sleep(pause)
    raise AssertionError  # the last round returns or raises


def retry_after(value: str) -> float | None:
    """Give the seconds a Retry-After asks for, as a number or a date; None when it says neither."""
    if value.strip().isascii() and value.strip().isdigit():
        return float(value.strip()[:9])
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max((moment - datetime.now(UTC)).total_seconds(), 0.0)


async def _follow(chain: _Chain, hosts: Hosts, settings: Settings) -> Answer:
    """Ask hop after hop until an answer is no redirect."""
    while True:
        answer = await _ask(chain, hosts, settings)
        location = answer.headers.get("location", "")
        if answer.code not in REDIRECTS or not location:
            return answer
        _step(chain, answer.code, location)


def _step(chain: _Chain, code: int, location: str) -> None:
    """Go on to the redirect's target, or raise NoAnswer when no client should."""
    following = _joined(chain.uri, location)
    if not address.is_web(following):
        raise NoAnswer(Failure.SCHEME, f"it redirects to {address.shown(following)[:HEADER_LENGTH]}")
    # the same page again is a loop only when no cookie was set on the way
    chain.visited.add((chain.uri, chain.cookies.changes))
    chain.hops.append(Hop(code, address.shown(following)))
    chain.uri = address.page_of(following)
    if (chain.uri, chain.cookies.changes) in chain.visited:
        raise NoAnswer(Failure.LOOP, f"it redirects in a circle through {address.shown(chain.uri)}")
    if len(chain.hops) > MAX_HOPS:
        raise NoAnswer(Failure.HOPS, f"it redirects more than {MAX_HOPS} times")


def _joined(base: str, location: str) -> str:
    try:
        # servers send UTF-8 where the header's rules ask for ASCII
        return urljoin(base, location.strip())
    except ValueError as error:
        raise NoAnswer(Failure.ADDRESS, f"it redirects to something that is no URL ({error})") from error


async def _ask(chain: _Chain, hosts: Hosts, settings: Settings) -> Answer:
    """Ask once, within what is left of the deadline; waiting for a turn does not count."""

    def wanted(code: int, headers: Mapping[str, str]) -> int:
        return _wanted(chain.target, code, headers, settings.body_limit)

    async with hosts.slot(address.host_of(chain.uri)) as client:
        began = perf_counter()
        try:
            async with asyncio.timeout(chain.left):
                wire = address.without_userinfo(chain.uri)
                return await client.get(wire, _headers(chain), chain.cookies, wanted)
        finally:
            chain.left = max(chain.left - (perf_counter() - began), 0.0)


def _headers(chain: _Chain) -> dict[str, str]:
    """Give the headers of this hop; credentials of the link go to the link's own origin only."""
    credentials = address.credentials_of(chain.target.uri)
    if credentials is None or address.origin_of(chain.uri) != address.origin_of(chain.target.uri):
        return HEADERS
    token = base64.b64encode(":".join(credentials).encode()).decode()
    return {**HEADERS, "Authorization": f"Basic {token}"}


def _wanted(target: Target, code: int, headers: Mapping[str, str], limit: int) -> int:
    """Give how many decoded bytes are needed to judge this answer."""
    if code in REDIRECTS and headers.get("location"):
        return 0
    searched = bool(target.fragments or target.texts)
    if page.is_html(headers):
        return limit if searched else min(limit, GLANCE)
    return limit if target.texts and page.content_type(headers).startswith("text/") else 0


def _evidence(
    chain: _Chain,
    began: float,
    answer: Answer | None = None,
    failure: Failure | None = None,
    detail: str = "",
) -> Evidence:
    """Put together what was seen."""
    if answer is not None and answer.damage and not answer.body:
        failure, detail = Failure.ENCODING, answer.damage
    kept = (
        {
            key: address.scrubbed(value)[:HEADER_LENGTH]
            for key, value in answer.headers.items()
            if key in KEPT_HEADERS
        }
        if answer
        else {}
    )
    return Evidence(
        uri=address.shown(chain.target.uri),
        final_uri=address.shown(chain.uri),
        code=answer.code if answer else 0,
        hops=tuple(chain.hops),
        failure=failure,
        detail=address.scrubbed(detail),
        headers=kept,
        page=_page(chain, answer),
        http_version=answer.http_version if answer else "",
        size=len(answer.body) if answer else 0,
        complete=answer.complete if answer else False,
        elapsed_ms=round((perf_counter() - began) * 1000),
        attempts=chain.attempts,
        seen_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _page(chain: _Chain, answer: Answer | None) -> Page:
    if answer is None:
        return Page()
    return page.read(answer.body, answer.headers, chain.uri, chain.target.fragments, chain.target.texts)
