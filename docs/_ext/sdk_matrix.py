"""What a program sees at each provider, row by row: `{sdk-matrix}`; with which releases: `{sdk-releases}`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from docutils import nodes

from fact_nodes import Cell, badge, paragraph, reference, table
from keyproof.model import ErrorRow, Provider
from keyproof.sdks.record import Outcome, Record
from keyproof.sdks.situations import PACKAGES
from provider_facts import FactDirective
from provider_tables import first_sentence
from sdk_groups import PLACES, catch, shortened

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

TITLES = ("What to catch", "What it means", "What it prints")
LONGEST = 90
WORDS = "<the provider's words>"


class Releases(FactDirective):
    """When the packages were driven, and which releases of them."""

    def run(self) -> list[nodes.Node]:
        """Give one paragraph, or a sentence where nothing is recorded."""
        self.selected("")
        records = list(self.facts.records.values())
        if not records:
            return self.placed([paragraph("Nothing is recorded yet: run `nox -s sdks -- --write`.")])
        day = min(record.recorded_on for record in records)
        pythons = sorted({record.python for record in records})
        known = {name: text for record in records for name, text in record.packages.items()}
        packages = ", ".join(f"{name} {known[name]}" for name in PACKAGES if name in known)
        dated = (
            badge(f"not confirmed since {day.isoformat()}", "badge-stale")
            if self.facts.stale(day)
            else (nodes.inline("", f"recorded on {day.isoformat()}", classes=["date"]))
        )
        return self.placed(
            [paragraph(f"The releases: {packages}, on Python {' and '.join(pythons)}. ", dated)]
        )


class Matrix(FactDirective):
    """A section for each provider: every error row, and the exception that it becomes."""

    def run(self) -> list[nodes.Node]:
        """Give the sections, which the table of contents knows."""
        return self.placed(made for one in self.selected("") for made in self._of(one))

    def _of(self, one: Provider) -> Iterator[nodes.Node]:
        record = self.facts.records.get(one.id)
        anchor = f"sees-{one.id}"
        section = nodes.section(ids=[anchor], names=[anchor])
        section += nodes.title("", one.name)
        if record is None:
            section += paragraph("No package has been driven at this provider yet.")
        else:
            self.env.domains.standard_domain.note_hyperlink_target(anchor, self.env.docname, anchor, one.name)
            section += list(self._tables(one, record))
        yield section

    def _tables(self, one: Provider, record: Record) -> Iterator[nodes.Node]:
        rows = {row.id: row for row in one.errors}
        for package in (name for name in PACKAGES if name in record.packages):
            own = [
                seen
                for seen in record.outcomes
                if seen.package == package and seen.situation in rows and not seen.remedied
            ]
            merged = sorted(_merged(own), key=lambda pair: (pair[0].status or 0, pair[0].raises or ""))
            yield paragraph("With ", nodes.literal(text=package), ":")
            lines = [
                ("", tuple(self._cells(one, rows[seen.situation], seen, places))) for seen, places in merged
            ]
            yield table(TITLES, lines, "exceptions")

    def _cells(self, one: Provider, row: ErrorRow, seen: Outcome, places: list[str]) -> Iterator[Cell]:
        anchor = f"{one.id}-error-{row.id}".replace("_", "-")
        meaning = reference(self.env.docname, "ref", anchor, first_sentence(row.meaning).removesuffix("."))
        asides = [f"at {places[0]} only"] if len(places) < len(row.at) else []
        asides += [f"asked {seen.requests} times"] if seen.requests > 1 else []
        yield catch(seen)
        yield [
            paragraph(badge(str(row.status), f"status-{row.status // 100}"), " ", meaning),
            *([paragraph(", ".join(asides), classes=["aside"])] if asides else []),
        ]
        yield _printed(seen)


def _printed(seen: Outcome) -> list[nodes.Node]:
    """Give the message; not one that says no more than the status, or is the answer of a success."""
    says = seen.message.replace(WORDS, "").removeprefix(f"Error code: {seen.status}").strip(" -")
    if not says or not seen.raises:
        return []
    return [nodes.inline("", shortened(seen.message, LONGEST), classes=["quote"])]


def _merged(outcomes: list[Outcome]) -> Iterator[tuple[Outcome, list[str]]]:
    """Give each row once, with the requests at which it was met; twice where they differ."""
    kinds: dict[object, list[Outcome]] = {}
    for one in outcomes:
        key = one.situation, one.raises, one.status, one.requests, tuple(one.tells.items())
        kinds.setdefault(key, []).append(one)
    for members in kinds.values():
        yield members[0], [PLACES[one.at] for one in members]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the directives."""
    app.setup_extension("provider_directives")
    app.add_directive("sdk-matrix", Matrix)
    app.add_directive("sdk-releases", Releases)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
