"""The live checks' real command, run once for each day of a stand-in world, and what it did."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from keyproof import providers
from keyproof.rehearsal.events import Event
from keyproof.rehearsal.world import World

LIMIT = 120.0  # seconds for one day's command
FIRST_DAY = datetime(2026, 12, 1, 3, 17, tzinfo=UTC)
TOKEN = "rehearsal"  # noqa: S105 - opens nothing
_KEPT = {"PATH", "SYSTEMROOT", "HOME", "USERPROFILE", "TEMP", "TMP", "TMPDIR", "LANG", "LC_ALL"}


@dataclass(frozen=True, slots=True)
class Mend:
    """What a maintainer writes into a fact file in the evening of a day."""

    day: int
    provider: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Day:
    """One day: what happened, how the command ended, what it said, and what became of the issues."""

    number: int
    happens: tuple[str, ...]
    code: int
    said: tuple[str, ...]
    issues: tuple[tuple[str, str], ...]


Plan = Callable[[Mapping[str, providers.model.Provider]], tuple[Sequence[Event], Sequence[Mend]]]


def run(
    folder: Path, names: Sequence[str], events: Sequence[Event], mends: Sequence[Mend], days: int
) -> Iterator[Day]:
    """Give day after day, of the providers with these names; the fact files themselves are left alone."""
    known = {name: facts for name, facts in providers.load(folder).providers.items() if name in names}
    world = World(known, events, TOKEN)
    with tempfile.TemporaryDirectory(prefix="keyproof-month-") as place, world.emulator as emulator:
        home = Path(place)
        for name in names:
            shutil.copytree(folder / name, home / "docs" / "providers" / name)
        shutil.copy(Path("pyproject.toml"), home)
        shutil.copytree(Path("scripts"), home / "scripts")
        kept = {name: text for name, text in os.environ.items() if name.upper() in _KEPT}
        environment = kept | emulator.environment | {"GITHUB_REPOSITORY": "owner/name", "GITHUB_TOKEN": TOKEN}
        for number in range(1, days + 1):
            world.day = number
            yield _day(
                world, number, [event.words for event in events if event.on(number)], home, environment
            )
            for mend in mends:
                if mend.day == number:
                    _mend(home, mend)


def _day(world: World, number: int, happens: list[str], home: Path, environment: Mapping[str, str]) -> Day:
    before = len(world.issues.log)
    moment = FIRST_DAY + timedelta(days=number - 1)
    done = subprocess.run(  # noqa: S603 - our own command
        [*_COMMAND, f"--now={moment.isoformat()}"],
        cwd=home,
        env=dict(environment),
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    titles = {issue["number"]: issue["title"] for issue in world.issues.issues}
    log = [(what, titles[which]) for which, what in world.issues.log[before:]]
    said = [
        line
        for line in (done.stdout + done.stderr).splitlines()
        if not line.startswith(("not asked", "looking"))
    ]
    return Day(number, tuple(happens), done.returncode, tuple(said), tuple(log))


_COMMAND = (
    sys.executable,
    "-m",
    "keyproof",
    "live",
    "--links",
    "--refusals",
    "--issues",
    "--status=status.json",
)


def _mend(home: Path, mend: Mend) -> None:
    path = home / "docs" / "providers" / mend.provider / f"{mend.provider}.toml"
    text = path.read_text(encoding="utf-8")
    if mend.old not in text:
        message = f"{path.name} does not hold {mend.old!r}: the plan of the rehearsal is out of date."
        raise LookupError(message)
    path.write_text(text.replace(mend.old, mend.new), encoding="utf-8")


def table(days: Sequence[Day]) -> str:
    """Give the days as people read them: what happened, the exit code, what became of the issues."""
    lines = [f"{'day':>3}  exit  {'in the world':<58}  issues"]
    for day in days:
        done = "; ".join(f"{what}: {title}" for what, title in day.issues) or "-"
        lines.append(f"{day.number:>3}  {day.code:>4}  {'; '.join(day.happens) or '-':<58}  {done}")
    return "\n".join(lines)
