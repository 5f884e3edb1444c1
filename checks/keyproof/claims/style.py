"""How the pages speak: headings in sentence case, no praise, and no warning without a way out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from keyproof.claims import rules, sentences
from keyproof.claims.pages import CODE, Page, Text
from keyproof.report import Finding

PRAISE = re.compile(
    r"\b(?:amazing|awesome|best-in-class|blazing|cutting-edge|delightful|easily|effortless(?:ly)?|empowers?|"
    r"game-changer|harness|leverage[sd]?|powerful|revolutionary|robust|seamless(?:ly)?|simply|"
    r"state-of-the-art|supercharge[sd]?|unleash|world-class)\b",
    re.IGNORECASE,
)
_FIRST = re.compile(r"(?:^(?:\d+\.\s+)?|: )\S+")
# a sentence that begins so says what is, or what not to do
_NO_ADVICE = re.compile(
    r"^(?:An?|And|Any|As|Because|But|Do not|Don't|Every\w*|For|He|If|In|It|Its|Many|Most|Never|No|Nobody|Not|"
    r"On|Only|Others?|Programs|She|Some\w*|Such|That|The|Their|Then|There|These|They|This|Those|What|When|"
    r"Where|Which|While|With|Without|You|Your)\b"
)
_WARNINGS = {"warning", "danger", "caution"}


def headings(page: Page, names: Iterable[str]) -> Iterator[Finding]:
    """Give each heading that writes a word large which is no name."""
    for text in page.texts:
        if text.kind == "title" and not text.drawn:
            title = text.words
            for name in sorted(names, key=len, reverse=True):
                title = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "x", title)
            found = re.search(r"\b[A-Z]\w*", _FIRST.sub("x", title))
            if found:
                seen = f"{found[0]!r} in {sentences.readable(text.words)!r}"
                yield rules.HEADING.finding(
                    text.path, text.line, seen, "capitals in front and for names only"
                )


def praise(page: Page) -> Iterator[Finding]:
    """Give each word that praises instead of saying something."""
    for text in page.texts:
        for number, line in text.written():
            found = PRAISE.search(line)
            if found:
                yield rules.PRAISE.finding(text.path, number, repr(found[0]), "what the thing does")


def warnings(page: Page) -> Iterator[Finding]:
    """Give each warning in which no sentence says what to do."""
    inside = groupby(page.texts, key=lambda text: bool(_WARNINGS.intersection(text.within)))
    for is_warning, texts in inside:
        found = [text for text in texts if text.kind == "paragraph"] if is_warning else []
        if found and not any(map(_advises, found)):
            seen = sentences.readable(next(found[0].lines())[1])
            expected = "a sentence that begins with what to do, or says `instead`"
            yield rules.WARNING.finding(found[0].path, found[0].line, seen, expected)


def _advises(text: Text) -> bool:
    return any(
        "instead" in part or not _NO_ADVICE.match(part[:1].upper() + part[1:])
        for _, line in text.lines()
        for part in re.split(r"(?<=[.!?;])\s+", line.replace(CODE, "It").strip())
    )
