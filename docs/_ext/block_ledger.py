"""The builder `ledger`: one JSON line for every code block of the site, so that none goes unproved unseen.

A block is a snippet (rendered from a template), or carries one of the classes below: those in `RUNS` say how
it is run, those in `SKIPS` why nobody runs it; or it comes from a file that a page includes and that tests of
its own prove. A block with none of that is for `keyproof snippets` to complain about.

Beside the blocks, `pages.jsonl` holds the text of every page and its code in the line, which the rules about
`setKey()` look at.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
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
BLOCKS = (nodes.literal_block, nodes.doctest_block)
RUNS = (
    "run-project",  # a command, run in a checkout
    "run-r",  # R code, run with the other such blocks of its page in one session
    "shows-r",  # what the R code before it prints
)
SKIPS = {
    "skip-screen": "It shows what a screen says; it is no program.",
    "skip-asks": "It waits for you to type or click.",
    "skip-changes": "It would change the computer or the account that runs it.",
    "skip-fragment": "It is a piece of a file, not a whole program.",
    "skip-needs-r": "It needs R packages that the test machine may lack.",
    "skip-needs-model": "It needs a model file and a server that runs on.",
    "skip-needs-network": "It talks to a host that has no stand-in.",
}
#: Files that pages include, by the end of their path, and who proves the blocks in them.
INCLUDED = {
    "checks/linkcheck_plus/README.md": "The tests of linkcheck-plus's README prove it.",
}


def entries(docname: str, doctree: nodes.document) -> Iterator[dict[str, object]]:
    """Give one entry for every literal block of a page."""
    for node in doctree.findall(nodes.Element):
        if not isinstance(node, BLOCKS):
            continue
        mark = _class(docname, node)
        yield {
            "page": docname,
            "line": node.line,
            "tab": _tab(node),
            "language": node.get("language", "text"),
            "text": node.astext(),
            "snippet": node.get("snippet"),
            "class": mark,
            "reason": SKIPS.get(mark or "") or INCLUDED.get(mark or ""),
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
    known = [name for name in node["classes"] if name in RUNS or name in SKIPS]
    for name in node["classes"]:
        if name.startswith(("run-", "shows-", "skip-")) and name not in known:
            reasons = ", ".join([*RUNS, *SKIPS])
            text = "class %r is not one of %s"
            logger.warning(text, name, reasons, location=(docname, node.line), type="ledger")
    return known[0] if known else _included(node)


def _included(node: nodes.Element) -> str | None:
    """Give the file that a block was included from, if it has tests of its own."""
    source = Path(node.source or "").as_posix()
    return next((file for file in INCLUDED if source.endswith(file)), None)


def page(docname: str, doctree: nodes.document) -> dict[str, object]:
    """Give the text of a page, and each piece of code in its lines."""
    inline = [node.astext() for node in doctree.findall(nodes.literal)]
    return {"page": docname, "text": doctree.astext(), "inline": inline}


class LedgerBuilder(DummyBuilder):
    """Writes blocks.jsonl and pages.jsonl."""

    name = "ledger"
    epilog = "The code blocks are listed in %(outdir)s/blocks.jsonl."

    def finish(self) -> None:
        """List the blocks of every page, changed or not."""
        pages = {name: self.env.get_doctree(name) for name in sorted(self.env.found_docs)}
        self._write("blocks.jsonl", (entry for name, tree in pages.items() for entry in entries(name, tree)))
        self._write("pages.jsonl", (page(name, tree) for name, tree in pages.items()))

    def _write(self, name: str, lines: Iterable[Mapping[str, object]]) -> None:
        target = Path(self.outdir, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_suffix(".part")
        draft.write_text(
            "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines), encoding="utf-8"
        )
        draft.replace(target)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the builder."""
    app.add_builder(LedgerBuilder)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
