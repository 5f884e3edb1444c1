"""The section about MacBehaviour in a browser: every text finds its row, and nothing sticks out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from sphinx_site import DOCS

from keyproof import providers
from keyproof.macbehaviour import Facts

if TYPE_CHECKING:
    from playwright.sync_api import Page

FACTS = providers.load_package(DOCS / "providers")[0]
assert isinstance(FACTS, Facts)
# the places of the results in the order in which they are shown
SEARCH = """texts => texts.map(text => {
  const found = Search._performSearch(...Search._parseQuery(text));
  return found.reverse().map(result => result[0] + result[2]);
})"""
TEXTS = {
    message.shows: f"macbehaviour/troubleshooting#message-{message.id}".replace("_", "-")
    for message in FACTS.messages
}
PAGES = ("index", "install", "first-experiment", "connect", "traps", "troubleshooting")


def test_every_text_finds_its_row(page: Page) -> None:
    """Typed as it stands, each text of the package has its row as the first result."""
    page.goto("search.html?q=")
    page.wait_for_function("Search._index !== null")
    results = page.evaluate(SEARCH, list(TEXTS))
    found = {text: shown[:1] for text, shown in zip(TEXTS, results, strict=True)}
    assert found == {text: [place] for text, place in TEXTS.items()}


@pytest.mark.parametrize("name", PAGES)
def test_nothing_sticks_out_on_a_small_screen(page: Page, name: str) -> None:
    """At 360 px no page of the section scrolls sideways."""
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"macbehaviour/{name}.html")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_provider_can_be_linked_to(page: Page) -> None:
    """`connect.html?provider=gemini` opens with the code that goes around `setKey()`."""
    page.goto("macbehaviour/connect.html?provider=gemini")
    code = page.locator("#panel-gemini pre")
    expect(code).to_be_visible()
    expect(code).to_contain_text("No setKey()")
