"""How many situations a checker judges right: each link alone, and all in one run."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bench.checkers import OURS
from bench.checkers.job import STANDS_FOR, Checker, Job, write
from bench.fault_server import FaultServer, Situation
from bench.ours import CONTROLS, routes
from bench.process import STOP, Ran
from bench.tools import Tools

#: Seconds for one link, and for all of them.
LONGEST_ALONE, LONGEST_TOGETHER = 60, 400
AT_A_TIME = 6
PASSWORD = "secret-word"  # noqa: S105  the one in the situations' addresses


@dataclass(frozen=True, slots=True)
class Score:
    """What one checker made of the situations: its class for each, and whether it showed a password."""

    classes: Mapping[str, str]
    shown: bool

    def right(self, situations: Collection[Situation]) -> list[Situation]:
        """Give the situations whose class may stand for a right verdict."""
        return [one for one in situations if _may_be_right(self.classes.get(one.name, "no answer"), one)]


@dataclass(frozen=True, slots=True)
class Together(Score):
    """The same of all in one run, and how it ran."""

    ran: Ran


def _may_be_right(given: str, situation: Situation) -> bool:
    return bool(STANDS_FOR.get(given, {given}) & set(situation.right))


def together(checker: Checker, tools: Tools, situations: Sequence[Situation], folder: Path) -> Together:
    """Check all situations in one run."""
    with FaultServer(situations) as server:
        pages = {f"s{number}": one.name for number, one in enumerate(situations)}
        links = {page: [server.links[name]] for page, name in pages.items()}
        job = Job(folder, links, server.ca_file, routes(server))
        write(job)
        ran, seen, report = checker.check(tools, job, LONGEST_TOGETHER)
    silent = "no answer" if ran.limit or not seen else "not reported"
    return Together({name: seen.get(page, silent) for page, name in pages.items()}, PASSWORD in report, ran)


def alone(
    checker: Checker,
    tools: Tools,
    situations: Sequence[Situation],
    folder: Path,
    step: Callable[[], object] = lambda: None,
) -> Score:
    """Check each situation in a run of its own, several at a time; `step` is called after each."""
    with FaultServer(situations) as server, ThreadPoolExecutor(AT_A_TIME) as pool:

        def one(number: int, situation: Situation) -> tuple[str, bool]:
            if STOP.is_set():
                return "no answer", False
            given = _alone(checker, tools, server, situation, folder / str(number))
            step()
            return given

        try:
            found = list(pool.map(one, range(len(situations)), situations))
        except BaseException:
            STOP.set()  # or the pool would wait for all of them
            raise
    classes = {situation.name: given for situation, (given, _) in zip(situations, found, strict=True)}
    return Score(classes, any(shown for _, shown in found))


def _alone(
    checker: Checker, tools: Tools, server: FaultServer, situation: Situation, folder: Path
) -> tuple[str, bool]:
    """Give the class of one situation, and whether the report shows a password."""
    links = {"s": [server.links[situation.name]]}
    if checker is OURS:  # it tells a dead network from a dead host by what others answer
        links |= {f"control{n}": [server.links[name]] for n, name in enumerate(CONTROLS)}
    job = Job(folder, links, server.ca_file, routes(server))
    write(job)
    ran, seen, report = checker.check(tools, job, LONGEST_ALONE)
    return seen.get("s", "no answer" if ran.limit or not seen else "not reported"), PASSWORD in report
