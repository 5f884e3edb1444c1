"""Where in a TOML text a key and its value stand. `tomllib` gives values without places.

A finding needs the line of a key, and who changes a value must leave every other byte as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import tree_sitter_toml
from tree_sitter import Language, Parser

if TYPE_CHECKING:
    from tree_sitter import Node

Path = tuple[str | int, ...]
_KEYS = {"bare_key", "quoted_key", "dotted_key"}


class Positions:
    """The line of each key path of one TOML text, counted from 1, and the bytes of its value."""

    def __init__(self, text: str) -> None:
        tree = Parser(Language(tree_sitter_toml.language())).parse(text.encode())
        self._lines: dict[Path, int] = {}
        self._arrays: dict[Path, int] = {}
        self._spans: dict[Path, tuple[int, int]] = {}
        for node in tree.root_node.named_children:
            self._top(node)

    def line(self, path: Path) -> int:
        """Give the line of this path, or of the nearest table around it that is in the text."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)

    def span(self, path: Path) -> tuple[int, int]:
        """Give where the value of a key begins and ends in the UTF-8 text; KeyError when it is not there."""
        return self._spans[path]

    def _top(self, node: Node) -> None:
        if node.type == "pair":
            self._pair(node, ())
        elif node.type in {"table", "table_array_element"}:
            self._table(node)

    def _table(self, node: Node) -> None:
        path = self._indexed(_key(node))
        if node.type == "table_array_element":
            path = (*path, self._next(path))
        self._mark(path, node)
        for pair in node.named_children:
            if pair.type == "pair":
                self._pair(pair, path)

    def _indexed(self, key: Path) -> Path:
        """Put the position of the newest element behind each name that is an array of tables."""
        path: Path = ()
        for part in key[:-1]:
            path = (*path, part)
            if path in self._arrays:
                path = (*path, self._arrays[path])
        return (*path, key[-1])

    def _next(self, path: Path) -> int:
        self._arrays[path] = self._arrays.get(path, -1) + 1
        return self._arrays[path]

    def _pair(self, node: Node, base: Path) -> None:
        path = (*base, *_key(node))
        self._mark(path, node)
        # a comment behind the value is a child of the pair, too
        self._value([one for one in node.named_children if one.type != "comment"][-1], path)

    def _value(self, node: Node, path: Path) -> None:
        self._spans[path] = (node.start_byte, node.end_byte)
        if node.type == "inline_table":
            for pair in _named(node, "pair"):
                self._pair(pair, path)
        elif node.type == "array":
            values = (child for child in node.named_children if child.type != "comment")
            for index, child in enumerate(values):
                self._mark((*path, index), child)
                self._value(child, (*path, index))

    def _mark(self, path: Path, node: Node) -> None:
        for end in range(1, len(path) + 1):
            self._lines.setdefault(path[:end], node.start_point.row + 1)


def _named(node: Node, kind: str) -> Iterator[Node]:
    return (child for child in node.named_children if child.type == kind)


def _key(node: Node) -> Path:
    first = next((child for child in node.named_children if child.type in _KEYS), None)
    return tuple(_parts(first)) if first is not None else ("",)


def _parts(node: Node) -> Iterator[str]:
    if node.type == "dotted_key":
        for child in node.named_children:
            yield from _parts(child)
    else:
        text = (node.text or b"").decode()
        yield text.strip("\"'") if node.type == "quoted_key" else text
