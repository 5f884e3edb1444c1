"""linkcheck-plus killed at random moments: what its files keep, and what the next run asks again."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from bench.checkers.job import CHECKS
from bench.fault_server import FaultServer, Situation
from bench.replies import Page, after
from bench.situations.prose import GOOD
from linkcheck_plus.journal import Journal

ROUNDS, PER_FOLDER = 50, 5
HOSTS, LINKS, PER_HOST = 8, 96, 2
IN_FLIGHT = HOSTS * PER_HOST
LONGEST = 20
#: Imports once and forks for each run, so that 50 runs take seconds; each line names a folder.
RUNNER = """
    import os, sys
    from linkcheck_plus.__main__ import main
    for folder in sys.stdin:
        child = os.fork()
        if child == 0:
            os.chdir(folder.strip())
            sys.stdout = sys.stderr = open(os.devnull, "w")
            main(["links.txt", "--cache", "c", "--history", "h", "--include-local"])
            os._exit(0)
        print(child, flush=True)
        os.waitpid(child, 0)
        print("ended", flush=True)
"""


@dataclass(slots=True)
class Kills:
    """What came of the kills.

    `midway` counts those after which some links were known and others not; `lost` the answers that were given
    and are not in the files, beyond those in flight; `forgotten` what an earlier run knew; `torn` lines that
    cannot be read, beyond one a kill; `again` answers known that the run after the last kill asked for again.
    """

    kills: int = 0
    midway: int = 0
    lost: int = 0
    forgotten: int = 0
    torn: int = 0
    again: int = 0
    _known: set[str] = field(default_factory=set)

    @property
    def safe(self) -> bool:
        """Whether nothing was lost but what was in flight."""
        return not (self.lost or self.forgotten or self.torn or self.again)

    def new_folder(self) -> None:
        """Begin with nothing known."""
        self._known = set()

    def look(self, folder: Path, answered: int, kills: int) -> int:
        """Look at the files after a run, and give how many links they know."""
        found: set[str] = set()
        for name in ("h", "c"):
            found = set(Journal(folder / name).records)
            self.lost += max(answered - kills * IN_FLIGHT - len(found), 0)
            self.forgotten += len(self._known - found)
            self.torn += max(_torn(folder / name) - kills, 0)
        self._known = found
        return len(found)


def _torn(file: Path) -> int:
    """Give how many lines of a file are no record."""
    lines = file.read_text("utf-8", "replace").split("\n") if file.exists() else []
    return sum(not _readable(line) for line in lines if line)


def _readable(line: str) -> bool:
    try:
        return bool(json.loads(line))
    except ValueError:
        return False


def kill_often(folder: Path, rounds: int = ROUNDS) -> Kills:
    """Kill so many runs, a few in each of several folders, and let each folder's last run end."""
    chance, outcome = random.Random(20261121), Kills()  # noqa: S311  no secret
    page = Page(GOOD, 200, {"Connection": "close"})
    hosts = [
        Situation(f"host {n}", ("working",), "It takes its time.", at={"*": after(0.02, page)})
        for n in range(HOSTS)
    ]
    with FaultServer(hosts) as server, _runner() as runner:
        urls = [f"http://{server.hosts[n % HOSTS]}/{n}" for n in range(LINKS)]
        for number in range(rounds // PER_FOLDER):
            place = folder / str(number)
            place.mkdir(parents=True)
            (place / "links.txt").write_text("\n".join(urls))
            _one_folder(runner, server, place, outcome, chance)
    return outcome


def _one_folder(
    runner: subprocess.Popen[str], server: FaultServer, folder: Path, outcome: Kills, chance: random.Random
) -> None:
    outcome.new_folder()
    server.requests.clear()
    known = 0
    for kills in range(1, PER_FOLDER + 1):
        moment = server.requests.total() + chance.randint(0, LINKS - known)
        _run(runner, server, folder, (moment, chance.uniform(0, 0.03)))
        before, known = known, outcome.look(folder, server.requests.total(), kills)
        outcome.kills += 1
        outcome.midway += before < known < LINKS
    asked = server.requests.total()
    _run(runner, server, folder)
    outcome.again += abs(server.requests.total() - asked - (LINKS - known))
    outcome.lost += LINKS - outcome.look(folder, LINKS, PER_FOLDER)


@contextmanager
def _runner() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", textwrap.dedent(RUNNER)]
    environment = os.environ | {"PYTHONPATH": str(CHECKS)}
    with subprocess.Popen(  # noqa: S603  the text above
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _run(
    runner: subprocess.Popen[str],
    server: FaultServer,
    folder: Path,
    kill: tuple[int, float] | None = None,
) -> None:
    """Run the command in a folder; kill it some seconds after a number of requests."""
    told, heard = _pipes(runner)
    told.write(f"{folder}\n")
    told.flush()
    child = int(heard.readline())
    if kill:
        limit = time.monotonic() + LONGEST
        while server.requests.total() < kill[0] and time.monotonic() < limit:
            time.sleep(0.001)
        time.sleep(kill[1])
        with suppress(ProcessLookupError):  # it was quicker
            os.kill(child, signal.SIGKILL)
    heard.readline()


def _pipes(runner: subprocess.Popen[str]) -> tuple[IO[str], IO[str]]:
    if runner.stdin is None or runner.stdout is None:
        msg = "the runner was started without pipes"
        raise OSError(msg)
    return runner.stdin, runner.stdout
