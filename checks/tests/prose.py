"""Reads the MyST sources of the pages as prose, and judges it: one rule a function, faults as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^(?P<colons>:{3,})\{(?P<name>[\w-]+)\}\s*(?P<argument>.*)$")
# directives whose body is prose; the body of every other one is code, options or a list of pages
PROSE = {"container", "each-provider", "glossary", "group-tab", "note", "tabs", "warning"}
NAMES = {
    *("Anthropic", "API", "Claude", "Gemini", "JSON", "Keyproof", "MacBehaviour", "PowerShell", "R"),
    *("CA", "GitHub Actions", "Google Colab", "OpenAI"),
    *("Hugging Face", "Linux", "macOS", "Windows", "Python", "TOML", "Renviron"),
    *("HTML", "Markdown", "Sphinx"),
}
FORMS = (
    (r"$", "blank"),
    (r"\{%|:(?:class|kind|provider|hidden):|\(.+\)=$", "frame"),
    (r"#", "heading"),
    (r"\|", "table"),
)
MARKETING = re.compile(
    r"\b(?:amazing|awesome|best-in-class|blazing|cutting-edge|delightful|easily|effortless(?:ly)?|empowers?|"
    r"game-changer|harness|leverage[sd]?|powerful|revolutionary|robust|seamless(?:ly)?|simply|"
    r"state-of-the-art|supercharge[sd]?|unleash|world-class)\b",
    re.IGNORECASE,
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


def without_code(text: str) -> str:
    """Give the text with `inline code`, roles and the targets of links put out of the way."""
    text = re.sub(r"\{[\w-]+\}`(?:([^`<]*?)\s*<[^`]*>|[^`]*)`", lambda found: found[1] or "code", text)
    text = re.sub(r"`[^`]*`", "code", text)
    text = re.sub(r"\{\{.*?\}\}", "code", text)
    return re.sub(r"\]\([^)]*\)", "]", text)


def broken_lines(page: list[Line]) -> Iterator[str]:
    """Give each line that holds two sentences, or a part of one: one sentence a line."""
    for line, after in zip(page, [*page[1:], Line(0, "", "blank")], strict=True):
        if line.kind != "prose":
            continue
        text = re.sub(r"^\s*(?:[-*:]|\d+\.)\s+", "", without_code(line.text)).strip()
        ended = text.rstrip("*)\"'")[-1:] in {".", "!", "?", ":"}
        goes_on = after.kind == "prose" and not re.match(r"\s*(?:[-*:]|\d+\.)\s", after.text)
        if re.search(r"[.!?][\"')*]*\s+[A-Z\"*\[(]", text):
            yield f"{line.number}: two sentences in a line: {text}"
        elif goes_on and not ended:
            yield f"{line.number}: a sentence over two lines: {text}"


def capitals(page: list[Line], names: set[str]) -> Iterator[str]:
    """Give each heading that writes a word large which is no name: sentence case."""
    for line in page:
        if line.kind == "heading":
            title = without_code(line.text).lstrip("# ")
            for name in sorted(names, key=len, reverse=True):
                title = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "x", title)
            words = re.sub(r"(?:^(?:\d+\.\s+)?|: )\S+", "x", title)
            if re.search(r"\b[A-Z]", words):
                yield f"{line.number}: not in sentence case: {line.text}"


def praise(page: list[Line]) -> Iterator[str]:
    """Give each word that praises instead of saying something."""
    for line in page:
        found = (
            MARKETING.search(without_code(line.text)) if line.kind in {"prose", "table", "heading"} else None
        )
        if found:
            yield f"{line.number}: {found[0]!r} says nothing: leave it out"


def code(page: list[Line]) -> str:
    """Give the text of all code blocks of a page."""
    return "\n".join(line.text for line in page if line.kind == "code")


def page_files(docs: Path) -> list[Path]:
    """Give the sources of all pages."""
    return sorted(path for path in docs.rglob("*.md") if not any(part.startswith("_") for part in path.parts))
