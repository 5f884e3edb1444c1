"""The whole run: links -> evidence, new or remembered -> verdicts -> outcome."""

from __future__ import annotations

import asyncio
import gc
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING

from linkcheck_plus import baseline, changes, intent, schedule
from linkcheck_plus.address import fragment_of, host_of, page_of, placeholder
from linkcheck_plus.cache import utc_now
from linkcheck_plus.leniency import lenient, without_fragment
from linkcheck_plus.memory import Memory
from linkcheck_plus.model import Link, Result, Status, Verdict
from linkcheck_plus.network import Network
from linkcheck_plus.outcome import Outcome
from linkcheck_plus.policy import policy_for
from linkcheck_plus.probe import Target
from linkcheck_plus.progress import Silent
from linkcheck_plus.site import FolderSite

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from linkcheck_plus.evidence import Evidence
    from linkcheck_plus.progress import Progress
    from linkcheck_plus.settings import Settings
    from linkcheck_plus.site import Site

#: Python's own 700 costs a run an eighth of its time; so many more hold a few megabytes longer.
OBJECTS_BETWEEN_COLLECTIONS = 200_000


@dataclass(slots=True)
class _Run:
    """What is known so far."""

    settings: Settings
    memory: Memory
    pages: dict[str, list[Link]] = field(default_factory=lambda: defaultdict(list))
    evidence: dict[str, Evidence] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)
    remembered: set[str] = field(default_factory=set)
    verdicts: dict[tuple[str, bool, bool], Verdict] = field(default_factory=dict)
    network: Network = field(default_factory=Network)
    routed: dict[str, bool] = field(default_factory=dict)
    trust: bool = False
    asked: int = 0


def audit(
    links: Sequence[Link],
    settings: Settings,
    progress: Progress | None = None,
    site: Site | None = None,
    *,
    whole: bool = False,
) -> Outcome:
    """Check the links and give the outcome; `site` answers for the pages these documents are themselves.

    `whole` says that these are all links of the project, so that an exception for none of them is needless.

    Ctrl-C ends the run early with what is known. Raises LinkcheckError on a file that cannot be used.
    """
    began = perf_counter()
    today, every = utc_now().date(), links
    links = changes.only_since(links, settings.since) if settings.since else links
    links = intent.with_expectations(links, settings)
    known = baseline.read(settings.baseline) if settings.baseline else None
    site = site or (FolderSite(settings.site, settings.site_folder) if settings.site_folder else None)
    with Memory(settings) as memory:
        run = _Run(settings, memory)
        ignored = {link.uri: reason for link in links if (reason := _ignored(link, run, today))}
        due = _due(_targets([link for link in links if link.uri not in ignored], run), run, site)
        interrupted = _gather(due, run, progress or Silent())
        results = tuple(_result(link, ignored.get(link.uri, ""), run) for link in links)
    outcome = Outcome(
        results,
        interrupted,
        run.asked,
        len(run.remembered),
        perf_counter() - began,
        settings.since,
        stale=tuple(intent.stale(every, settings, today, whole=whole)),
    )
    return baseline.without(outcome, known) if known is not None else outcome


def _ignored(link: Link, run: _Run, today: date) -> str:
    """Say why a link is not to be asked; a host with a route of its own is meant to be asked."""
    if exemption := intent.exemption_for(link, run.settings, today):
        return intent.why_excepted(exemption)
    if run.settings.include_local or _routed(link.uri, run):
        return ""
    return placeholder(link.uri)


def _routed(uri: str, run: _Run) -> bool:
    """Say whether a route is set for this very host."""
    if not run.settings.connect_to:
        return False
    place = host_of(uri)
    if place not in run.routed:
        host, _, port = place.rpartition(":")
        run.routed[place] = any(
            route.host and route.matches(host, int(port or 0)) for route in run.settings.connect_to
        )
    return run.routed[place]


def _targets(links: Sequence[Link], run: _Run) -> list[Target]:
    """Give each page once, with all that is looked for in it."""
    fragments: defaultdict[str, set[str]] = defaultdict(set)
    texts: defaultdict[str, set[str]] = defaultdict(set)
    for link in links:
        page = page_of(link.uri)
        run.pages[page].append(link)
        sought = fragments[page]
        if fragment := fragment_of(without_fragment(link, run.settings).uri):
            sought.add(fragment)
        if link.expectation.text is not None:
            texts[page].add(link.expectation.text)
    return [Target(page, frozenset(fragments[page]), frozenset(texts[page])) for page in fragments]


def _due(targets: list[Target], run: _Run, site: Site | None) -> list[Target]:
    """Give the targets that nobody here can answer for: neither the documents themselves nor the memory."""
    due = []
    for target in targets:
        if site and (own := site.look(target)) is not None:
            run.evidence[target.uri] = own
            run.own.add(target.uri)
        elif (found := run.memory.recall(target)) is not None:
            run.evidence[target.uri] = found
            run.remembered.add(target.uri)
        else:
            due.append(target)
    return due


def _gather(due: list[Target], run: _Run, progress: Progress) -> bool:
    """Gather the evidence on every target; say whether it was broken off."""

    def done(target: Target, evidence: Evidence) -> None:
        run.evidence[target.uri] = evidence
        run.network.note(evidence)
        run.trust = run.trust or bool(evidence.tls)
        run.asked += 1
        # at once and the history first, so that a kill loses no more than what is under way
        for link in run.pages[target.uri]:
            verdict = _verdict(link, evidence, run)
            if run.memory.of_days:
                run.memory.settle(link, verdict, evidence.seen_at)
        run.memory.keep(target, evidence)
        progress.step(target, evidence)

    if not due:
        return False
    progress.begin(due)
    try:
        with collected_seldom():
            asyncio.run(schedule.run(due, run.settings, done))
    except KeyboardInterrupt:
        return True
    finally:
        progress.end()
    return False


@contextmanager
def collected_seldom() -> Iterator[None]:
    """Let Python look for cyclic garbage seldom: a run makes many small objects and hardly a cycle."""
    before = gc.get_threshold()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _verdict(link: Link, evidence: Evidence, run: _Run) -> Verdict:
    """Judge one link, once unless what is known of the network has changed since."""
    page = page_of(link.uri)
    # remembered silence was the host's own, for it is kept only when others were heard
    network = run.network.there or page in run.remembered or page in run.own
    state = link.uri, network, run.trust
    if state not in run.verdicts:
        run.verdicts[state] = _judged(link, evidence, run, network=network)
    return run.verdicts[state]


def _judged(link: Link, evidence: Evidence, run: _Run, *, network: bool) -> Verdict:
    from linkcheck_plus.judgement import judge  # noqa: PLC0415 - see schedule.READERS

    verdict = judge(
        without_fragment(link, run.settings),
        evidence,
        network=network,
        trust=run.trust,
        policy=policy_for(run.settings.hosts, link.uri),
    )
    verdict = lenient(link, evidence, verdict, run.settings)
    if page_of(link.uri) in run.own and evidence.failure is None:
        return verdict._replace(reason=f"{verdict.reason} Seen in the build of these documents.")
    return verdict


def _result(link: Link, ignored: str, run: _Run) -> Result:
    """Judge one link, and remember the verdict."""
    evidence = run.evidence.get(page_of(link.uri))
    if ignored:
        verdict = Verdict(Status.IGNORED, ignored)
    elif evidence is None:
        verdict = Verdict(
            Status.UNVERIFIED, "The run was broken off before this link was asked.", "Run again."
        )
    else:
        verdict = _verdict(link, evidence, run)
    present = run.memory.settle(link, verdict, evidence.seen_at if evidence else "")
    verdict = intent.patient(verdict, present, run.settings)
    return Result(link, verdict, evidence, present.first_seen, present.streak, present)
