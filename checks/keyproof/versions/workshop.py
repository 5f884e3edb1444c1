"""Builds the versions that the cache lacks, two at once; all of them are tried before one failure counts."""

from __future__ import annotations

import os
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from keyproof.report import Finding
from keyproof.versions import rules
from keyproof.versions.cache import Cache
from keyproof.versions.edition import Edition
from keyproof.versions.environment import Environments, InstallError
from keyproof.versions.programs import Programs
from keyproof.versions.recipe import SOURCES, Recipe, recipes
from keyproof.versions.repository import Repository

AT_ONCE = 2
Plan = dict[Edition, dict[str, Recipe]]


@dataclass(frozen=True, slots=True)
class Built:
    """A finished version: its pages, and how long the build took (0 when it came from the cache)."""

    edition: Edition
    html: Path
    seconds: float


class Workshop:
    """Where versions are built; `work` is a folder of this run alone."""

    def __init__(
        self,
        repository: Repository,
        folder: Path,
        work: Path,
        say: Callable[[str], None],
    ) -> None:
        self.cache = Cache(folder / "cache")
        self._repository, self._work, self._say = repository, work, say
        self._programs = Programs()
        self._environments = Environments(repository, folder / "environments", self._programs)
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._jobs = 1

    def plan(self, editions: Sequence[Edition], today: date) -> Plan:
        """Give, for each edition, the builds that it takes and their names in the cache."""
        objects = self._repository.objects([one.commit for one in editions], SOURCES)
        return {
            one: {
                recipe.key(objects[one.commit, path] for path in SOURCES): recipe
                for recipe in recipes(one, today)
            }
            for one in editions
        }

    def cached(self, planned: Plan) -> list[Built]:
        """Give the finished versions, of which each is in the cache."""
        return [Built(one, self.cache.folder / list(wanted)[-1], 0.0) for one, wanted in planned.items()]

    def build(self, planned: Plan) -> tuple[list[Built], list[Finding]]:
        """Give the finished versions, and what is wrong with the others."""
        missing = sum(self.cache.find(key) is None for wanted in planned.values() for key in wanted)
        self._jobs = max(1, (os.cpu_count() or 1) // max(1, min(AT_ONCE, missing)))
        with ThreadPoolExecutor(AT_ONCE) as pool:
            try:
                done = list(pool.map(self._edition, planned.keys(), planned.values()))
            except BaseException:
                self._programs.stop()
                raise
        built = [one for one in done if isinstance(one, Built)]
        return built, [one for one in done if isinstance(one, Finding)]

    def _edition(self, edition: Edition, wanted: dict[str, Recipe]) -> Built | Finding:
        begun, fresh = time.monotonic(), False
        for key, recipe in wanted.items():
            with self._locks[key]:
                if self.cache.find(key) is None:
                    self._say(f"{edition.name}: building {edition.commit[:10]} for {recipe.day} ...")
                    finding = self._make(edition, key, recipe)
                    if finding is not None:
                        self._say(f"{edition.name}: failed")
                        return finding
                    fresh = True
        seconds = time.monotonic() - begun if fresh else 0.0
        self._say(f"{edition.name}: " + (f"built in {seconds:.1f} s" if fresh else "from the cache"))
        return Built(edition, self.cache.folder / list(wanted)[-1], seconds)

    def _make(self, edition: Edition, key: str, recipe: Recipe) -> Finding | None:
        place = Path(f"{edition.name}:docs/conf.py")
        with self._repository.worktree(edition.commit, self._work / key / "tree") as checkout:
            try:
                python = self._environments.python(checkout)
            except InstallError as error:
                return rules.ENVIRONMENT.finding(
                    place, 1, str(error), "what the version pins, installed by uv"
                )
            out = self._work / key / "html"
            command = recipe.command(python, checkout / "docs", out, self._jobs)
            said = self._programs.run(command, checkout, recipe.environment(python))
            if said is not None:
                return rules.BUILD.finding(
                    place, 1, said.replace(f"{checkout}/", ""), "a build without a warning"
                )
            self.cache.keep(key, out)
        return None
