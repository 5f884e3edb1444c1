"""The month that is rehearsed, with whichever providers there are: what happens, and what must follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from keyproof.live.observations import Kind
from keyproof.model import ErrorRow, Link, Provider
from keyproof.rehearsal.events import Event, gone, other_error, outage, renamed, wall

DAYS = 30
ACTORS = 3
_NEW_CODE = "key_not_recognised"


class NoActorsError(LookupError):
    """The facts name too few providers of the kind that the month needs."""


@dataclass(frozen=True, slots=True)
class Mend:
    """What a maintainer writes into a fact file in the evening of a day, behind the text `after`."""

    day: int
    provider: str
    old: str
    new: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class Scenario:
    """What happens; `expected` holds (day, 'opened' or 'closed', kind of the issue), and nothing else may."""

    providers: Sequence[str]
    events: Sequence[Event]
    mends: Sequence[Mend]
    offline: frozenset[int]
    expected: Sequence[tuple[int, str, Kind]]
    days: int = DAYS

    def cut(self, days: int) -> Scenario:
        """Give its first days only."""
        expected = [one for one in self.expected if one[0] <= days]
        return replace(self, days=min(days, self.days), expected=expected)


def month(known: Mapping[str, Provider]) -> Scenario:
    """Give the month of thirty days. Raises NoActorsError."""
    actors = [facts for facts in known.values() if _fits(facts)][:ACTORS]
    if len(actors) < ACTORS:
        message = f"the rehearsal needs {ACTORS} hosted providers with two pages and an error code"
        raise NoActorsError(message)
    first, second, third = actors
    moved, lost, kept = _pages(first)[0].url, _pages(second)[0].url, _pages(second)[1].url
    now = f"{moved.rstrip('/')}-moved"
    flaky, walled = _pages(third)[0].url, urlsplit(_pages(third)[1].url).hostname or ""
    row = _refusal(first)
    other = other_error(_host(first), row.status, _other(row))
    events = (
        Event(f"{first.id} is out of order for a night", 3, 3, outage(_host(first))),
        Event(f"a page of {third.id} is away now and then", 4, 26, gone(flaky), frozenset({4, 11, 18, 25})),
        Event(f"a page of {first.id} has a new address", 5, DAYS, renamed(moved, now)),
        Event(f"{second.id} is out of order for four days", 6, 9, outage(_host(second))),
        Event(f"a page of {second.id} is gone", 8, DAYS, gone(lost)),
        Event(f"{first.id} refuses with another code", 16, DAYS, other),
        Event(f"a bot wall before the pages of {third.id}", 21, 23, wall(walled)),
    )
    mends = (
        Mend(12, first.id, f'"{moved}"', f'"{now}"'),
        Mend(14, second.id, f'"{lost}"', f'"{kept}"'),
        Mend(19, first.id, f'code = "{row.code}"', f'code = "{_NEW_CODE}"', after=f'id = "{row.id}"'),
    )
    expected: tuple[tuple[int, str, Kind], ...] = (
        (6, "opened", "moved-links"),
        (9, "opened", "links"),
        (13, "closed", "moved-links"),
        (15, "closed", "links"),
        (17, "opened", "refusals"),
        (20, "closed", "refusals"),
    )
    return Scenario([facts.id for facts in actors], events, mends, frozenset({28}), expected)


def _fits(facts: Provider) -> bool:
    if (
        facts.draft
        or facts.kind == "self-hosted"
        or "{" in facts.check.base_url
        or not facts.check.invalid_error
    ):
        return False
    return bool(_refusal(facts).code) and len(_pages(facts)) > 1


def _pages(facts: Provider) -> list[Link]:
    """Give the open pages that have a path of their own and are no source: each stands in one line."""
    sources = {source.url for source in facts.sources.values()}
    plain = [
        link for link in facts.links.known().values() if link.expect == "working" and link.url not in sources
    ]
    return [link for link in plain if len(urlsplit(link.url).path) > 1 and not urlsplit(link.url).fragment]


def _refusal(facts: Provider) -> ErrorRow:
    return facts.error(facts.check.invalid_error or "")


def _host(facts: Provider) -> str:
    return urlsplit(facts.check.base_url).hostname or ""


def _other(row: ErrorRow) -> object:
    """Give the refusal in the same shape with another code."""
    return {"error": {"message": row.message or "No.", "type": row.type, "code": _NEW_CODE}}
