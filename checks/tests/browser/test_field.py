"""The whole field in a browser: an error's text finds its row, the comparison sorts, tabs become a list."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from playwright.sync_api import expect
from sphinx_site import DOCS

import provider_errors
from keyproof import providers
from keyproof.model import ErrorRow

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PROVIDERS = providers.load(DOCS / "providers").providers
LEAK = "how-to/after-a-leak.html"
COMPARISON = "reference/comparison.html"
VARIABLES = "reference/environment-variables.html"
# the places of the results in the order in which they are shown
SEARCH = """texts => texts.map(text => {
  const found = Search._performSearch(...Search._parseQuery(text));
  return found.reverse().map(result => result[0] + result[2]);
})"""


def rows() -> dict[str, set[str]]:
    """Give what a reader may type for each error row, with the places of the rows that it is meant for.

    That is each text that a row bears as its own; where it has none, the provider's name and the status.
    """
    found: dict[str, set[str]] = {}
    for one in PROVIDERS.values():
        for row in provider_errors.every_row(one):
            words = list(provider_errors.words(row))
            if not words and isinstance(row, ErrorRow) and row.status >= provider_errors.FIRST_ERROR:
                words = [provider_errors.by_status(one, row.status)]
            for text in words:
                found.setdefault(text, set()).add(place(one.id, row.id))
    return found


def place(provider: str, row: str) -> str:
    """Give the address of a row as the search says it."""
    return f"providers/{provider}/index#error-{row}".replace("_", "-")


def test_every_error_row_is_found(page: Page) -> None:
    """Typed as it stands, each text has one of its rows as the first result, and all of them in the list.

    No row is left out, neither one of a failure before any answer nor one without words: only those that
    find fault with an answer of 200 by a field, which shows no text to paste.
    """
    page.goto("search.html?q=")
    page.wait_for_function("Search._index !== null")
    known = rows()
    results = page.evaluate(SEARCH, list(known))
    lost = {
        text: shown[:2]
        for (text, places), shown in zip(known.items(), results, strict=True)
        if not shown or shown[0] not in places or not places <= set(shown)
    }
    assert lost == {}
    covered = set().union(*known.values())
    silent = {
        place(one.id, row.id)
        for one in PROVIDERS.values()
        for row in one.errors
        if row.status == 200 and row.field
    }
    every = {place(one.id, row.id) for one in PROVIDERS.values() for row in provider_errors.every_row(one)}
    assert every - covered <= silent
    assert len(every) > 280


@pytest.mark.parametrize(
    ("pasted", "target"),
    [
        ("cohere 402", "providers/cohere/index.html#error-payment-required"),
        ("insufficient_quota", "providers/openai/index.html#error-insufficient-quota"),
        (
            "Error code: 401 - {'error': {'message': 'Incorrect API key provided: none. You can find', ...",
            "#error-i",
        ),
        (
            "Too many requests. Retrying in 10 seconds...",
            "macbehaviour/troubleshooting.html#message-too-many",
        ),
        (
            "Error: API URL cannot be NULL for custom models.",
            "macbehaviour/troubleshooting.html#message-url-null",
        ),
    ],
)
def test_a_pasted_message_leads_to_its_row(page: Page, pasted: str, target: str) -> None:
    """A whole message, with more around the known text, lands on the row that explains it."""
    page.goto(f"search.html?q={quote(pasted)}")
    first = page.locator("#search-results li a").first
    expect(first).to_be_visible()
    assert target in (first.get_attribute("href") or "").replace("?highlight=", "")


def test_the_comparison_sorts_by_a_column(page: Page) -> None:
    """A click puts yes before no before what is not known; a second click turns round all but the last."""
    page.goto(COMPARISON)
    button = page.locator("th button", has_text="Prepaid")
    cells = page.locator("table.facts-comparison tbody tr td:nth-child(3)")
    button.click()
    assert "".join(dict.fromkeys(cells.all_inner_texts())) == "yesnonot known"
    button.click()
    assert "".join(dict.fromkeys(cells.all_inner_texts())) == "noyesnot known"
    expect(page.locator("th[aria-sort=descending]")).to_have_text("Prepaid")


def test_on_a_small_screen_many_tabs_are_a_list(page: Page) -> None:
    """The list chooses the panel, and shows what was chosen elsewhere; the row of tabs makes room for it."""
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(LEAK)
    choice = page.locator(".tab-list select").first
    expect(page.locator("#tab-groq")).to_be_hidden()
    choice.select_option("groq")
    expect(page.locator("#panel-groq")).to_be_visible()
    page.goto(f"{LEAK}?provider=mistral")
    expect(choice).to_have_value("mistral")


@pytest.mark.parametrize("name", [LEAK, COMPARISON, "how-to/restricted-region.html", "reference/errors.html"])
def test_nothing_sticks_out_on_a_small_screen(page: Page, name: str) -> None:
    """At 360 pixels the page is no wider than the screen."""
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(name)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("name", [COMPARISON, VARIABLES, "reference/endpoints.html"])
@pytest.mark.parametrize("width", [360, 640, 900, 1100, 1300, 1920])
def test_a_wide_table_fits(page: Page, name: str, width: int) -> None:
    """No table of the reference has to be moved sideways, on any screen; no cell sticks out of it."""
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(name)
    hidden = "all => all.map(it => it.scrollWidth - it.clientWidth)"
    assert set(page.locator(".table-wrapper").evaluate_all(hidden)) == {0}
    assert max(page.locator("table.facts td").evaluate_all(hidden)) <= 1


def test_the_comparison_is_whole_without_javascript(chromium: Browser, address: str) -> None:
    """Every row stands there, and nothing that only a script could do is shown."""
    plain = chromium.new_context(base_url=address, java_script_enabled=False)
    page = plain.new_page()
    page.goto(COMPARISON)
    assert page.locator("table.facts-comparison tbody tr").count() == len(PROVIDERS)
    assert page.locator("th button, .sort-list").count() == 0
    plain.close()
