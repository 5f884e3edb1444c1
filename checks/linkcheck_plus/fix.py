"""Rewrites links that moved for good in the files they stand in; shows what it would do."""

from __future__ import annotations

import difflib
import html
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from linkcheck_plus.address import credentials_of, scrubbed
from linkcheck_plus.journal import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from linkcheck_plus.model import Location, Result

MARKUP = {".htm", ".html", ".xhtml"}
# these end a URL in some kind of source, or would change the text around it
UNSAFE = "<>\"'`|\\^{}() \t\r\n"


def rewrites(results: Iterable[Result]) -> dict[Path, str]:
    """Give the new text of every file that holds a link which moved for good.

    A place where the URL is written in another form than it was read in is left alone, and so is a URL with
    a password, which the new address would lose.
    """
    changes: defaultdict[str, list[tuple[Location, str, str]]] = defaultdict(list)
    for result in results:
        if result.verdict.replacement and credentials_of(result.link.uri) is None:
            for place in result.link.locations:
                changes[place.path].append((place, result.link.uri, result.verdict.replacement))
    texts = {Path(path): _rewritten(Path(path), places) for path, places in changes.items()}
    return {path: text for path, text in texts.items() if text is not None and text != _text(path)}


def _text(path: Path) -> str | None:
    """Give a file's text with its line ends, None when there is no such file (standard input, say)."""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _rewritten(path: Path, places: list[tuple[Location, str, str]]) -> str | None:
    text = _text(path)
    if text is None:
        return None
    lines = text.split("\n")
    # from the right, so that the columns to the left stay true
    for place, old, new in sorted(places, key=lambda one: (one[0].line, one[0].column), reverse=True):
        if place.line <= len(lines):
            mark = place.line == 1 and text.startswith("\ufeff")
            line, start = lines[place.line - 1], place.column - 1 + mark
            lines[place.line - 1] = line[:start] + _swapped(line[start:], old, new, path)
    return "\n".join(lines)


def _swapped(rest: str, old: str, new: str, path: Path) -> str:
    """Give the rest of a line with the URL at its beginning replaced, as it is where it is not found."""
    safe = "".join(quote(one) if one in UNSAFE else one for one in new)
    for form in (html.escape(old), html.escape(old, quote=False), old):
        if rest.startswith(form):
            escaped = form != old or path.suffix.lower() in MARKUP
            return (html.escape(safe) if escaped else safe) + rest[len(form) :]
    return rest


def diff(texts: dict[Path, str]) -> Iterator[str]:
    """Give the lines of a unified diff of what would be written, without any password."""
    for path, text in sorted(texts.items()):
        old = (_text(path) or "").splitlines(keepends=True)
        for line in difflib.unified_diff(old, text.splitlines(keepends=True), f"a/{path}", f"b/{path}"):
            yield scrubbed(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")


def write(texts: dict[Path, str]) -> None:
    """Write every file whole or not at all; raise LinkcheckError when one cannot be written."""
    for path, text in texts.items():
        write_atomically(path, text)
