"""What sphinx-tabs does wrong, and that the cover mends it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sphinx_site import build, one, small_docs

import tab_cover

TABS = """# Page

::::{tabs}
:::{group-tab} macOS and Linux
One.
:::
:::{group-tab} Windows
Two.
:::
::::

::::{tabs}
:::{group-tab} macOS and Linux
Three.
:::
:::{group-tab} Windows
(deep)=
Four.
:::
::::

::::{tabs}
:::{code-tab} python
print("Five")
:::
:::{code-tab} bash
echo Six
:::
::::
"""


@pytest.mark.parametrize("first", ["dummy", "text", "linkcheck", "linkcheck-plus", "linkcheckplus", "ledger"])
def test_another_builder_first_on_the_same_doctrees(first: str, tmp_path: Path) -> None:
    """sphinx-tabs drops all tabs for later builders when one that it does not know reads the pages."""
    docs = small_docs(tmp_path, {"page": TABS})
    build(docs, tmp_path / "first", first, tmp_path / "shared")
    built = build(docs, tmp_path / "html", "html", tmp_path / "shared")
    assert (built.code, built.said) == (0, "")
    assert len(built.page("page").css('[role="tab"]')) == 6


def test_no_warning_from_content_parsed_twice(tmp_path: Path) -> None:
    """A label inside a tab is one label under every builder."""
    docs = small_docs(tmp_path, {"page": TABS})
    built = build(docs, tmp_path / "text", "text")
    assert (built.code, built.said) == (0, "")
    assert (built.out / "page.txt").read_text().count("Four.") == 1


def test_groups_and_ids(tmp_path: Path) -> None:
    """Tabs about systems are one group, their ids are slugs, and a second set gets numbers."""
    docs = small_docs(tmp_path, {"page": TABS})
    page = build(docs, tmp_path / "html").page("page")
    groups = [node.attributes["data-group"] for node in page.css("[role=tablist]")]
    assert groups == ["os", "os", "lang"]
    ids = [tab.attributes["id"] for tab in page.css("[role=tab]")]
    assert ids[:4] == ["tab-macos-and-linux", "tab-windows", "tab-macos-and-linux-2", "tab-windows-2"]
    names = {tab.attributes["name"] for tab in page.css("[data-group=os] [role=tab]")}
    assert names == {"os-macos-and-linux", "os-windows"}


def test_an_unknown_lexer_is_a_warning(tmp_path: Path) -> None:
    """sphinx-tabs ends the build with a traceback; here there is a warning at the line, and plain text."""
    docs = small_docs(tmp_path, {"page": TABS.replace("{code-tab} bash", "{code-tab} bahs")})
    built = build(docs, tmp_path / "html")
    assert built.code == 1
    assert re.search(r"page\.md:30: WARNING: no lexer is called 'bahs'", built.said)
    assert "Traceback" not in built.said
    assert "echo Six" in built.text("page")


def test_every_panel_is_open_without_javascript_and_on_paper(tmp_path: Path) -> None:
    """One style sheet opens all panels; it is loaded for print, and where scripts do not run."""
    docs = small_docs(tmp_path, {"page": TABS, "plain": "# Plain\n\nNo tabs.\n"})
    built = build(docs, tmp_path / "html")
    head = one(built.page("page"), "head").html or ""
    assert re.search(r'<noscript><link rel="stylesheet" href="_static/tabs-open\.css"></noscript>', head)
    assert re.search(r'<link media="print" rel="stylesheet"[^>]*tabs-open\.css', head)
    assert "/tabs" not in (one(built.page("plain"), "head").html or "")


def test_the_script_comes_after_that_of_sphinx_tabs(tmp_path: Path) -> None:
    """The cover uses the functions of sphinx-tabs, so it is loaded after them."""
    docs = small_docs(tmp_path, {"page": TABS})
    page = build(docs, tmp_path / "html").page("page")
    scripts = [node.attributes["src"] or "" for node in page.css("script[src]")]
    order = [re.sub(r"\?.*|.*/", "", path.partition("?")[0]) for path in scripts]
    assert order.index("tabs.js") < order.index("tab-cover.js")


@given(st.text())
def test_a_slug_is_an_address(label: str) -> None:
    """Any label gives small letters, digits and single dashes."""
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", tab_cover.slug(label))


@pytest.mark.parametrize(
    ("keys", "group"),
    [
        (["macos", "linux", "windows"], "os"),
        (["windows-powershell", "macos-and-linux"], "os"),
        (["curl", "python-httpx", "r-httr2"], "lang"),
        (["yes", "no"], "tab-yes"),
        (["python", "windows"], "tab-python"),
    ],
)
def test_the_labels_tell_the_group(keys: list[str], group: str) -> None:
    """The first words of the labels say what is chosen; others are a group of their own."""
    assert tab_cover.group_of(keys) == group
