"""Mends what the theme leaves open on every page: heading levels, scrolling code, a description."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

PARTS = ("body", "toc", "furo_navigation_tree")
LONGEST = 160


def mended(html: str) -> str:
    """Give the html with a level on every caption and a focus for all code that scrolls."""
    html = re.sub(r'role="heading"(?! aria-level)', 'role="heading" aria-level="2"', html)
    return re.sub(r"<pre(?![^>]*tabindex)", '<pre tabindex="0"', html)


def description(doctree: nodes.document) -> str:
    """Give the first sentences of a page, as many as a search engine shows."""
    first = next(doctree.findall(nodes.paragraph), None)
    text = " ".join(first.astext().split()) if first else ""
    if len(text) <= LONGEST:
        return text
    return text[: LONGEST - 3].rpartition(" ")[0] + "..."


def mend(*event: Any) -> None:  # noqa: ANN401 - the arguments of Sphinx's event html-page-context
    """Mend the parts of a page just before the template takes them."""
    context: dict[str, Any] = event[3]
    doctree: nodes.document | None = event[4]
    for part in PARTS:
        if isinstance(context.get(part), str):
            context[part] = mended(context[part])
    if doctree is not None and 'name="description"' not in context["metatags"]:
        text = escape(description(doctree), quote=True)
        context["metatags"] += f'<meta name="description" content="{text}">'


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect to the pages."""
    app.add_css_file("site.css")
    app.connect("html-page-context", mend, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
