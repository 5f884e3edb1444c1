"""Where an archived copy of a dead page may be: a rule on addresses, which asks nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linkcheck_plus.address import fragment_of, shown, split
from linkcheck_plus.evidence import Failure
from linkcheck_plus.model import Status

if TYPE_CHECKING:
    from linkcheck_plus.model import Result

ARCHIVE = "https://web.archive.org/web"
ARCHIVES = ("archive.org", "archive.today", "archive.ph", "archive.is", "perma.cc", "webcitation.org")
GONE_CODES = {404, 410}
GONE = {Failure.DNS, Failure.REFUSED, Failure.UNREACHABLE, Failure.CERTIFICATE}


def suggestion(result: Result) -> str:
    """Give the address under which the Wayback Machine would keep the page, '' where it is not dead.

    With a history it is the copy of the day on which the link was last seen in order, else a list of all.
    """
    uri = shown(result.link.uri)
    parts = split(uri) if _dead(result) else None
    host = (parts.hostname or "") if parts else ""
    if not host or any(host == name or host.endswith("." + name) for name in ARCHIVES):
        return ""
    good = result.past.last_good if result.past else ""
    return f"{ARCHIVE}/{good.replace('-', '') or '*'}/{uri}"


def _dead(result: Result) -> bool:
    """Say whether the page itself is gone, and not only a fragment or a text on it."""
    seen = result.evidence
    if result.verdict.status is not Status.BROKEN or seen is None or not seen.attempts:
        return False  # no page was asked for: a link to one of ours is mended, not archived
    gone = seen.code in GONE_CODES or seen.failure in GONE
    return gone or bool(seen.page.parked) or (seen.page.missing and not fragment_of(result.link.uri))
