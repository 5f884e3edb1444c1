"""The builder `ledger`: one JSON line for every code block of the site, so that none goes unproved unseen.

A block is a snippet (rendered from a template), or carries the class `run-project`, or one of the classes
below that say why nobody runs it. A block with neither is for `keyproof snippets` to complain about.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.builders.dummy import DummyBuilder
from sphinx.util import logging

from tab_cover import Panel

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)
RUN = "run-project"
SKIPS = {
    "skip-screen": "It shows what a screen says; it is no program.",
    "skip-asks": "It waits for you to type or click.",
    "skip-changes": "It would change the computer or the account that runs it.",
    "skip-fragment": "It is a piece of a file, not a whole program.",
    "skip-needs-r": "It needs R packages that the test machine may lack.",
    "skip-needs-model": "It needs a model file and a server that runs on.",
    "skip-needs-network": "It talks to a host that has no stand-in.",
}


def entries(docname: str, doctree: nodes.document) -> Iterator[dict[str, object]]:
    """Give one entry for every literal block of a page."""
    blocks = (*doctree.findall(nodes.literal_block), *doctree.findall(nodes.doctest_block))
    for node in sorted(blocks, key=lambda block: block.line or 0):
        mark = _class(docname, node)
        yield {
            "page": docname,
            "line": node.line,
            "tab": _tab(node),
            "language": node.get("language", "text"),
            "text": node.astext(),
            "snippet": node.get("snippet"),
            "class": mark,
            "reason": SKIPS.get(mark or ""),
        }


def _tab(node: nodes.Node) -> str | None:
    """Give the titles of the tabs around a block, the outermost first."""
    titles: list[str] = []
    parent = node.parent
    while parent is not None:
        if isinstance(parent, Panel):
            titles.insert(0, str(parent["data-title"]))
        parent = parent.parent
    return " / ".join(titles) or None


def _class(docname: str, node: nodes.Element) -> str | None:
    known = [name for name in node["classes"] if name == RUN or name in SKIPS]
    for name in node["classes"]:
        if name.startswith(("run-", "skip-")) and name not in known:
            reasons = ", ".join([RUN, *SKIPS])
            text = "class %r is not one of %s"
            logger.warning(text, name, reasons, location=(docname, node.line), type="ledger")
    return known[0] if known else None


class LedgerBuilder(DummyBuilder):
    """Writes blocks.jsonl."""

    name = "ledger"
    epilog = "The code blocks are listed in %(outdir)s/blocks.jsonl."

    def finish(self) -> None:
        """List the blocks of every page, changed or not."""
        lines = [
            json.dumps(entry, ensure_ascii=False)
            for docname in sorted(self.env.found_docs)
            for entry in entries(docname, self.env.get_doctree(docname))
        ]
        target = Path(self.outdir, "blocks.jsonl")
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_suffix(".part")
        draft.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        draft.replace(target)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the builder."""
    app.add_builder(LedgerBuilder)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
