"""One sentence a line, so that a change shows which sentence it changed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from keyproof.claims import rules
from keyproof.claims.pages import CODE, Text
from keyproof.report import Finding

# a full stop behind these does not end a sentence
ABBREVIATIONS = frozenset(
    {"approx", "cf", "dr", "e.g", "i.e", "mr", "mrs", "ms", "prof", "u.k", "u.s", "viz", "vs"}
)
# ... nor behind these, when a number follows
COUNTED = frozenset({"fig", "no", "nr", "p", "pp", "sec", "vol"})
_END = re.compile(r"[.!?]+[\"'\u201d\u2019)\]*_]*(?=\s+[\"'\u201c\u2018(\[*_]*(?:[A-Z0-9]|" + CODE + "))")
_LAST_WORD = re.compile(r"[\w.-]*$")
_STOPS = (".", "!", "?", ":", ";")


def split(text: str) -> list[str]:
    """Give the sentences of a text; put together again they are the text."""
    found, start = [], 0
    for end in _END.finditer(text):
        if not _abbreviated(text[start : end.start()], end[0], text[end.end() :].lstrip()):
            found.append(text[start : end.end()])
            start = end.end()
    return [*found, text[start:]] if text[start:] or not found else found


def _abbreviated(before: str, stop: str, after: str) -> bool:
    if stop != ".":
        return False
    word = (_LAST_WORD.search(before) or [""])[0]
    initial = len(word) == 1 and word.isupper() and before[:-1].rstrip()[-1:].islower()
    counted = word.lower() in COUNTED and after[:1].isdigit()
    return counted or word.lower() in ABBREVIATIONS or (initial and word not in {"I", "R"})


def faults(text: Text) -> Iterator[Finding]:
    """Give the lines of a text that hold more, or less, than a sentence."""
    lines = [(number, line) for number, line in text.written() if line.strip()]
    for index, (number, line) in enumerate(lines, 1):
        first, *others = split(line.strip())
        if others:
            seen = f"a line goes on after: {readable(first)}"
            yield rules.CROWDED.finding(text.path, number, seen, "one sentence a line")
        if index < len(lines) and not _ends(line):
            seen = f"the line ends with: {readable(line)[-40:]}"
            yield rules.BROKEN.finding(text.path, number, seen, "the end of a sentence")


def readable(text: str) -> str:
    """Give a text for a message."""
    return text.replace(CODE, "`...`").strip()


def _ends(line: str) -> bool:
    return line.rstrip().rstrip("\"'\u201d\u2019)*_]").endswith(_STOPS)
