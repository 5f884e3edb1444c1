"""What is written by hand: no fact typed twice, no dead end, one order of sections."""

from __future__ import annotations

import re
from pathlib import Path

import claims_site
import jinja2
import prose
import pytest
from conftest import PROJECT

from keyproof import providers, snippets
from keyproof.claims import sentences, style
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
def test_the_page_of_a_new_provider(kind: str, tmp_path: Path) -> None:
    """The template gives every kind of provider a page that obeys all the lints."""
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)
    text = environment.from_string(TEMPLATE.read_text(encoding="utf-8")).render(name="Acme AI", kind=kind)
    assert sections(prose.lines(text)) == expected(kind)
    page = claims_site.page(tmp_path, text)
    names = {"Acme AI", *claims_site.truth().outside.proper_names}
    sentence_faults = [fault for one in page.texts for fault in sentences.faults(one)]
    assert [*sentence_faults, *style.headings(page, names), *style.praise(page)] == []


def sections(page: list[prose.Line]) -> list[str]:
    """Give the headings of the second level."""
    return [line.text[3:] for line in page if line.kind == "heading" and line.text.startswith("## ")]


def expected(kind: str) -> list[str]:
    """Give the sections that a provider of this kind has."""
    return [title for title in SECTIONS if title not in OPTIONAL or kind == "self-hosted"]


def test_an_open_fence_is_found() -> None:
    """A directive that is never closed would swallow the rest of the page."""
    with pytest.raises(ValueError, match="never closed"):
        prose.lines("::::{tabs}\n:::{group-tab} R\n:::\n")


def test_code_is_told_from_prose() -> None:
    """The code of a page is what stands in its blocks, without their options."""
    page = prose.lines("Say it.\n\n:::{code-block} r\n:class: skip-asks\n\nsetKey(a)\n:::\n\nsetKey(b)\n")
    assert prose.code(page).strip() == "setKey(a)"


def test_every_status_of_linkcheck_plus_is_explained() -> None:
    """The reference page explains each status that the link checker prints, and no other."""
    text = (DOCS / "reference" / "linkcheck-plus.md").read_text(encoding="utf-8")
    explained = re.findall(r"^`([a-z-]+)`$", text, re.MULTILINE)
    assert explained == [status.value for status in Status]
