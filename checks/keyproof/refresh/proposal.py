"""One open pull request with the mends.

Standard library only: it runs beside a token, so nothing foreign may be imported here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from keyproof.refresh.checkout import RefreshError, apply, git, run, second
from keyproof.refresh.mends import MARK, Mends

PREFIX = "refresh/"
NAME, MAIL = "github-actions[bot]", "41898282+github-actions[bot]@users.noreply.github.com"
#: git asks gh, which has the token; nothing is written into the configuration.
_BY_GH = ("-c", "credential.helper=", "-c", "credential.helper=!gh auth git-credential")


@dataclass(frozen=True, slots=True)
class Own:
    """A pull request of ours that is open."""

    number: int
    branch: str


def propose(project: Path, mends: Mends, day: date, base: str = "main") -> str:
    """Open a pull request or bring ours up to date, and say what was done. Raises RefreshError.

    One on which a person has worked is left alone.
    """
    own = _own(project)
    with second(project) as folder:
        apply(folder, mends.diff)
        if own is None:
            return _opened(folder, mends, f"{PREFIX}{day.isoformat()}", base)
        return _updated(folder, mends, own)


def _own(project: Path) -> Own | None:
    fields = "number,headRefName,body,isCrossRepository"
    found = json.loads(_gh(project, "list", "--state=open", "--limit=200", f"--json={fields}"))
    ours = [
        Own(one["number"], one["headRefName"])
        for one in found
        # a fork can copy the mark, but not have a branch here
        if MARK in one["body"] and one["headRefName"].startswith(PREFIX) and not one["isCrossRepository"]
    ]
    return max(ours, key=lambda one: one.number, default=None)


def _opened(folder: Path, mends: Mends, branch: str, base: str) -> str:
    _commit(folder, mends)
    _push(folder, branch, "")
    words = ("--head", branch, "--base", base, "--title", mends.title(), "--body-file=-")
    return f"Opened: {_gh(folder, 'create', *words, said=mends.body()).strip()}"


def _updated(folder: Path, mends: Mends, own: Own) -> str:
    git(folder, *_BY_GH, "fetch", "--quiet", "origin", f"refs/heads/{own.branch}", token=True)
    theirs = git(folder, "rev-parse", "FETCH_HEAD").strip()
    hands = set(git(folder, "log", "--format=%ae", f"HEAD..{theirs}").split())
    if hands - {MAIL}:
        return f"Pull request #{own.number} is left as it is: somebody has worked on {own.branch}."
    _commit(folder, mends)
    if git(folder, "rev-parse", "HEAD^{tree}") == git(folder, "rev-parse", f"{theirs}^{{tree}}"):
        return f"Pull request #{own.number} has these mends already."
    _push(folder, own.branch, theirs)
    _gh(folder, "edit", str(own.number), "--title", mends.title(), "--body-file=-", said=mends.body())
    return f"Updated: pull request #{own.number}."


def _commit(folder: Path, mends: Mends) -> None:
    who = ("-c", f"user.name={NAME}", "-c", f"user.email={MAIL}", "-c", "commit.gpgsign=false")
    git(folder, *who, "commit", "--quiet", "--all", "--no-verify", f"--message={mends.title()}")


def _push(folder: Path, branch: str, seen: str) -> None:
    """Push the commit, unless the branch is no longer where it was seen ('': not there at all)."""
    goal = f"refs/heads/{branch}"
    try:
        git(
            folder,
            *_BY_GH,
            "push",
            "--quiet",
            f"--force-with-lease={goal}:{seen}",
            "origin",
            f"HEAD:{goal}",
            token=True,
        )
    except RefreshError as error:
        message = f"{error}\nIf {branch} is left from a closed pull request, delete it."
        raise RefreshError(message) from error


def _gh(folder: Path, *arguments: str, said: str = "") -> str:
    return run(["gh", "pr", *arguments], folder, said, token=True)
