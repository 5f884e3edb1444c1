"""How a version is built with Sphinx. A change in this file makes every version be built again."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from keyproof.versions.edition import Edition

# all that pages are drawn from, in the tree of a commit
SOURCES = (
    *("docs", "checks/constraints.txt", "checks/keyproof", "checks/linkcheck_plus"),
    *("scripts", "pyproject.toml"),
)
#: Names the status file of the live checks; the pages read it, and what lies beside it.
STATUS = "KEYPROOF_STATUS"
_STRICT = ("--nitpicky", "--fail-on-warning", "--keep-going")


@dataclass(frozen=True, slots=True)
class Recipe:
    """A build for the readers of one day, as pages show how old their facts are on that day.

    A strict build takes no warning. A live one shows what the live checks saw, if `KEYPROOF_STATUS` names it.
    """

    day: date
    strict: bool = True
    live: bool = False

    def command(self, python: Path, docs: Path, out: Path, jobs: int) -> list[str]:
        """Give the command that builds the pages."""
        # each build has doctrees of its own: in shared ones sphinx-tabs loses every tab
        places = [f"--doctree-dir={out.with_name('doctrees')}", str(docs), str(out)]
        options = [f"--jobs={jobs}", *(_STRICT if self.strict else ())]
        return [str(python), "-P", "-m", "sphinx", "--quiet", "--builder=html", *options, *places]

    def environment(self, python: Path) -> dict[str, str]:
        """Give the environment of the build; the day is what makes it the same again tomorrow."""
        # what runs here may stand on this path, and is not what another Python was made with
        foreign = {"PYTHONPATH"} if python != Path(sys.executable) else set()
        foreign |= set() if self.live else {STATUS}  # a newer form of it would break an old release's build
        inherited = {name: text for name, text in os.environ.items() if name not in foreign}
        noon = datetime(self.day.year, self.day.month, self.day.day, 12, tzinfo=UTC)
        return {**inherited, "NO_COLOR": "1", "SOURCE_DATE_EPOCH": str(int(noon.timestamp()))}

    def key(self, objects: Iterator[str]) -> str:
        """Give the name of what this recipe makes of these sources."""
        own = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
        how = [self.day.isoformat(), str(self.strict), *(_seen_live() if self.live else ())]
        parts = [own, str(sys.version_info[:2]), *how, *objects]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _seen_live() -> Iterator[str]:
    """Give a digest of each file that says what was seen live or run here."""
    named = os.environ.get(STATUS)
    for path in sorted(Path(named).parent.glob("*.json")) if named else ():
        yield f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}"


def recipes(edition: Edition, today: date) -> list[Recipe]:
    """Give the builds that an edition takes; the last one is published.

    A release is built strictly for the day on which it was made, so it builds for ever.
    The newest release is built for today as well: by now its facts may be old, which its pages say,
    and which must be no reason to publish nothing.
    """
    if edition.released is None:
        return [Recipe(today, live=True)]
    made = Recipe(edition.released)
    return (
        [made]
        if edition.kind == "old" or edition.released == today
        else [made, Recipe(today, strict=False, live=True)]
    )
