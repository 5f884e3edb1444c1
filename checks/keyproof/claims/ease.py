"""How easy the guides read: words a sentence, and the grade of school for which a text is written.

The grade is that of Flesch and Kincaid. pyphen counts the syllables: the packages that know the formula
(textstat, py-readability-metrics) fetch a dictionary from the internet when they are first used.
With a break allowed after the second letter and before the last, the grades of our guides came out between
0.6 too low and 0.5 too high, against syllables from the CMU dictionary (2026-11-21).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyphen  # type: ignore[import-untyped]

from keyproof.claims import rules, sentences
from keyproof.claims.pages import CODE, Page
from keyproof.report import Finding, shown

FOLDERS = ("tutorials/", "how-to/", "macbehaviour/")
LIMIT = 8.0
_WORD = re.compile(r"[A-Za-z]+(?:['\u2019-][A-Za-z]+)*")
_PROSE = ("paragraph",)


@dataclass(frozen=True, slots=True)
class Ease:
    """The counts of one page's prose."""

    path: Path
    sentences: int
    words: int
    syllables: int

    @property
    def length(self) -> float:
        """Give the words a sentence."""
        return self.words / self.sentences

    @property
    def grade(self) -> float:
        """Give the Flesch-Kincaid grade."""
        return 0.39 * self.length + 11.8 * self.syllables / self.words - 15.59


@cache
def _hyphens() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_US", left=2, right=1)


@cache
def syllables(word: str) -> int:
    """Give how many syllables a word has."""
    return sum(len(_hyphens().positions(part)) + 1 for part in re.split(r"[-'\u2019]", word.lower()) if part)


def measure(pages: Iterable[Page]) -> list[Ease]:
    """Measure the tutorials and how-to guides that say something, the hardest first."""
    found = [_of(page) for page in pages if page.name.startswith(FOLDERS)]
    return sorted((one for one in found if one.words), key=lambda one: -one.grade)


def _of(page: Page) -> Ease:
    said = list(dict.fromkeys(_prose(page)))
    words = [word for _, text in said for word in _WORD.findall(text)]
    return Ease(page.path, len(said), len(words), sum(map(syllables, words)))


def _prose(page: Page) -> Iterator[tuple[int, str]]:
    """Give the sentences that somebody wrote, without tables; a piece of code is a word of one syllable."""
    for text in page.texts:
        if text.kind in _PROSE and not text.drawn and "table" not in text.within and text.path == page.path:
            for number, line in text.lines():
                for one in sentences.split(line.replace(CODE, "x").strip()):
                    if _WORD.search(one):
                        yield number, one.strip()


def faults(measured: Iterable[Ease]) -> Iterator[Finding]:
    """Give the pages that are too hard."""
    for one in measured:
        if one.grade > LIMIT:
            seen = f"grade {one.grade:.1f}, {one.length:.1f} words a sentence"
            yield rules.HARD.finding(one.path, 1, seen, f"grade {LIMIT:g} or less")


def table(measured: Iterable[Ease]) -> str:
    """Give the figures as a table."""
    rows = [(shown(one.path), one.sentences, one.length, one.grade) for one in measured]
    if not rows:
        return ""
    width = max(len(path) for path, *_ in rows)
    head = f"{'page':<{width}}  sentences  words a sentence  grade (at most {LIMIT:g})"
    lines = [
        f"{path:<{width}}  {count:>9}  {length:>16.1f}  {grade:>5.1f}" for path, count, length, grade in rows
    ]
    return "\n".join([head, *lines])
