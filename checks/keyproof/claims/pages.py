"""What the pages say, as the Sphinx builder `pagetext` lists it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

BUILD_LIMIT = 300.0
_SHOWN = 2000
_GAP = re.compile(r"\{\{.*?\}\}")
_CODE = re.compile(r"`[^`]*`")
CODE = "\ufffc"
"""What stands for a piece of inline code where only the words around it count."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text: some words, or one piece of inline code; `target` is where a link leads."""

    text: str
    line: int
    code: bool
    drawn: bool
    classes: tuple[str, ...]
    emphasis: bool
    target: str | None


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, heading, cell or term; `drawn` when a directive made it from facts or code."""

    kind: str
    path: Path
    line: int
    drawn: bool
    within: tuple[str, ...]
    pieces: tuple[Piece, ...]

    def lines(self) -> Iterator[tuple[int, str]]:
        """Give the text line by line as readers see it, with a sign for each piece of code."""
        whole = "".join(CODE if piece.code else piece.text for piece in self.pieces)
        yield from enumerate(whole.split("\n"), self.line)

    def written(self) -> Iterator[tuple[int, str]]:
        """Give the lines as their author wrote them: what a template fills in is one word, however long."""
        rows = _source(self.path)
        for number, line in () if self.drawn else self.lines():
            row = rows[number - 1] if 0 < number <= len(rows) else ""
            yield number, _CODE.sub(CODE, _GAP.sub("x", row)) if "{{" in row else line

    @property
    def words(self) -> str:
        """Give the text on one line, without the code."""
        return " ".join(line.strip() for _, line in self.lines())


@dataclass(frozen=True, slots=True)
class Block:
    """A code block; `snippet` and `mark` say how it is proved."""

    path: Path
    line: int
    language: str
    text: str
    snippet: str | None
    mark: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the site, or another Markdown file of the repository (then `name` is empty)."""

    name: str
    path: Path
    items: tuple[Text | Block, ...]

    @property
    def texts(self) -> Iterator[Text]:
        """Give the texts."""
        return (item for item in self.items if isinstance(item, Text))

    @property
    def blocks(self) -> Iterator[Block]:
        """Give the code blocks."""
        return (item for item in self.items if isinstance(item, Block))


@cache
def _source(path: Path) -> tuple[str, ...]:
    return tuple(path.read_text(encoding="utf-8").splitlines())


class PagesError(RuntimeError):
    """The pages could not be read; the message says what Sphinx had to say."""


def build(docs: Path) -> list[Page]:
    """Read all pages. PagesError when Sphinx fails.

    What Sphinx has read stays in the build folder, so that the next run reads only what changed.
    """
    project = docs.resolve().parent
    _source.cache_clear()
    with tempfile.TemporaryDirectory(prefix="keyproof-") as folder:
        doctrees = project / "build" / "doctrees" / "pagetext"
        command = [sys.executable, "-m", "sphinx", "-b", "pagetext", "-q", "-j", "auto", "-d", str(doctrees)]
        try:
            done = subprocess.run(  # noqa: S603 - our own interpreter
                [*command, str(docs), folder],
                capture_output=True,
                text=True,
                timeout=BUILD_LIMIT,
                check=False,
                env={**os.environ, "NO_COLOR": "1"},
            )
        except subprocess.TimeoutExpired as error:
            message = f"Sphinx did not read the pages of {docs} within {BUILD_LIMIT:.0f} s"
            raise PagesError(message) from error
        file = Path(folder, "pages.jsonl")
        if done.returncode or not file.is_file():
            said = (done.stderr or done.stdout).strip()[-_SHOWN:]
            message = f"Sphinx could not read the pages of {docs}:\n{said}"
            raise PagesError(message)
        return read(file, project)


def read(file: Path, project: Path) -> list[Page]:
    """Read a list that the builder wrote; paths are those of the project's folder."""
    return [made(json.loads(line), project) for line in file.read_text(encoding="utf-8").splitlines()]


def made(entry: dict[str, Any], project: Path) -> Page:
    """Give a page from an entry of the list."""
    return Page(
        name=entry["page"],
        path=project / entry["path"],
        items=tuple(_item(item, project) for item in entry["items"]),
    )


def _item(entry: dict[str, Any], project: Path) -> Text | Block:
    path, line = project / entry["path"], entry["line"]
    if entry["kind"] == "block":
        return Block(path, line, entry["language"], entry["text"], entry["snippet"], entry["class"])
    pieces = tuple(_piece(piece) for piece in entry["pieces"])
    return Text(entry["kind"], path, line, entry["drawn"], tuple(entry["within"]), pieces)


def _piece(entry: dict[str, Any]) -> Piece:
    return Piece(
        text=entry["text"],
        line=entry["line"],
        code=entry["code"],
        drawn=entry["drawn"],
        classes=tuple(entry["classes"]),
        emphasis=entry["emphasis"],
        target=entry["target"],
    )
