"""The builder `passages`: every text of every page, for those who look for what must not stand there.

A text inside a node with the class `quoted-as-wrong` is left out: the page says that it is wrong.
In Markdown: `` `old-name`{.quoted-as-wrong} ``, or `{.quoted-as-wrong}` on the line above a paragraph.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.builders.dummy import DummyBuilder

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

QUOTED = "quoted-as-wrong"
# where a quotation was: a pattern must not join what stands on both sides of it
GAP = "\N{OBJECT REPLACEMENT CHARACTER}"
SCREEN = "skip-screen"


def passages(doctree: nodes.document) -> Iterator[dict[str, object]]:
    """Give every text of a page, with its line."""
    for node in doctree.findall(nodes.TextElement):
        if isinstance(node, nodes.Inline) or _in_passage(node):
            continue
        text = "" if _quoted(node) else _text(node)
        if text.strip(GAP + " \n"):
            yield {**_place(node), "text": text, "code": _is_code(node)}
        yield from ({**_place(node), "text": address, "code": False} for address in _addresses(node))


def _in_passage(node: nodes.Node) -> bool:
    parent = node.parent
    while parent is not None and not isinstance(parent, nodes.TextElement):
        parent = parent.parent
    return parent is not None


def _quoted(node: nodes.Node | None) -> bool:
    while node is not None:
        if isinstance(node, nodes.Element) and QUOTED in node["classes"]:
            return True
        node = node.parent
    return False


def _text(node: nodes.Node) -> str:
    if isinstance(node, nodes.Element):
        return GAP if QUOTED in node["classes"] else "".join(map(_text, node.children))
    return node.astext()


def _addresses(node: nodes.Element) -> Iterator[str]:
    """Give where the links of a passage lead: an address may be stale behind a sound text."""
    for link in node.findall(nodes.reference):
        if "refuri" in link and not _quoted(link):
            yield str(link["refuri"])


def _place(node: nodes.Node | None) -> dict[str, object]:
    """Give the file and line of the nearest node that knows its own: a page may include another file."""
    while node is not None and not node.line:
        node = node.parent
    return {"file": node and node.source, "line": node and node.line}


def _is_code(node: nodes.Element) -> bool:
    """Say whether a reader may copy it as code; what a screen shows is not."""
    return isinstance(node, nodes.literal_block | nodes.doctest_block) and SCREEN not in node["classes"]


def anchors(doctree: nodes.document) -> list[str]:
    """Give every id on a page."""
    return sorted({name for node in doctree.findall(nodes.Element) for name in node["ids"]})


class PassagesBuilder(DummyBuilder):
    """Writes passages.jsonl: a line a page."""

    name = "passages"
    epilog = "The texts are listed in %(outdir)s/passages.jsonl."

    def finish(self) -> None:
        """List the texts of every page, changed or not."""
        target = Path(self.outdir, "passages.jsonl")
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_suffix(".part")
        draft.write_text("".join(map(self._line, sorted(self.env.found_docs))), encoding="utf-8")
        draft.replace(target)

    def _line(self, docname: str) -> str:
        doctree = self.env.get_doctree(docname)
        page = {"page": docname, "anchors": anchors(doctree), "passages": list(passages(doctree))}
        return json.dumps(page, ensure_ascii=False) + "\n"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the builder."""
    app.add_builder(PassagesBuilder)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
