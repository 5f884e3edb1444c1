"""The trials of linkcheck-plus and its peers, and the command that runs them."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from bench import figures, kills, speed, tables, verdicts
from bench.checkers import OURS, PEERS
from bench.checkers.job import MEGABYTES, Checker
from bench.figures import FINISHED, Figures, Judged, Raced, Situations, Speed
from bench.process import STOP, Ran
from bench.situations import ALL, KINDS
from bench.tools import CannotInstall, Tools

PURPOSE = "Measure linkcheck-plus beside its peers: right verdicts, speed, memory, what a kill costs."
BROKEN_OFF = 130
TRIALS = ("situations", "speed", "kills", "all")


def say(text: str) -> None:
    """Tell on standard error how far it is."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def today() -> str:
    """Give the day for the figures."""
    return f"{datetime.now(UTC):%Y-%m-%d}"


def ending(ran: Ran) -> str:
    """Give how a run ended, in the words of the table."""
    if ran.limit == "memory":
        return f"takes over {MEGABYTES / 1000:.1f} GB"
    if ran.limit:
        return f"no end in {ran.wall:.0f} s"
    return f"dies ({ran.code})" if ran.code < 0 else FINISHED


def titled(checker: Checker) -> str:
    """Give a checker's name with its version."""
    return f"{checker.name} {checker.version}".strip()


def installed(tools: Tools, only: Sequence[str]) -> tuple[list[Checker], dict[str, str]]:
    """Install the peers; give who takes part, and why the others do not."""
    present, skipped = [OURS], {}
    for peer in PEERS:
        if only and not any(name.lower() in peer.name.lower() for name in only):
            continue
        say(f"installing {titled(peer)}")
        try:
            peer.install(tools)
        except CannotInstall as error:
            skipped[titled(peer)] = str(error)
            say(f"skipped: {titled(peer)} cannot be installed: {error}")
        else:
            present.append(peer)
    return present, skipped


def judged(checker: Checker, tools: Tools, folder: Path) -> Judged:
    """Take a checker through the situations."""
    steps = count(1)

    def step() -> None:
        if (number := next(steps)) % 50 == 0:
            say(f"  {number} of {len(ALL)}")

    say(f"{titled(checker)}: {len(ALL)} situations, each alone")
    alone = verdicts.alone(checker, tools, ALL, folder / "alone", step)
    say(f"{titled(checker)}: all in one run")
    together = verdicts.together(checker, tools, ALL, folder / "together")
    if checker is OURS:  # a peer's are many, and no news
        for score, how in ((alone, "alone"), (together, "in one run")):
            right = {one.name for one in score.right(ALL)}
            for one in (one for one in ALL if one.name not in right):
                say(f"  wrong {how}: {one.name} is {score.classes[one.name]}, not {' or '.join(one.right)}")
    kinds = {kind: len(alone.right(members)) for kind, members in KINDS.items()}
    return Judged(
        titled(checker),
        sum(kinds.values()),
        len(together.right(ALL)),
        ending(together.ran),
        round(together.ran.wall, 1),
        round(together.ran.memory, 1),
        alone.shown or together.shown,
        kinds,
    )


def situations(checkers: Sequence[Checker], tools: Tools, folder: Path) -> Situations:
    """Take all checkers through the situations."""
    rows = [judged(checker, tools, folder / str(n)) for n, checker in enumerate(checkers)]
    return Situations(today(), {kind: len(members) for kind, members in KINDS.items()}, rows)


def raced(checker: Checker, tools: Tools, served: speed.Corpus, folder: Path, laps: int) -> Raced:
    """Let a checker run over the speed corpus."""
    say(f"{titled(checker)}: {speed.LINKS} links")
    lap = speed.laps(checker, tools, served, folder, laps)
    ran = lap.ran
    costs = (round(ran.wall, 2), round(ran.cpu, 2), round(ran.memory, 1))
    return Raced(titled(checker), checker.trial, *costs, lap.requests / speed.LINKS, lap.most, ending(ran))


def race(checkers: Sequence[Checker], tools: Tools, folder: Path, laps: int) -> Speed:
    """Measure time, processor and memory of all checkers, and what is linkcheck-plus's own."""
    with speed.Corpus(speed.LINKS) as served:
        rows = [raced(one, tools, served, folder / str(n), laps) for n, one in enumerate(checkers)]
        say("linkcheck-plus: again with a warm cache")
        warm = speed.warm(tools, served, folder / "warm")
    with speed.Corpus(speed.MANY_LINKS) as served:
        say(f"linkcheck-plus: {speed.MANY_LINKS} links")
        many = speed.lap(OURS, tools, served, folder / "many").ran
    machine = f"Python {platform.python_version()} on {platform.system()}, {os.cpu_count()} processors"
    return Speed(
        today(),
        machine,
        speed.LINKS,
        speed.HOSTS,
        round(speed.bound(), 3),
        rows,
        (round(warm.beyond, 2), warm.lap.requests),
        (speed.MANY_LINKS, round(many.memory, 1), round(many.wall, 1)),
    )


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="links.py", description=PURPOSE)
    add = parser.add_argument
    add("trial", nargs="?", choices=TRIALS, default="all", help="what to measure (default: all)")
    add("--only", nargs="+", default=(), metavar="NAME", help="only these peers, and linkcheck-plus")
    add("--laps", type=int, default=3, metavar="N", help="runs for speed; the median counts (3)")
    add("--peers", type=Path, metavar="DIR", help="install the peers there, and leave them there")
    add("--write", action="store_true", help="keep the figures, and renew the README's tables")
    return parser.parse_args(arguments)


def measure(options: argparse.Namespace, undoing: ExitStack) -> Figures:
    """Run the trials asked for."""
    folder = Path(undoing.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
    folder.chmod(0o755)  # LinkChecker gives up root's rights
    tools = Tools(options.peers.absolute() if options.peers else folder / "peers")
    tools.folder.mkdir(parents=True, exist_ok=True)
    trials = set(TRIALS) if options.trial == "all" else {options.trial}
    checkers, skipped = installed(tools, options.only) if trials & {"situations", "speed"} else ([OURS], {})
    found = Figures(skipped=skipped)
    if "situations" in trials:
        found = replace(found, situations=situations(checkers, tools, folder / "situations"))
    if "speed" in trials:
        found = replace(found, speed=race(checkers, tools, folder / "speed", options.laps))
    if "kills" in trials:
        say(f"linkcheck-plus: killed {kills.ROUNDS} times")
        outcome = kills.kill_often(folder / "kills")
        names = ("kills", "midway", "lost", "forgotten", "torn", "again")
        found = replace(found, kills={name: getattr(outcome, name) for name in names})
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the tables, and give the exit code."""
    options = parsed(arguments)
    try:
        with ExitStack() as undoing:
            found = measure(options, undoing)
    except KeyboardInterrupt:
        STOP.set()
        say("Broken off: nothing was kept.")
        return BROKEN_OFF
    sys.stdout.write(tables.terminal(found))
    if options.write:
        keep(found)
    return 0


def keep(found: Figures) -> None:
    """Write what was measured over what was measured before, and renew the README."""
    before = figures.read()
    merged = Figures(
        found.situations or before.situations,
        found.speed or before.speed,
        found.kills or before.kills,
        found.skipped,
    )
    figures.write(merged)
    tables.README.write_text(tables.renewed(tables.README.read_text("utf-8"), merged), "utf-8")
