"""Small sites whose pages say things, held to what is so."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from conftest import PROJECT
from sphinx_site import build, small_docs

import claim_texts
from keyproof import providers
from keyproof.claims import known, pages, proof
from keyproof.claims.known import Known
from keyproof.claims.pages import Page
from source_lines import Sources

TODAY = date(2026, 11, 21)
GLOSSARY = """# Glossary

:::{glossary}
key
    What proves who you are.
    Others also say *token* (Hugging Face), *API Key* and *a secret* (GitHub).
:::
"""


@cache
def truth() -> Known:
    """Give what is known about this repository."""
    return known.load(PROJECT, providers.load(PROJECT / "docs" / "providers").providers)


def account(
    folder: Path,
    texts: Mapping[str, str],
    *,
    ids: tuple[str, ...] = ("openai",),
    statements: str = "",
    only: tuple[str, ...] = (),
) -> proof.Account:
    """Build a site of these pages, a few files around it, and check it."""
    docs = small_docs(folder, texts, ids)
    (folder / "checks").mkdir()
    shutil.copy(PROJECT / "noxfile.py", folder)
    shutil.copy(PROJECT / "scripts" / "new_provider.py", folder / "scripts")
    (folder / "checks" / "outside-names.toml").write_text(statements or "statements = []\n", encoding="utf-8")
    built = build(docs, folder / "out", "pagetext")
    assert built.code == 0, built.said
    listed = built.out / "pages.jsonl"
    chosen = [folder / name for name in only]
    return proof.run(docs / "providers", docs, only=chosen, today=TODAY, listed=listed)


def found(made: proof.Account, name: str) -> list[tuple[int, str]]:
    """Give line and code of each finding in a file."""
    return [(one.line, one.code) for one in made.findings if one.path.as_posix().endswith(name)]


def page(folder: Path, text: str) -> Page:
    """Give a text as a page, read without Sphinx."""
    path = folder / "page.md"
    path.write_text(text, encoding="utf-8")
    listed = list(claim_texts.items(claim_texts.read(path), Sources(folder, path)))
    return pages.made({"page": "", "path": "page.md", "items": listed}, folder)
