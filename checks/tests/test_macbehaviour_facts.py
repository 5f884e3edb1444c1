"""The facts about MacBehaviour: what a wrong one says, and what the pages make of them."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from conftest import PROJECT
from sphinx_site import Built, build, one, small_docs

from keyproof import __main__, providers
from keyproof.macbehaviour import Facts
from keyproof.report import Exit

TODAY = date(2026, 11, 21)
FILE = PROJECT / "docs" / providers.PACKAGE
PAGE = """\
# Page

Version {mac}`version` of {mac}`released`, commit {mac}`commit`, with {mac}`needs`. {mac-source}`run source`

:::{macbehaviour-messages}
:::

:::{macbehaviour-sources}
:::

# Traps

"""


def changed(folder: Path, old: str = "", new: str = "") -> Path:
    """Give a folder of providers, beside it the facts about the package with one change."""
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    target = folder / providers.PACKAGE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text.replace(old, new, 1), encoding="utf-8")
    (folder / "providers").mkdir(exist_ok=True)
    return folder / "providers"


def site(folder: Path, page: str = PAGE) -> Built:
    """Build one page with the facts as they are, and every trap that they name."""
    facts = providers.load_package(PROJECT / "docs" / "providers")[0]
    assert isinstance(facts, Facts)
    traps = sorted({message.trap for message in facts.messages if message.trap})
    parts = "".join(f"({trap})=\n## The {trap}\n\nText.\n\n" for trap in traps)
    docs = small_docs(folder, {"page": page + parts})
    (docs / "macbehaviour").mkdir()
    shutil.copy(FILE, docs / "macbehaviour")
    return build(docs, folder / "html")


def test_the_projects_own_facts_are_in_order() -> None:
    """They can be read, and nothing is wrong with them."""
    facts, findings = providers.load_package(PROJECT / "docs" / "providers")
    assert findings == ()
    assert facts is not None
    assert len({message.id for message in facts.messages}) == len(facts.messages)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("checked_on = 2026-11-21", "checked_on = 2026-05-24", "FACT019"),
        ("checked_on = 2026-11-21", "checked_on = 2026-11-24", "FACT020"),
        ("checked_on = 2026-11-21", "checkd_on = 2026-11-21", "FACT003"),
        ('version = "1.2.8"', "version = 1.2", "FACT005"),
        ('meaning = "The account cannot pay."\n', "", "FACT004"),
        ('sources = [ "run" ]', 'sources = [ "ran" ]', "FACT010"),
        ('sources = [ "run" ]', "sources = []", "FACT011"),
        ("[sources]", '[sources]\nspare = { what = "x", seen_on = 2026-11-21 }', "FACT012"),
        ('url = "https://github.com/x', 'url = "http://github.com/x', "FACT013"),
        ("[release]", "[release", "FACT002"),
    ],
)
def test_a_wrong_fact_is_found(tmp_path: Path, old: str, new: str, code: str) -> None:
    """Mutation: the rules for sources, dates and types hold here as they do for providers."""
    _, findings = providers.load_package(changed(tmp_path, old, new), TODAY)
    assert code in {finding.code for finding in findings}
    assert {finding.path for finding in findings} == {tmp_path / providers.PACKAGE}


def test_without_the_file_there_is_nothing_to_say(tmp_path: Path) -> None:
    """A project without the section has no facts about it, and no finding."""
    assert providers.load_package(tmp_path / "providers") == (None, ())


def test_the_command_counts_and_shows_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`keyproof facts` reads this file too, and ends with its findings."""
    folder = changed(tmp_path)
    assert __main__.main(["--providers", str(folder), "facts"]) == Exit.FINE
    assert "1 fact files, 0 findings" in capsys.readouterr().out
    changed(tmp_path, 'sources = [ "run" ]', "sources = []")
    assert __main__.main(["--providers", str(folder), "facts"]) == Exit.FINDINGS
    assert "FACT011" in capsys.readouterr().out


def test_the_facts_on_a_page(tmp_path: Path) -> None:
    """A version, dates and a short commit in the text; texts in rows with addresses that the search knows."""
    built = site(tmp_path)
    assert (built.code, built.said) == (0, "")
    text = built.text("page")
    assert "Version 1.2.8 of 2024-10-20, commit 439f94b, with openxlsx, httr, dplyr, rjson." in text
    row = one(built.page("page"), "tr#message-status-404-text")
    assert "Resource not found. Please check your URL address." in row.text()
    assert "after text completion mode" in " ".join(row.text().split())
    assert one(row, 'a[href="#trap-text-mode"]').text() == "More about it"
    assert one(built.page("page"), ".cite a").attributes["href"] == "#macbehaviour-source-run"
    index = (built.out / "searchindex.js").read_text()
    assert '"too many requests. retrying in 10 seconds":[[' in index
    assert '"message-too-many"' in index


def test_an_edit_builds_the_page_again(tmp_path: Path) -> None:
    """The page follows the file of facts."""
    site(tmp_path)
    file = tmp_path / "docs" / providers.PACKAGE
    file.write_text(file.read_text().replace("The account cannot pay.", "No money is left."))
    assert "No money is left." in build(tmp_path / "docs", tmp_path / "html").text("page")


@pytest.mark.parametrize("text", ["{mac}`colour`", "{mac-source}`nobody`"])
def test_an_unknown_name_is_a_warning(tmp_path: Path, text: str) -> None:
    """A misspelt fact or source names itself and its line."""
    built = site(tmp_path, f"# Page\n\n{text}\n\n:::{{macbehaviour-sources}}\n:::\n\n")
    assert built.code == 1
    assert "page.md:" in built.said
    assert text.split("`")[1] in built.said


def test_without_the_facts_a_page_that_shows_them_is_a_warning(tmp_path: Path) -> None:
    """The message names the file that is missing."""
    built = build(small_docs(tmp_path, {"page": "# Page\n\n{mac}`version`\n"}), tmp_path / "html")
    assert built.code == 1
    assert "macbehaviour.toml" in built.said
