"""One issue a kind of problem: its text from the status, and what to do with it; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from keyproof.live.observations import KINDS, Kind
from keyproof.live.status import Record, Status, broken

LABEL = "live"
#: GitHub takes 65,536 characters; a longer list is cut with a word about it.
BODY_LIMIT = 60_000
TITLES: Mapping[Kind, str] = {
    "links": "Links on our pages are broken",
    "moved-links": "Links on our pages have moved for good",
    "refusals": "Providers refuse an unknown key otherwise than our pages say",
    "keys": "A key check with a real key no longer passes",
    "models": "Models that our pages use are gone or going",
}
Action = Literal["open", "update", "close", "nothing"]


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue as it should be: open with this text, or closed."""

    kind: Kind
    title: str
    body: str
    open: bool


@dataclass(frozen=True, slots=True)
class Existing:
    """An issue of ours as GitHub has it."""

    number: int
    title: str
    body: str
    open: bool


def marker(kind: Kind) -> str:
    """Give the comment by which an issue of ours is found again."""
    return f"<!-- keyproof-live:{kind} -->"


def desired(status: Status) -> tuple[Issue, ...]:
    """Give the issue of every kind, open where a failure was confirmed."""
    return tuple(_issue(kind, broken(status, kind)) for kind in KINDS)


def _issue(kind: Kind, records: Mapping[str, Record]) -> Issue:
    if not records:
        return Issue(kind, TITLES[kind], f"{marker(kind)}\nEverything holds again.\n", open=False)
    entries = [_entry(subject, record) for subject, record in records.items()]
    head = (
        f"{marker(kind)}\n"
        "The nightly checks write this text: it changes with what they see, and the issue closes by itself.\n"
        "Each entry was seen on at least two days, or gave no answer for a week.\n"
    )
    return Issue(kind, TITLES[kind], head + _cut(entries), open=True)


def _entry(subject: str, record: Record) -> str:
    place = f"`{record.path}`, line {record.line}" if record.line else f"`{record.path}`"
    lines = [
        f"### {_quoted(subject)}",
        f"- Seen: {_quoted(record.seen)}",
        f"- Expected: {_quoted(record.expected)}",
        f"- Since: {_since(record)}",
        *([f"- Where: {place}"] if record.path else []),
        *([f"- Mend: {record.fix}"] if record.fix else []),
    ]
    return "\n" + "\n".join(lines) + "\n"


def _since(record: Record) -> str:
    """Give the days of a failure."""
    held = f"held until {record.held_on}" if record.held_on else "never seen to hold"
    if record.differs_on != record.differs_since:
        return f"{record.differs_since}, last on {record.differs_on}; {held}"
    return f"{record.unknown_since}, with no answer on any day since; {held}"


def _quoted(text: str) -> str:
    """Give a provider's words as code: a name with @ in them must call nobody."""
    words = " ".join(text.replace("`", "'").split())
    return f"`{words}`"


def _cut(entries: list[str]) -> str:
    text = ""
    for number, entry in enumerate(entries):
        if len(text) + len(entry) > BODY_LIMIT:
            return f"{text}\n... and {len(entries) - number} more, in `status.json`.\n"
        text += entry
    return text


def action(issue: Issue, existing: Existing | None) -> Action:
    """Say what to do: one issue a kind, edited in place, closed when all holds again."""
    if existing is None:
        return "open" if issue.open else "nothing"
    if not issue.open:
        return "close" if existing.open else "nothing"
    return "nothing" if existing.open and existing.body.strip() == issue.body.strip() else "update"
