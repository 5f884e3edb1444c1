"""Statuses remembered between days: since when a link is as it is, and for how many days seen so."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from linkcheck_plus.address import shown
from linkcheck_plus.model import Past, Status

if TYPE_CHECKING:
    from datetime import datetime

    from linkcheck_plus.journal import Journal

# these say nothing about the link
NOT_KEPT = {Status.IGNORED, Status.UNVERIFIED}
#: How many streaks before the present one are remembered.
REMEMBERED = 6
#: A link that nobody met for so long has left the documents.
FORGOTTEN = timedelta(days=400)


def past(journal: Journal, uri: str) -> Past | None:
    """Give what earlier runs saw of a link, None when it is new."""
    record = journal.records.get(shown(uri))
    return None if record is None else _read(record)


def _read(record: dict[str, object]) -> Past | None:
    try:
        before = tuple((str(day), Status(status)) for day, status in record.get("before", ()))  # type: ignore[attr-defined]
        known = Past(**{**record, "status": Status(str(record["status"])), "before": before})  # type: ignore[arg-type]
    except (TypeError, ValueError, KeyError):
        return None  # a record of another version
    kinds = (record["streak"], int), (known.first_seen, str), (known.last_seen, str)
    return known if all(isinstance(value, kind) for value, kind in kinds) else None


def present(before: Past | None, status: Status, now: datetime) -> Past:
    """Give what is to be remembered now: a streak counts days on which the link was asked, not runs.

    Nothing changes when the same was seen on the same day, so that a file in git has one change a day.
    """
    moment = now.isoformat(timespec="seconds")
    if before is None:
        return Past(status, moment, 1, moment)
    if before.status is not status:
        ended = (*before.before, (before.last_seen[:10], before.status))
        return Past(status, moment, 1, moment, ended[-REMEMBERED:])
    if before.last_seen[:10] >= moment[:10]:
        return before
    return Past(status, before.first_seen, before.streak + 1, moment, before.before)


def remember(journal: Journal, uri: str, now: Past) -> None:
    """Write down what is to be remembered of a link."""
    if now.status in NOT_KEPT:
        return
    record = {
        "status": str(now.status),
        "first_seen": now.first_seen,
        "streak": now.streak,
        "last_seen": now.last_seen,
    }
    if now.before:
        record["before"] = [[day, str(status)] for day, status in now.before]
    journal.put(shown(uri), record)


def forget(journal: Journal, now: datetime) -> None:
    """Drop links that were not met for very long, when the file is written anyway."""
    limit = (now - FORGOTTEN).isoformat()
    journal.drop(uri for uri, record in journal.records.items() if str(record.get("last_seen", "")) < limit)
