"""Results -> the report people read: grouped by what to do, what is to be mended first."""

from __future__ import annotations

import os
import re
import shutil
import textwrap
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Self

from linkcheck_plus.address import scrubbed, shown
from linkcheck_plus.archive import suggestion
from linkcheck_plus.model import Status
from linkcheck_plus.outcome import counted
from linkcheck_plus.reports.groups import Group, alike, grouped, to_mend, to_tidy, told

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from linkcheck_plus.model import Result, Stale
    from linkcheck_plus.outcome import Outcome

MAX_PLACES = 5
MAX_SHORT = 20
NARROW, WIDE = 40, 100
COLOURS = {"red": "31", "green": "32", "yellow": "33", "cyan": "36", "bold": "1", "dim": "2"}
#: Statuses in the order of the tally, with their colours.
TALLY = {
    Status.WORKING: "green",
    Status.MOVED: "yellow",
    Status.LOGIN_WALL: "green",
    Status.BOT_WALL: "cyan",
    Status.RATE_LIMITED: "cyan",
    Status.TIMEOUT: "cyan",
    Status.UNVERIFIED: "cyan",
    Status.IGNORED: "dim",
    Status.BROKEN: "red",
}
#: One count of the tally; a no-break space keeps its number and its status on one line.
TALLIED = re.compile(r"(\d+\xa0[a-z-]+)")


@dataclass(frozen=True, slots=True)
class Style:
    """How wide a line may be, and whether it may be coloured."""

    width: int = WIDE
    colour: bool = False

    @classmethod
    def of(cls, stream: IO[str]) -> Self:
        """Give the style for a stream: terminals have a width, and colour unless NO_COLOR is set."""
        terminal = stream.isatty()
        columns = shutil.get_terminal_size().columns - 1 if terminal else WIDE
        forced = bool(os.environ.get("FORCE_COLOR"))
        dumb = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
        return cls(min(max(columns, NARROW), WIDE), (terminal or forced) and not dumb)

    def paint(self, text: str, colour: str) -> str:
        """Give the text in a colour, where colour is wanted."""
        return f"\x1b[{COLOURS[colour]}m{text}\x1b[0m" if self.colour and text else text

    def heading(self, text: str, colour: str) -> list[str]:
        """Give the lines of a title, bold and in a colour."""
        return [self.paint(self.paint(line, colour), "bold") for line in self.wrap(text, 0)]

    def wrap(self, text: str, indent: int, hang: int = 0) -> list[str]:
        """Give the lines of a sentence; a URL is never cut."""
        return textwrap.wrap(
            text,
            self.width,
            initial_indent=" " * indent,
            subsequent_indent=" " * (indent + hang),
            break_long_words=False,
            break_on_hyphens=False,
        )


PLAIN = Style()


def report(outcome: Outcome, style: Style = PLAIN) -> str:
    """Give the report for a terminal; the tally and the sentence that sums up stand last."""
    groups = grouped(outcome.results)
    broken = [group for group in groups if group[0].takes_broken]
    lines = [line for group, results in broken for line in _group(group, results, style)]
    lines += _exceptions(to_mend(outcome.stale), "red", style)
    lines += [line for group, results in groups[len(broken) :] for line in _group(group, results, style)]
    lines += _exceptions(to_tidy(outcome.stale), "cyan", style)
    return "\n".join([*lines, *_summary(outcome, style), ""])


def _group(group: Group, results: Sequence[Result], style: Style) -> Iterator[str]:
    """Give the links that ask for one deed, below their heading."""
    yield from style.heading(group.heading(len(results)), group.colour)
    yield from _section(group, results, style)
    yield ""


def _section(group: Group, results: Sequence[Result], style: Style) -> Iterator[str]:
    if group.deed == "Replace":
        yield from style.wrap("`linkcheck-plus --fix` shows these changes; with --yes it writes them.", 2)
        for result in results:
            yield from _replacement(result, style)
        return
    for reason, advice, members in alike(results):
        yield from style.wrap(f"{reason} {advice}".strip(), 2)
        listed = members if group.urgent else members[:MAX_SHORT]
        for result in listed:
            yield from _entry(result, style, short=not group.urgent)
        if len(members) > len(listed):
            yield f"    and {len(members) - len(listed)} more"


def _replacement(result: Result, style: Style) -> Iterator[str]:
    yield f"    replace {shown(result.link.uri)}"
    yield f"         by {style.paint(result.verdict.replacement, 'green')}"
    yield from (style.paint(line, "dim") for line in style.wrap(f"in {_places(result)}", 9, 3))


def _entry(result: Result, style: Style, *, short: bool) -> Iterator[str]:
    """Give the lines that are one link's own: the URL, its places, its past, a copy of it."""
    yield f"    {style.paint(shown(result.link.uri), 'bold')}"
    yield from (style.paint(line, "dim") for line in style.wrap(f"in {_places(result)}", 6, 3))
    if past := told(result):
        yield from style.wrap(past, 6)
    copy = "" if short else suggestion(result)
    if copy:
        yield from style.wrap(f"An archive may have it: {copy}", 6)


def _exceptions(group: tuple[str, list[Stale]], colour: str, style: Style) -> Iterator[str]:
    """Give the findings about the settings, below their heading; nothing when there are none."""
    title, exceptions = group
    if not exceptions:
        return
    yield from style.heading(title, colour)
    for one in exceptions:
        yield from style.wrap(scrubbed(f"{one.reason} {one.advice}"), 2)
        yield f"    {style.paint(shown(one.pattern), 'bold')}"
        yield style.paint(f"      in {one.place}", "dim")
    yield ""


def _places(result: Result) -> str:
    places = [str(place) for place in result.link.locations]
    more = [f"and {len(places) - MAX_PLACES} more"] if len(places) > MAX_PLACES else []
    return ", ".join(places[:MAX_PLACES] + more)


def _summary(outcome: Outcome, style: Style) -> Iterator[str]:
    tally = {f"{outcome.counts[status]}\xa0{status}": status for status in TALLY if outcome.counts[status]}
    if tally:
        for line in style.wrap(f"{counted(len(outcome.results), 'link')}: {', '.join(tally)}.", 0):
            yield "".join(_tallied(piece, tally, style) for piece in TALLIED.split(line))
    yield from style.wrap(outcome.work, 0)
    colour = {0: "green", 1: "red"}.get(outcome.exit_code, "yellow")
    yield from (style.paint(line, colour) for line in style.wrap(outcome.sentence, 0))


def _tallied(piece: str, tally: dict[str, Status], style: Style) -> str:
    """Give one count in its status's colour, other pieces of the line as they are."""
    return style.paint(piece.replace("\xa0", " "), TALLY[tally[piece]]) if piece in tally else piece
