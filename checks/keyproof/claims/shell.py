"""The commands of a shell's text, read by a parser of that language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import tree_sitter_bash
from tree_sitter import Language, Parser

if TYPE_CHECKING:
    from tree_sitter import Node

LANGUAGES = {"bash", "console", "sh", "shell", "zsh"}
#: The grammar's scanner (tree-sitter-bash 0.25.1) reads beyond a table of C's at letters such as U+771A8 and
#: ends the whole process, so it is shown a letter of one byte for each byte of them.
NOT_ASCII = re.compile(rb"[\x80-\xff]")
_PROMPT = "$ "
_RUNNERS = ({"uv", "run"}, {"pipx", "run"})
_STARTERS = {"uvx", "python", "python3", "sudo", "time"}
_WITH_VALUE = {"--with", "--python"}


@dataclass(frozen=True, slots=True)
class Call:
    """One command: its words as they stand there, and the line on which it begins, counted from 0."""

    words: tuple[str, ...]
    line: int

    @property
    def program(self) -> tuple[str, ...]:
        """Give the command that is meant, without what only starts it: `uv run`, `python -m`."""
        words = self.words
        while words:
            shorter = _started(words)
            if shorter == words:
                break
            words = shorter
        return words


def _started(words: tuple[str, ...]) -> tuple[str, ...]:
    head, rest = words[0], words[1:]
    if set(words[:2]) in _RUNNERS:
        return _after_options(words[2:]) or words
    if head not in _STARTERS or not rest:
        return words
    if head.startswith("python") and rest[0] == "-m" and len(rest) > 1:
        return (rest[1].replace("_", "-"), *rest[2:])
    return rest if not rest[0].startswith("-") else words


def _after_options(words: tuple[str, ...]) -> tuple[str, ...]:
    while words and words[0].startswith("-"):
        words = words[2:] if words[0] in _WITH_VALUE else words[1:]
    return words


def calls(text: str) -> Iterator[Call]:
    """Give the commands of a script in order, also those inside others."""
    source = text.encode()
    tree = Parser(Language(tree_sitter_bash.language())).parse(NOT_ASCII.sub(b"_", source))
    stack = [tree.root_node]
    while stack:
        node = stack.pop()
        if node.type == "command":
            yield Call(tuple(_words(node, source)), node.start_point.row)
        stack += reversed(node.named_children)


def _words(node: Node, source: bytes) -> Iterator[str]:
    for child in node.named_children:
        if child.type in {"variable_assignment", "file_redirect", "heredoc_redirect", "herestring_redirect"}:
            continue
        text = source[child.start_byte : child.end_byte].decode(errors="replace")
        quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
        yield text[1:-1] if quoted else text


def typed(text: str, language: str) -> list[str]:
    """Give the lines that a reader types, with the others left blank: in a console, those behind a prompt."""
    rows = text.splitlines()
    if language != "console" and not any(row.startswith(_PROMPT) for row in rows):
        return rows
    return [row.removeprefix(_PROMPT) if row.startswith(_PROMPT) else "" for row in rows]
