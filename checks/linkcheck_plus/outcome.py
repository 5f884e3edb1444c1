"""What a whole run came to: its results, its exit code, and the sentences that sum it up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from linkcheck_plus.model import Status

if TYPE_CHECKING:
    from linkcheck_plus.model import Result, Stale

FINE, BROKEN, WRONG_USE, NOTHING_CHECKED, INTERRUPTED = 0, 1, 2, 3, 130
#: Statuses that tell nothing about the page behind the link.
UNSETTLED = {Status.IGNORED, Status.UNVERIFIED, Status.TIMEOUT}


def counted(number: int, noun: str) -> str:
    """Give '1 link' or '2 links'."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A run's results in the order of the links, and how they came about.

    `asked` and `remembered` count pages. `since` is the revision whose changes were looked at; `known` are
    results that the baseline has already and that are left out, `mended` counts those it has in vain.
    `stale` are findings about the settings, not about links.
    """

    results: tuple[Result, ...]
    interrupted: bool = False
    asked: int = 0
    remembered: int = 0
    seconds: float = 0.0
    since: str = ""
    known: tuple[Result, ...] = ()
    mended: int = 0
    stale: tuple[Stale, ...] = ()

    @property
    def counts(self) -> Counter[Status]:
        """How many links have each status."""
        return Counter(result.verdict.status for result in self.results)

    @property
    def exit_code(self) -> int:
        """0 fine, 1 a link is broken or an exception is over, 3 nothing was checked, 130 broken off."""
        if self.interrupted:
            return INTERRUPTED
        if self.counts[Status.BROKEN] or self._overdue:
            return BROKEN
        return FINE if self._checked or self._vacuous else NOTHING_CHECKED

    @property
    def _checked(self) -> bool:
        """Whether anything was found out."""
        return any(map(self._settled, (*self.results, *self.known)))

    @property
    def _overdue(self) -> int:
        """How many exceptions fail the run."""
        return sum(one.fails for one in self.stale)

    def _settled(self, result: Result) -> bool:
        """Whether this tells of the world, and not only of the own build while others were asked."""
        told = not self.asked or result.evidence is None or result.evidence.attempts > 0
        return told and result.verdict.status not in UNSETTLED

    @property
    def _vacuous(self) -> bool:
        """Whether a look at changes found nothing to ask, which is no failure of a change."""
        return bool(self.since) and not self.counts.keys() - {Status.IGNORED}

    @property
    def sentence(self) -> str:
        """What the exit code means, in words."""
        broken, total = self.counts[Status.BROKEN], len(self.results)
        if self.interrupted:
            return "Broken off: the links not asked yet are unverified."
        exceptions = f" {self._excepted}" if self._overdue else ""
        if broken:
            new = "new " if self.known or self.mended else ""
            return f"{broken} of {total} {new}links are broken.{exceptions}"
        return f"{self._unbroken(total)}{exceptions}"

    @property
    def _excepted(self) -> str:
        """What is told of the exceptions that fail the run."""
        one = self._overdue == 1
        return f"{counted(self._overdue, 'exception')} {'is' if one else 'are'} over or needless."

    def _unbroken(self, total: int) -> str:
        if self._vacuous:
            return f"No link to check on the lines changed since {self.since}."
        if not total and not self.known:
            return "Nothing was checked: no http or https link was found."
        if self._checked:
            return f"No link is broken, of {total}."
        if self.counts[Status.IGNORED] == total:
            return f"Nothing was checked: all {total} links are placeholders or excepted."
        return (
            "Nothing was checked: no host gave an answer, so every link is unverified. "
            "Is there a network here? Connect, or set HTTPS_PROXY, and run again."
        )

    @property
    def work(self) -> str:
        """What was done for it, in words; '' when nothing was."""
        parts = [f"{counted(self.asked, 'page')} asked in {self.seconds:.1f} s"] if self.asked else []
        parts += [f"{self.remembered} remembered"] if self.remembered else []
        known, mended = counted(len(self.known), "link"), counted(self.mended, "link")
        parts += [f"{known} known from the baseline left out"] if self.known else []
        parts += [f"{mended} of the baseline mended: write it anew"] if self.mended else []
        return "; ".join(parts) + "." if parts else ""
