"""`keyproof versions`: all versions in one folder, or, where anything fails, the folder of the last time."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from keyproof.report import Exit, Finding
from keyproof.versions import handover, library, shelves
from keyproof.versions.edition import Edition, editions, misnamed
from keyproof.versions.repository import Repository
from keyproof.versions.workshop import Built, Plan, Workshop


class RefusedError(RuntimeError):
    """Nothing can be published from here; the text says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Account:
    """How it went: the versions, what is wrong, and where the folder is."""

    site: Path
    built: Sequence[Built]
    findings: Sequence[Finding]
    changed: bool
    seconds: float = 0.0

    @property
    def exit(self) -> Exit:
        """Give the exit code."""
        return Exit.FINDINGS if self.findings else Exit.FINE

    def __str__(self) -> str:
        """Give the findings, and in the last line what is there now."""
        return "\n\n".join([*map(str, self.findings), self._sum()])

    def _sum(self) -> str:
        if self.findings:
            left = "is the one of the last good run" if self.site.is_dir() else "was not made"
            return f"{counted(len(self.findings), 'finding')}; {self.site} {left}"
        names = ", ".join(one.edition.name for one in self.built)
        state = "was put together" if self.changed else "is unchanged"
        return f"{self.site} {state} in {self.seconds:.1f} s: {names}"


@dataclass(frozen=True, slots=True)
class Publication:
    """A repository, the folder that is made of it, and the address at which that will be read."""

    repository: Repository
    out: Path
    base: str

    def run(self, latest: str = "HEAD") -> Account:
        """Put the folder together. Raises RefusedError, BusyError, GitError."""
        begun = time.monotonic()
        self._refuse()
        if self.repository.changed():
            say(f"note: {latest} is a commit; what is not committed is not published")
        with handover.alone(self.out) as work:
            self.repository.forget_worktrees()
            site, built, findings, changed = self.out / handover.SITE, *self._publish(latest, work)
        return Account(site, built, findings, changed, time.monotonic() - begun)

    def _refuse(self) -> None:
        if not self.base.endswith("/"):
            message = f"The address of the site must end with a slash: {self.base}"
            raise RefusedError(message)
        if self.repository.shallow():
            message = "This clone is shallow: releases may be missing. Run `git fetch --unshallow --tags`."
            raise RefusedError(message)

    def _publish(self, latest: str, work: Path) -> tuple[list[Built], list[Finding], bool]:
        workshop = Workshop(self.repository, self.out, work, say)
        planned = workshop.plan(editions(self.repository, latest), datetime.now(UTC).date())
        state, wrong = self._state(planned), sorted(misnamed(self.repository))
        if not wrong and state == self._published():
            return workshop.cached(planned), [], False
        built, failed = workshop.build(planned)
        wrong += failed
        if not failed:
            shelf = library.library(self.base, built, state)
            wrong += library.faults(shelf)
            if not wrong:
                shelves.write(shelf, work / handover.SITE)
                handover.replace(work / handover.SITE, self.out / handover.SITE)
                workshop.cache.tidy({key for wanted in planned.values() for key in wanted})
        return built, wrong, not wrong

    def _state(self, planned: Plan) -> str:
        """Give a text that changes when anything in the folder does: a version, or what puts it together."""
        own = (path for path in Path(__file__).parent.rglob("*") if path.is_file() and path.suffix != ".pyc")
        versions = [f"{_facts(one)} {' '.join(wanted)}".encode() for one, wanted in planned.items()]
        parts = [self.base.encode(), *versions, *(path.read_bytes() for path in sorted(own))]
        return hashlib.sha256(b"\0".join(parts)).hexdigest()

    def _published(self) -> str | None:
        """Give the state of the folder that is there, or None."""
        try:
            listed = json.loads((self.out / handover.SITE / shelves.LIST).read_text(encoding="utf-8"))
            return str(listed["state"])
        except (OSError, ValueError, KeyError):
            return None


def address() -> str:
    """Give the address of the published site, as pyproject.toml states it. Raises RefusedError."""
    for entry in metadata.metadata("keyproof").get_all("Project-URL") or ():
        name, _, url = entry.partition(", ")
        if name == "Documentation":
            return str(url)
    message = "pyproject.toml states no urls.Documentation; give the address with --base-url"
    raise RefusedError(message)


def say(text: str) -> None:
    """Show progress."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - progress


def counted(number: int, word: str) -> str:
    """Give a number with its word."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _facts(one: Edition) -> str:
    # the commit is left out: another one with the same sources makes the same pages
    return f"{one.name} {one.kind} {one.released}"
