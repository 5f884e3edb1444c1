"""The rows of the page about older guides: a claim, what is true now, and where it is taught."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from docutils import nodes

from fact_nodes import badge, inline, link, paragraph
from keyproof.audit import EXCUSES, Audit, Claim, Execution, Omission
from provider_facts import Facts
from taught_links import TaughtLink

QUOTED = "quoted-as-wrong"
ADDRESS = re.compile(r"https?://[^\s`]+[^\s`.,;:)]")
# what happens to a reader who follows it; little harm is not worth a word
HARMS = {"critical": "critical harm", "high": "high harm", "medium": "some harm"}


@dataclass(frozen=True, slots=True)
class Shown:
    """What the rows are drawn from."""

    audit: Audit
    facts: Facts

    def cite(self, names: Iterable[str]) -> list[nodes.Node]:
        """Give one small numbered link a source, to the list at the end of the page."""
        order = {name: number for number, name in enumerate(self.audit.sources, 1)}
        made: list[nodes.Node] = []
        for number, name in sorted((order[name], name) for name in names):
            target = nodes.reference("", f"[{number}]", refid=f"source-{name}", internal=True)
            made += [nodes.Text("" if made else " "), nodes.inline("", "", target, classes=["cite"])]
        return made

    def seen(self, day: date) -> nodes.Node:
        """Give the date, as a warning when nobody has confirmed the claim for long."""
        if self.facts.stale(day):
            return badge(f"not confirmed since {day.isoformat()}", "badge-stale")
        return nodes.inline("", f"Checked on {day.isoformat()}", classes=["date"])

    def taught(self, entry: Claim | Omission) -> list[nodes.Node]:
        """Give the link to the page that teaches it."""
        made = TaughtLink("", self.audit.topics[entry.topic].title)
        made["taught"], made["entry"] = self.audit.taught(entry), entry.id
        return [made]


def claim_row(one: Claim, shown: Shown) -> tuple[list[nodes.Node], ...]:
    """Give the cells of a claim."""
    return list(_said(one)), list(_true(one, shown)), shown.taught(one)


def _said(one: Claim) -> Iterator[nodes.Node]:
    own = nodes.reference("", one.id, refid=f"claim-{one.id.lower()}", internal=True, classes=["claim-id"])
    place = nodes.inline("", f" guide {one.guide}, {one.where}", classes=["aside"])
    yield paragraph([own], [place])
    yield paragraph(one.claim, classes=["claim", QUOTED])
    if one.quote is not None:
        lines = [nodes.line("", line) for line in one.quote.splitlines() if line.strip()]
        yield nodes.line_block("", *lines, classes=["claim-quote", QUOTED])


def _true(one: Claim, shown: Shown) -> Iterator[nodes.Node]:
    at_risk = one.verdict != "holds" and one.harm in HARMS
    harm = [badge(HARMS[one.harm], f"harm-{one.harm}"), nodes.Text(" ")] if at_risk else []
    yield paragraph(harm, linked(one.now))
    for execution in one.executed:
        yield paragraph(_run(execution), classes=["claim-run"])
    if one.not_executed:
        yield paragraph(f"Not run: {EXCUSES[one.not_executed]}", classes=["claim-run", "aside"])
    yield paragraph([shown.seen(one.checked_on or shown.audit.checked_on)], shown.cite(one.sources))


def _run(execution: Execution) -> Iterator[nodes.Node]:
    verb = "Looked up" if execution.form in {"facts", "guide"} else "Run"
    yield badge(verb, "badge-run")
    yield from inline(f" {execution.what} It shows ")
    yield nodes.literal(text=execution.shows)
    yield nodes.Text(".")


def omission_row(one: Omission, shown: Shown) -> tuple[list[nodes.Node], ...]:
    """Give the cells of an omission."""
    return [paragraph(linked(one.what))], inline(" and ".join(one.guides)), shown.taught(one)


def linked(text: str) -> list[nodes.Node]:
    """Give a text with code between backticks, and each address outside of code as a link."""
    made: list[nodes.Node] = []
    for node in inline(text):
        made += _with_links(node) if isinstance(node, nodes.Text) else [node]
    return made


def _with_links(node: nodes.Text) -> Iterator[nodes.Node]:
    text, end = node.astext(), 0
    for match in ADDRESS.finditer(text):
        yield nodes.Text(text[end : match.start()])
        yield from link(match[0])
        end = match.end()
    yield nodes.Text(text[end:])
