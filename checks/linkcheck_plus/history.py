"""Statuses remembered between days: since when a link is as it is, and for how many days seen so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linkcheck_plus.address import shown
from linkcheck_plus.model import Past, Status

if TYPE_CHECKING:
    from datetime import datetime

    from linkcheck_plus.journal import Journal

# these say nothing about the link
NOT_KEPT = {Status.IGNORED, Status.UNVERIFIED}


def past(journal: Journal, uri: str) -> Past | None:
    """Give what earlier runs saw of a link, None when it is new."""
    record = journal.records.get(shown(uri))
    try:
        return None if record is None else Past(**{**record, "status": Status(record["status"])})
    except (TypeError, ValueError, KeyError):
        return None  # a record of another version


def present(before: Past | None, status: Status, now: datetime) -> Past:
    """Give what is to be remembered now: a streak counts days, not runs."""
    moment = now.isoformat(timespec="seconds")
    if before is None or before.status is not status:
        return Past(status, moment, 1, moment)
    new_day = before.last_seen[:10] != moment[:10]
    return Past(status, before.first_seen, before.streak + new_day, moment)


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
    journal.put(shown(uri), record)
