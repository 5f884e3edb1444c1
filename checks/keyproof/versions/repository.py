"""The one door to git: tags, the contents of commits, and worktrees."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

_TAGS = "%(refname:short)%09%(objectname)%09%(*objectname)%09%(creatordate:unix)"
ABSENT = "absent"


class GitError(RuntimeError):
    """Git refused; the text says what was asked and what it answered."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag: the commit that it names, and the day on which it was made."""

    name: str
    commit: str
    made_on: date


class Repository:
    """A git repository, seen from its work tree."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._worktrees = threading.Lock()

    def git(self, *arguments: str, given: str | None = None) -> str:
        """Give what git prints. Raises GitError where it ends with an error, or where there is no git."""
        # a hook of the person's own could do anything at the checkout of a worktree
        command = ["git", "-C", str(self.folder), "-c", f"core.hooksPath={os.devnull}", *arguments]
        try:
            done = subprocess.run(  # noqa: S603 - git, with arguments of ours
                command, env=_environment(), input=given, capture_output=True, text=True, check=False
            )
        except FileNotFoundError as error:
            message = "git is not installed, and the versions of the site are its tags"
            raise GitError(message) from error
        if done.returncode:
            message = f"git {' '.join(arguments)}: {done.stderr.strip()}"
            raise GitError(message)
        return done.stdout

    def tags(self) -> list[Tag]:
        """Give all tags."""
        lines = self.git("for-each-ref", f"--format={_TAGS}", "refs/tags").splitlines()
        return [_tag(line) for line in lines]

    def commit(self, name: str) -> str:
        """Give the commit that a branch, tag or other name stands for."""
        return self.git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}").strip()

    def objects(self, commits: Sequence[str], paths: Sequence[str]) -> dict[tuple[str, str], str]:
        """Give the hash of each file or folder in each commit; `absent` where there is none."""
        asked = [(commit, path) for commit in commits for path in paths]
        given = "".join(f"{commit}:{path}\n" for commit, path in asked)
        lines = self.git("cat-file", "--batch-check=%(objectname)", given=given).splitlines()
        return {key: ABSENT if " " in line else line for key, line in zip(asked, lines, strict=True)}

    def text(self, commit: str, path: str) -> str:
        """Give a file of a commit; empty where there is none."""
        if self.objects([commit], [path])[commit, path] == ABSENT:
            return ""
        return self.git("cat-file", "blob", f"{commit}:{path}")

    def changed(self) -> list[str]:
        """Give the files that differ from the newest commit, as git lists them."""
        return self.git("status", "--porcelain").splitlines()

    def shallow(self) -> bool:
        """Say whether this is a cut-off clone, in which tags may be missing."""
        return self.git("rev-parse", "--is-shallow-repository").strip() == "true"

    @contextmanager
    def worktree(self, commit: str, folder: Path) -> Iterator[Path]:
        """Give the folder with this commit checked out; it is gone afterwards."""
        with self._worktrees:
            self.git("worktree", "add", "--quiet", "--detach", str(folder), commit)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            self.forget_worktrees()

    def forget_worktrees(self) -> None:
        """Take the worktrees whose folders are gone out of git's list."""
        with self._worktrees:
            self.git("worktree", "prune")


def _environment() -> dict[str, str]:
    # what git sets for its hooks would lead to another repository than the one that is asked about
    return {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}


def _tag(line: str) -> Tag:
    name, own, target, made = line.split("\t")
    return Tag(name, target or own, datetime.fromtimestamp(int(made), UTC).date())
