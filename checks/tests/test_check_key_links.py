"""Every docs_url that check_key can print leads to a place on the published site."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urldefrag

import pytest
from key_check import module
from sphinx_site import DOCS, build, small_docs

from keyproof import providers
from keyproof.model import VERDICTS, Provider

ALL = providers.load(DOCS / "providers").providers
FACTS = {name: facts for name, facts in ALL.items() if not facts.draft}


def docs_url(provider: str, verdict: str, row: str = "") -> str:
    """Give the link that the script prints with this verdict or row."""
    script = module()
    check = script.Check(script.PROVIDERS[provider], "", "", "", "", probe=False, seconds=1.0, notes=[])
    return str(script.reported(check, script.Finding(verdict, "", "", row))["docs_url"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a published site that has the directives of the real pages and nothing else."""
    docs = small_docs(
        tmp_path_factory.mktemp("links"),
        {"reference/errors": "# Errors\n\n:::{verdicts}\n:::\n"},
        tuple(FACTS),
    )
    built = build(docs, docs.parent / "html")
    assert (built.code, built.said) == (0, "")
    return built.out


def leads_somewhere(site: Path, url: str) -> bool:
    """Say whether the site has this page, and the page has this anchor."""
    page, anchor = urldefrag(url)
    file = site / page.removeprefix(module().SITE)
    return file.is_file() and f'id="{anchor}"' in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("verdict", VERDICTS)
def test_a_verdict_is_explained_where_its_link_leads(verdict: str, site: Path) -> None:
    """Without an error row the link leads to the verdict in the reference."""
    assert leads_somewhere(site, docs_url("openai-compatible", verdict))


@pytest.mark.parametrize("facts", FACTS.values(), ids=FACTS)
def test_an_error_is_explained_where_its_link_leads(facts: Provider, site: Path) -> None:
    """With an error row the link leads to that row on the provider's page."""
    rows = module().PROVIDERS[facts.id].rows
    assert rows
    for row in rows:
        assert leads_somewhere(site, docs_url(facts.id, row.verdict, row.id)), row.id


def test_the_pages_have_the_names_that_the_links_use() -> None:
    """The real site has these pages, made by the same directives."""
    assert "{verdicts}" in (DOCS / "reference" / "errors.md").read_text(encoding="utf-8")
    for name in FACTS:
        assert "{provider-errors}" in (DOCS / "providers" / name / "index.md").read_text(encoding="utf-8")
