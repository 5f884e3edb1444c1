"""Every text of our pages and every anchor, as the Sphinx builder `passages` lists them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keyproof.runner import blocks

BUILDER = "passages"
FILE = "passages.jsonl"


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of a page: a paragraph, a title, a term or a block of code, without what it quotes as wrong."""

    file: Path
    line: int
    text: str
    is_code: bool


@dataclass(frozen=True, slots=True)
class Site:
    """All texts of all pages, and the anchors of each page."""

    passages: tuple[Passage, ...]
    anchors: Mapping[str, frozenset[str]]


def build(docs: Path) -> Site:
    """Build the list from the pages. LedgerError when Sphinx fails."""
    with blocks.built(docs, BUILDER) as folder:
        return read((folder / FILE).read_text(encoding="utf-8"), docs)


def read(lines: str, docs: Path) -> Site:
    """Read a list that the builder wrote: a line a page."""
    pages: list[dict[str, Any]] = [json.loads(line) for line in lines.splitlines()]
    passages = (_passage(docs / f"{page['page']}.md", one) for page in pages for one in page["passages"])
    return Site(tuple(passages), {page["page"]: frozenset(page["anchors"]) for page in pages})


def _passage(page: Path, entry: dict[str, Any]) -> Passage:
    """Give a text with the file in which it stands: the page, or a file that the page includes."""
    file = Path(entry["file"] or page)
    return Passage(file if file.is_file() else page, entry["line"] or 1, entry["text"], entry["code"])
