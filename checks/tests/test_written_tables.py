"""Tables written in Markdown: the form of the site's other tables, also where they are included."""

from __future__ import annotations

from pathlib import Path

from selectolax.lexbor import LexborHTMLParser
from sphinx_site import build, small_docs

TABLE = "| name | figure |\n| --- | ---: |\n| `one` | 1 |\n| two | |\n"


def test_a_written_table_has_the_form_of_a_drawn_one(tmp_path: Path) -> None:
    """Each cell names its column, for screens that show a row as a card; a figure stays at the right."""
    (tmp_path / "other.md").write_text(TABLE)
    page = f"# Page\n\n{TABLE}\n:::{{include}} ../other.md\n:::\n"
    built = build(small_docs(tmp_path, {"page": page}, ()), tmp_path / "html", "html")
    assert (built.code, built.said) == (0, "")
    tables = LexborHTMLParser((built.out / "page.html").read_text()).css("article table")
    assert len(tables) == 2
    for table in tables:
        assert {"facts", "facts-written"} <= set((table.attributes["class"] or "").split())
        cells = table.css("tbody td")
        assert [cell.attributes["data-label"] for cell in cells] == ["name", "figure"] * 2
        assert [cell.text().strip() for cell in cells] == ["one", "1", "two", ""]
        assert ["text-right" in (cell.attributes.get("class") or "") for cell in cells] == [False, True] * 2
