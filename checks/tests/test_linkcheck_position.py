"""Where a link stands: also one whose URL no source holds, because a role or a directive makes it."""

from __future__ import annotations

from pathlib import Path

import pytest
from docutils import nodes
from docutils.core import publish_doctree
from docutils.parsers.rst import Directive, directives, roles
from docutils.parsers.rst.states import Inliner

from linkcheck_plus.doctree import Sources, links
from linkcheck_plus.position import Locator

BASE = "http://docs.site.dev"


class Shelf(Directive):
    """Makes a link of nothing."""

    def run(self) -> list[nodes.Node]:
        """Give a paragraph with the link."""
        reference = nodes.reference("", "the shelf", refuri=f"{BASE}/rack")
        paragraph = nodes.paragraph("", "", reference)
        paragraph.line = self.lineno
        return [paragraph]


def issue(  # noqa: PLR0913, PLR0917  as docutils calls it
    name: str,
    rawtext: str,
    text: str,
    lineno: int,
    inliner: Inliner,
    options: object = None,
    content: object = None,
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """Make a link as sphinx.ext.extlinks does: its node knows nothing of the role's text."""
    return [nodes.reference("", f"issue {text}", refuri=f"{BASE}/issues/{text}")], []


def found(folder: Path, text: str) -> list[tuple[str, int, int]]:
    """Give (path, line, column) of each link of a reStructuredText document."""
    directives.register_directive("shelf", Shelf)
    roles.register_local_role("issue", issue)  # type: ignore[arg-type]
    file = folder / "a.rst"
    file.write_text(text)
    document = publish_doctree(text, source_path=str(file))
    return [
        (uri.removeprefix(BASE), line, column) for uri, _, line, column in links(document, file, Sources())
    ]


def test_a_link_that_a_role_makes_stands_where_its_text_stands(tmp_path: Path) -> None:
    """Two of the same in a paragraph have two places; a number inside a longer one is none."""
    text = (
        "Hi.\n\nNot in 112, see :issue:`12`,\n  and later :issue:`12` once more.\n\nAnd :issue:`12` here.\n"
    )
    assert found(tmp_path, text) == [("/issues/12", 3, 25), ("/issues/12", 4, 21), ("/issues/12", 6, 13)]


def test_a_link_that_a_directive_makes_stands_at_the_directive(tmp_path: Path) -> None:
    """The column is that of the directive, indented as it may be, and not 1."""
    text = "Hello.\n\n* A list\n\n  .. shelf::\n"
    assert found(tmp_path, text) == [("/rack", 5, 3)]


def test_a_link_by_its_name_stands_where_its_address_is_written(tmp_path: Path) -> None:
    """What can be mended is the definition."""
    assert found(tmp_path, f"See Shelf_.\n\n.. _Shelf: {BASE}/shelf\n") == [("/shelf", 3, 12)]


@pytest.mark.parametrize(
    ("text", "hints", "line", "place"),
    [
        ("a\n  b c\n", ["c"], 2, (2, 5)),
        ("a\n  b c\n", ["x", "", "b"], 2, (2, 3)),
        ("a\n  b c\n", ["x"], 2, (2, 3)),
        ("a\n\nc\n", ["c"], 1, (1, 1)),
        ("a\n\t\nc\n", ["c"], 2, (3, 1)),
        ("", ["c"], 9, (9, 1)),
    ],
)
def test_a_hint_is_looked_for_in_its_paragraph_only(
    text: str, hints: list[str], line: int, place: tuple[int, int]
) -> None:
    """Else the place is where the line begins."""
    assert Locator(text).near(hints, line) == place
