"""What a project means with its links: what it expects, excepts, and waits for before it calls one broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linkcheck_plus.model import ANYTHING, Link, Location, Stale, Status, Verdict
from linkcheck_plus.policy import expectation_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from linkcheck_plus.model import Past
    from linkcheck_plus.policy import Exemption
    from linkcheck_plus.settings import Settings


def with_expectations(links: Iterable[Link], settings: Settings) -> list[Link]:
    """Give the links with what the settings expect of those that state nothing themselves."""
    if not settings.expect:
        return list(links)
    return [
        link._replace(expectation=expectation_for(settings.expect, link.uri))
        if link.expectation == ANYTHING
        else link
        for link in links
    ]


def exemption_for(link: Link, settings: Settings, today: date) -> Exemption | None:
    """Give the exception that keeps this link from being asked, if one is still good."""
    return next(
        (one for one in settings.exceptions if one.matches(link.uri) and not one.expired(today)), None
    )


def why_excepted(exemption: Exemption) -> str:
    """Give the sentence for the report."""
    until = f" (until {exemption.until})" if exemption.until else ""
    return f"It is excepted{until}: {exemption.reason.rstrip('.')}."


def stale(links: Sequence[Link], settings: Settings, today: date, *, whole: bool) -> Iterator[Stale]:
    """Give each exception that is over, and, with all links seen, each that nobody needs."""
    for one in settings.exceptions:
        if one.expired(today):
            advice = "Look at the links again, then take the exception out or give it a new end."
            yield Stale(
                one.url,
                _place(one),
                f"This exception ended on {one.until}, so its links were asked: {one.reason.rstrip('.')}.",
                advice,
            )
        elif whole and not any(one.matches(link.uri) for link in links):
            reason = "No link matches this exception."
            yield Stale(one.url, _place(one), reason, "Take the exception out.", one.strict)


def _place(exemption: Exemption) -> Location:
    return Location(exemption.path or "<settings>", exemption.line)


def patient(verdict: Verdict, past: Past, settings: Settings) -> Verdict:
    """Give the verdict as it is to be told: broken only after it was seen on enough days in a row."""
    missing = settings.broken_after - past.streak
    if verdict.status is not Status.BROKEN or missing <= 0:
        return verdict
    reason = (
        f"{verdict.reason} Seen on {past.streak} of the {settings.broken_after} days that make it broken."
    )
    return verdict._replace(status=Status.UNVERIFIED, reason=reason)
