"""Directives and roles that show facts about the R package MacBehaviour."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from fact_nodes import inline, link, paragraph, reference, table
from keyproof import macbehaviour, providers
from keyproof.macbehaviour import Facts, Message

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)
TITLES = ("What you see", "What it means", "What to do")
SHORT = 7  # characters of a commit, as git shows them


class Messages(SphinxDirective):
    """The texts on the screen, each a row with an address that the search knows."""

    def run(self) -> list[nodes.Node]:
        """Give the table."""
        facts = _noted(self)
        if facts is None:
            return []
        rows = [(anchor(one), _cells(one, self.env.docname, facts)) for one in facts.messages]
        found = [("single", entry(one), anchor(one), "main", None) for one in facts.messages]
        standard = self.env.domains.standard_domain
        for one in facts.messages:
            standard.note_hyperlink_target(anchor(one), self.env.docname, anchor(one), one.shows)
        return [addnodes.index(entries=found), table(TITLES, rows, "errors")]


class Sources(SphinxDirective):
    """The numbered list that the citations lead to."""

    def run(self) -> list[nodes.Node]:
        """Give the list."""
        standard, facts = self.env.domains.standard_domain, _noted(self)
        items = []
        for name, source in facts.sources.items() if facts else ():
            target = _source(name)
            standard.note_hyperlink_target(target, self.env.docname, target, name)
            title = link(source.url, source.what) if source.url else inline(source.what)
            seen = nodes.inline("", f" Seen on {source.seen_on.isoformat()}.", classes=["date"])
            items.append(nodes.list_item("", paragraph(title, nodes.Text("."), seen), ids=[target]))
        return [nodes.enumerated_list("", *items, classes=["sources"])]


class FactRole(SphinxRole):
    """``{mac}`version` ``: a fact about the release that was looked at."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Give the fact as text; names of versions and commits as code."""
        facts = _noted(self)
        value = getattr(facts.release, self.text, None) if facts else ""
        if value is None:
            return _unknown(self), []
        if isinstance(value, date):
            return [nodes.Text(value.isoformat())], []
        if isinstance(value, tuple):
            parts: list[nodes.Node] = []
            for one in value:
                parts += [nodes.Text(", "), nodes.literal(text=one)]
            return parts[1:], []
        return [nodes.literal(text=value[:SHORT] if self.text == "commit" else value)], []


class SourceRole(SphinxRole):
    """``{mac-source}`run` ``: small numbered links to the sources, several with blanks between."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Give the links."""
        facts, names = _noted(self), self.text.split()
        if facts is None:
            return [], []
        if not facts.sources.keys() >= set(names):
            return _unknown(self), []
        return _cited(self.env.docname, facts, names), []


def _cells(one: Message, docname: str, facts: Facts) -> tuple[list[nodes.Node], ...]:
    seen: list[nodes.Node] = [paragraph(nodes.literal(text=one.shows))]
    if one.after:
        seen.append(paragraph("after ", nodes.literal(text=one.after), classes=["aside"]))
    cited = _cited(docname, facts, one.sources)
    meaning = nodes.strong("", "", *inline(one.meaning))
    means: list[nodes.Node] = [paragraph(meaning), paragraph(one.when, " ", cited)]
    mend: list[nodes.Node] = [paragraph(one.fix)]
    if one.trap:
        mend.append(paragraph(reference(docname, "ref", one.trap, "More about it"), ".", classes=["aside"]))
    return seen, means, mend


def _cited(docname: str, facts: Facts, names: list[str] | tuple[str, ...]) -> list[nodes.Node]:
    """Give one small numbered link a source. KeyError when there is no such source."""
    order = {name: number for number, name in enumerate(facts.sources, 1)}
    links = [reference(docname, "ref", _source(name), f"[{order[name]}]") for name in names]
    return [nodes.inline("", "", one, classes=["cite"]) for one in links]


def _source(name: str) -> str:
    return f"macbehaviour-source-{name}"


def anchor(one: Message) -> str:
    """Give the address of a row on its page."""
    return f"message-{one.id}".replace("_", "-")


def entry(one: Message) -> str:
    """Give the text by which the search finds the row; a semicolon would split the entry in two."""
    return one.shows.rstrip(".").replace(";", ",")


def _unknown(role: SphinxRole) -> list[nodes.Node]:
    logger.warning("{%s} knows no %r", role.name, role.text, location=role.get_location(), type="facts")
    return [nodes.Text(role.text)]


def _noted(asking: SphinxDirective | SphinxRole) -> Facts | None:
    """Give the facts, and have the page that shows them follow their file; a warning where it is missing."""
    file = Path(asking.env.srcdir, providers.PACKAGE)
    asking.env.note_dependency(str(file))
    facts: Facts | None = asking.config.macbehaviour_facts
    if facts is None:
        logger.warning("%s is missing or wrong", file, location=asking.get_location(), type="facts")
    return facts


def read(app: Sphinx) -> None:
    """Read the facts; each finding is a warning with its file and line."""
    facts, findings = providers.load_package(Path(app.srcdir, "providers"))
    for finding in findings:
        place, _, text = str(finding).partition(": ")
        logger.warning("%s", text, location=place, type="facts", subtype=finding.code)
    app.config.macbehaviour_facts = facts


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the directives and roles."""
    app.add_config_value("macbehaviour_facts", None, "", types=frozenset({macbehaviour.Facts}))
    app.add_directive("macbehaviour-messages", Messages)
    app.add_directive("macbehaviour-sources", Sources)
    app.add_role("mac", FactRole())
    app.add_role("mac-source", SourceRole())
    app.connect("builder-inited", read)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
