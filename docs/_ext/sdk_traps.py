"""What packages do that hurts readers, drawn from the record: `{sdk-situation}`, `{sdk-retries}` and their kin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes

from fact_nodes import badge, inline, paragraph, reference, table
from keyproof.model import ErrorRow
from keyproof.sdks.record import Outcome
from keyproof.sdks.situations import BY_ID, GOOD
from provider_facts import FactDirective
from sdk_groups import Group, Seen, catch, every, grouped, message, shortened, slept

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

NOTHING = "Nothing is recorded yet."
LONGEST = 110
Row = tuple[str, tuple[list[nodes.Node], ...]]


class Recorded(FactDirective):
    """A part of the page that is drawn from the records of all providers."""

    titles: ClassVar[tuple[str, ...]]

    def run(self) -> list[nodes.Node]:
        """Give the table, or a sentence where nothing of the kind is recorded."""
        self.selected("")  # notes that the page shows them all
        rows = list(self.rows())
        return self.placed([table(self.titles, rows, "sdks")] if rows else [paragraph(NOTHING)])

    def rows(self) -> Iterator[Row]:
        """Give the rows."""
        raise NotImplementedError

    def link_to_row(self, seen: Seen) -> nodes.Node:
        """Give a link to the error row on the provider's page."""
        anchor = f"{seen.provider}-error-{seen.outcome.situation}".replace("_", "-")
        return reference(self.env.docname, "ref", anchor, seen.outcome.situation)

    def row_of(self, seen: Seen) -> ErrorRow | None:
        """Give the error row of the facts; None when it has gone or is a situation of ours."""
        rows = self.facts.providers[seen.provider].errors
        return next((row for row in rows if row.id == seen.outcome.situation), None)


class Situation(Recorded):
    """What each package does in one situation; the argument is its id."""

    required_arguments = 1
    titles = ("Package", "What your program sees", "Requests", "The whole key is in")

    def run(self) -> list[nodes.Node]:
        """Give the table."""
        if self.arguments[0] not in BY_ID:
            message_ = f"there is no situation {self.arguments[0]!r}; there are: {', '.join(BY_ID)}"
            raise self.error(message_)
        return super().run()

    def rows(self) -> Iterator[Row]:
        """Give a row for each package, and a further one where it does otherwise."""
        name = self.arguments[0]
        plain = every(self.facts, lambda one: one.situation == name and not one.remedied)
        for group in grouped(plain):
            yield "", (_package(group), _seen(group), _count(group), _places(group.outcome))
        for group in grouped(every(self.facts, lambda one: one.situation == name and one.remedied)):
            yield (
                "",
                (_package(group, "with our snippet"), _helped(group), _count(group), _places(group.outcome)),
            )


def _package(group: Group, more: str = "") -> list[nodes.Node]:
    label = ", ".join(filter(None, (more, group.label)))
    made: list[nodes.Node] = [paragraph(nodes.literal(text=group.outcome.package))]
    return [*made, paragraph(label, classes=["aside"])] if label else made


def _seen(group: Group) -> list[nodes.Node]:
    one = group.outcome
    said = [paragraph(catch(one)), *message(group, LONGEST)]
    if one.waits:
        said.append(paragraph(badge(f"sleeps {slept(one.waits)}", "badge-stale")))
    return said


def _helped(group: Group) -> list[nodes.Node]:
    ended = "it works" if group.outcome.raises is None else "it ends at once, with the provider's words"
    return [paragraph(badge(ended, "badge-yes"))]


def _count(group: Group) -> list[nodes.Node]:
    return [nodes.Text(str(group.outcome.requests))]


def _places(one: Outcome) -> list[nodes.Node]:
    if not one.shows_key:
        return [nodes.inline("", "nothing", classes=["aside"])]
    return [badge(place, "status-4") for place in one.shows_key]


class Retries(Recorded):
    """Which refusals for want of credit are sent more than once."""

    titles = ("Package", "Error rows that it repeats", "Requests", "With our snippet")

    def rows(self) -> Iterator[Row]:
        """Give a row for each package and provider."""
        repeated = every(self.facts, lambda one: one.requests > 1 and one.situation not in BY_ID)
        empty = [seen for seen in repeated if (row := self.row_of(seen)) and row.verdict == "no_credit"]
        for package, provider in dict.fromkeys((one.outcome.package, one.provider) for one in empty):
            own = [one for one in empty if (one.outcome.package, one.provider) == (package, provider)]
            own = [one for one in own if one.outcome.at == "first-request"] or own
            first = own[0]
            name = [paragraph(nodes.literal(text=package)), paragraph(first.name, classes=["aside"])]
            counts = sorted({one.outcome.requests for one in own})
            yield "", (name, list(self._links(own)), inline(", ".join(map(str, counts))), self._remedy(first))

    def _links(self, own: list[Seen]) -> Iterator[nodes.Node]:
        for number, one in enumerate(own):
            yield from [*([nodes.Text(", ")] if number else []), self.link_to_row(one)]

    def _remedy(self, seen: Seen) -> list[nodes.Node]:
        same = every(
            self.facts,
            lambda one: (
                one.remedied
                and (one.package, one.situation) == (seen.outcome.package, seen.outcome.situation)
            ),
        )
        own = [one for one in same if one.provider == seen.provider]
        return [nodes.Text(str(own[0].outcome.requests) if own else "no snippet")]


class Silent(Recorded):
    """Which error rows look like a success to a program."""

    titles = ("Package", "Error row", "What your program gets")

    def rows(self) -> Iterator[Row]:
        """Give a row for each."""
        quiet = every(self.facts, lambda one: one.raises is None and not one.remedied)
        for seen in quiet:
            row = self.row_of(seen)
            if row is not None:
                name = [
                    paragraph(nodes.literal(text=seen.outcome.package)),
                    paragraph(seen.name, classes=["aside"]),
                ]
                text = shortened(seen.outcome.message, LONGEST) or "an empty text"
                yield "", (name, [self.link_to_row(seen)], [nodes.inline("", text, classes=["quote"])])


class Wordless(Recorded):
    """At which providers a package shows the number of the status and not one word."""

    titles = ("Package", "Providers", "Where the words are")

    def rows(self) -> Iterator[Row]:
        """Give a row for each package."""
        found = every(self.facts, lambda one: "response.text" in one.tells)
        for package in dict.fromkeys(one.outcome.package for one in found):
            names = dict.fromkeys(one.name for one in found if one.outcome.package == package)
            where = [nodes.literal(text="error.response.text")]
            yield "", ([nodes.literal(text=package)], inline(", ".join(names)), where)


class Besides(Recorded):
    """Which addresses a package asks besides, without being told."""

    titles = ("Package", "Used with", "Also asks")

    def rows(self) -> Iterator[Row]:
        """Give a row for each package and provider."""
        found = every(self.facts, lambda one: one.situation == GOOD and bool(one.also_asks))
        for package, name in dict.fromkeys((one.outcome.package, one.name) for one in found):
            own = [one for one in found if (one.outcome.package, one.name) == (package, name)]
            hosts = sorted({address for one in own for address in one.outcome.also_asks})
            yield "", ([nodes.literal(text=package)], inline(name), [nodes.literal(text=", ".join(hosts))])


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the directives."""
    app.setup_extension("provider_directives")
    for name, made in {
        "situation": Situation,
        "retries": Retries,
        "silent": Silent,
        "wordless": Wordless,
        "besides": Besides,
    }.items():
        app.add_directive(f"sdk-{name}", made)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
