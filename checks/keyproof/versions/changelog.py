"""The changelog: what a reader notices, newest first.

Its form: `## Unreleased`, where something is to come; then `## 2026.11.0 (2026-11-30)` for each release.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from keyproof.report import Finding
from keyproof.versions import rules
from keyproof.versions.calendar import Version, version_of

FILE = Path("docs/changelog.md")
UNRELEASED = "Unreleased"
_TITLE = re.compile(r"(\S+) \((\d{4}-\d\d-\d\d)\)")
_WORKSHOP = re.compile(
    r"^[-*] (?:(?:feat|fix|docs|test|ci|chore|refactor|style)(?:\([\w-]+\))?:|[0-9a-f]{7,40}\b)"
)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the changelog: the line and text of its heading, and the lines below it."""

    line: int
    title: str
    body: tuple[str, ...]

    @property
    def release(self) -> tuple[Version, date] | None:
        """Give the version and its day, or None where the heading does not name them in the right form."""
        found = _TITLE.fullmatch(self.title)
        version = version_of(found[1]) if found else None
        try:
            return (version, date.fromisoformat(found[2])) if found and version else None
        except ValueError:
            return None

    @property
    def items(self) -> list[tuple[int, str]]:
        """Give the list items, each with its line."""
        return [(self.line + n, text) for n, text in enumerate(self.body, 1) if text.startswith(("- ", "* "))]


def sections(text: str) -> list[Section]:
    """Give the sections, from the top."""
    lines = text.splitlines()
    heads = [number for number, line in enumerate(lines) if line.startswith("## ")]
    return [
        Section(head + 1, lines[head][3:].strip(), tuple(lines[head + 1 : end]))
        for head, end in pairwise([*heads, len(lines)])
    ]


def check(text: str, path: Path = FILE) -> list[Finding]:
    """Give what is wrong with the changelog."""
    found = sections(text)
    return sorted([*_headings(found, path), *_order(found, path), *_items(found, path)])


def released(text: str, version: Version, day: date) -> str:
    """Give the changelog with what is unreleased as this version's, below a new empty heading.

    Raises ValueError where nothing is unreleased.
    """
    head = f"## {UNRELEASED}"
    if not any(one.title == UNRELEASED and one.items for one in sections(text)):
        message = f"below `{head}` no change is listed"
        raise ValueError(message)
    return re.sub(rf"(?m)^{head}[ \t]*$", f"{head}\n\n## {version} ({day.isoformat()})", text, count=1)


def _headings(found: list[Section], path: Path) -> Iterator[Finding]:
    for place, one in enumerate(found):
        if one.title == UNRELEASED:
            if place:
                yield rules.ORDER.finding(
                    path, one.line, "Unreleased below a release", "Unreleased at the top"
                )
        elif one.release is None:
            yield rules.HEADING.finding(
                path, one.line, one.title, "a calendar version and its day, or Unreleased"
            )


def _order(found: list[Section], path: Path) -> Iterator[Finding]:
    known = [(one, release) for one in found if (release := one.release) is not None]
    for (above, newer), (below, older) in pairwise(known):
        if newer[0] <= older[0] or newer[1] < older[1]:
            yield rules.ORDER.finding(path, below.line, f"{below.title} below {above.title}", "newest first")


def _items(found: list[Section], path: Path) -> Iterator[Finding]:
    for one in found:
        if one.title != UNRELEASED and not any(line.strip() for line in one.body):
            yield rules.EMPTY.finding(path, one.line, f"nothing below {one.title}", "what a reader notices")
        for line, text in one.items:
            if _WORKSHOP.match(text):
                yield rules.WORKSHOP.finding(path, line, text[:60], "a sentence for readers")
