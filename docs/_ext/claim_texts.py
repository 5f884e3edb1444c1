"""The builder `pagetext`: what the pages say, block by block, with file and line, for `keyproof claims`.

It writes pages.jsonl: for every page its texts (paragraphs, headings, cells, terms) in pieces, and its code
blocks, in reading order. Markdown files of the repository that are no pages of the site, such as the README,
are read likewise.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.core import publish_doctree
from myst_parser.parsers.docutils_ import Parser
from sphinx.builders.dummy import DummyBuilder
from sphinx.transforms import SphinxTransform

from source_lines import Sources
from tab_cover import Panel, Tab

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

OTHERS = ("*.md", ".github/*.md", "checks/*/README.md")
DRAWN = "drawn"
_QUIET = 5
_BLOCKS = (nodes.literal_block, nodes.doctest_block)
_TEXTS = (nodes.paragraph, nodes.title, nodes.term, nodes.rubric, nodes.caption)
_FRAMES = (nodes.Admonition, nodes.table, nodes.definition_list, nodes.list_item, nodes.block_quote)


class MarkDrawn(SphinxTransform):
    """Marks what a directive made from facts or code: it was never written into a page, so it has no source.

    Sphinx gives every text a source a little later, for its translations.
    """

    default_priority = 5

    def apply(self, **_: object) -> None:
        """Mark texts and inline code."""
        for node in self.document.findall(lambda found: isinstance(found, (*_TEXTS, nodes.literal))):
            if isinstance(node, nodes.Element) and not node.rawsource:
                node[DRAWN] = True


def _drawn(node: nodes.Node | None) -> bool:
    return isinstance(node, nodes.Element) and bool(node.get(DRAWN))


def items(doctree: nodes.document, sources: Sources) -> Iterator[dict[str, Any]]:
    """Give every text and code block of a page in reading order, each once for each of its places."""
    seen = set()
    for node in doctree.findall(lambda found: isinstance(found, (*_TEXTS, *_BLOCKS))):
        if isinstance(node, nodes.TextElement) and not isinstance(node, Tab):
            made = _block(node, sources) if isinstance(node, _BLOCKS) else _text(node, sources)
            mark = (made["path"], made["line"], node.astext())
            if mark not in seen:
                seen.add(mark)
                yield made


def _text(node: nodes.TextElement, sources: Sources) -> dict[str, Any]:
    """Give a text: its kind, its place, what it stands in, and its pieces."""
    path, line = sources.place(node)
    return {
        "kind": type(node).__name__,
        "path": path,
        "line": line,
        "drawn": _drawn(node),
        "within": list(_around(node)),
        "pieces": list(_pieces(node, line, sources)),
    }


def _block(node: nodes.TextElement, sources: Sources) -> dict[str, Any]:
    """Give a code block: its place, its language, its text, and how it is proved."""
    path, line = sources.code(node)
    return {
        "kind": "block",
        "path": path,
        "line": line,
        "language": node.get("language", "text"),
        "text": node.astext(),
        "snippet": node.get("snippet"),
        "class": next((name for name in node["classes"] if name.startswith(("run-", "skip-"))), None),
    }


def _around(node: nodes.Node) -> Iterator[str]:
    """Give what stands around a text, the innermost first: kinds of frames, tabs and headings."""
    parent = node.parent
    while parent is not None:
        if isinstance(parent, Panel):
            yield f"tab {parent['data-title']}"
        elif isinstance(parent, nodes.section):
            title = parent.next_node(nodes.title)
            yield f"section {title.astext() if title else ''}"
        elif isinstance(parent, nodes.row):
            yield f"row {parent.children[0].astext()}"
        elif isinstance(parent, _FRAMES):
            yield type(parent).__name__
        elif "glossary" in parent.get("classes", ()) or parent.tagname == "glossary":
            yield "glossary"
        parent = parent.parent


def _pieces(node: nodes.TextElement, line: int, sources: Sources) -> Iterator[dict[str, Any]]:
    """Give the words of a text in order, each piece with its own line."""
    for leaf in node.findall(lambda found: isinstance(found, (nodes.Text, nodes.literal))):
        inside = isinstance(leaf.parent, nodes.literal)
        if inside:
            continue
        text = leaf.astext()
        yield {
            "text": text,
            "line": line,
            "code": isinstance(leaf, nodes.literal),
            "drawn": _drawn(leaf if isinstance(leaf, nodes.literal) else leaf.parent),
            "classes": leaf["classes"] if isinstance(leaf, nodes.literal) else [],
            "strong": _inside(leaf, nodes.strong) is not None,
            "emphasis": _inside(leaf, nodes.emphasis) is not None,
            "target": sources.target(_inside(leaf, nodes.reference)),
        }
        line += text.count("\n")


def _inside(node: nodes.Node, kind: type[nodes.Element]) -> nodes.Element | None:
    parent = node.parent
    while parent is not None and not isinstance(parent, _TEXTS):
        if isinstance(parent, kind):
            return parent
        parent = parent.parent
    return None


def read(path: Path) -> nodes.document:
    """Read a Markdown file that is no page of the site."""
    quiet = {
        "report_level": _QUIET,
        "halt_level": _QUIET,
        "warning_stream": StringIO(),
        "doctitle_xform": False,
        "myst_enable_extensions": ["attrs_inline", "colon_fence", "deflist"],
        "myst_all_links_external": True,  # where a link to a file leads is for the check to say
    }
    text = path.read_text(encoding="utf-8")
    made = publish_doctree(text, source_path=str(path), parser=Parser(), settings_overrides=quiet)
    for message in list(made.findall(nodes.system_message)):
        message.parent.remove(message)
    return made


class PageTextBuilder(DummyBuilder):
    """Writes pages.jsonl."""

    name = "pagetext"
    epilog = "The texts of the pages are listed in %(outdir)s/pages.jsonl."

    def write_documents(self, _docnames: AbstractSet[str]) -> None:
        """Write no page: what is needed is in the doctrees as they were read."""

    def finish(self) -> None:
        """List the texts and code blocks of every page, changed or not."""
        target = Path(self.outdir, "pages.jsonl")
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_suffix(".part")
        with draft.open("w", encoding="utf-8") as file:
            for entry in self._pages():
                file.write(json.dumps(entry, ensure_ascii=False) + "\n")
        draft.replace(target)

    def _pages(self) -> Iterator[dict[str, Any]]:
        project = Path(self.srcdir).parent
        for docname in sorted(self.env.found_docs):
            path = Path(self.env.doc2path(docname))
            yield _page(docname, path, self.env.get_doctree(docname), project)
        for path in sorted({path for pattern in OTHERS for path in project.glob(pattern)}):
            yield _page("", path, read(path), project)


def _page(docname: str, path: Path, doctree: nodes.document, project: Path) -> dict[str, Any]:
    sources = Sources(project, path)
    return {"page": docname, "path": sources.shown(path), "items": list(items(doctree, sources))}


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the builder."""
    app.add_builder(PageTextBuilder)
    app.add_transform(MarkDrawn)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
