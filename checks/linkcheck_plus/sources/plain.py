"""Links of plain text: every http(s) URL; a list may say what is expected after the URL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linkcheck_plus.model import ANYTHING, Expectation
from linkcheck_plus.sources import URL, Found, bare, expected

if TYPE_CHECKING:
    from collections.abc import Iterator


def read(text: str, path: str) -> Iterator[Found]:
    """Give the links of a text; lines that begin with '#' are comments.

    Raises LinkcheckError on an `expect=` that cannot be expected.
    """
    for number, line in enumerate(text.split("\n"), start=1):
        if line.lstrip().startswith("#"):
            continue
        for match in URL.finditer(line):
            uri = bare(match)
            rest = line[match.end() :].split()
            yield Found(uri, number, match.start() + 1, _expectation(rest, f"{path}:{number}"))


def _expectation(words: list[str], where: str) -> Expectation:
    """Read `expect=login-wall` directly behind a URL."""
    if not words or not words[0].startswith("expect="):
        return ANYTHING
    return Expectation(status=expected(words[0].removeprefix("expect="), where))
