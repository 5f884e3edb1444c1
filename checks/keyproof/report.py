"""Findings: what a check has to say, where, and what mends it."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


class Exit(enum.IntEnum):
    """What a command's exit code means, the same for every command of this project."""

    FINE = 0
    FINDINGS = 1
    WRONG_USE = 2
    NOTHING_CHECKED = 3


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Finding:
    """One thing that is wrong: its place, its code and title, what was seen, what was expected, the mend."""

    path: Path
    line: int
    code: str
    title: str
    seen: str
    expected: str
    fix: str

    def __str__(self) -> str:
        """Give the finding as people and editors read it."""
        return (
            f"{shown(self.path)}:{self.line}: {self.code} {self.title}\n"
            f"  seen:     {self.seen}\n"
            f"  expected: {self.expected}\n"
            f"  fix:      {self.fix}"
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of finding. Its code is never given to another."""

    code: str
    title: str
    fix: str

    def finding(self, path: Path, line: int, seen: str, expected: str) -> Finding:
        """Give a finding of this kind at this place."""
        return Finding(
            path=path,
            line=line,
            code=self.code,
            title=self.title,
            seen=seen,
            expected=expected,
            fix=self.fix,
        )


def shown(path: Path) -> str:
    """Give the path relative to the working folder where it lies below it."""
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return path.as_posix()


def verdict(findings: Iterable[Finding], checked: int) -> Exit:
    """Give the exit code: a check that checked nothing has not passed."""
    if any(True for _ in findings):
        return Exit.FINDINGS
    return Exit.FINE if checked else Exit.NOTHING_CHECKED
