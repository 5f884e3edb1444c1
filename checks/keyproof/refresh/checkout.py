"""A second checkout of the commit, in which mends are tried without touching the first; and git itself."""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

#: Programs that ask the network for us must not see the right to write.
_TOKENS = ("GH_TOKEN", "GITHUB_TOKEN")


class RefreshError(Exception):
    """The mends could not be made or proposed; the text says why."""


def run(command: Sequence[str], folder: Path, said: str = "", *, token: bool = False) -> str:
    """Run a program and give what it printed. Raises RefreshError with its own words."""
    environment = {name: text for name, text in os.environ.items() if token or name not in _TOKENS}
    try:
        done = subprocess.run(  # noqa: S603 - a fixed list of programs
            command, cwd=folder, env=environment, input=said, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        message = f"{command[0]} is not installed."
        raise RefreshError(message) from error
    if done.returncode:
        words = done.stderr.strip() or f"it ended with {done.returncode}"
        message = f"{' '.join(command[:3])}: {words}"
        raise RefreshError(message)
    return done.stdout


def git(folder: Path, *arguments: str, said: str = "", token: bool = False) -> str:
    """Run git there and give what it printed. Raises RefreshError."""
    return run(["git", *arguments], folder, said, token=token)


@contextlib.contextmanager
def second(project: Path) -> Iterator[Path]:
    """Give a checkout of the same commit in a folder of its own, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="keyproof-refresh-") as place:
        folder = Path(place) / "checkout"
        git(project, "worktree", "add", "--quiet", "--detach", str(folder), "HEAD")
        try:
            yield folder
        finally:
            git(project, "worktree", "remove", "--force", str(folder))


def apply(folder: Path, diff: str) -> None:
    """Apply a diff, whole or not at all. Raises RefreshError."""
    git(folder, "apply", "--whitespace=nowarn", "-", said=diff)
