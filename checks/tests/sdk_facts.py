"""Providers for tests of `keyproof sdks`: real facts with a few rows, in a folder of their own."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from conftest import PROJECT

FACTS = PROJECT / "docs" / "providers"
ROW = re.compile(r"\[\[errors\]\]\n.*?(?=\n\[)", re.DOTALL)


def few(folder: Path, provider: str, *rows: str) -> Path:
    """Copy a provider's facts with these error rows only, and give the folder of all providers."""
    home = folder / provider
    home.mkdir(parents=True)
    text = (FACTS / provider / f"{provider}.toml").read_text(encoding="utf-8")
    kept = ROW.sub(lambda found: found[0] if _id(found[0]) in rows else "", text)
    (home / f"{provider}.toml").write_text(kept, encoding="utf-8")
    (home / "index.md").write_text("# A provider\n", encoding="utf-8")
    return folder


def _id(row: str) -> str:
    found = re.search(r'^id = "(\w+)"$', row, re.MULTILINE)
    assert found
    return found[1]


def without(folder: Path, provider: str, row: str) -> None:
    """Take an error row out of a copy of the facts."""
    path = folder / provider / f"{provider}.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(ROW.sub(lambda found: "" if _id(found[0]) == row else found[0], text), encoding="utf-8")


def whole(folder: Path, provider: str) -> Path:
    """Copy a provider's facts, and give the folder of all providers."""
    shutil.copytree(FACTS / provider, folder / provider, ignore=shutil.ignore_patterns("sdks.json"))
    return folder
