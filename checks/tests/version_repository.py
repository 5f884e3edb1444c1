"""A repository with releases, and a stand-in for Sphinx that builds their tiny pages in no time."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from keyproof.versions.publication import Account, Publication
from keyproof.versions.repository import Repository

BASE = "https://acme.example/proof/"
# Called as `python -m sphinx ... DOCS OUT`. Files among the pages tell it to behave badly.
SPHINX = """
import os, pathlib, sys, time
docs, out = map(pathlib.Path, sys.argv[-2:])
log = pathlib.Path(os.environ["BUILDS"])
with log.open("a") as file:
    manner = "strict" if "--fail-on-warning" in sys.argv else "lenient"
    file.write(f"{manner} {os.environ['SOURCE_DATE_EPOCH']}\\n")
if (docs / "meet").exists():  # wait until a second build runs as well
    here = log.with_name(f"here-{os.getpid()}")
    here.touch()
    deadline = time.monotonic() + 20
    while len(list(log.parent.glob("here-*"))) < 2:
        assert time.monotonic() < deadline, "this build runs alone"
        time.sleep(0.01)
if (docs / "hang").exists():
    log.with_name("hangs").write_text(str(os.getpid()))
    time.sleep(60)
if (docs / "broken").exists() and "--fail-on-warning" in sys.argv:
    sys.exit("index.md:3: WARNING: a link that leads nowhere")
for path in docs.rglob("*"):
    target = out / path.relative_to(docs)
    target.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".md":
        up = "../" * (len(path.relative_to(docs).parts) - 1)
        target.with_suffix(".html").write_text(
            f'<html><head><link rel="canonical" href="x"></head><body><nav><!-- versions --></nav>'
            f'<main role="main"><a href="{up}index.html">home</a> {path.read_text()}</main></body></html>'
        )
    elif path.suffix == ".moved":
        target.with_suffix(".html").write_text(
            f'<html><meta http-equiv="refresh" content="0; url={path.read_text()}"></html>'
        )
    elif path.suffix == ".txt":
        target.write_bytes(path.read_bytes())
"""


class Releases:
    """A repository made up for a test (or a copy of one); a commit is made of a whole set of pages."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.out = folder / "repository", folder / "out"
        self.stand_in = folder / "stand-in"
        if self.folder.is_dir():
            return
        (self.stand_in / "sphinx").mkdir(parents=True)
        (self.stand_in / "sphinx" / "__init__.py").touch()
        (self.stand_in / "sphinx" / "__main__.py").write_text(SPHINX)
        (self.folder / "docs" / "providers").mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def stand_in_for_sphinx(self, patch: pytest.MonkeyPatch) -> None:
        """Have builds of this process made by the stand-in."""
        for name, text in self.environment.items():
            patch.setenv(name, text)

    @property
    def environment(self) -> dict[str, str]:
        """Give what the stand-in for Sphinx needs to be found, and where it notes its builds."""
        return {"PYTHONPATH": str(self.stand_in), "BUILDS": str(self.stand_in / "builds")}

    @property
    def builds(self) -> list[str]:
        """Give a line for each build that was run."""
        log = self.stand_in / "builds"
        return log.read_text().splitlines() if log.is_file() else []

    @property
    def site(self) -> Path:
        """Give the finished folder."""
        return self.out / "site"

    def git(self, *arguments: str, day: str = "2026-10-01") -> str:
        """Run git as nobody in particular, on a certain day."""
        who = {
            f"GIT_{role}_{part}": "t@example.org"
            for role in ("AUTHOR", "COMMITTER")
            for part in ("NAME", "EMAIL")
        }
        when = {f"GIT_{role}_DATE": f"{day}T12:00:00Z" for role in ("AUTHOR", "COMMITTER")}
        own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        command = ["git", "-C", str(self.folder), *arguments]
        done = subprocess.run(
            command, env={**os.environ, **who, **when, **own}, capture_output=True, text=True, check=True
        )
        return done.stdout

    def commit(self, files: Mapping[str, str], day: str = "2026-10-01") -> None:
        """Commit just these files below `docs`; a name that begins with a slash is one below the top."""
        self.git("rm", "-r", "--quiet", "--force", "--ignore-unmatch", ".")
        for name, text in files.items():
            path = self.folder / (name[1:] if name.startswith("/") else f"docs/{name}")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        (self.folder / "docs" / "providers").mkdir(parents=True, exist_ok=True)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message=pages", day=day)

    def release(self, name: str, files: Mapping[str, str], day: str = "2026-10-01") -> None:
        """Commit these files and tag them."""
        self.commit(files, day)
        self.git("tag", "--annotate", "--message=release", name, day=day)

    def publish(self) -> Account:
        """Put the folder together within this process; the environment is the test's to set."""
        return Publication(Repository(self.folder), self.out, BASE).run()

    def start(self) -> subprocess.Popen[str]:
        """Start the command as a maintainer does."""
        command = [sys.executable, "-m", "keyproof", "versions", f"--out={self.out}", f"--base-url={BASE}"]
        checks = str(Path(__file__).parents[1])
        path = {"PYTHONPATH": os.pathsep.join([str(self.stand_in), checks])}
        return subprocess.Popen(
            command,
            cwd=self.folder,
            env={**os.environ, **self.environment, **path},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def page(self, address: str) -> LexborHTMLParser:
        """Give a published page."""
        return LexborHTMLParser((self.site / address).read_bytes())

    def listed(self) -> dict[str, object]:
        """Give versions.json."""
        found: dict[str, object] = json.loads((self.site / "versions.json").read_text())
        return found


def three_releases(folder: Path, pages: Mapping[str, str]) -> Path:
    """Give the folder with a published repository of three releases."""
    made = Releases(folder)
    for month in (8, 9, 10):
        made.release(f"2026.{month}.0", {**pages, "month.md": str(month)}, day=f"2026-{month:02}-01")
    with pytest.MonkeyPatch.context() as patch:
        made.stand_in_for_sphinx(patch)
        assert made.publish().changed
    return folder


def copied(template: Path, folder: Path, patch: pytest.MonkeyPatch) -> Releases:
    """Give a copy of a repository with its published folder, for one test alone."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    made = Releases(folder)
    made.stand_in_for_sphinx(patch)
    return made


def state_of(folder: Path) -> dict[str, bytes]:
    """Give all files of a folder, to hold that nothing changed."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
