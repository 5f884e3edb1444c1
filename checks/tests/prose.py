"""Reads the MyST sources of the pages line by line, and judges their calls of setKey()."""

from __future__ import annotations

import re
from collections.abc import Iterator
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


def set_key_calls(text: str) -> Iterator[str]:
    """Give what stands between the parentheses of each setKey() that has arguments."""
    for found in re.finditer(r"\bsetKey\(", text):
        depth, end = 1, found.end()
        while depth and end < len(text):
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        inner = text[found.end() : end - 1].strip()
        if inner not in {"", "..."}:
            yield inner


def set_key_faults(call: str) -> Iterator[str]:
    """Give what is wrong with the arguments of one setKey()."""
    url = re.search(r"api_url\s*=\s*\"([^\"]*)\"", call)
    if url is None:
        yield "no api_url: the look of the key would decide where it goes"
    else:
        if not re.match(r"https://|http://(?:localhost|127\.0\.0\.1)[:/]", url[1]):
            yield f"{url[1]} sends the key unencrypted"
        if not re.search(r"/chat/|/message", url[1]):
            yield f"{url[1]} falls into text completion mode"
    key = re.search(r"api_key\s*=\s*(\"[^\"]*\"|[\w.:]+\()", call)
    local = url is not None and url[1].startswith("http://")
    if key is None or not (key[1] in {"Sys.getenv(", "keyring::key_get("} or (key[1] == '"NA"' and local)):
        yield "the key stands in the code; read it with Sys.getenv()"
    for dead in ("api-inference.huggingface.co", "gpt-3.5-turbo", "deepseek-chat"):
        if dead in call:
            yield f"{dead} is dead"


def page_files(docs: Path) -> list[Path]:
    """Give the sources of all pages."""
    return sorted(path for path in docs.rglob("*.md") if not any(part.startswith("_") for part in path.parts))
