"""`keyproof claims`: holds every page to what is so, and tells what was looked at."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from keyproof import providers, report
from keyproof.claims import ease, known, outside, pages, rules, sentences, style, terms
from keyproof.claims.blocks import Blocks
from keyproof.claims.kinds import Classifier, Context
from keyproof.claims.pages import Block, Page, Piece, Text
from keyproof.claims.usage import Fault
from keyproof.report import Exit, Finding, shown


class UnknownPathError(ValueError):
    """A path that is no page."""


@dataclass(slots=True)
class Account:
    """What was looked at, and what is wrong."""

    pages: int = 0
    literals: Counter[str] = field(default_factory=Counter)
    lines: int = 0
    findings: list[Finding] = field(default_factory=list)
    eases: list[ease.Ease] = field(default_factory=list)
    unconfirmed: list[outside.Statement] = field(default_factory=list)

    @property
    def exit(self) -> Exit:
        """Give the exit code."""
        return report.verdict(self.findings, self.lines)

    def __str__(self) -> str:
        """Give the account as people read it."""
        notes = [f"not confirmed since {one.seen_on}: {one.what}" for one in self.unconfirmed]
        counted = ", ".join(f"{count} {name}" for name, count in self.literals.most_common())
        summary = (
            f"{self.pages} pages, {self.lines} lines, {self.literals.total()} pieces of inline code "
            f"({counted}), {len(self.findings)} findings"
        )
        parts = ["\n".join(map(str, self.findings)), "\n".join(notes), ease.table(self.eases), summary]
        return "\n\n".join(filter(None, parts))

    def json(self) -> str:
        """Give the account as one JSON object."""
        told = {
            "findings": [asdict(one) | {"path": shown(one.path)} for one in self.findings],
            "literals": dict(self.literals.most_common()),
            "pages": self.pages,
            "lines": self.lines,
            "reading": [
                {
                    "path": shown(one.path),
                    "sentences": one.sentences,
                    "words_a_sentence": round(one.length, 2),
                    "grade": round(one.grade, 2),
                }
                for one in self.eases
            ],
            "unconfirmed": [one.what for one in self.unconfirmed],
        }
        return json.dumps(told, indent=2, ensure_ascii=False)


def run(
    folder: Path,
    docs: Path,
    *,
    only: Sequence[Path] = (),
    today: date | None = None,
    listed: Path | None = None,
) -> Account:
    """Check the pages, or only those below these paths; `listed` is a list of their texts made earlier.

    PagesError when Sphinx fails, OutsideError for a bad file of statements, UnknownPathError for a path
    that is no page.
    """
    root = docs.resolve().parent
    truth = known.load(root, providers.load(folder).providers)
    found = pages.read(listed, root) if listed else pages.build(docs)
    return _Proof(truth, found, chosen(found, only)).account(today or date.today(), everything=not only)  # noqa: DTZ011


def chosen(found: Iterable[Page], only: Sequence[Path]) -> list[Page]:
    """Give the pages that were asked for. UnknownPathError for a path without a page."""
    kept = []
    for wanted in only:
        full = wanted.resolve()
        below = [page for page in found if page.path.resolve().is_relative_to(full)]
        if not below:
            message = f"{wanted} is no page, and no folder with pages"
            raise UnknownPathError(message)
        kept += below
    return list({page.path: page for page in kept}.values()) if only else list(found)


class _Proof:
    def __init__(self, truth: known.Known, every: list[Page], wanted: list[Page]) -> None:
        self._truth = truth
        self._every = every
        self._wanted = wanted
        self._classifier = Classifier(truth)
        self._blocks = Blocks(truth, self._classifier)
        self._terms = terms.with_facts(terms.glossary(every), truth.providers)
        self._names = {
            *truth.outside.proper_names,
            *(facts.name for facts in truth.providers.values()),
        }
        self._ids = {name: facts.name for name, facts in truth.providers.items()}

    def account(self, today: date, *, everything: bool) -> Account:
        made = Account(pages=len(self._wanted), eases=ease.measure(self._wanted))
        found = [one for page in self._wanted for one in self._page(page, made)]
        found += ease.faults(made.eases)
        if everything:
            file = self._truth.repository.root / outside.FILE
            found += outside.faults(file, self._truth.outside, self._truth.used, today)
            made.unconfirmed = outside.unconfirmed(self._truth.outside, today)
        made.findings = sorted(set(found))
        return made

    def _page(self, page: Page, account: Account) -> Iterator[Finding]:
        yield from self._named(page, account)
        yield from self._written(page, account)
        yield from terms.faults(page, self._terms, self._ids)
        yield from style.headings(page, self._names)
        yield from style.praise(page)
        yield from style.warnings(page)

    def _written(self, page: Page, account: Account) -> Iterator[Finding]:
        for text in page.texts:
            account.lines += sum(1 for _, line in text.written() if line.strip())
            if text.kind == "paragraph" and "table" not in text.within:
                yield from sentences.faults(text)

    def _named(self, page: Page, account: Account) -> Iterator[Finding]:
        """Judge what a page names, in reading order, because an option belongs to the last command named."""
        named = (name for item in page.items for name in self._programs(item))
        context = Context(page, "\n".join(block.text for block in page.blocks), frozenset(named))
        for item in page.items:
            if isinstance(item, Block):
                yield from self._blocks.faults(page, item)
            else:
                context.here = tuple(self._programs(item))
                yield from self._text(item, context, account)
            ours = [name for name in self._programs(item) if name in self._truth.commands]
            context.last = ours[-1] if ours else context.last

    def _programs(self, item: Text | Block) -> Iterator[str]:
        """Give the commands that a text or block names, in order."""
        if isinstance(item, Block):
            yield from self._blocks.programs(item)
            return
        for piece in item.pieces:
            words = piece.text.split() if piece.code else []
            for word in words:
                command = self._classifier.usage.named(word)
                if command is not None:
                    yield command.name
                elif word in self._truth.stated_names["commands"]:
                    yield word

    def _text(self, text: Text, context: Context, account: Account) -> Iterator[Finding]:
        for piece in text.pieces:
            if piece.code:
                yield from self._literal(text, piece, context, account)
            if piece.target and not text.drawn and not piece.drawn:
                yield from self._target(text, piece, context)

    def _literal(self, text: Text, piece: Piece, context: Context, account: Account) -> Iterator[Finding]:
        if piece.drawn:
            account.literals["drawn"] += 1
            return
        found = self._classifier.kind(piece.text, piece.classes, context)
        if isinstance(found, Fault):
            yield found.rule.finding(text.path, piece.line, f"`{piece.text}`", found.expected)
        else:
            account.literals[found] += 1

    def _target(self, text: Text, piece: Piece, context: Context) -> Iterator[Finding]:
        target = (piece.target or "").partition("#")[0]
        if target.startswith(("http://", "https://")):
            if not self._truth.is_address(piece.target or ""):
                expected = "an address of the facts or a statement"
                yield rules.ADDRESS.finding(text.path, piece.line, target, expected)
        elif target.startswith("site:"):
            if f"{target.removeprefix('site:')}" not in self._truth.commands:
                yield rules.PATH.finding(text.path, piece.line, target, "a script that the site offers")
        elif target and not context.page.name and not self._truth.repository.has(target, context.page.path):
            yield rules.PATH.finding(text.path, piece.line, target, "a path that git knows")
