"""One URL, all askings within one deadline -> evidence: retries, a second opinion, an invented sibling."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from urllib.parse import unquote

from linkcheck_plus import address, opinion, policy, retry
from linkcheck_plus.chain import DETAIL_LENGTH, OK, SCRIPT, Chain, Clock, Hosts, Target
from linkcheck_plus.decoding import ACCEPTED
from linkcheck_plus.evidence import Evidence, Failure, Page, Sibling
from linkcheck_plus.exchange import Answer, NoAnswer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from linkcheck_plus.settings import Settings
    from linkcheck_plus.sibling import Sketch

__all__ = ["Pause", "Probe", "Target"]

HEADERS = {
    "User-Agent": "linkcheck-plus/1 (checks the links of a documentation; asks each page once)",
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "en;q=0.9,*;q=0.5",
    "Accept-Encoding": ACCEPTED,
}
KEPT_HEADERS = {
    "cf-mitigated", "content-type", "location", "retry-after", "server", "www-authenticate",
    "x-amzn-waf-action",
}  # fmt: skip
#: A host that stays silent for so much of the deadline is asked again, if a try is left.
FIRST_SHARE = 2 / 3
# browsers show a body whose checksum at the end is wrong
CHECKSUM = re.compile(r"incorrect (?:data|length) check")


class Neighbourhood(Hosts, Protocol):
    """Lends connections, and remembers what helpers' addresses gave, so that each is asked once."""

    async def once(self, uri: str, ask: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401  what `ask` gives
        """Give what is known of an invented address or a script, or ask."""
        ...


class Pause(NamedTuple):
    """The page is to be asked again after so many seconds; `host` wants to be left alone meanwhile."""

    seconds: float
    host: str = ""


class Probe:
    """Gathers the evidence on one page; `advance` until it gives Evidence.

    `answered` is called when a good answer has come and only reading is left, mostly.
    """

    def __init__(self, target: Target, settings: Settings) -> None:
        """Ask nothing yet."""
        self.target = target
        self.answered: Callable[[], None] | None = None
        self._settings = settings
        self._policy = policy.policy_for(settings.hosts, target.uri)
        self._clock = Clock(self._policy.deadline or settings.deadline)
        self._attempts = 0
        self._elapsed = 0.0
        self._latest: tuple[Chain, Answer] | None = None
        self._doubted: tuple[Evidence, tuple[Chain, Answer] | None] | None = None

    async def advance(self, hosts: Neighbourhood) -> Evidence | Pause:
        """Give the evidence, or how long to wait before going on; never raises for what a server does."""
        self._attempts += 1
        seen = await self._opinion(hosts)
        pause = retry.pause_before_retry(seen)
        if pause is not None and self._attempts <= self._settings.retries and pause < self._clock.left:
            self._clock.left -= pause
            self._doubt(seen)
            return Pause(pause, address.host_of(seen.final_uri) if seen.code == retry.TOO_MANY else "")
        if self._doubt(seen):
            seen = await self._opinion(hosts)
        from linkcheck_plus import sibling  # noqa: PLC0415 - see schedule.READERS

        if sibling.suspicious(seen) and self._clock.left > 0:
            seen = replace(seen, sibling=await self._sibling(hosts, seen))
        if opinion.fine(seen) and self._lost(seen.page):
            seen = replace(seen, page=await self._scripts(hosts, seen.page))
        elapsed = round(self._elapsed * 1000)
        return self._cleaned(seen if seen.elapsed_ms == elapsed else replace(seen, elapsed_ms=elapsed))

    def _doubt(self, seen: Evidence) -> bool:
        """Say whether to ask once more as a browser would, and remember what was doubted."""
        allowed = self._settings.second_opinion and self._policy.second_opinion and self._clock.left > 0
        if self._doubted is not None or not allowed or not opinion.doubtful(seen):
            return False
        self._doubted = seen, self._latest
        return True

    async def _opinion(self, hosts: Neighbourhood) -> Evidence:
        """Ask; after a doubted answer as a browser would, and give the answer to believe."""
        if self._doubted is None:
            return await self._ask(hosts, HEADERS)
        first, latest = self._doubted
        second = await self._ask(hosts, opinion.BROWSER_HEADERS)
        chosen = opinion.believed(first, second)
        self._latest = latest if chosen is first else self._latest
        codes = (first.code, second.code)
        return replace(chosen, as_browser=chosen is second, opinions=codes, attempts=self._attempts)

    async def _sibling(self, hosts: Neighbourhood, seen: Evidence) -> Sibling | None:
        """Compare the page with what an invented address gives; None when that cannot be had."""
        if self._latest is None:
            return None
        from linkcheck_plus import sibling  # noqa: PLC0415 - see schedule.READERS

        uri, (chain, answer) = sibling.invented(self.target.uri), self._latest

        async def ask() -> Sketch | None:
            other = Chain(Target(uri), self._settings, chain.headers, self._clock)
            found = await _quietly(other, hosts)
            return _sketch(other, found) if found else None

        theirs: Sketch | None = await hosts.once(uri, ask)
        if theirs is None:
            return None
        same_place = theirs.final_uri == seen.final_uri
        alike = 1.0 if same_place else sibling.likeness(_sketch(chain, answer), theirs)
        return Sibling(address.shown(uri), theirs.code, alike)

    def _lost(self, page: Page) -> set[str]:
        """Give the fragments that are not in the page, and not in what its inline scripts make."""
        missing = {fragment for fragment, found in page.anchors.items() if not found}
        return missing - set(page.scripted) if self._clock.left > 0 else set()

    async def _scripts(self, hosts: Neighbourhood, page: Page) -> Page:
        """Look for lost fragments in the page's own scripts, before they are called lost."""
        if self._latest is None:
            return page
        from linkcheck_plus import charset, fragments  # noqa: PLC0415 - see schedule.READERS

        chain, answer = self._latest
        source = charset.text(answer.body, answer.headers.get("content-type", ""))
        made: set[str] = set()
        for uri in fragments.own_scripts(source, chain.uri):

            async def ask(uri: str = uri) -> str:
                target = Target(uri, frozenset({SCRIPT}))
                found = await _quietly(Chain(target, self._settings, chain.headers, self._clock), hosts)
                return charset.text(found.body, "") if found and found.code == OK else ""

            text = await hosts.once(uri, ask) or ""
            made |= {one for one in self._lost(page) if fragments.makes(text, unquote(one))}
        return replace(page, scripted=tuple(sorted({*page.scripted, *made})))

    async def _ask(self, hosts: Hosts, headers: Mapping[str, str]) -> Evidence:
        """Ask once with these headers, all hops."""
        share = self._clock.left * (FIRST_SHARE if self._attempts <= self._settings.retries else 1)
        clock, began = Clock(share), perf_counter()
        chain = Chain(self.target, self._settings, headers, clock, self.answered)
        self._latest = None
        try:
            answer, page = await chain.follow(hosts)
        except NoAnswer as error:
            return self._failed(chain, error.failure, str(error))
        except TimeoutError:
            return self._failed(chain, Failure.TIMEOUT, self._silence)
        finally:
            self._elapsed += perf_counter() - began
            self._clock.left -= share - clock.left
            chain.clock = self._clock
        self._latest = chain, answer
        return self._answered(chain, answer, page)

    @property
    def _silence(self) -> str:
        """What is said of a host that was waited for in vain."""
        tries = f", in {self._attempts} tries" if self._attempts > 1 else ""
        return f"no answer within {self._policy.deadline or self._settings.deadline:g} s{tries}"

    def _failed(self, chain: Chain, failure: Failure, detail: str) -> Evidence:
        return self._seen(chain, failure=failure, detail=address.scrubbed(detail), complete=False)

    def _answered(self, chain: Chain, answer: Answer, page: Page) -> Evidence:
        lost = bool(answer.damage) and not CHECKSUM.search(answer.damage)
        return self._seen(
            chain,
            code=answer.code,
            failure=Failure.ENCODING if lost else None,
            detail=address.scrubbed(answer.damage) if lost else "",
            headers={
                key: address.scrubbed(value)[:DETAIL_LENGTH]
                for key, value in answer.headers.items()
                if key in KEPT_HEADERS
            },
            page=page,
            http_version=answer.http_version,
            tls=answer.tls,
            certificate_until=answer.certificate_until,
            size=len(answer.body),
            complete=answer.complete,
        )

    def _seen(self, chain: Chain, **found: Any) -> Evidence:  # noqa: ANN401  fields of Evidence
        """Give the evidence with what is known however the asking ended."""
        return Evidence(
            uri=address.shown(self.target.uri),
            final_uri=address.shown(chain.uri),
            hops=tuple(chain.hops),
            cookies=chain.cookies.changes,
            elapsed_ms=round(self._elapsed * 1000),
            attempts=self._attempts,
            seen_at=datetime.now(UTC).isoformat(timespec="seconds"),
            **found,
        )

    def _cleaned(self, seen: Evidence) -> Evidence:
        """Take the values of secret headers out of what a server may have echoed."""
        for secret in frozenset().union(*(one.secrets() for one in self._settings.hosts)):
            hops = tuple(hop._replace(uri=hop.uri.replace(secret, "***")) for hop in seen.hops)
            headers = {key: value.replace(secret, "***") for key, value in seen.headers.items()}
            page = replace(seen.page, title=seen.page.title.replace(secret, "***"), refresh="")
            final = seen.final_uri.replace(secret, "***")
            detail = seen.detail.replace(secret, "***")
            seen = replace(seen, hops=hops, headers=headers, page=page, final_uri=final, detail=detail)
        return seen


async def _quietly(chain: Chain, hosts: Hosts) -> Answer | None:
    """Ask a helper's address; None when there is no answer."""
    try:
        return (await chain.follow(hosts))[0]
    except (NoAnswer, TimeoutError):
        return None


def _sketch(chain: Chain, answer: Answer) -> Sketch:
    from linkcheck_plus import sibling  # noqa: PLC0415 - see schedule.READERS

    kind = answer.headers.get("content-type", "")
    return sibling.sketch(answer.body, kind, chain.target.uri, chain.uri, answer.code)
