"""Makes the messages that a page explains findable: each term below the anchor `messages` is a target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from tab_cover import slug

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

ANCHOR = "messages"


def index_messages(_app: Sphinx, doctree: nodes.document) -> None:
    """Give each explained message an id, and an entry in the index that the search reads."""
    for section in doctree.findall(nodes.section):
        if ANCHOR not in section["ids"]:
            continue
        for term in list(section.findall(nodes.term)):
            shown = term.next_node(nodes.literal)
            if shown is not None:
                anchor = f"message-{slug(term.astext())}"
                term["ids"].append(anchor)
                plain = shown.astext().rstrip(".").replace(";", ",")
                term.append(addnodes.index(entries=[("single", plain, anchor, "main", None)]))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect to the reading of pages."""
    app.connect("doctree-read", index_messages)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
