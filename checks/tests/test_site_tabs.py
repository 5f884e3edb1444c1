"""The tabs of the published site: none is lost, each has its panel and an address that stays."""

from __future__ import annotations

import re

import tab_count
from sphinx_site import DOCS, Pages, one

from keyproof import providers

PROVIDERS = providers.load(DOCS / "providers").providers
# the marker in the middle of real OpenAI keys, and what base64 makes of the name; never joined in a source
MARKER = "T3Blbk" + "FJ"


def test_every_tab_of_the_sources_is_published(published: Pages) -> None:
    """No tab is lost on the way from the sources to the html, on any page."""
    expected, found = {}, {}
    for path in sorted(DOCS.rglob("*.md")):
        if not any(part.startswith("_") for part in path.relative_to(DOCS).parts):
            name = path.relative_to(DOCS).as_posix().removesuffix(".md")
            own = name.split("/")[1] if name.startswith("providers/") else ""
            lines = path.read_text(encoding="utf-8").splitlines()
            expected[name] = tab_count.count(lines, own, PROVIDERS, DOCS / "_snippets")
            found[name] = len(published[name].css('[role="tab"]'))
    assert sum(expected.values()) > len(PROVIDERS) * 8
    assert found == expected


def test_every_tab_belongs_to_its_panel(published: Pages) -> None:
    """Tab and panel name each other, and just one tab of a set is selected."""
    for name, page in published.items():
        for tab in page.css('[role="tab"]'):
            panel = one(page, f'[id="{tab.attributes["aria-controls"]}"]')
            assert panel.attributes["aria-labelledby"] == tab.attributes["id"], name
            assert panel.attributes["data-title"] == tab.text()
        for tablist in page.css('[role="tablist"]'):
            selected = [tab for tab in tablist.css("[role=tab]") if tab.attributes["aria-selected"] == "true"]
            assert len(selected) == 1, name


def test_tab_ids_are_stable_addresses(published: Pages) -> None:
    """A tab's id is made of its key, a plain slug: no base64 of a label, and so no marker of real keys."""
    for page in published.values():
        for tab in page.css('[role="tab"]'):
            key = tab.attributes["data-key"] or ""
            assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key)
            assert re.fullmatch(rf"tab-{key}(-\d+)?", tab.attributes["id"] or "")
        assert MARKER not in (page.html or "")


def test_provider_tabs_carry_the_ids_of_the_providers(published: Pages) -> None:
    """`?provider=<id>` opens the tab whose provider has that id, on every page with such tabs."""
    sets = [found for page in published.values() for found in page.css('[data-group="provider"]')]
    assert sets
    for found in sets:
        assert {tab.attributes["data-key"] for tab in found.css("[role=tab]")} <= PROVIDERS.keys()


def test_long_rows_of_tabs_are_marked(published: Pages) -> None:
    """Where more tabs stand than a row holds, the styles and the script know it."""
    for name, page in published.items():
        for tablist in page.css('[role="tablist"]'):
            many = "many" in (tablist.attributes.get("class") or "")
            assert many == (len(tablist.css("[role=tab]")) > 8), name
