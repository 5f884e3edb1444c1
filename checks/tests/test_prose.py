"""What is written by hand: one sentence a line, no fact typed twice, no dead end."""

from __future__ import annotations

import re
from pathlib import Path

import jinja2
import prose
import pytest
from conftest import PROJECT

from keyproof import providers, snippets
from keyproof.model import Provider
from linkcheck_plus.model import Status

DOCS = PROJECT / "docs"
TEMPLATE = PROJECT / "scripts" / "provider_page.md.jinja"
PROVIDERS = providers.load(DOCS / "providers").providers
PAGES = prose.page_files(DOCS)
SHARED = [path for path in PAGES if (DOCS / "providers") not in path.parent.parents]
SECTIONS = (
    "What you need",
    "Get the key",
    "Limit what the key may do",
    "What it costs, and how to cap it",
    "Who can reach the server",
    "Store the key",
    "Check the key",
    "Send the first request",
    "When it fails",
    "Rotate, revoke, and what to do after a leak",
    "Use it in MacBehaviour",
    "Dead ends in old guides",
    "What we do not know",
    "Official pages",
    "Sources",
)
OPTIONAL = {"Who can reach the server"}
any_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(DOCS).as_posix())
shared_page = pytest.mark.parametrize("path", SHARED, ids=lambda path: path.relative_to(DOCS).as_posix())
any_provider = pytest.mark.parametrize("facts", PROVIDERS.values(), ids=lambda facts: facts.id)


def read(path: Path) -> list[prose.Line]:
    """Give the lines of a page."""
    return prose.lines(path.read_text(encoding="utf-8"))


def snippet_text(facts: Provider) -> str:
    """Give all the code that readers copy for a provider."""
    return "\n".join(one.text for one in snippets.all_snippets([facts], DOCS / "_snippets"))


def test_the_pages_are_found() -> None:
    """The lints below look at the pages of every kind, and at each provider's."""
    names = {path.relative_to(DOCS).as_posix() for path in PAGES}
    assert {"index.md", "tutorials/first-key.md", "macbehaviour/traps.md"} <= names
    assert {f"providers/{name}/index.md" for name in PROVIDERS} <= names
    assert len(SHARED) == len(PAGES) - len(PROVIDERS)


@any_page
def test_one_sentence_a_line(path: Path) -> None:
    """A line of prose holds one whole sentence, so that a change shows which sentence it changed."""
    assert list(prose.broken_lines(read(path))) == []


@any_page
def test_headings_in_sentence_case(path: Path) -> None:
    """Only the first word of a heading and names begin with a capital."""
    names = prose.NAMES | {facts.name for facts in PROVIDERS.values()}
    assert list(prose.capitals(read(path), names)) == []


@any_page
def test_no_praise(path: Path) -> None:
    """No page praises what it describes."""
    assert list(prose.praise(read(path))) == []


@shared_page
def test_deleting_a_provider_needs_no_other_edit(path: Path) -> None:
    """Outside the providers' folders no link leads into one, except through the role `{provider}`."""
    text = path.read_text(encoding="utf-8")
    assert [name for name in PROVIDERS if f"providers/{name}" in text] == []


@shared_page
def test_no_fact_is_typed_twice(path: Path) -> None:
    """Variables, addresses and models of a provider are drawn from its facts, never written into a page."""
    text = path.read_text(encoding="utf-8")
    facts = {
        fact
        for one in PROVIDERS.values()
        for fact in (one.key.env_var, one.check.base_url, one.first_request.base_url, one.first_request.model)
        if fact
    }
    assert sorted(fact for fact in facts if re.search(rf"(?<![\w-]){re.escape(fact)}(?![\w-])", text)) == []


@shared_page
def test_a_token_is_hugging_faces_word(path: Path) -> None:
    """A key is called a key on every page; token stands only beside the name Hugging Face."""
    lines = [line for line in read(path) if line.kind in {"prose", "table", "heading"}]
    odd = [line for line in lines if re.search(r"\btokens?\b", prose.without_code(line.text))]
    if path.stem != "glossary":
        assert [f"{line.number}: {line.text}" for line in odd if "Hugging Face" not in line.text] == []


@any_provider
def test_no_code_of_ours_is_a_dead_end(facts: Provider) -> None:
    """What a provider's facts call dead stands in no code that readers copy."""
    ours = "\n".join([*(prose.code(read(path)) for path in PAGES), *map(snippet_text, PROVIDERS.values())])
    patterns = [row.pattern for row in facts.dead if row.pattern]
    assert [pattern for pattern in patterns if re.search(pattern, ours)] == []


@any_provider
def test_provider_pages_have_one_order(facts: Provider) -> None:
    """Every provider's page has the same sections in the same order."""
    assert sections(read(DOCS / "providers" / facts.id / "index.md")) == expected(facts.kind)


@pytest.mark.parametrize("kind", ["hosted", "gateway", "self-hosted"])
def test_the_page_of_a_new_provider(kind: str) -> None:
    """The template gives every kind of provider a page that obeys all the lints."""
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)
    text = environment.from_string(TEMPLATE.read_text(encoding="utf-8")).render(name="Acme AI", kind=kind)
    page = prose.lines(text)
    assert sections(page) == expected(kind)
    assert [
        *prose.broken_lines(page),
        *prose.capitals(page, {"Acme AI", *prose.NAMES}),
        *prose.praise(page),
    ] == []


def sections(page: list[prose.Line]) -> list[str]:
    """Give the headings of the second level."""
    return [line.text[3:] for line in page if line.kind == "heading" and line.text.startswith("## ")]


def expected(kind: str) -> list[str]:
    """Give the sections that a provider of this kind has."""
    return [title for title in SECTIONS if title not in OPTIONAL or kind == "self-hosted"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("First sentence. Second sentence.", "two sentences"),
        ("A sentence that runs on\nto the next line.", "over two lines"),
        ("- An item. And more.", "two sentences"),
    ],
)
def test_a_broken_line_is_found(text: str, fault: str) -> None:
    """The lint sees two sentences in a line, and one sentence over two."""
    assert [fault in one for one in prose.broken_lines(prose.lines(text))] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "One sentence.\nAnother one.",
        "- An item\n- Another item",
        "Term\n: What it means.",
        ":::{code-block} bash\n:class: skip-asks\n\nany. Thing goes\nhere\n:::",
        "Say `a. B` as it is.",
    ],
)
def test_a_whole_line_is_left_alone(text: str) -> None:
    """Whole sentences, lists, terms and code are no faults."""
    assert list(prose.broken_lines(prose.lines(text))) == []


def test_an_open_fence_is_found() -> None:
    """A directive that is never closed would swallow the rest of the page."""
    with pytest.raises(ValueError, match="never closed"):
        prose.lines("::::{tabs}\n:::{group-tab} R\n:::\n")


def test_a_title_in_capitals_is_found() -> None:
    """A heading in title case is a fault; a name is none."""
    page = prose.lines("# Store Your Key\n\n## Use it in MacBehaviour\n\n## 2. Get the tool\n")
    assert list(prose.capitals(page, prose.NAMES)) == ["1: not in sentence case: # Store Your Key"]


def test_code_is_told_from_prose() -> None:
    """The code of a page is what stands in its blocks, without their options."""
    page = prose.lines("Say it.\n\n:::{code-block} r\n:class: skip-asks\n\nsetKey(a)\n:::\n\nsetKey(b)\n")
    assert prose.code(page).strip() == "setKey(a)"


def test_every_status_of_linkcheck_plus_is_explained() -> None:
    """The reference page explains each status that the link checker prints, and no other."""
    text = (DOCS / "reference" / "linkcheck-plus.md").read_text(encoding="utf-8")
    explained = re.findall(r"^`([a-z-]+)`$", text, re.MULTILINE)
    assert explained == [status.value for status in Status]
