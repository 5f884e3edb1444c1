"""Reads the MyST sources of the pages line by line, and judges their calls of setKey()."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^(?P<colons>:{3,})\{(?P<name>[\w-]+)\}\s*(?P<argument>.*)$")
# directives whose body is prose; the body of every other one is code, options or a list of pages
PROSE = {"container", "each-provider", "glossary", "group-tab", "note", "tabs", "warning"}
FORMS = (
    (r"$", "blank"),
    (r"\{%|:(?:class|kind|provider|hidden):|\(.+\)=$", "frame"),
    (r"#", "heading"),
    (r"\|", "table"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: its number, its text, and what it is."""

    number: int
    text: str
    kind: str  # prose, heading, term, table, code, code-head, blank or frame


def lines(text: str) -> list[Line]:
    """Give every line of a page with its kind."""
    found: list[Line] = []
    fences: list[tuple[str, str]] = []
    rows = text.splitlines()
    ahead = rows.index("---", 1) + 1 if rows[:1] == ["---"] else 0
    for number, row in enumerate(rows, 1):
        bare = row.strip()
        if number <= ahead:
            found.append(Line(number, row, "frame"))
            continue
        head = FENCE.match(bare)
        if head:
            fences.append((head["colons"], head["name"]))
            kind = "code-head" if head["name"] == "code-block" else "frame"
        elif fences and bare == fences[-1][0]:
            fences.pop()
            kind = "frame"
        else:
            inside = fences[-1][1] if fences else ""
            follower = rows[number] if number < len(rows) else ""
            kind = _kind(row, inside, follower)
        found.append(Line(number, row, kind))
    if fences:
        message = f"the fence {fences[-1]} is never closed"
        raise ValueError(message)
    return found


def _kind(row: str, inside: str, follower: str) -> str:
    bare = row.strip()
    if inside and inside not in PROSE:
        option = re.match(r":[\w-]+:", bare)
        return "code" if inside == "code-block" and not option else "frame"
    if follower.startswith(": ") or (inside == "glossary" and row[:1].strip()):
        return "term"
    return next((kind for form, kind in FORMS if re.match(form, bare)), "prose")


def code(page: list[Line]) -> str:
    """Give the text of all code blocks of a page."""
    return "\n".join(line.text for line in page if line.kind == "code")


def page_files(docs: Path) -> list[Path]:
    """Give the sources of all pages."""
    return sorted(path for path in docs.rglob("*.md") if not any(part.startswith("_") for part in path.parts))
