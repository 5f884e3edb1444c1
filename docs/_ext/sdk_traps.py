"""What packages do that hurts readers, drawn from the record: `{sdk-situation}` and its kin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
Row = tuple[str, tuple[Sequence[nodes.Node], ...]]


class Recorded(FactDirective):
    """A part of the page that is drawn from the records of all providers."""

    titles: ClassVar[tuple[str, ...]] = ()

    def run(self) -> list[nodes.Node]:
        """Give the table."""
        return self.drawn(self.titles)

    def drawn(self, titles: tuple[str, ...]) -> list[nodes.Node]:
        """Give a table with these columns, or a sentence where nothing of the kind is recorded."""
        self.selected("")  # notes that the page shows them all
        rows = [(anchor, cells[: len(titles)]) for anchor, cells in self.rows()]
        return self.placed([table(titles, rows, "sdks")] if rows else [paragraph(NOTHING)])

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

    def run(self) -> list[nodes.Node]:
        """Give the table."""
        name = self.arguments[0]
        if name not in BY_ID:
            message_ = f"there is no situation {name!r}; there are: {', '.join(BY_ID)}"
            raise self.error(message_)
        self._all = every(self.facts, lambda one: one.situation == name)
        key = any(seen.outcome.shows_key for seen in self._all)
        titles = ("Package", "What your program sees", "Requests", "The whole key is in")
        return self.drawn(titles if key else titles[:-1])

    def rows(self) -> Iterator[Row]:
        """Give a row for each package, and a further one where it does otherwise."""
        for is_ours in (False, True):
            for group in grouped([seen for seen in self._all if seen.outcome.remedied == is_ours]):
                yield "", tuple(self._cells(group, is_ours=is_ours))

    def _cells(self, group: Group, *, is_ours: bool) -> Iterator[list[nodes.Node]]:
        labels = ["with our snippet"] if is_ours else []
        label = ", ".join([*labels, *([group.label] if group.label else [])])
        aside = [paragraph(label, classes=["aside"])] if label else []
        yield [paragraph(nodes.literal(text=group.outcome.package)), *aside]
        yield _helped(group) if is_ours else _seen(group)
        yield [nodes.Text(str(group.outcome.requests))]
        yield _places(group.outcome)


def _seen(group: Group) -> list[nodes.Node]:
    one = group.outcome
    said = [paragraph(catch(one, alone=True)), *message(group, LONGEST)]
    if one.waits:
        said.append(paragraph(badge(f"sleeps {slept(one.waits)}", "badge-stale")))
    return said


def _helped(group: Group) -> list[nodes.Node]:
    ended = "it works" if group.outcome.raises is None else "it ends at once, with the provider's words"
    return [paragraph(badge(ended, "badge-yes"))]


def _places(one: Outcome) -> list[nodes.Node]:
    if not one.shows_key:
        return [nodes.inline("", "nothing", classes=["aside"])]
    return [node for place in one.shows_key for node in (badge(place, "status-4"), nodes.Text(" "))]


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
                text = shortened(seen.outcome.message, LONGEST)
                shown = nodes.inline("", text or "an empty text", classes=["quote" if text else "aside"])
                yield "", (name, [self.link_to_row(seen)], [shown])


class Wordless(Recorded):
    """At which providers a package shows the number of the status and not one word."""

    titles = ("Package", "Providers", "Where the words are")

    def rows(self) -> Iterator[Row]:
        """Give a row for each package."""
        numbers = every(self.facts, lambda one: "response.text" in one.tells)
        # without a body in the facts, the words are the stand-in's own
        found = [seen for seen in numbers if (row := self.row_of(seen)) and row.body]
        for package in dict.fromkeys(one.outcome.package for one in found):
            own = (seen for seen in found if seen.outcome.package == package)
            names = dict.fromkeys(seen.name for seen in own)
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
