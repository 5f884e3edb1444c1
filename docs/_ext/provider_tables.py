"""Tables over all providers: the comparison, places, spending caps, and the index of errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes

from fact_nodes import Cell, badge, inline, link, paragraph, reference, table
from keyproof.model import ErrorRow, Link, Provider
from provider_errors import every_row, in_answer, texts
from provider_facts import FactDirective
from provider_sections import capital

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

Column = Callable[[Provider], list[nodes.Node]]
UNKNOWN = "not known"
SORTER = "sort-table.js"


def yes_no(fact: bool | None) -> list[nodes.Node]:  # noqa: FBT001 - a fact, not a switch
    """Give a fact as yes, no or not known."""
    if fact is None:
        return said(None)
    return [badge("yes" if fact else "no", "badge-yes" if fact else "badge-quiet")]


def said(text: str | None) -> list[nodes.Node]:
    """Give the first sentence of a fact, or that it is not known."""
    if not text:
        return [nodes.inline("", UNKNOWN, classes=["aside", "unknown"])]
    return inline(capital(first_sentence(text)))


def first_sentence(text: str) -> str:
    """Give a text up to its first full stop that ends a sentence."""
    head, stop, _rest = text.partition(". ")
    return head + ("." if stop else "")


def compatible(one: Provider) -> list[nodes.Node]:
    """Give whether the provider takes requests in OpenAI's form."""
    if one.family == "openai":
        return yes_no(fact=True)
    if one.links.docs_openai:
        return [*yes_no(fact=True), nodes.Text(" at another address: "), *link(one.links.docs_openai, "see")]
    return [nodes.inline("", "not seen", classes=["aside", "unknown"])]


def proof(one: Provider) -> list[nodes.Node]:
    """Give the request that proves a key, and whether it costs anything."""
    shown: list[nodes.Node] = [nodes.literal(text=f"{one.check.method} {one.check.url}")]
    if not one.check.free:
        price = capital(one.check.price) or "Price not known"
        shown += [nodes.Text(" "), badge("not free", "badge-stale"), *inline(f" {price}.")]
    return [*shown, *([] if one.check.invalid_error else inline(" (the server asks for no key)"))]


def regions(one: Provider) -> list[nodes.Node]:
    """Give the places that have an address of their own."""
    return inline(", ".join(one.check.regions)) if one.check.regions else [nodes.Text("none known")]


# the short ones first: on most screens five stand beside each other
COLUMNS: Mapping[str, Column] = {
    "Free to begin": lambda one: [
        paragraph(yes_no(one.costs.free)),
        paragraph(said(one.costs.free_tier)),
    ],
    "Prepaid": lambda one: yes_no(one.costs.prepaid),
    "Key shown once": lambda one: yes_no(one.key.shown_once),
    "OpenAI's form": compatible,
    "Other regions": regions,
    "Fewer rights": lambda one: said(one.key.scopes),
    "Expiry": lambda one: said(one.key.expiry),
    "Spending cap": lambda one: said(one.costs.spend_limit),
    "After a leak": lambda one: said(one.key.leak_policy),
    "Proof of a key": proof,
}


class AllProviders(FactDirective):
    """A table with a row for every provider that has something to show."""

    name_of_table: ClassVar[str]
    columns: ClassVar[Mapping[str, Column]]

    def cells(self) -> Mapping[str, Column]:
        """Give the columns, each with what makes its cells."""
        return self.columns

    def run(self) -> list[nodes.Node]:
        """Give the table, or a sentence when no provider has anything to show."""
        cells = self.cells()
        rows = [
            (self.anchor(one), (self._name(one), *(cell(one) for cell in cells.values())))
            for one in sorted(self.selected(""), key=lambda one: one.label.casefold())
            if self.fits(one)
        ]
        if not rows:
            return self.placed([paragraph("No provider is known to which this applies.")])
        return self.placed([table(("Provider", *cells), rows, self.name_of_table)])

    def fits(self, _one: Provider) -> bool:
        """Say whether a provider has a row."""
        return True

    def anchor(self, _one: Provider) -> str:
        """Give the id of a provider's row, or ''."""
        return ""

    def _name(self, one: Provider) -> Cell:
        return [reference(self.env.docname, "doc", f"/providers/{one.id}/index", one.label)]


class Comparison(AllProviders):
    """What readers choose by, for all providers, sortable."""

    name_of_table = "comparison"
    columns = COLUMNS


class RegionTable(AllProviders):
    """Who serves which countries, and which error says that yours is not among them."""

    name_of_table = "regions"

    def cells(self) -> Mapping[str, Column]:
        """Give the columns; their cells link to rows of the providers' pages."""
        return {
            "Countries served": lambda one: _page(one.links.supported_countries, "its list"),
            "Other addresses": regions,
            "How a refusal looks": self._refusals,
        }

    def fits(self, one: Provider) -> bool:
        """Say whether anything about places is known."""
        return bool(one.links.supported_countries or one.check.regions or list(_by_region(one)))

    def _refusals(self, one: Provider) -> list[nodes.Node]:
        rows = list(_by_region(one))
        return [node for row in rows for node in _row_link(self.env.docname, one, row)] or said(None)


class SpendingTable(AllProviders):
    """Which cap each hosted provider offers, and where it is set."""

    name_of_table = "spending"
    columns: ClassVar[Mapping[str, Column]] = {
        "Paid in advance": lambda one: yes_no(one.costs.prepaid),
        "Spending cap": lambda one: said(one.costs.spend_limit),
        "Automatic top-up": lambda one: said(one.costs.auto_reload),
        "Where": lambda one: _page(one.links.limits or one.links.billing or one.links.docs_spend_limits),
    }

    def fits(self, one: Provider) -> bool:
        """Say whether the provider sends a bill."""
        return one.kind != "self-hosted"


class LeakTable(AllProviders):
    """What each company does with a key of its own that it finds in public, and how one ends it."""

    name_of_table = "leaks"
    columns: ClassVar[Mapping[str, Column]] = {
        "What it does": lambda one: said(one.key.leak_policy),
        "How you end the key": lambda one: said(one.key.revoke),
    }

    def fits(self, one: Provider) -> bool:
        """Say whether a company gives the keys out."""
        return one.kind != "self-hosted"


def _page(target: Link | None, text: str | None = None) -> list[nodes.Node]:
    return link(target, text) if target else said(None)


def _by_region(one: Provider) -> Iterator[ErrorRow]:
    return (row for row in one.errors if row.verdict == "region")


def _row_link(docname: str, one: Provider, row: ErrorRow) -> Iterator[nodes.Node]:
    anchor = f"{one.id}-error-{row.id}".replace("_", "-")
    yield paragraph(
        badge(str(row.status), f"status-{row.status // 100}"),
        " ",
        reference(docname, "ref", anchor, (texts(row) or (row.meaning,))[0]),
    )


class ErrorIndex(FactDirective):
    """Every answer of every provider in short, each with a link to its row on the provider's page."""

    def run(self) -> list[nodes.Node]:
        """Give one section a provider, which the search and the table of contents know."""
        return self.placed(made for one in self.selected("") for made in self._of(one))

    def _of(self, one: Provider) -> Iterator[nodes.Node]:
        section = nodes.section(ids=[f"errors-{one.id}"], names=[f"errors-{one.id}"])
        section += nodes.title("", one.name)
        section += nodes.bullet_list("", *self._items(one), classes=["error-index"])
        yield section

    def _items(self, one: Provider) -> Iterable[nodes.list_item]:
        for row in every_row(one):
            anchor = f"{one.id}-error-{row.id}".replace("_", "-")
            meaning = reference(self.env.docname, "ref", anchor, row.meaning.removesuffix("."))
            yield nodes.list_item("", paragraph(_status(row), " ", _words(row), meaning))


def _status(row: Any) -> nodes.Node:  # noqa: ANN401 - a row of either kind
    if not isinstance(row, ErrorRow):
        return badge("no answer", "status-0")
    return badge(str(row.status), f"status-{row.status // 100}")


def _words(row: Any) -> Iterator[nodes.Node]:  # noqa: ANN401 - as above
    shown = texts(row)
    if isinstance(row, ErrorRow) and not shown and row.field:
        yield from [*inline(in_answer(row)), nodes.Text(": ")]
    for number, text in enumerate(shown, 1):
        yield from [nodes.literal(text=text), nodes.Text(": " if number == len(shown) else " ")]


def add_sorter(app: Sphinx, *event: Any) -> None:  # noqa: ANN401 - the arguments of html-page-context
    """Load the script on pages with the comparison only."""
    doctree: nodes.document | None = event[3]
    if doctree is not None and any(
        "facts-comparison" in found["classes"] for found in doctree.findall(nodes.table)
    ):
        app.add_js_file(SORTER)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the directives."""
    app.setup_extension("provider_directives")
    app.add_directive("provider-comparison", Comparison)
    app.add_directive("region-table", RegionTable)
    app.add_directive("spending-table", SpendingTable)
    app.add_directive("leak-table", LeakTable)
    app.add_directive("error-index", ErrorIndex)
    app.connect("html-page-context", add_sorter)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
