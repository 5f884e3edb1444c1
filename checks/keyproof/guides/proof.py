"""The whole proof: every claim run or excused, stale texts and links traced, the account, the findings."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from keyproof import audit, providers, report
from keyproof.audit import Audit, Claim, Execution
from keyproof.guides import passages, rules, texts, traces
from keyproof.guides.executions import Bench, Shown
from keyproof.guides.passages import Site
from keyproof.guides.texts import Texts
from keyproof.guides.traces import Place
from keyproof.report import Exit, Finding
from keyproof.runner import tools
from keyproof.runner.programs import Programs

CLAIMS = Path("guides", "claims.toml")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one execution of a claim: why it was skipped, or what it showed."""

    claim: Claim
    execution: Execution
    skipped: str | None = None
    shown: Shown | None = None

    def __str__(self) -> str:
        """Give a line for the table."""
        head = f"{self.claim.id}  {self.execution.form:<6}"
        if self.shown is None:
            return f"{head}  skipped: {self.skipped}"
        said = "fine" if self.shown.wrong is None else rules.OTHERWISE.code
        return f"{head} {self.shown.seconds:4.1f} s  {said}"


@dataclass(frozen=True, slots=True)
class Account:
    """What a run found out."""

    claims: tuple[Claim, ...]
    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]

    @property
    def executed(self) -> frozenset[str]:
        """Give the ids of the claims of which something ran."""
        return frozenset(outcome.claim.id for outcome in self.outcomes if outcome.shown is not None)

    @property
    def excused(self) -> Counter[str]:
        """Give how many claims have nothing to run, by the reason."""
        return Counter(audit.EXCUSES[one.not_executed] for one in self.claims if one.not_executed)

    @property
    def skipped(self) -> Counter[str]:
        """Give how many claims could not be run here, by the first reason."""
        reasons = {one.claim.id: one.skipped for one in reversed(self.outcomes) if one.skipped}
        return Counter(reason for name, reason in reasons.items() if name not in self.executed)

    @property
    def exit(self) -> Exit:
        """Give the exit code: nothing executed is not "fine"."""
        return report.verdict(self.findings, len(self.executed))

    def lines(self) -> Iterator[str]:
        """Give the account as people read it."""
        yield f"claims of older guides   {len(self.claims):>5}"
        yield from _booked("executed", Counter({"of them ran as the claim says": len(self.executed)}))
        yield from _booked("nothing to run", self.excused)
        yield from _booked("skipped here", self.skipped)

    def __str__(self) -> str:
        """Give the table, the account, the notes and the findings."""
        parts = [map(str, self.outcomes), self.lines(), self.notes, map(str, self.findings)]
        summary = f"{len(self.claims)} claims, {len(self.findings)} findings"
        return "\n\n".join(filter(None, ["\n".join(part) for part in parts] + [summary]))


def _booked(title: str, reasons: Counter[str]) -> Iterator[str]:
    yield f"  {title:<20} {reasons.total():>7}"
    if title != "executed":
        yield from (f"    {count:>5}  {reason}" for reason, count in reasons.most_common())


def run(
    folder: Path = providers.FOLDER, docs: Path = Path("docs"), *, project: Path | None = None
) -> Account:
    """Prove the claims. LedgerError when the pages cannot be read.

    Each finished execution is told on standard error.
    """
    file = docs / CLAIMS
    known, wrong = providers.read_audit(file)
    if known is None:
        return Account((), (), tuple(wrong), ())
    guides = texts.read(known, texts.folder(), file)
    site = passages.build(docs)
    bench = Bench(
        providers.load(folder).providers, tools.look(project or Path.cwd()), Programs(), guides.found
    )
    outcomes, place = executed(known, bench), traces.place_of(file)
    found = {*wrong, *guides.findings, *findings(known, site, guides, place), *failed(outcomes, place)}
    return Account(known.claims, outcomes, tuple(sorted(found)), tuple(_notes(known, site, guides)))


def findings(known: Audit, site: Site, guides: Texts, place: Place) -> Iterator[Finding]:
    """Give what is wrong with quotations, stale texts and links, without running anything."""
    yield from traces.in_guides(known, guides.found, place)
    yield from traces.on_pages(known, site.passages)
    yield from traces.links(known, site, place)


def executed(known: Audit, bench: Bench) -> tuple[Outcome, ...]:
    """Run what can be run, a few programs at a time."""
    jobs = [(claim, execution) for claim in known.claims for execution in claim.executed]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        try:
            return tuple(pool.map(lambda job: _told(_outcome(bench, *job)), jobs))
        except BaseException:
            bench.programs.stop()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _outcome(bench: Bench, claim: Claim, execution: Execution) -> Outcome:
    reason = bench.missing(claim, execution)
    if reason is not None:
        return Outcome(claim, execution, skipped=reason)
    return Outcome(claim, execution, shown=bench.run(claim, execution))


def _told(outcome: Outcome) -> Outcome:
    print(outcome, file=sys.stderr, flush=True)  # noqa: T201 - progress
    return outcome


def failed(outcomes: Iterable[Outcome], place: Place) -> Iterator[Finding]:
    """Give the executions that showed something else than the claim says."""
    for outcome in outcomes:
        if outcome.shown is not None and outcome.shown.wrong is not None:
            seen = f"{outcome.claim.id}, {outcome.execution.what} {outcome.shown.wrong}"
            expected = f"{outcome.execution.shows!r} in the output"
            yield rules.OTHERWISE.finding(
                place.file, place.line(outcome.claim), seen.replace("\n", "\n            "), expected
            )


def _notes(known: Audit, site: Site, guides: Texts) -> Iterator[str]:
    for letter in guides.found:
        quoted = sum(claim.quote is not None for claim in known.claims if claim.guide == letter)
        stale = sum(claim.stale is not None for claim in known.claims if claim.guide == letter)
        yield f"guide {letter}: {quoted} quotations and {stale} stale texts were looked up in it."
    for letter, reason in guides.missing.items():
        yield f"guide {letter}: skipped, its quotations and stale texts were not looked up: {reason}."
    stale, pages = sum(claim.stale is not None for claim in known.claims), len(site.anchors)
    yield f"pages: {stale} stale texts were looked for in {len(site.passages)} passages of {pages} pages."
    yield f"links: {len(known.claims)} claims and {len(known.omissions)} omissions were followed to a page."
