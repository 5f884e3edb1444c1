"""The page of exceptions is drawn from the records: what they say it shows, and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sphinx_site import DOCS, Built, build, one, small_docs

from keyproof import providers
from keyproof.sdks import trials
from keyproof.sdks.record import FILE

NAME = "reference/sees"
TRAPS = "\n\n".join(
    [
        *(f":::{{sdk-{name}}}\n:::" for name in ("releases", "retries", "silent", "wordless", "besides")),
        *(
            f":::{{sdk-situation}} {name}\n:::"
            for name in ("key-newline", "redirect", "long-wait", "name-unknown")
        ),
    ]
)
PAGE = f"# Sees\n\n{TRAPS}\n\n## Rows\n\n:::{{sdk-matrix}}\n:::\n"


def site(folder: Path, *names: str, recorded: bool = True) -> Path:
    """Give a small site with these providers, and what is recorded of them."""
    docs = small_docs(folder, {NAME: PAGE}, names)
    for name in names if recorded else ():
        shutil.copy(DOCS / "providers" / name / FILE, docs / "providers" / name)
    return docs


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Give a published site with four providers."""
    folder = tmp_path_factory.mktemp("site")
    made = build(site(folder, "openai", "anthropic", "gemini", "openrouter"), folder / "out")
    assert (made.code, made.said) == (0, "")
    return made


def table_after(built: Built, number: int) -> str:
    """Give the text of one of the page's tables, spaces made single."""
    return " ".join(built.page(NAME).css("article table")[number].text().split())


def test_each_error_row_is_shown_with_its_exception_and_a_link(built: Built) -> None:
    """The row of the provider's page is one click away, in both directions."""
    page = built.page(NAME)
    rows = {
        link.attributes["href"]: " ".join(row.text().split())
        for row in page.css("table.facts-exceptions tr")
        for link in row.css("a")
    }
    wrong = rows["../providers/openai/index.html#error-invalid-api-key"]
    assert wrong.startswith('except openai.AuthenticationError with error.code == "invalid_api_key" 401')
    assert "Incorrect API key provided: <your key, masked>." in wrong
    assert "asked 3 times" in rows["../providers/openai/index.html#error-insufficient-quota"]
    known = providers.load(DOCS / "providers").providers["openai"]
    shown = {
        f"../providers/openai/index.html#error-{row.id.replace('_', '-')}" for row in known.errors if row.at
    }
    assert shown <= rows.keys()
    back = one(built.page("providers/openai/index"), 'a[href$="#sees-openai"]')
    assert back.text() == "What your program will see"
    assert one(page, "#sees-openai").text().strip().startswith("OpenAI")


def test_traps_are_drawn_from_the_record(built: Built) -> None:
    """The releases, who repeats, who says nothing, who shows the key and who sleeps."""
    text = built.text(NAME)
    assert "openai 3." in text
    assert "recorded on 20" in text
    assert "openai OpenAI credit_balance_exhausted" in table_after(built, 0)
    assert "failed_inside_200" in table_after(built, 1)
    newline = table_after(built, 2)
    assert "openai except openai.APIConnectionError Connection error. 0 traceback log" in newline
    assert "openai with our snippet it works 1 nothing" in newline
    assert "google-genai nothing is raised 2 the request to another host" in table_after(built, 3)
    assert "sleeps 2 days" in table_after(built, 4)


def test_a_changed_record_changes_the_page(tmp_path: Path) -> None:
    """The page is read again when a record changes, and says what that says."""
    docs = site(tmp_path, "openai")
    build(docs, tmp_path / "out")
    path = docs / "providers" / "openai" / FILE
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("openai.RateLimitError", "openai.TryAgainError"), encoding="utf-8")
    made = build(docs, tmp_path / "out")
    assert (made.code, made.said) == (0, "")
    assert "openai.TryAgainError" in made.text(NAME)
    assert "openai.RateLimitError" not in made.text(NAME)


def test_without_a_record_the_page_says_so(tmp_path: Path) -> None:
    """A provider that was just added, or none at all, breaks nothing."""
    made = build(site(tmp_path, "openai", recorded=False), tmp_path / "out")
    assert (made.code, made.said) == (0, "")
    assert "No package has been driven at this provider yet." in made.text(NAME)
    assert "Nothing is recorded yet" in made.text(NAME)
    assert made.page("providers/openai/index").css_first('a[href$="#sees-openai"]') is None
    shutil.rmtree(tmp_path / "docs" / "providers")
    assert build(tmp_path / "docs", tmp_path / "out").code == 0


def test_a_record_that_makes_no_sense_is_a_warning_at_the_file(tmp_path: Path) -> None:
    """The build tells the file and what is wrong with it."""
    docs = site(tmp_path, "openai")
    (docs / "providers" / "openai" / FILE).write_text("{}", encoding="utf-8")
    made = build(docs, tmp_path / "out")
    assert made.code == 1
    assert f"openai/{FILE}:1: WARNING: the record cannot be read: recorded_on: Field required" in made.said


def test_an_unknown_situation_is_named(tmp_path: Path) -> None:
    """A slip in a page gives the names that there are."""
    docs = small_docs(tmp_path, {"page": "# A\n\n:::{sdk-situation} key-newlin\n:::\n"})
    made = build(docs, tmp_path / "out")
    assert "there is no situation 'key-newlin'; there are: good-key" in made.said


def test_the_remedies_in_prose_stand_in_the_snippets_that_were_run() -> None:
    """`.strip()` and `max_retries=0` are not only said: the programs with the remedy have them."""
    known = providers.load(DOCS / "providers").providers
    prose = (DOCS / "reference" / "what-your-program-sees.md").read_text(encoding="utf-8")
    for name, package in {
        "openai": "openai",
        "anthropic": "anthropic",
        "groq": "groq",
        "cohere": "cohere",
    }.items():
        for task in ("check", "first-request"):
            text = trials.remedy(known[name], package, task)
            assert text is not None
            for remedy in (".strip()", "max_retries=0"):
                assert remedy in text
                assert remedy in prose
