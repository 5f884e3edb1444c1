"""Builds documentation the way the sessions do, in a process of its own, and reads what was published."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from conftest import PROJECT
from selectolax.lexbor import LexborHTMLParser, LexborNode
from sphinx.cmd.build import build_main

from block_ledger import INCLUDED

DOCS = PROJECT / "docs"
STRICT = ("--nitpicky", "--fail-on-warning", "--keep-going")
# the extensions are found where they lie: pytest and PYTHONPATH know the folder
MACHINERY = ("_snippets", "_static", "_templates", "conf.py")


Pages = dict[str, LexborHTMLParser]


@dataclass(frozen=True, slots=True)
class Built:
    """A finished run of Sphinx: its exit code, where it wrote, and what it had to say."""

    code: int
    out: Path
    said: str

    def page(self, name: str) -> LexborHTMLParser:
        """Give a published page."""
        return LexborHTMLParser((self.out / f"{name}.html").read_bytes())

    def text(self, name: str) -> str:
        """Give the text of a page's article, spaces made single."""
        return " ".join(one(self.page(name), "article").text().split())


def one(page: LexborHTMLParser | LexborNode, selector: str) -> LexborNode:
    """Give the first node that fits; AssertionError when there is none."""
    found = page.css_first(selector)
    assert found is not None, f"nothing fits {selector}"
    return found


def build(docs: Path, out: Path, builder: str = "html", doctrees: Path | None = None, **env: str) -> Built:
    """Build as strictly as the session `docs` does, within this process: for small sites."""
    said, path = io.StringIO(), list(sys.path)
    arguments = [*STRICT, *_places(docs, out, builder, doctrees)]
    with (
        mock.patch.dict(os.environ, {"NO_COLOR": "1", **env}),
        contextlib.redirect_stderr(said),
        warnings.catch_warnings(action="ignore"),  # Sphinx's plans for its next release are not ours
    ):
        code = build_main(arguments)
    sys.path[:] = path
    return Built(code, out, said.getvalue())


def build_apart(docs: Path, out: Path, builder: str = "html") -> Built:
    """Build with all options of the session `docs`, in processes of its own: for the whole site."""
    command = [sys.executable, "-m", "sphinx", *STRICT, "--jobs=auto", *_places(docs, out, builder, None)]
    paths = os.pathsep.join([str(PROJECT / "checks"), str(DOCS / "_ext")])
    environment = {**os.environ, "NO_COLOR": "1", "PYTHONPATH": paths}
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=400, env=environment)
    return Built(done.returncode, out, done.stderr)


def _places(docs: Path, out: Path, builder: str, doctrees: Path | None) -> list[str]:
    kept = doctrees or out.with_name(f"{out.name}-doctrees")
    return ["-q", "-b", builder, "-d", str(kept), str(docs), str(out)]


def small_docs(folder: Path, pages: Mapping[str, str], providers: tuple[str, ...] = ()) -> Path:
    """Give a documentation folder with the site's machinery, these pages and these providers."""
    docs = folder / "docs"
    for name in MACHINERY:
        source = DOCS / name
        if source.is_dir():
            shutil.copytree(source, docs / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.is_file():
            shutil.copy(source, docs / name)
    (folder / "scripts").mkdir()
    shutil.copy(PROJECT / "pyproject.toml", folder)
    shutil.copy(PROJECT / "scripts" / "check_key.py", folder / "scripts")
    for name in providers:
        (docs / "providers" / name).mkdir(parents=True)
        shutil.copy(DOCS / "providers" / name / f"{name}.toml", docs / "providers" / name)
        (docs / "providers" / name / "index.md").write_text(OWN_PAGE)
    orphan = "---\norphan: true\n---\n"
    for name, text in {"index": "# Home\n", **{name: orphan + text for name, text in pages.items()}}.items():
        path = docs / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return docs


OWN_PAGE = "---\norphan: true\n---\n# A provider\n\n:::{provider-errors}\n:::\n\n:::{provider-sources}\n:::\n"


def whole_docs(folder: Path) -> Path:
    """Give a copy of the real documentation and what it needs around it."""
    docs = folder / "docs"
    shutil.copytree(DOCS, docs, ignore=shutil.ignore_patterns("__pycache__", "_ext"))
    shutil.copytree(PROJECT / "scripts", folder / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("pyproject.toml", *INCLUDED):
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / file, folder / file)
    return docs


def pages(out: Path) -> Iterator[tuple[str, LexborHTMLParser]]:
    """Give every published page with its name."""
    for path in sorted(out.rglob("*.html")):
        name = path.relative_to(out).as_posix().removesuffix(".html")
        yield name, LexborHTMLParser(path.read_bytes())
