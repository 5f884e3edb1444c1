"""The code blocks of the pages, as the Sphinx builder `ledger` lists them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BUILD_LIMIT = 300.0
_SHOWN = 2000


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


def build(docs: Path) -> list[Block]:
    """Build the list from the pages. LedgerError when Sphinx fails."""
    lines = built(docs, "ledger", "blocks.jsonl").splitlines()
    return [_block(Path("blocks.jsonl"), number, line) for number, line in enumerate(lines, start=1)]


def built(docs: Path, builder: str, name: str) -> str:
    """Give the file of that name that one of our builders writes. LedgerError when Sphinx fails."""
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
            message = f"Sphinx did not list the code blocks of {docs} within {BUILD_LIMIT:.0f} s"
            raise LedgerError(message) from error
        file = Path(folder, name)
        if done.returncode or not file.is_file():
            said = (done.stderr or done.stdout).strip()[-_SHOWN:]
            message = f"Sphinx could not list the code blocks of {docs}:\n{said}"
            raise LedgerError(message)
        return file.read_text(encoding="utf-8")


def read(file: Path) -> list[Block]:
    """Read a list that the builder wrote. LedgerError names the line that makes no sense."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        message = f"{file}: {error.strerror}"
        raise LedgerError(message) from error
    return [_block(file, number, line) for number, line in enumerate(lines, start=1)]


def _block(file: Path, number: int, line: str) -> Block:
    try:
        entry: dict[str, Any] = json.loads(line)
        return Block(
            page=entry["page"],
            line=entry["line"] or 1,
            language=entry["language"],
            text=entry["text"],
            snippet=entry["snippet"],
            mark=entry["class"],
            reason=entry.get("reason"),
        )
    except (ValueError, KeyError, TypeError) as error:
        message = f"{file}:{number}: not an entry of the ledger ({type(error).__name__}: {error})"
        raise LedgerError(message) from error
