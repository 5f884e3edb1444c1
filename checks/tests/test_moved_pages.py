"""Pages that moved: their old addresses lead on, and a wrong line in moved.toml fails the build."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import PROJECT
from sphinx_site import Built, build, one, small_docs


def built(folder: Path, moves: str) -> Built:
    """Give a small site whose moved.toml says this."""
    docs = small_docs(
        folder, {"how-to/new": "# New\n", "other": "# Other\n", "reference/errors": "# Errors\n"}
    )
    (docs / "moved.toml").write_text(moves, encoding="utf-8")
    return build(docs, folder / "html")


def test_an_old_address_leads_on(tmp_path: Path) -> None:
    """With and without JavaScript, to an anchor too, and robots learn the new address."""
    site = built(tmp_path, '"how-to/old.html" = "how-to/new.html"\n"gone/away.html" = "other.html#part"\n')
    assert (site.code, site.said) == (0, "")
    near, far = site.page("how-to/old"), site.page("gone/away")
    assert one(near, "a").attributes["href"] == "new.html"
    assert one(far, "a").attributes["href"] == "../other.html#part"
    assert 'content="0; url=../other.html#part"' in (site.out / "gone" / "away.html").read_text()
    canonical = one(far, "link[rel=canonical]").attributes["href"] or ""
    assert canonical.endswith("/keyproof/other.html")


@pytest.mark.parametrize(
    ("moves", "said"),
    [
        ('"old.html" = "nowhere.html"', "there is no such page: nowhere.html"),
        ('"other.html" = "how-to/new.html"', "the page is still there: other.html"),
        ('"old" = "other.html"', "not of the form"),
        ('"../old.html" = "other.html"', "not of the form"),
        ('"/old.html" = "other.html"', "not of the form"),
        ("[moved]", "not of the form"),
        ("old.html", "not valid TOML"),
    ],
)
def test_a_wrong_line_fails_the_build(tmp_path: Path, moves: str, said: str) -> None:
    """What leads nowhere, or leads away from a page that is there, is a warning that names the file."""
    site = built(tmp_path, moves)
    assert site.code == 1
    assert said in site.said
    assert "moved.toml" in site.said
    assert not (tmp_path / "old.html").exists()


def test_no_file_no_move(tmp_path: Path) -> None:
    """A site without the file is built as before."""
    docs = small_docs(tmp_path, {})
    assert build(docs, tmp_path / "html").code == 0


def test_the_file_of_this_project_is_there() -> None:
    """The finding about a lost page names a file that exists."""
    assert (PROJECT / "docs" / "moved.toml").is_file()
