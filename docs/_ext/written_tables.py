"""Tables written in Markdown, on a page or in a file that it includes, look like those drawn from facts.

They have the frame, and on small screens a card for each row, in which each cell repeats its column's title.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

from fact_nodes import LabelledCell

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


class WrittenTables(SphinxTransform):
    """Gives each table that no directive has drawn the site's classes and labelled cells."""

    default_priority = 500

    def apply(self, **_options: Any) -> None:  # noqa: ANN401 - as docutils declares it
        """Change the tables of the page where they stand."""
        for table in self.document.findall(nodes.table):
            if "facts" not in table["classes"]:
                table["classes"] += ["facts", "facts-written"]
                _label(table)


def _label(table: nodes.table) -> None:
    titles = [title.astext() for head in table.findall(nodes.thead) for title in head.findall(nodes.entry)]
    for body in table.findall(nodes.tbody):
        for row in body.findall(nodes.row):
            for title, cell in zip(titles, list(row.findall(nodes.entry)), strict=False):
                cell.replace_self(LabelledCell("", *cell.children, label=title, classes=cell["classes"]))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Let every page's tables through."""
    app.add_transform(WrittenTables)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
