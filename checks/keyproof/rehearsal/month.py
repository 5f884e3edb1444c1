"""The live checks' real command, run once for each day of a stand-in world, and what it did."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from keyproof import providers
from keyproof.live.issues import TITLES
from keyproof.rehearsal.scenario import Mend, Scenario
from keyproof.rehearsal.world import World

LIMIT = 120.0  # seconds for one day's command
FIRST_DAY = datetime(2026, 12, 1, 3, 17, tzinfo=UTC)
_PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy")
_NOWHERE = "http://127.0.0.1:9"  # nothing listens there
TOKEN = "rehearsal"  # noqa: S105 - opens nothing
_KEPT = {"PATH", "SYSTEMROOT", "HOME", "USERPROFILE", "TEMP", "TMP", "TMPDIR", "LANG", "LC_ALL"}


@dataclass(frozen=True, slots=True)
class Day:
    """One day: what happened, how the command ended, what it said, and what became of the issues."""

    number: int
    happens: tuple[str, ...]
    code: int
    said: tuple[str, ...]
    issues: tuple[tuple[str, str], ...]


def run(folder: Path, scenario: Scenario) -> Iterator[Day]:
    """Give day after day; the fact files themselves are left alone, a copy of them is mended."""
    known = {
        name: facts for name, facts in providers.load(folder).providers.items() if name in scenario.providers
    }
    world = World(known, scenario.events, TOKEN)
    with tempfile.TemporaryDirectory(prefix="keyproof-month-") as place, world.emulator as emulator:
        home = _home(Path(place), folder, scenario.providers)
        kept = {name: text for name, text in os.environ.items() if name.upper() in _KEPT}
        online = kept | emulator.environment | {"GITHUB_REPOSITORY": "owner/name", "GITHUB_TOKEN": TOKEN}
        for number in range(1, scenario.days + 1):
            world.day = number
            words = [event.words for event in scenario.events if event.on(number)]
            cut = number in scenario.offline
            happens = [*words, *(["no network here"] if cut else [])]
            yield _day(
                world, number, happens, home, online | dict.fromkeys(_PROXIES, _NOWHERE) if cut else online
            )
            for mend in scenario.mends:
                if mend.day == number:
                    _mend(home, mend, online)


def _home(place: Path, folder: Path, names: Sequence[str]) -> Path:
    """Make a small copy of the project, with these providers only."""
    for name in names:
        shutil.copytree(folder / name, place / "docs" / "providers" / name)
    shutil.copy(Path("pyproject.toml"), place)
    shutil.copytree(Path("scripts"), place / "scripts")
    return place


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


def _mend(home: Path, mend: Mend, environment: Mapping[str, str]) -> None:
    path = home / "docs" / "providers" / mend.provider / f"{mend.provider}.toml"
    head, after, tail = path.read_text(encoding="utf-8").partition(mend.after) if mend.after else ("", "", "")
    text = tail if mend.after else path.read_text(encoding="utf-8")
    if mend.old not in text:
        message = f"{path.name} does not hold {mend.old!r}: the plan of the rehearsal is out of date."
        raise LookupError(message)
    path.write_text(head + after + text.replace(mend.old, mend.new, 1), encoding="utf-8")
    command = [sys.executable, "-m", "keyproof", "keytable", "--write"]
    subprocess.run(command, cwd=home, env=dict(environment), check=True, capture_output=True)  # noqa: S603 - ours


def unexpected(days: Sequence[Day], scenario: Scenario) -> list[str]:
    """Give what should have been done with issues and was not, and what was done and should not have been."""
    done = {(day.number, what, title) for day in days for what, title in day.issues if what != "edited"}
    wanted = {(day, what, TITLES[kind]) for day, what, kind in scenario.expected}
    missed = [f"day {day}: not {what}: {title}" for day, what, title in sorted(wanted - done)]
    return missed + [f"day {day}: {what} for nothing: {title}" for day, what, title in sorted(done - wanted)]


def table(days: Sequence[Day]) -> str:
    """Give the days as people read them: what began and ended, the exit code, what became of the issues."""
    lines = ["day  exit  what begins (+), ends (-), and what the checks do"]
    before: tuple[str, ...] = ()
    for day in days:
        news = [f"+ {one}" for one in day.happens if one not in before]
        news += [f"- {one}" for one in before if one not in day.happens]
        news += [f"=> issue {what}: {title}" for what, title in day.issues if what != "edited"]
        first, *more = news or [""]
        lines += [f"{day.number:>3}  {day.code:>4}  {first}".rstrip(), *(f"{'':>11}{one}" for one in more)]
        before = day.happens
    return "\n".join(lines)
