"""Results sorted by what is to be done about them, and the sentences all reports share."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from linkcheck_plus.address import scrubbed
from linkcheck_plus.model import GOOD, Status
from linkcheck_plus.outcome import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from linkcheck_plus.model import Result, Stale


@dataclass(frozen=True, slots=True)
class Group:
    """Links that ask for the same deed: its name, how the links are, and which results belong to it.

    `urgent` links are shown with all they have; the others are listed in short.
    """

    deed: str
    noun: str
    takes: Callable[[Result], bool]
    colour: str = "yellow"
    urgent: bool = True

    @property
    def takes_broken(self) -> bool:
        """Whether it holds what fails the run."""
        return self.deed == "Mend"

    def heading(self, count: int) -> str:
        """Give the title over this many links."""
        return f"{self.deed}: {counted(count, 'link')} {self.noun}"


def _as_expected(result: Result) -> bool:
    return result.link.expectation.status is result.verdict.status


def _is(*statuses: Status) -> Callable[[Result], bool]:
    return lambda result: result.verdict.status in statuses and not _as_expected(result)


#: In the order of reading; a result belongs to the first group that takes it, or is only counted.
GROUPS = (
    Group("Mend", "broken", _is(Status.BROKEN), "red"),
    Group("Replace", "moved for good", lambda one: bool(one.verdict.replacement)),
    Group("Find anew", "moved to a worse place", _is(Status.MOVED)),
    Group(
        "Look at in a browser", "behind a wall against programs", _is(Status.BOT_WALL), "cyan", urgent=False
    ),
    Group("Ask again later", "without an answer in time", _is(Status.TIMEOUT), "cyan", urgent=False),
    Group(
        "Ask again later", "at hosts that ask for patience", _is(Status.RATE_LIMITED), "cyan", urgent=False
    ),
    Group("Cannot be told from here", "unverified", _is(Status.UNVERIFIED), "cyan", urgent=False),
    Group("Nothing to do", "behind a login", _is(Status.LOGIN_WALL), "green", urgent=False),
    Group(
        "Tidy up",
        "in order, with a remark",
        lambda one: one.verdict.status is Status.WORKING and bool(one.verdict.advice),
        "cyan",
        urgent=False,
    ),
)


def grouped(results: Iterable[Result]) -> list[tuple[Group, list[Result]]]:
    """Give the groups that have links, in the order of reading."""
    members: defaultdict[Group, list[Result]] = defaultdict(list)
    for result in results:
        group = next((group for group in GROUPS if group.takes(result)), None)
        if group:
            members[group].append(result)
    return [(group, members[group]) for group in GROUPS if group in members]


def to_mend(stale: Iterable[Stale]) -> tuple[str, list[Stale]]:
    """Give (heading, exceptions) of what fails the run: it is told right after the broken links."""
    found = [one for one in stale if one.fails]
    return f"Mend the settings: {counted(len(found), 'exception')} over or needless", found


def to_tidy(stale: Iterable[Stale]) -> tuple[str, list[Stale]]:
    """Give (heading, exceptions) of what fails nothing: it is told last."""
    found = [one for one in stale if not one.fails]
    return f"Tidy up the settings: {counted(len(found), 'exception')} that no link needs", found


def alike(results: Iterable[Result]) -> list[tuple[str, str, list[Result]]]:
    """Give (reason, advice, links): what several links have in common is said once."""
    shared: defaultdict[tuple[str, str], list[Result]] = defaultdict(list)
    for result in results:
        shared[scrubbed(result.verdict.reason), scrubbed(result.verdict.advice)].append(result)
    return [(reason, advice, members) for (reason, advice), members in shared.items()]


def told(result: Result) -> str:
    """Give the sentence on the link's past, '' when there is nothing to tell."""
    past, status = result.past, str(result.verdict.status)
    days = f", seen so on {result.streak} days" if result.streak > 1 else ""
    good = past.last_good if past and past.status not in GOOD else ""
    parts = []
    if days or good:
        parts.append(f"{status.capitalize()} since {result.first_seen[:10]}{days}")
    if good:
        parts.append(f"last in order on {good}")
    if past and past.flaky:
        parts.append("flaky: it comes and goes")
    sentence = "; ".join(parts)
    return sentence[:1].upper() + sentence[1:] + "." if sentence else ""
