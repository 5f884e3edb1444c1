"""The whole proof: the blocks of the pages, every snippet in every way, the account, the findings."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from keyproof import contracts, local_server, providers, report
from keyproof.model import Provider
from keyproof.report import Exit, Finding, Rule
from keyproof.runner import blocks as ledger
from keyproof.runner import handover, parity, rules, sessions, tools
from keyproof.runner.blocks import Block, Ledger
from keyproof.runner.programs import Programs
from keyproof.runner.project import Checkout
from keyproof.runner.tally import Tally, table
from keyproof.runner.trials import Outcome, Stage
from keyproof.runs import Ran
from keyproof.snippets import Snippet, all_snippets, template_file

T = TypeVar("T")
DOCS = Path("docs")
TEMPLATES = "_snippets"
RUN = "run-project"
NOT_ASKED = "it was not asked for"


class UnknownNameError(LookupError):
    """Somebody asked for a provider or snippet that is not there."""


@dataclass(frozen=True, slots=True)
class Account:
    """What a run found out."""

    tally: Tally
    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]

    def by_provider(self) -> dict[str, Ran]:
        """Give what became of each provider's snippets."""
        made: dict[str, list[Outcome]] = {}
        for outcome in self.outcomes:
            name, slash, _ = outcome.snippet.partition("/")
            if slash and ":" not in outcome.snippet:
                made.setdefault(name, []).append(outcome)
        judge = contracts.Judge(contracts.folder())
        return {name: _ran(ones, judged=judge.unjudged(name) is None) for name, ones in made.items()}

    @property
    def exit(self) -> Exit:
        """Give the exit code: nothing executed is not "fine"."""
        executed = sum(outcome.skipped is None for outcome in self.outcomes)
        return report.verdict(self.findings, executed)

    def __str__(self) -> str:
        """Give the table, the notes, the account and the findings."""
        parts = [table(self.outcomes), self.notes, self.tally.lines(), map(str, self.findings)]
        summary = f"{self.tally.blocks} code blocks, {len(self.findings)} findings"
        return "\n\n".join(filter(None, ["\n".join(part) for part in parts] + [summary]))


def run(
    folder: Path = providers.FOLDER,
    docs: Path = DOCS,
    *,
    only: Iterable[str] = (),
    listed: Path | None = None,
    project: Path | None = None,
) -> Account:
    """Prove the code blocks of the pages. `listed` is a ledger that was built before.

    LedgerError when the pages cannot be read, UnknownNameError when `only` names nothing that is there.
    Each finished snippet is told on standard error.
    """
    known = providers.load(folder).providers
    made, wanted = all_snippets(known.values(), docs / TEMPLATES), tuple(only)
    in_r = [facts for facts in known.values() if facts.macbehaviour and not facts.draft]
    names = [*(one.id for one in made), *map(parity.name, in_r)]
    for name in wanted:
        if not any(_asked(one, (name,)) for one in names):
            message = f"There is no provider or snippet {name!r}; there are: {', '.join(known)}."
            raise UnknownNameError(message)
    found = ledger.read(listed) if listed else ledger.build(docs)
    proof = _Proof(known, docs, project or Path.cwd(), Programs())
    outcomes = proof.of_snippets([one for one in made if _asked(one.id, wanted)])
    pairs = proof.of_scripts([facts for facts in in_r if _asked(parity.name(facts), wanted)])
    proof.findings += handover.findings(found, known, proof.page)
    tally, more = proof.of_blocks(found, outcomes, wanted)
    findings = [finding for outcome in (*outcomes.values(), *pairs, *more) for finding in outcome.findings]
    return Account(
        tally,
        (*outcomes.values(), *pairs, *(one for one in more if one.seconds)),
        tuple(sorted({*findings, *proof.findings})),
        tuple(proof.notes(outcomes, found)),
    )


def _asked(one: str, wanted: tuple[str, ...]) -> bool:
    return not wanted or any(f"{one}/".startswith(f"{name}/") for name in wanted)


class _Proof:
    """A run in progress."""

    def __init__(self, known: Mapping[str, Provider], docs: Path, project: Path, programs: Programs) -> None:
        self._known, self._docs, self._programs = known, docs, programs
        self._tools = tools.look(project)
        self._checkout = Checkout(project, known, self._tools, programs)
        self._judge = contracts.Judge(contracts.folder())
        self._texts: dict[str, str] = {}
        self.findings: list[Finding] = []

    def of_snippets(self, wanted: list[Snippet]) -> dict[str, Outcome]:
        """Run these snippets, several providers at a time, one snippet of a provider at a time."""
        self._texts = {one.id: one.text for one in wanted}
        groups = {name: [one for one in wanted if one.provider == name] for name in self._known}
        jobs = [partial(self._of_provider, name, group) for name, group in groups.items() if group]
        made = {outcome.snippet: outcome for outcomes in self._side_by_side(jobs) for outcome in outcomes}
        return {one.id: made[one.id] for one in wanted}

    def of_scripts(self, wanted: list[Provider]) -> list[Outcome]:
        """Compare the verdicts of check_key.R with those of check_key.py for these providers."""
        pair = parity.Pair(self._checkout.folder / "scripts", self._tools, self._programs)
        return self._side_by_side([partial(_of_scripts, pair, facts) for facts in wanted])

    def _side_by_side(self, jobs: Sequence[Callable[[], T]]) -> list[T]:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            try:
                return [done.result() for done in [pool.submit(job) for job in jobs]]
            except BaseException:
                self._programs.stop()
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _of_provider(self, name: str, group: list[Snippet]) -> list[Outcome]:
        with Stage(self._known[name], self._tools, self._programs, self._judge) as stage:
            return [_told(stage.prove(one, self._template(one))) for one in group]

    def _template(self, snippet: Snippet) -> Path:
        folder = self._docs / TEMPLATES
        return template_file(self._known[snippet.provider], snippet.task, snippet.form, folder) or folder

    def of_blocks(
        self, found: Ledger, outcomes: Mapping[str, Outcome], wanted: tuple[str, ...]
    ) -> tuple[Tally, list[Outcome]]:
        """Book every block of the pages, and run those of this project."""
        tally, more = Tally(), list[Outcome]()
        more += self._of_sessions(tally, found, wanted)
        for block in found.blocks:
            if block.mark in {sessions.RUN, sessions.SHOWS}:
                continue
            if block.snippet is not None:
                self._book_snippet(tally, block, outcomes, wanted)
            elif block.mark == RUN:
                more.append(self._of_project(block, wanted))
                tally.add("commands of this project", more[-1])
            elif block.mark is not None:
                tally.skipped[block.reason or block.mark] += 1
            else:
                tally.unproved += 1
                self._complain(
                    rules.UNPROVED, block, repr(block.text[:80]), "a snippet, run-project or a reason"
                )
        return tally, more

    def _of_sessions(self, tally: Tally, found: Ledger, wanted: tuple[str, ...]) -> Iterator[Outcome]:
        """Run and book the R code of the pages."""
        code = [block for block in found.blocks if block.mark in {sessions.RUN, sessions.SHOWS}]
        runner = sessions.Sessions(self._known, self._tools, self._programs)
        for name in dict.fromkeys(block.page for block in code):
            group = [block for block in code if block.page == name]
            if wanted:
                tally.skipped[NOT_ASKED] += len(group)
                continue
            outcomes = runner.prove(group, self.page(name))
            for outcome in outcomes:
                tally.add("R code of pages", outcome)
            yield _told(outcomes[0])

    def _book_snippet(
        self, tally: Tally, block: Block, outcomes: Mapping[str, Outcome], wanted: tuple[str, ...]
    ) -> None:
        outcome = outcomes.get(block.snippet or "")
        if outcome is not None:
            tally.add("snippets", outcome)
            if block.text.rstrip("\n") != self._texts[outcome.snippet].rstrip("\n"):
                self._complain(
                    rules.CHANGED, block, repr(block.text[:80]), repr(self._texts[outcome.snippet][:80])
                )
        elif wanted:
            tally.skipped[NOT_ASKED] += 1
        else:
            tally.unproved += 1
            self._complain(
                rules.UNKNOWN, block, repr(block.snippet), "one of the snippets that templates make"
            )

    def _of_project(self, block: Block, wanted: tuple[str, ...]) -> Outcome:
        if wanted:
            return Outcome(block.place, skipped=NOT_ASKED)
        return _told(self._checkout.prove(block, self.page(block.page)))

    def _complain(self, rule: Rule, block: Block, seen: str, expected: str) -> None:
        self.findings.append(rule.finding(self.page(block.page), block.line, seen, expected))

    def page(self, name: str) -> Path:
        """Give the source of a page."""
        return self._docs / f"{name}.md"

    def notes(self, outcomes: Mapping[str, Outcome], found: Ledger) -> Iterator[str]:
        """Give what a reader of the account must know besides."""
        on_pages = {block.snippet for block in found.blocks}
        alone = sum(1 for name in outcomes if name not in on_pages)
        if alone:
            yield f"{alone} of these snippets stand on no page; they are offered as files."
        asked = {name.partition("/")[0] for name in outcomes}
        if local_server.PROVIDER in asked:
            reason = local_server.missing()
            yield f"{local_server.PROVIDER}: " + (
                f"the stand-in answered, because {reason}." if reason else "a real llama.cpp server answered."
            )
        for name in sorted(asked):
            reason = self._judge.unjudged(name)
            yield f"{name}: " + (
                f"no contract was asked: {reason}." if reason else "judged by its OpenAPI document."
            )


def _of_scripts(pair: parity.Pair, facts: Provider) -> Outcome:
    return _told(pair.prove(facts))


def _ran(outcomes: list[Outcome], *, judged: bool) -> Ran:
    skipped = sum(one.skipped is not None for one in outcomes)
    failed = sum(bool(one.findings) for one in outcomes)
    return Ran(len(outcomes) - skipped - failed, failed, skipped, judged)


def _told(outcome: Outcome) -> Outcome:
    print(next(table([outcome])), file=sys.stderr, flush=True)  # noqa: T201 - progress
    return outcome
