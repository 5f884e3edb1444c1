"""The code blocks of the pages, as the Sphinx builder `ledger` lists them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

BUILD_LIMIT = 300.0
_SHOWN = 2000
Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on a page besides its code blocks: its text, and the code in its lines."""

    text: str = ""
    inline: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ledger:
    """The blocks of all pages, and the pages by name."""

    blocks: list[Block]
    pages: Mapping[str, Page]


@dataclass(frozen=True, slots=True)
class Block:
    """One code block: where it stands, what it holds, and how it is to be proved."""

    page: str
    line: int
    language: str
    text: str
    snippet: str | None
    mark: str | None
    reason: str | None

    @property
    def place(self) -> str:
        """Give page and line as people write them."""
        return f"{self.page}:{self.line}"


class LedgerError(RuntimeError):
    """The pages could not be read; the message says what Sphinx had to say."""


def build(docs: Path) -> Ledger:
    """Build the ledger from the pages. LedgerError when Sphinx fails."""
    with built(docs, "ledger") as folder:
        return read(folder / "blocks.jsonl")


@contextmanager
def built(docs: Path, builder: str) -> Iterator[Path]:
    """Give the folder that one of our builders fills. LedgerError when Sphinx fails."""
    with tempfile.TemporaryDirectory(prefix="keyproof-") as folder:
        command = [sys.executable, "-m", "sphinx", "-b", builder, "-q", "-d", f"{folder}/doctrees"]
        environment = {**os.environ, "NO_COLOR": "1"}
        try:
            done = subprocess.run(  # noqa: S603 - our own interpreter
                [*command, str(docs), folder],
                capture_output=True,
                text=True,
                timeout=BUILD_LIMIT,
                check=False,
                env=environment,
            )
        except subprocess.TimeoutExpired as error:
            message = f"Sphinx did not read the pages of {docs} within {BUILD_LIMIT:.0f} s"
            raise LedgerError(message) from error
        if done.returncode:
            said = (done.stderr or done.stdout).strip()[-_SHOWN:]
            message = f"Sphinx could not read the pages of {docs}:\n{said}"
            raise LedgerError(message)
        yield Path(folder)


def read(file: Path) -> Ledger:
    """Read what the builder wrote: the blocks, and the pages beside them where they were written.

    LedgerError names the line that makes no sense.
    """
    pages = file.with_name("pages.jsonl")
    found = dict(_entries(pages, _page)) if pages.is_file() else {}
    return Ledger(list(_entries(file, _block)), found)


def _entries(file: Path, made: Callable[[Mapping[str, Any]], Entry]) -> Iterator[Entry]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        message = f"{file}: {error.strerror}"
        raise LedgerError(message) from error
    for number, line in enumerate(lines, start=1):
        try:
            yield made(json.loads(line))
        except (ValueError, KeyError, TypeError) as error:
            message = f"{file}:{number}: not an entry of the ledger ({type(error).__name__}: {error})"
            raise LedgerError(message) from error


def _page(entry: Mapping[str, Any]) -> tuple[str, Page]:
    return entry["page"], Page(entry["text"], tuple(entry["inline"]))


def _block(entry: Mapping[str, Any]) -> Block:
    return Block(
        page=entry["page"],
        line=entry["line"] or 1,
        language=entry["language"],
        text=entry["text"],
        snippet=entry["snippet"],
        mark=entry["class"],
        reason=entry.get("reason"),
    )
