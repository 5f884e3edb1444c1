"""What is passed between the parts of linkcheck-plus."""

from __future__ import annotations

from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from linkcheck_plus.evidence import Evidence


class Status(StrEnum):
    """The closed set of verdicts on a link."""

    WORKING = "working"
    MOVED = "moved"
    LOGIN_WALL = "login-wall"
    BOT_WALL = "bot-wall"
    RATE_LIMITED = "rate-limited"
    TIMEOUT = "timeout"
    BROKEN = "broken"
    IGNORED = "ignored"
    UNVERIFIED = "unverified"


#: What a link may be expected to be; anything else could not be hoped for.
EXPECTABLE = (Status.WORKING, Status.LOGIN_WALL, Status.BOT_WALL)


#: A reader who follows the link comes to something that is in order.
GOOD = frozenset({Status.WORKING, Status.MOVED, Status.LOGIN_WALL, Status.BOT_WALL})
FLAKY_TURNS = 3


class LinkcheckError(Exception):
    """Wrong use: the message says what happened, what was expected and the mend (exit code 2)."""


class Location(NamedTuple):
    """One occurrence of a link: path as given, line and column counted from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        """Give the form editors and terminals make clickable."""
        return f"{self.path}:{self.line}:{self.column}"


class Expectation(NamedTuple):
    """What the author of a link says will be seen: a status of `EXPECTABLE`, and a text the page holds."""

    status: Status | None = None
    text: str | None = None


#: No expectation: any answer that is not broken will do.
ANYTHING = Expectation()


class Link(NamedTuple):
    """A URL as written (fragment included), every place it stands at, and what is expected of it."""

    uri: str
    locations: tuple[Location, ...]
    expectation: Expectation = ANYTHING


class Past(NamedTuple):
    """What earlier runs saw: the status, since when (ISO 8601, UTC), and on how many days in a row.

    `before` lists the streaks that came before this one, the newest last: (last day, status).
    """

    status: Status
    first_seen: str
    streak: int
    last_seen: str
    before: tuple[tuple[str, Status], ...] = ()

    @property
    def last_good(self) -> str:
        """The day on which the link was last seen in order before this streak, '' when never."""
        return next((day for day, status in reversed(self.before) if status in GOOD), "")

    @property
    def flaky(self) -> bool:
        """Whether the link went to and fro: at least three turns between good and bad are remembered."""
        sides = [status in GOOD for _, status in self.before] + [self.status in GOOD]
        return sum(one != other for one, other in pairwise(sides)) >= FLAKY_TURNS


class Verdict(NamedTuple):
    """A status, the sentence that says why, and what to do about it ('' when nothing).

    `replacement` is the URL to write instead, where that is certain.
    """

    status: Status
    reason: str
    advice: str = ""
    replacement: str = ""


class Stale(NamedTuple):
    """An exception that is over or that no link needs: which links it is for, and where it is written.

    `fails` says whether it fails the run.
    """

    pattern: str
    place: Location
    reason: str
    advice: str
    fails: bool = True


class Result(NamedTuple):
    """All that is known of one link at the end of a run; `evidence` is None when nothing was asked."""

    link: Link
    verdict: Verdict
    evidence: Evidence | None = None
    first_seen: str = ""
    streak: int = 1
    past: Past | None = None
