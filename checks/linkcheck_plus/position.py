"""Where a URL stands in a text: parsers tell which URLs are links, the text tells the exact place."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SPECIAL = re.compile("[&<>\"']")
PARAGRAPH_END = re.compile(r"\n[ \t]*(?:\n|$)")


class Locator:
    """Finds the places of needles in one text, giving each occurrence away once."""

    def __init__(self, text: str) -> None:
        """Index the lines of the text."""
        self._text = text
        self._starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
        self._claimed: set[int] = set()

    def place(self, needle: str, line: int = 1, last: int | None = None) -> tuple[int, int]:
        """Give (line, column), from 1, of the next unclaimed needle in lines `line` to `last`.

        Falls back to any occurrence in the text (a reference definition, say), then to where the line begins.
        """
        return self.find(needle, line, last) or (max(line, 1), self._margin(line))

    def find(self, needle: str, line: int = 1, last: int | None = None) -> tuple[int, int] | None:
        """Give the same, None where the text does not hold the needle."""
        start, end = self._offset(line), self._offset(last + 1) if last else len(self._text)
        for form in _forms(needle):
            for low, high in ((start, end), (0, len(self._text))):
                found = self._unclaimed(form, low, high)
                if found >= 0:
                    self._claimed.add(found)
                    return self._pair(found)
        anywhere = self._text.find(needle)
        return self._pair(anywhere) if needle and anywhere >= 0 else None

    def near(self, hints: Iterable[str], line: int) -> tuple[int, int]:
        """Give the best place for a URL that the text does not hold, because a role or directive makes it.

        That is the first hint (a role's text, the link's words) found as a whole in the paragraph at `line`,
        then where the line begins.
        """
        start = self._offset(line)
        end = gap.start() if (gap := PARAGRAPH_END.search(self._text, start)) else len(self._text)
        for hint in filter(None, hints):
            for match in re.finditer(rf"(?<!\w){re.escape(hint)}(?!\w)", self._text[start:end]):
                found = start + match.start()
                if found not in self._claimed:
                    self._claimed.add(found)
                    return self._pair(found)
        return max(line, 1), self._margin(line)

    def _margin(self, line: int) -> int:
        """Give the column of the first character in a line that is no white space, 1 in an empty one."""
        rest = self._text[self._offset(line) :].partition("\n")[0]
        return len(rest) - len(rest.lstrip()) + 1 if rest.strip() else 1

    def _offset(self, line: int) -> int:
        return self._starts[min(max(line - 1, 0), len(self._starts) - 1)]

    def _unclaimed(self, needle: str, low: int, high: int) -> int:
        found = self._text.find(needle, low, high) if needle else -1
        while found >= 0 and (found in self._claimed or self._inside_longer(found + len(needle))):
            found = self._text.find(needle, found + 1, high)
        return found

    def _inside_longer(self, end: int) -> bool:
        """Say whether the URL goes on after the needle: https://a.b is not found in https://a.b/c."""
        rest = self._text[end : end + 2]
        return bool(rest) and (
            rest[0].isalnum() or rest[0] in "/?#%=&_~-" or (rest[0] in ".:" and rest[1:].isalnum())
        )

    def _pair(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def _forms(needle: str) -> tuple[str, ...]:
    """Give the ways a URL may be written: as it is, and with what HTML must have escaped."""
    if not SPECIAL.search(needle):
        return (needle,)
    return needle, html.escape(needle), html.escape(needle, quote=False)
