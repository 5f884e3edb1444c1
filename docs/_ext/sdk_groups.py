"""What the packages did, put together where it is the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from docutils import nodes

from fact_nodes import paragraph
from keyproof.sdks.record import Outcome
from keyproof.sdks.situations import PACKAGES
from provider_facts import Facts

PLACES = {"check": "the check", "first-request": "the first request"}
FEW = 3
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Seen:
    """An outcome and the name of the provider."""

    provider: str
    name: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Group:
    """Outcomes of one package that a reader need not tell apart."""

    label: str
    members: tuple[Seen, ...]

    @property
    def outcome(self) -> Outcome:
        """Give one of them for all."""
        return self.members[0].outcome


def every(facts: Facts, fits: Callable[[Outcome], bool]) -> list[Seen]:
    """Give the outcomes of all providers that fit, in the order of the packages."""
    found = [
        Seen(name, facts.providers[name].name, outcome)
        for name, record in facts.records.items()
        for outcome in record.outcomes
        if fits(outcome)
    ]
    return sorted(found, key=lambda seen: (PACKAGES.index(seen.outcome.package), seen.name.casefold()))


def grouped(seen: Sequence[Seen]) -> Iterator[Group]:
    """Give one group for each package and what it did."""
    for package in dict.fromkeys(one.outcome.package for one in seen):
        own = [one for one in seen if one.outcome.package == package]
        kinds: dict[object, list[Seen]] = {}
        for one in own:
            kinds.setdefault(_signature(one.outcome), []).append(one)
        for members in kinds.values():
            yield Group(_label(members, own), tuple(members))


def _signature(one: Outcome) -> object:
    return one.raises, one.status, one.requests, one.waits, one.shows_key


def _label(members: Sequence[Seen], own: Sequence[Seen]) -> str:
    """Give what sets these apart from the other outcomes of the package: the request, or the provider."""
    if len(members) == len(own):
        return ""
    at, all_at = ({one.outcome.at for one in seen} for seen in (members, own))
    where = f"at {PLACES[min(at)]}" if len(at) < len(all_at) else ""
    peers = {one.name for one in own if one.outcome.at in at}
    names = list(dict.fromkeys(one.name for one in members))
    return ", ".join(filter(None, [where, _listed(names) if len(names) < len(peers) else ""]))


def _listed(names: Sequence[str]) -> str:
    return f"for {' and '.join(names)}" if len(names) <= FEW else f"for {len(names)} providers"


def catch(one: Outcome, *, alone: bool = False) -> list[nodes.Node]:
    """Give the line of code that catches what was raised, and what tells it from others of its class."""
    if one.raises is None:
        return [nodes.inline("", "nothing is raised", classes=["aside"])]
    made: list[nodes.Node] = [nodes.literal(text=f"except {one.raises}")]
    for name in () if alone else ("code", "type", "status"):
        value = one.tells.get(name)
        # the number of the status tells nothing that the class does not
        if value and not value.isdigit():
            return [*made, nodes.Text(" with "), nodes.literal(text=f'error.{name} == "{value}"')]
    return made


def slept(seconds: int) -> str:
    """Give a length of time as people say it."""
    if seconds >= _DAY:
        return f"{seconds // _DAY} days" if seconds >= 2 * _DAY else "a day"
    return f"{seconds} seconds"


def message(group: Group, limit: int) -> list[nodes.Node]:
    """Give the message, where all of the group have the same."""
    texts = {one.outcome.message for one in group.members}
    text = shortened(texts.pop(), limit) if len(texts) == 1 else ""
    return [paragraph(nodes.inline("", text, classes=["quote"]))] if text and group.outcome.raises else []


def shortened(text: str, limit: int) -> str:
    """Give the text on one line, and not more of it than a reader needs to know it again."""
    plain = " ".join(text.split())
    return plain if len(plain) <= limit else f"{plain[: limit - 4].rstrip()} ..."
