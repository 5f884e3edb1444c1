"""Evidence remembered between runs: good pages for days, failures for minutes."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from linkcheck_plus import evidence as forms
from linkcheck_plus import media
from linkcheck_plus.address import credentials_of, shown
from linkcheck_plus.evidence import Evidence

if TYPE_CHECKING:
    from linkcheck_plus.journal import Journal
    from linkcheck_plus.probe import Target

#: A second run right away asks nothing; a mended page is asked again before long.
OK = 200
BAD_AGE = timedelta(minutes=15)
#: What is older than so many times its age stays out of the file.
USELESS = 3


class Cache:
    """Evidence by page URL; ages are spread so that not all links fall due on one day."""

    def __init__(self, journal: Journal, days: float) -> None:
        """Keep evidence of good pages for about `days`."""
        self._journal = journal
        self._days = timedelta(days=days)

    def get(self, target: Target, now: datetime) -> Evidence | None:
        """Give fresh evidence that answers all that is asked of the page, else None."""
        record = self._journal.records.get(target.uri)
        if record is None or credentials_of(target.uri) is not None:
            return None
        try:
            found = forms.from_json(record)
            age = now - datetime.fromisoformat(found.seen_at)
        except (KeyError, TypeError, ValueError):
            return None  # a record of another version
        # only a page that was read has places, and says which of them it was asked for
        placeless = found.failure is not None or found.code >= 400 or not media.is_html(found.headers)  # noqa: PLR2004
        known = placeless or target.fragments <= found.page.anchors.keys()
        known = known and (found.code != OK or target.texts <= found.page.texts.keys())
        return found if known and timedelta(0) <= age < self._age(target.uri, found) else None

    def put(self, target: Target, found: Evidence) -> None:
        """Keep evidence, unless it depends on credentials."""
        if credentials_of(target.uri) is None:
            self._journal.put(shown(target.uri), forms.to_json(found))

    def forget(self, now: datetime) -> None:
        """Drop evidence that is long out of date, when the file is written anyway."""
        limit = (now - max(self._days, timedelta(days=1)) * USELESS).isoformat()
        old = (uri for uri, record in self._journal.records.items() if str(record.get("seen_at", "")) < limit)
        self._journal.drop(old)

    def _age(self, uri: str, found: Evidence) -> timedelta:
        """Give how long this evidence stays good: 75 % to 125 % of the age, fixed for each URL."""
        bad = found.failure is not None or found.code >= 300  # noqa: PLR2004
        age = min(BAD_AGE, self._days) if bad else self._days
        return age * (0.75 + zlib.crc32(uri.encode()) % 1000 / 2000)


def utc_now() -> datetime:
    """Give the present moment in UTC."""
    return datetime.now(UTC)
