"""A copy of the pages' sources, for tests that break a fact, a template or a code block."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from keyproof.runner import proof

PROJECT = Path(__file__).parents[2]
with_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
on_linux = pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="no /proc on this system")


class Site:
    """A copy of the pages' sources with some providers, whose facts and templates a test may break."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.docs = folder / "docs"
        self.facts = self.docs / "providers"
        self.templates = self.docs / "_snippets"
        self.ledger = folder / "blocks.jsonl"
        shutil.copytree(PROJECT / "docs" / "_snippets", self.templates)
        self.entries: list[Mapping[str, object]] = []

    def add(self, *names: str) -> Site:
        """Add providers as they are."""
        for name in names:
            shutil.copytree(PROJECT / "docs" / "providers" / name, self.facts / name)
        return self

    def change(self, name: str, old: str, new: str) -> Site:
        """Break a fact."""
        file = self.facts / name / f"{name}.toml"
        text = file.read_text(encoding="utf-8")
        assert old in text, "the fact to break is gone"
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        return self

    def shell(self, text: str) -> Site:
        """Put this in place of the template of the check in shell."""
        said = '{% set good = "fine" %}\n{% set bad = "refused" %}\n'
        (self.templates / "check" / "any.sh.jinja").write_text(said + text, encoding="utf-8")
        return self

    def block(self, text: str = "x", **more: object) -> Site:
        """Add a code block to the ledger."""
        entry = {"page": "page", "line": 7, "tab": None, "language": "bash", "snippet": None, "class": None}
        self.entries.append({**entry, "text": text, **more})
        return self

    def run(self, *only: str) -> proof.Account:
        """Run it, and hold the account to its sum."""
        self.ledger.write_text("".join(f"{json.dumps(entry)}\n" for entry in self.entries), encoding="utf-8")
        account = proof.run(self.facts, self.docs, only=only, listed=self.ledger, project=self.folder)
        assert account.tally.blocks == len(self.entries)
        return account


def codes(account: proof.Account) -> list[str]:
    """Give the codes of what was found."""
    return sorted({finding.code for finding in account.findings})
