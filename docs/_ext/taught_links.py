"""Links from a claim to the page and anchor that teaches it, named after the heading that stands there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.errors import NoUri
from sphinx.util import logging

from keyproof.guides import rules, traces

if TYPE_CHECKING:
    from sphinx.application import Sphinx

logger = logging.getLogger(__name__)


class TaughtLink(nodes.Inline, nodes.TextElement):
    """A link to `taught` (`page#anchor`) for the claim `entry`; its end is known when all pages are read."""


def resolve(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Make links of them; one that leads nowhere is a warning at the claim's line."""
    for node in list(doctree.findall(TaughtLink)):
        page, _, anchor = str(node["taught"]).partition("#")
        text = _title(app, page, anchor)
        if text is None:
            _complain(app, node)
        node.replace_self(_link(app, docname, node, text))


def _title(app: Sphinx, page: str, anchor: str) -> str | None:
    """Give the titles of the page and of the section around the anchor; None where it is not there."""
    if page not in app.env.found_docs:
        return None
    title = app.env.titles[page].astext()
    if not anchor:
        return title
    elements = app.env.get_doctree(page).findall(nodes.Element)
    target: nodes.Node | None = next((node for node in elements if anchor in node["ids"]), None)
    while target is not None and not isinstance(target, nodes.section):
        target = target.parent
    if target is None:
        return None
    section = target.next_node(nodes.title)
    return f"{title}: {section.astext()}" if section is not None else title


def _complain(app: Sphinx, node: TaughtLink) -> None:
    page = str(node["taught"]).partition("#")[0]
    if page not in app.env.found_docs and traces.is_provider(page):
        return  # the provider's folder is gone, and its links with it
    place = traces.place_of(Path(app.srcdir, "guides", "claims.toml"))
    where = f"{place.file}:{place.lines.get(node['entry'], 1)}"
    text = f"{rules.NOWHERE.code} {rules.NOWHERE.title}: {node['entry']} says {node['taught']}"
    logger.warning("%s", text, location=where, type="claims", subtype=rules.NOWHERE.code)


def _link(app: Sphinx, docname: str, node: TaughtLink, text: str | None) -> nodes.Node:
    if text is None:
        return nodes.Text(node.astext())
    page, mark, anchor = str(node["taught"]).partition("#")
    try:
        address = app.builder.get_relative_uri(docname, page)
    except NoUri:
        return nodes.Text(text)
    return nodes.reference("", text, refuri=f"{address}{mark}{anchor}", internal=True)
