"""Reads the calls in a piece of R code: who is called, and with which arguments.

R's own parser is not asked, because most machines that check the pages have no R. What is read is enough
to tell a call from a string or a comment that looks like one; code that makes no sense gives fewer calls,
never an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n]*)
    |(?P<raw>[rR](?P<quote>["'])(?P<dashes>-*)(?:\((?s:.*?)\)|\[(?s:.*?)\]|\{(?s:.*?)\})(?P=dashes)(?P=quote))
    |(?P<string>"(?:[^"\\]|\\(?s:.))*"|'(?:[^'\\]|\\(?s:.))*')
    |(?P<name>`[^`]*`|[^\W\d_][\w.]*|\.(?!\d)[\w.]*)
    |(?P<space>\s+)
    |(?P<other>:::?|<-|==|(?s:.))
    """,
    re.VERBOSE,
)
_OPEN, _CLOSE = "([{", ")]}"
_PLAIN = re.compile(r""""([^"\\]*)"|'([^'\\]*)'""")


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a call: its name, if it has one, and its value as code."""

    name: str | None
    value: str

    @property
    def text(self) -> str | None:
        """Give the text when the value is a plain string and nothing else."""
        found = _PLAIN.fullmatch(self.value)
        return None if found is None else found[1] or found[2] or ""


@dataclass(frozen=True, slots=True)
class Call:
    """A call: the function's name without its package, and the arguments in their order."""

    function: str
    arguments: tuple[Argument, ...]

    def argument(self, name: str) -> Argument | None:
        """Give the argument of that name; None when the call does not name it."""
        return next((one for one in self.arguments if one.name == name), None)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


def calls(code: str) -> Iterator[Call]:
    """Give every call in the code, the outer one before those in its arguments."""
    found = (_Token(one.lastgroup or "", one[0]) for one in _TOKEN.finditer(code))
    tokens = [token for token in found if token.kind not in {"comment", "space"}]
    for place, (token, after) in enumerate(pairwise(tokens)):
        if token.kind == "name" and after.text == "(":
            yield Call(token.text.strip("`"), tuple(_arguments(tokens, place + 2)))


def _arguments(tokens: list[_Token], start: int) -> Iterator[Argument]:
    """Give the arguments from the first token inside the parenthesis to the one that closes it."""
    depth, part = 0, list[_Token]()
    for token in tokens[start:]:
        if depth == 0 and (token.text in _CLOSE or token.text == ","):
            if part:
                yield _argument(part)
            if token.text != ",":
                return
            part = []
            continue
        depth += (token.text in _OPEN) - (token.text in _CLOSE)
        part.append(token)
    if part:
        yield _argument(part)


def _argument(part: list[_Token]) -> Argument:
    named = len(part) > 1 and part[1].text == "=" and part[0].kind in {"name", "string"}
    name = part[0].text.strip("`\"'") if named else None
    return Argument(name, "".join(token.text for token in (part[2:] if named else part)))
