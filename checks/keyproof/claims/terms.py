"""One term for one thing: the glossary says which words others use, and who may.

A sentence of a definition that begins with `Others also say` names the other words in emphasis; a name in
brackets behind one says whose word it is, so it may stand where that name stands: *token* (Hugging Face).
A provider whose facts call its keys so is such a name as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from keyproof.claims import rules
from keyproof.claims.pages import Page, Text
from keyproof.model import Provider
from keyproof.report import Finding

PAGE = "reference/glossary"
BEGINNING = "Others also say"
_WHOSE = re.compile(r"\s*\(([^)]*)\)")


@dataclass(frozen=True, slots=True)
class Term:
    """A word of others for a term of ours, and the names beside which it may stand."""

    ours: str
    word: str
    whose: frozenset[str]

    @property
    def pattern(self) -> re.Pattern[str]:
        """Give what finds the word, also in the plural; a word with capitals is found in capitals only."""
        flags = 0 if self.word != self.word.lower() else re.IGNORECASE
        return re.compile(rf"(?<![\w-]){re.escape(self.word)}s?(?![\w-])", flags)


def glossary(pages: Iterable[Page]) -> Iterator[Term]:
    """Give the words to avoid, as the glossary names them."""
    ours = ""
    for text in (text for page in pages if page.name == PAGE for text in page.texts):
        if text.kind == "term":
            ours = text.words
        elif _is_list(text):
            yield from _named(ours, text)


def _is_list(text: Text) -> bool:
    return any(line.startswith(BEGINNING) for _, line in text.lines())


def _named(ours: str, text: Text) -> Iterator[Term]:
    for piece, after in zip(text.pieces, (*text.pieces[1:], None), strict=True):
        if piece.emphasis:
            whose = _WHOSE.match(after.text) if after is not None else None
            names = whose[1].split(", ") if whose else []
            yield Term(ours, piece.text, frozenset(names))


def with_facts(terms: Iterable[Term], catalog: Mapping[str, Provider]) -> list[Term]:
    """Let each provider whose own word it is stand beside a word."""
    return [
        Term(one.ours, one.word, one.whose | {facts.name for facts in catalog.values() if _says(facts, one)})
        for one in terms
    ]


def _says(facts: Provider, term: Term) -> bool:
    """Say whether a provider calls its keys so: on its screens, in its kinds of keys, in its variable."""
    texts = [
        *facts.key.kinds,
        *(step.label or "" for step in facts.steps),
        facts.key.env_var.replace("_", " "),
    ]
    return any(term.pattern.search(text) for text in texts)


def faults(page: Page, terms: Iterable[Term], ids: Mapping[str, str]) -> Iterator[Finding]:
    """Give each use of a word of others. `ids` has the names of the providers by their folder."""
    own = ids.get(page.path.parent.name, "")
    about = next((text.words for text in page.texts if text.kind == "term"), "") if page.name == PAGE else ""
    for text in page.texts:
        if page.name == PAGE and text.kind == "term":
            about = text.words
        yield from _of(text, own, about, terms)


def _of(text: Text, own: str, about: str, terms: Iterable[Term]) -> Iterator[Finding]:
    for term in terms:
        for number, line in text.written():
            found = term.pattern.search(line)
            around = " ".join((own, line, *text.within))
            if found is None or about == term.word or line.startswith(BEGINNING):
                continue
            if not any(name in around for name in term.whose):
                where = f"; {found[0]!r} only beside {' or '.join(sorted(term.whose))}" if term.whose else ""
                yield rules.TERM.finding(text.path, number, f"{found[0]!r}", f"{term.ours!r}{where}")
