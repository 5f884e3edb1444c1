"""Readers of links, one a kind of file: each takes a text and gives `Found` links with their places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from linkcheck_plus.model import ANYTHING, EXPECTABLE, Expectation, LinkcheckError, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

# brackets and quotes end a URL in running text; closing punctuation is trimmed after
URL = re.compile(r"https?://[^\s<>\"'`|\\^\[\]]+", re.IGNORECASE)
COMMENT = re.compile(r"\s*(?:<!--|\.\. |%|#)")
TRAILING = ".,;:!?*_'\""


class Found(NamedTuple):
    """One occurrence: the URL as written, line and column from 1, and what is expected of it."""

    uri: str
    line: int
    column: int
    expectation: Expectation = ANYTHING


#: What may stand in a comment behind a link: `linkcheck-plus: login-wall text="Create key"`.
MARK = "linkcheck-plus:"
BESIDE = re.compile(MARK + r"\s*(?:expect=)?([\w-]+)?(?:[\s,]*text=(?:\"([^\"]*)\"|'([^']*)'))?")


def beside(lines: Sequence[str], line: int, column: int, where: str) -> Expectation:
    """Give what a comment states of the link at this place: behind it in its line, or alone in the next.

    Raises LinkcheckError on an expectation that cannot be.
    """
    if not 0 < line <= len(lines):
        return ANYTHING
    match = BESIDE.search(lines[line - 1], column)
    if match and URL.search(lines[line - 1], _end(lines[line - 1], column), match.start()):
        return ANYTHING  # the comment belongs to a later link
    if match is None and line < len(lines) and not URL.search(lines[line]):
        match = BESIDE.search(lines[line]) if COMMENT.match(lines[line]) else None
    if match is None or not any(match.groups()):
        return ANYTHING
    status = expected(match.group(1), where) if match.group(1) else None
    return Expectation(status, match.group(2) or match.group(3))


def _end(line: str, column: int) -> int:
    """Give where the URL that begins at this column ends."""
    match = URL.match(line, column - 1)
    return match.end() if match else column


def expected(value: object, where: str) -> Status:
    """Give the status a source may expect; raise LinkcheckError, naming the place, on any other."""
    if value in EXPECTABLE:
        return Status(str(value))
    msg = (
        f"{where}: expect is {value!r}; expected one of {', '.join(EXPECTABLE)}. Correct it or leave it out."
    )
    raise LinkcheckError(msg)


def trimmed(uri: str) -> str:
    """Give the URL without the punctuation of the sentence around it; a balanced parenthesis stays."""
    while uri:
        if uri[-1] in TRAILING or (uri[-1] == ")" and uri.count(")") > uri.count("(")):
            uri = uri[:-1]
        else:
            break
    return uri


def bare(match: re.Match[str]) -> str:
    """Give the URL of a match of `URL`: in angle brackets all of it, else without the sentence around it."""
    text, start, end = match.string, match.start(), match.end()
    return (
        match.group()
        if text[start - 1 : start] == "<" and text[end : end + 1] == ">"
        else trimmed(match.group())
    )
