"""What one run remembers of earlier ones: the cache of evidence and the history of verdicts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from linkcheck_plus import history
from linkcheck_plus.cache import Cache, utc_now
from linkcheck_plus.evidence import SILENT, Failure
from linkcheck_plus.journal import Journal
from linkcheck_plus.network import Network

if TYPE_CHECKING:
    from types import TracebackType

    from linkcheck_plus.evidence import Evidence
    from linkcheck_plus.model import Link, Past, Verdict
    from linkcheck_plus.probe import Target
    from linkcheck_plus.settings import Settings


class Memory:
    """The two files of a run, where it has them; everything is on disk as soon as it is known."""

    def __init__(self, settings: Settings) -> None:
        """Read the files; raise LinkcheckError on one of another kind."""
        self._cache_file = Journal(settings.cache) if settings.cache else None
        self._history_file = Journal(settings.history) if settings.history else None
        self._cache = Cache(self._cache_file, settings.cache_days) if self._cache_file else None
        self._refresh = settings.refresh
        self._network = Network()
        self._silent: list[tuple[Target, Evidence]] = []

    def __enter__(self) -> Self:
        """Give the memory itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Put the files in order, without what is too old to be of use."""
        if self._cache and self._cache_file:
            self._cache.forget(utc_now())
            self._cache_file.close()
        if self._history_file:
            history.forget(self._history_file, utc_now())
            self._history_file.close()

    @property
    def of_days(self) -> bool:
        """Whether verdicts are remembered between days."""
        return self._history_file is not None

    def recall(self, target: Target) -> Evidence | None:
        """Give evidence that is still good and answers all that is asked, else None."""
        return None if self._refresh or not self._cache else self._cache.get(target, utc_now())

    def keep(self, target: Target, found: Evidence) -> None:
        """Remember evidence; silence only when hosts are heard, for it may be the network's own."""
        if not self._cache or found.failure is Failure.NOT_ASKED:
            return
        self._silent.append((target, found))
        self._network.note(found)
        there = self._network.there
        due = [one for one in self._silent if there or one[1].failure not in SILENT]
        self._silent = [] if there else [one for one in self._silent if one[1].failure in SILENT]
        for one, evidence in due:
            self._cache.put(one, evidence)

    def past(self, link: Link) -> Past | None:
        """Give what earlier runs saw of a link, None when it is new."""
        return history.past(self._history_file, link.uri) if self._history_file else None

    def settle(self, link: Link, verdict: Verdict, seen_at: str = "") -> Past:
        """Give the link's past with this verdict in it, and remember it."""
        moment = datetime.fromisoformat(seen_at) if seen_at else utc_now()
        present = history.present(self.past(link), verdict.status, moment)
        if self._history_file:
            history.remember(self._history_file, link.uri, present)
        return present
