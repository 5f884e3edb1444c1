"""Sphinx doctrees -> links; imported by the builder only."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.util.nodes import get_node_line

from linkcheck_plus.address import is_web
from linkcheck_plus.position import Locator
from linkcheck_plus.sources import MARK, beside, markup

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from linkcheck_plus.model import Expectation

#: What autodoc puts between a file and the object whose docstring it shows.
DOCSTRING = ":docstring of "
#: What a role such as `:issue:` adds the words of its text behind.
LAST_PART = re.compile(r"[/#=?]")


class Sources:
    """The texts that doctrees were made from, to find the exact place of each link in."""

    def __init__(self) -> None:
        """Begin without any text read."""
        self._locators: dict[Path, Locator | None] = {}
        self._lines: dict[Path, list[str]] = {}

    def place(self, file: Path, uri: str, line: int, hints: Iterable[str] = ()) -> tuple[int, int]:
        """Give (line, column) of the next occurrence of a URL from a line on, else of a hint near it."""
        if file not in self._locators:
            self._read(file)
        locator = self._locators[file]
        if locator is None:
            return max(line, 1), 1
        return locator.find(uri, line) or locator.near(hints, line)

    def expectation(self, file: Path, line: int, column: int) -> Expectation:
        """Give what a comment beside a link expects; raise LinkcheckError on what cannot be expected."""
        return beside(self._lines.get(file, ()), line, column, f"{file}:{line}")

    def _read(self, file: Path) -> None:
        self._locators[file] = None
        with suppress(OSError, UnicodeDecodeError):
            text = file.read_text(encoding="utf-8-sig")
            self._locators[file] = Locator(text)
            self._lines[file] = text.split("\n") if MARK in text else []


def links(document: nodes.document, file: Path, sources: Sources) -> Iterator[tuple[str, Path, int, int]]:
    """Give (URL, file, line, column) of every web link of a document, each occurrence by itself."""
    for node in document.findall(nodes.Element):
        for uri in _uris(node):
            if is_web(uri):
                source = _source(node, file)
                yield uri, source, *sources.place(source, uri, _line(node), _hints(node, uri))


def _uris(node: nodes.Element) -> Iterator[str]:
    """Give the URLs that one node holds itself."""
    if isinstance(node, addnodes.toctree):
        entries: list[tuple[str | None, str]] = node.get("entries", [])
        yield from (entry for _, entry in entries)
    elif isinstance(node, addnodes.download_reference):
        yield str(node.get("refuri") or node.get("reftarget", ""))
    elif isinstance(node, nodes.image):
        yield str((node.get("candidates") or {"?": ""}).get("?") or node.get("uri", ""))
    elif isinstance(node, nodes.raw):
        yield str(node.get("source", ""))
        if "html" in node.get("format", "").split():
            yield from (found.uri for found in markup.read(node.astext(), ""))
    elif not isinstance(node, nodes.target):  # a target's address is a link where a reference uses it
        yield str(node.get("refuri") or "")


def _hints(node: nodes.Element, uri: str) -> tuple[str, ...]:
    """Give what may stand for a URL in the source: a role's text, the link's words, the URL's last part.

    `:pep:`8`` makes `pep-0008`, and extlinks put words before a number.
    """
    words = node.astext() if isinstance(node, nodes.reference) else ""
    last = LAST_PART.split(uri.rstrip("/"))[-1].removesuffix(".html")
    number = re.sub(r"^\D*0*", "", last)
    return node.rawsource, words, words.removesuffix("()"), last, last.partition("-")[2], number


def _line(node: nodes.Element) -> int:
    if DOCSTRING in _written_in(node):
        return 1  # the line is counted from the docstring's own beginning
    try:
        return max(get_node_line(node) or 1, 1)
    except ValueError:
        return 1


def _written_in(node: nodes.Element) -> str:
    """Give what docutils says of where a node was written: a file, or an object of it by its docstring."""
    current: nodes.Node | None = node
    while current is not None:
        if current.source and Path(current.source.partition(DOCSTRING)[0]).is_file():
            return current.source
        current = current.parent
    return ""


def _source(node: nodes.Element, file: Path) -> Path:
    """Give the file a node was written in: an included one, if it was."""
    written = _written_in(node).partition(DOCSTRING)[0]
    return Path(written) if written else file
