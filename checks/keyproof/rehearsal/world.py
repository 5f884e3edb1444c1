"""Every host of the facts on loopback: pages, sign-ins, bot walls, interfaces, and today's events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote, urlsplit

from keyproof.emulator import Answer, Emulator, Request
from keyproof.emulator.answers import origin_of, origins
from keyproof.model import Link, Provider
from keyproof.rehearsal import github
from keyproof.rehearsal.events import Event

_HTML = {"content-type": "text/html; charset=utf-8"}
_PROSE = "This page says a few things about keys, models and prices, and it has enough words to be one. " * 5


class World:
    """The stand-in internet; set `day` and its answers are that day's."""

    def __init__(self, providers: Mapping[str, Provider], events: Iterable[Event], token: str) -> None:
        """Build it from the facts; `token` is the one that may write issues."""
        self.day = 1
        self.issues = github.Issues(token)
        self._events = tuple(events)
        self._pages = {_asked(link.url): link for facts in providers.values() for link in links(facts)}
        self._interfaces = {origin for facts in providers.values() for origin in origins(facts)}
        hosts = {urlsplit(url).hostname or "" for url in self._pages} | {github.HOST}
        self.emulator = Emulator(providers, before=self.answer, hosts=hosts)

    def answer(self, request: Request) -> Answer | None:
        """Give an event's answer, a page's, or none: then the provider's own interface answers."""
        for event in self._events:
            if event.on(self.day) and (special := event.effect(request)) is not None:
                return special
        if request.authority.partition(":")[0] == github.HOST:
            return self.issues.answer(request)
        link = self._pages.get(request.url)
        return _page(request, link) if link else self._elsewhere(request)

    def _elsewhere(self, request: Request) -> Answer | None:
        """Give the sign-in page, or say that there is no such page; an interface answers for itself."""
        if request.path == "/login":
            return Answer(200, b"<title>Sign in</title><form><input type=password></form>", _HTML)
        if origin_of(request) in self._interfaces:
            return None
        return Answer(404, b"<title>Not found</title><h1>Not found</h1>", _HTML)


def links(facts: Provider) -> Iterator[Link]:
    """Give every address of one provider's facts, as `keyproof links` prints them."""
    yield from facts.links.known().values()
    yield from (Link(url=source.url) for source in facts.sources.values() if source.url)


def _asked(url: str) -> str:
    """Give the URL as it is asked for: without its fragment, and never without a path."""
    parts = urlsplit(url)
    return parts._replace(fragment="", path=parts.path or "/").geturl()


def _page(request: Request, link: Link) -> Answer:
    """Give what a visitor without a session meets there."""
    if link.expect == "login-wall":
        return Answer(302, b"", {"location": f"/login?next={quote(request.path)}"})
    if link.expect == "bot-wall":
        return Answer(403, b"<title>Just a moment...</title>", {"cf-mitigated": "challenge"})
    text = f"<title>{request.path}</title><p>{_PROSE}</p><p>{link.text or ''}</p>"
    fragment = urlsplit(link.url).fragment
    return Answer(200, f"{text}<p id='{fragment}'>".encode(), _HTML)
