"""Small docutils nodes from the texts of facts: inline code, citations, dates, tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from docutils import nodes
from markdown_it import MarkdownIt
from sphinx import addnodes

from keyproof.model import Link, Provider
from provider_facts import Facts

Cell = Iterable[nodes.Node]


class LabelledCell(nodes.entry):
    """A table cell that repeats its column's title where a small screen stacks the cells."""


def visit_labelled_cell(translator: Any, node: LabelledCell) -> None:  # noqa: ANN401 - any of Sphinx's HTML translators
    """Write the cell as Sphinx does, then add the label to its tag."""
    translator.visit_entry(node)
    label = translator.attval(node["label"])
    translator.body[-1] = translator.body[-1].replace("<td", f'<td data-label="{label}"', 1)


def depart_labelled_cell(translator: Any, node: LabelledCell) -> None:  # noqa: ANN401 - as above
    """Close the cell."""
    translator.depart_entry(node)


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("zero").enable("backticks")


def inline(text: str) -> list[nodes.Node]:
    """Give a fact's text, with `code` between backticks; every other character stands for itself."""
    tokens = _markdown().parseInline(text)[0].children or ()
    return [
        nodes.literal(text=token.content) if token.type == "code_inline" else nodes.Text(token.content)
        for token in tokens
    ]


def paragraph(
    *parts: str | nodes.Node | Iterable[nodes.Node], classes: Sequence[str] = ()
) -> nodes.paragraph:
    """Give one paragraph of texts and nodes."""
    made = nodes.paragraph(classes=list(classes))
    for part in parts:
        if isinstance(part, str):
            made.extend(inline(part))
        elif isinstance(part, nodes.Node):
            made.append(part)
        else:
            made.extend(part)
    return made


def badge(text: str, *classes: str) -> nodes.inline:
    """Give a short text in a frame."""
    return nodes.inline("", text, classes=["badge", *classes])


def link(target: str | Link, text: str | None = None) -> list[nodes.Node]:
    """Give a link to a page elsewhere, and say so when it asks the visitor to sign in."""
    address = target if isinstance(target, str) else target.url
    title = text or (target.text if isinstance(target, Link) else None) or short(address)
    made: list[nodes.Node] = [nodes.reference("", title, refuri=address, internal=False)]
    if isinstance(target, Link) and target.expect == "login-wall":
        made.append(nodes.inline("", " (asks you to sign in)", classes=["aside"]))
    return made


def short(address: str) -> str:
    """Give an address as people say it: without https:// and the last slash."""
    parts = urlsplit(address)
    return (parts.netloc + parts.path).removesuffix("/") or address


def table(titles: Sequence[str], rows: Iterable[tuple[str, Sequence[Cell]]], name: str) -> nodes.table:
    """Give a table; each row has an id (or '') and its cells."""
    group = nodes.tgroup(cols=len(titles))
    group += [nodes.colspec(colwidth=1) for _ in titles]
    head = nodes.row("", *(nodes.entry("", nodes.paragraph("", title)) for title in titles))
    group += nodes.thead("", head)
    group += nodes.tbody("", *(_row(titles, anchor, cells) for anchor, cells in rows))
    return nodes.table("", group, classes=["facts", f"facts-{name}"])


def _row(titles: Sequence[str], anchor: str, cells: Sequence[Cell]) -> nodes.row:
    made = nodes.row(ids=[anchor] if anchor else [])
    for title, cell in zip(titles, cells, strict=True):
        made += LabelledCell("", *_blocks(cell), label=title)
    return made


def _blocks(cell: Cell) -> list[nodes.Node]:
    """Give a cell's content as blocks: loose texts and inline nodes share a paragraph."""
    blocks: list[nodes.Node] = []
    for node in cell:
        if isinstance(node, nodes.Body) and not isinstance(node, nodes.Inline):
            blocks.append(node)
        elif blocks and isinstance(blocks[-1], nodes.paragraph) and blocks[-1].get("loose"):
            blocks[-1].append(node)
        else:
            blocks.append(nodes.paragraph("", "", node, loose=True))
    return blocks


def definitions(rows: Iterable[tuple[str, Cell]], name: str) -> nodes.definition_list:
    """Give a list of terms, each with what holds for it; a term without content is left out."""
    made = nodes.definition_list(classes=["simple", "facts", f"facts-{name}"])
    for term, cell in rows:
        blocks = _blocks(cell)
        if blocks:
            made += nodes.definition_list_item("", nodes.term("", term), nodes.definition("", *blocks))
    return made


@dataclass(frozen=True, slots=True)
class Page:
    """What a directive knows about the page it stands on."""

    provider: Provider
    facts: Facts
    docname: str

    @property
    def own(self) -> bool:
        """Say whether this is the provider's own page, which holds the anchors."""
        return self.docname == f"providers/{self.provider.id}/index"

    def anchor(self, name: str) -> str:
        """Give the id of something on this page; only the own page may use the short form."""
        plain = name.replace("_", "-")
        return plain if self.own else f"{self.provider.id}-{plain}"

    def cite(self, sources: Iterable[str]) -> list[nodes.Node]:
        """Give one small numbered link a source, to the list on the provider's page."""
        order = {name: number for number, name in enumerate(self.provider.sources, 1)}
        made: list[nodes.Node] = []
        for number, name in sorted((order[name], name) for name in sources if name in order):
            made += [nodes.Text("" if made else " "), self._citation(name, number)]
        return made

    def _citation(self, name: str, number: int) -> nodes.Node:
        text = f"[{number}]"
        if self.own:
            target: nodes.Node = nodes.reference("", text, refid=f"source-{name}", internal=True)
        else:
            target = reference(self.docname, "ref", f"{self.provider.id}-source-{name}", text)
        return nodes.inline("", "", target, classes=["cite"])

    def checked(self, day: date) -> list[nodes.Node]:
        """Give the date of a fact, as a warning when nobody has confirmed it for long."""
        if self.facts.stale(day):
            return [badge(f"not confirmed since {day.isoformat()}", "badge-stale")]
        return [nodes.inline("", f"checked on {day.isoformat()}", classes=["date"])]


def reference(docname: str, kind: str, target: str, text: str) -> addnodes.pending_xref:
    """Give a link inside the site; Sphinx finds its end and warns when there is none."""
    inner = nodes.inline("", text)
    made = addnodes.pending_xref("", inner, refdomain="std", reftype=kind, reftarget=target)
    made.attributes |= {"refexplicit": True, "refwarn": True, "refdoc": docname}
    return made
