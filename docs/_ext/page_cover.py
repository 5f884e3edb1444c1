"""Mends what the theme leaves open on every page: heading levels, scrolling code, a description."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

PARTS = ("body", "toc", "furo_navigation_tree")


def mended(html: str) -> str:
    """Give the html with a level on every caption and a focus for all code that scrolls."""
    html = re.sub(r'role="heading"(?! aria-level)', 'role="heading" aria-level="2"', html)
    return re.sub(r"<pre(?![^>]*tabindex)", '<pre tabindex="0"', html)


def mend(
    _app: Sphinx, _pagename: str, _templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Mend the parts of a page just before the template takes them."""
    for part in PARTS:
        if isinstance(context.get(part), str):
            context[part] = mended(context[part])


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect to the pages."""
    app.add_css_file("site.css")
    app.connect("html-page-context", mend, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
