"""`{literal-kinds}` and `{outside-names}`: what a page may name, and on whose word."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from fact_nodes import badge, inline, link, paragraph, table
from keyproof.claims import outside
from keyproof.claims.outside import Statement
from keyproof.claims.values import KINDS
from provider_facts import today

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


class LiteralKinds(SphinxDirective):
    """The closed list of what a piece of inline code can be."""

    def run(self) -> list[nodes.Node]:
        """Give the table, in the order in which the kinds are tried."""
        rows = (("", ([nodes.literal(text=name)], inline(means))) for name, means in KINDS.items())
        return [table(("Kind", "What it is"), rows, "kinds")]


class OutsideNames(SphinxDirective):
    """The dated statements about names that are neither ours nor a provider's."""

    def run(self) -> list[nodes.Node]:
        """Give the table; a statement that nobody has confirmed for long says so."""
        file = Path(self.env.srcdir).parent / outside.FILE
        self.env.note_dependency(str(file))
        rows = (("", _cells(one)) for one in outside.load(file).statements)
        return [table(("What", "Names", "Seen"), rows, "outside-names")]


def _cells(one: Statement) -> tuple[list[nodes.Node], ...]:
    named = [name for kind in outside.KINDS for name in getattr(one, kind)]
    source = link(one.url, one.source) if one.url else inline(one.source)
    return [paragraph(inline(one.what))], list(_listed(named)), [paragraph(source, "; ", _day(one))]


def _listed(names: list[str]) -> Iterator[nodes.Node]:
    for number, name in enumerate(names):
        yield from [*([nodes.Text(", ")] if number else []), nodes.literal(text=name)]


def _day(one: Statement) -> nodes.Node:
    if today() - one.seen_on > outside.UNCONFIRMED_AFTER:
        return badge(f"not confirmed since {one.seen_on}", "badge-stale")
    return nodes.inline("", f"seen on {one.seen_on}", classes=["date"])


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the directives."""
    app.add_directive("literal-kinds", LiteralKinds)
    app.add_directive("outside-names", OutsideNames)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
