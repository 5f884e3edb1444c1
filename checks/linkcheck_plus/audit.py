"""The whole run: links -> evidence, new or remembered -> verdicts -> exit code."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from linkcheck_plus import history, schedule
from linkcheck_plus.address import fragment_of, page_of, placeholder, split
from linkcheck_plus.cache import Cache, utc_now
from linkcheck_plus.journal import Journal
from linkcheck_plus.judgement import judge
from linkcheck_plus.model import Link, Result, Status, Verdict
from linkcheck_plus.probe import Target

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from linkcheck_plus.evidence import Evidence
    from linkcheck_plus.settings import Settings

    Progress = Callable[[int, int], None]

FINE, BROKEN, WRONG_USE, NOTHING_CHECKED, INTERRUPTED = 0, 1, 2, 3, 130
#: Statuses that tell nothing about the page behind the link.
UNSETTLED = {Status.IGNORED, Status.UNVERIFIED, Status.TIMEOUT}


@dataclass(frozen=True, slots=True)
class Outcome:
    """A run's results in the order of the links, and whether it was broken off (Ctrl-C)."""

    results: tuple[Result, ...]
    interrupted: bool = False
    asked: int = 0

    @property
    def counts(self) -> Counter[Status]:
        """How many links have each status."""
        return Counter(result.verdict.status for result in self.results)

    @property
    def exit_code(self) -> int:
        """0 fine, 1 a link is broken, 3 nothing was checked, 130 broken off."""
        if self.interrupted:
            return INTERRUPTED
        if self.counts[Status.BROKEN]:
            return BROKEN
        return FINE if self.counts.keys() - UNSETTLED else NOTHING_CHECKED

    @property
    def sentence(self) -> str:
        """What the exit code means, in words."""
        return _sentence(self)


def _sentence(outcome: Outcome) -> str:
    counts, total = outcome.counts, len(outcome.results)
    if outcome.interrupted:
        return "Broken off: the links not asked yet are unverified."
    if not total:
        return "Nothing was checked: no http or https link was found."
    if counts[Status.BROKEN]:
        return f"{counts[Status.BROKEN]} of {total} links are broken."
    if outcome.exit_code == FINE:
        return f"No link is broken, of {total}."
    if counts[Status.IGNORED] == total:
        return f"Nothing was checked: all {total} links are placeholders or excepted."
    return (
        "Nothing was checked: no host gave an answer, so every link is unverified. "
        "Is there a network here? Connect, or set HTTPS_PROXY, and run again."
    )


@dataclass(slots=True)
class _Run:
    """What is known so far."""

    evidence: dict[str, Evidence] = field(default_factory=dict)
    network: bool = False
    asked: int = 0


def audit(links: Sequence[Link], settings: Settings, progress: Progress | None = None) -> Outcome:
    """Check the links and give the outcome; `progress(done, total)` is called after each page.

    Ctrl-C ends the run early with what is known. Raises LinkcheckError on a file that cannot be used.
    """
    run = _Run()
    with ExitStack() as stack:
        cache = (
            Cache(stack.enter_context(Journal(settings.cache)), settings.cache_days)
            if settings.cache
            else None
        )
        past = stack.enter_context(Journal(settings.history)) if settings.history else None
        ignored = {link.uri: reason for link in links if (reason := _ignored(link, settings))}
        targets = _targets([link for link in links if link.uri not in ignored])
        interrupted = _gather(targets, settings, cache, run, progress)
        results = tuple(_result(link, ignored.get(link.uri, ""), run, past) for link in links)
    return Outcome(results, interrupted, run.asked)


def _ignored(link: Link, settings: Settings) -> str:
    """Say why a link is not to be asked; a host with a route of its own is meant to be asked."""
    parts = split(link.uri)
    host = (parts.hostname or "") if parts else ""
    if settings.include_local or any(route.host == host for route in settings.connect_to if route.host):
        return ""
    return placeholder(link.uri)


def _targets(links: Sequence[Link]) -> list[Target]:
    """Give each page once, with all that is looked for in it."""
    fragments: defaultdict[str, set[str]] = defaultdict(set)
    texts: defaultdict[str, set[str]] = defaultdict(set)
    for link in links:
        page = page_of(link.uri)
        fragments[page] |= {fragment_of(link.uri)} - {""}
        texts[page] |= {link.expectation.text} - {None}  # type: ignore[arg-type]
    return [Target(page, frozenset(fragments[page]), frozenset(texts[page])) for page in fragments]


def _gather(
    targets: list[Target], settings: Settings, cache: Cache | None, run: _Run, progress: Progress | None
) -> bool:
    """Gather the evidence on every target, remembered or new; say whether it was broken off."""
    due = []
    for target in targets:
        known = cache.get(target, utc_now()) if cache else None
        if known is None:
            due.append(target)
        else:
            run.evidence[target.uri] = known

    def done(target: Target, evidence: Evidence) -> None:
        run.evidence[target.uri] = evidence
        run.network = run.network or evidence.answered
        run.asked += 1
        if cache:
            cache.put(target, evidence)
        if progress:
            progress(run.asked, len(due))

    if not due:
        return False
    try:
        asyncio.run(schedule.run(due, settings, done))
    except KeyboardInterrupt:
        return True
    return False


def _result(link: Link, ignored: str, run: _Run, past: Journal | None) -> Result:
    """Judge one link, and remember the verdict."""
    evidence = run.evidence.get(page_of(link.uri))
    if ignored:
        verdict = Verdict(Status.IGNORED, ignored)
    elif evidence is None:
        verdict = Verdict(
            Status.UNVERIFIED, "The run was broken off before this link was asked.", "Run again."
        )
    else:
        verdict = judge(link, evidence, network=run.network)
    before = history.past(past, link.uri) if past else None
    present = history.present(before, verdict.status, utc_now())
    if past:
        history.remember(past, link.uri, present)
    return Result(link, verdict, evidence, present.first_seen, present.streak)
