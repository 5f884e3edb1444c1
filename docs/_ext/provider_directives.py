"""The directives and the role that show providers: `{provider-errors}` and its kin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxRole

import provider_access as access
import provider_extras as extras
import provider_sections as sections
from fact_nodes import (
    LabelledCell,
    Page,
    depart_labelled_cell,
    inline,
    link,
    paragraph,
    reference,
    table,
    visit_labelled_cell,
)
from keyproof.model import Provider
from provider_errors import anchors, errors
from provider_facts import CLAIMS, FactDirective, facts_of, note_shown

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

Section = Callable[[Provider, Page], Iterator[nodes.Node]]
SECTIONS: dict[str, Section] = {
    "glance": sections.glance,
    "steps": sections.steps,
    "rights": sections.rights,
    "costs": sections.costs,
    "server": access.server,
    "check": access.check,
    "errors": errors,
    "rotate": sections.rotate,
    "dead": sections.dead,
    "links": extras.links,
    "model": extras.model,
    "rate": extras.rate,
    "sdk": extras.sdk,
    "variable": extras.variable,
    "macbehaviour": sections.macbehaviour,
    "unknown": sections.unknown,
    "sources": sections.sources,
}


class ProviderSection(FactDirective):
    """One part of a provider's page; nothing at all when the provider is not there."""

    section: ClassVar[str]

    def run(self) -> list[nodes.Node]:
        """Give the nodes of the part."""
        one = self.provider()
        if one is None:
            return []
        if self.section == "dead":
            note_shown(self.env, CLAIMS)
        page = Page(one, self.facts, self.env.docname)
        if page.own:
            self._note_anchors(one)
        return self.placed(SECTIONS[self.section](one, page))

    def _note_anchors(self, one: Provider) -> None:
        """Make the anchors of this part known, so that other pages can link to them."""
        found = {"errors": anchors(one), "sources": ((f"source-{name}", name) for name in one.sources)}
        standard = self.env.domains.standard_domain
        for anchor, title in found.get(self.section, ()):
            standard.note_hyperlink_target(f"{one.id}-{anchor}", self.env.docname, anchor, title)


class ProviderList(FactDirective):
    """All providers as a table, each with a link to its page."""

    option_spec: ClassVar = {"kind": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        """Give the table, or a sentence when there is nothing to list."""
        found = self.selected(self.options.get("kind", ""))
        if not found:
            return self.placed([paragraph("No provider of this kind is described yet.")])
        titles = ("Provider", "Kind", "Variable", "Where you make a key")
        return self.placed([table(titles, map(self._row, found), "list")])

    def _row(self, one: Provider) -> tuple[str, tuple[list[nodes.Node], ...]]:
        name: nodes.Node = reference(self.env.docname, "doc", f"/providers/{one.id}/index", one.name)
        keys = link(one.links.keys.url) if one.links.keys else sections.no_key_page(one)
        return "", ([name], inline(one.kind), [nodes.literal(text=one.key.env_var)], keys)


class ProviderRole(SphinxRole):
    """``{provider}`openai` ``: a link to the provider's page, or its plain name when it has none."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Give the link or the text; `id#anchor` leads to an error row or a source."""
        name, _, anchor = self.text.partition("#")
        note_shown(self.env, name)
        one = facts_of(self.config).providers.get(name)
        if one is None:
            return [nodes.Text(name)], []
        target = ("ref", f"{one.id}-{anchor}") if anchor else ("doc", f"/providers/{one.id}/index")
        return [reference(self.env.docname, *target, one.name)], []


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the directives and the role."""
    app.setup_extension("provider_facts")
    app.setup_extension("provider_confirmed")
    app.add_node(LabelledCell, html=(visit_labelled_cell, depart_labelled_cell))
    for name in SECTIONS:
        made = type(f"Provider{name.title()}", (ProviderSection,), {"section": name})
        app.add_directive(f"provider-{name}", made)
    app.add_directive("provider-list", ProviderList)
    app.add_role("provider", ProviderRole())
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
