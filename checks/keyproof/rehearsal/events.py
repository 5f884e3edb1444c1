"""What happens in the stand-in world, on which days, and what the checks should make of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from keyproof.emulator import Answer, Request

PAGE = b"<title>The same page</title><p>" + b"It has enough words to be one. " * 20
Effect = Callable[[Request], Answer | None]


@dataclass(frozen=True, slots=True)
class Event:
    """From the first to the last day (counted from 1) the effect may answer in place of the usual world.

    `days` names the only days between them, for what comes and goes.
    """

    words: str
    first: int
    last: int
    effect: Effect
    days: frozenset[int] = frozenset()

    def on(self, day: int) -> bool:
        """Whether it happens on this day."""
        return self.first <= day <= self.last and (not self.days or day in self.days)


def outage(host: str) -> Effect:
    """Give an effect: the host is out of order."""
    return lambda request: Answer(503, b"<h1>Service Unavailable</h1>") if _host(request) == host else None


def gone(url: str) -> Effect:
    """Give an effect: the page is no longer there."""
    return lambda request: Answer(404, b"<title>Not found</title>") if request.url == url else None


def renamed(url: str, now: str) -> Effect:
    """Give an effect: the page has another address for good, and the old one says so."""
    moved, page = Answer(301, b"", {"location": now}), Answer(200, PAGE, {"content-type": "text/html"})
    return lambda request: {url: moved, now: page}.get(request.url)


def other_error(host: str, status: int, body: object) -> Effect:
    """Give an effect: this host refuses an unknown key with another answer than before."""
    return lambda request: Answer.json(status, body) if _host(request) == host else None


def wall(host: str) -> Effect:
    """Give an effect: a bot wall stands before all pages of this host."""
    page = Answer(403, b"<title>Just a moment...</title>", {"cf-mitigated": "challenge"})
    return lambda request: page if _host(request) == host else None


def _host(request: Request) -> str:
    return request.authority.partition(":")[0]
