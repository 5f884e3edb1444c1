"""The page about older guides in a browser: its filter, with the mouse, the keys and by address."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from conftest import PROJECT
from playwright.sync_api import expect

from keyproof import providers
from keyproof.audit import JUDGEMENTS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAGE = "explanation/what-older-guides-get-wrong.html"
KNOWN = providers.read_audit(PROJECT / providers.CLAIMS)[0]
COUNTS = Counter[str](claim.verdict for claim in KNOWN.claims) if KNOWN else Counter[str]()
ROWS = "table.facts-claims tbody tr:visible"


def choice(verdict: str) -> str:
    """Give the place of a verdict's button."""
    return f".claim-filter button[data-verdict={verdict}]"


@pytest.mark.parametrize("verdict", JUDGEMENTS)
def test_a_button_shows_one_verdict(page: Page, verdict: str) -> None:
    """Pressed, it leaves just its claims, says how many, and stands in the address."""
    page.goto(PAGE)
    expect(page.locator(ROWS)).to_have_count(COUNTS.total())
    page.locator(choice(verdict)).click()
    expect(page.locator(ROWS)).to_have_count(COUNTS[verdict])
    expect(page.locator(choice(verdict))).to_have_attribute("aria-pressed", "true")
    expect(page.locator(choice("all"))).to_have_attribute("aria-pressed", "false")
    expect(page.get_by_role("status")).to_have_text(f"Showing {COUNTS[verdict]} of {COUNTS.total()} claims.")
    assert page.url.endswith(f"?verdict={verdict}")


def test_the_filter_works_with_the_keys(page: Page) -> None:
    """Tab leads to each button, the space bar presses it, and what has the focus can be seen."""
    page.goto(PAGE)
    page.locator(choice("all")).focus()
    page.keyboard.press("Tab")
    first = page.locator(choice(JUDGEMENTS[0]))
    expect(first).to_be_focused()
    assert first.evaluate("node => getComputedStyle(node).outlineStyle") != "none"
    page.keyboard.press("Space")
    expect(page.locator(ROWS)).to_have_count(COUNTS[JUDGEMENTS[0]])
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator(ROWS)).to_have_count(COUNTS.total())


def test_an_address_keeps_the_choice(page: Page) -> None:
    """An address with a verdict shows it at once; one that is unknown shows all."""
    page.goto(f"{PAGE}?verdict=unsafe")
    expect(page.locator(ROWS)).to_have_count(COUNTS["unsafe"])
    page.goto(f"{PAGE}?verdict=none-such")
    expect(page.locator(ROWS)).to_have_count(COUNTS.total())


def test_a_link_to_a_hidden_claim_shows_it(page: Page) -> None:
    """Followed while another verdict is chosen, a link brings its claim back, and the choice is undone."""
    page.goto(f"{PAGE}?verdict=unsafe#claim-a01")
    expect(page.locator("#claim-a01")).to_be_in_viewport()
    expect(page.locator(ROWS)).to_have_count(COUNTS.total())
    page.locator(choice("wrong")).click()
    page.locator("#count-holds a").click()
    expect(page.locator("#claims-holds")).to_be_in_viewport()
    expect(page.locator(choice("all"))).to_have_attribute("aria-pressed", "true")


def test_every_claim_is_there_without_javascript(chromium: Browser, address: str) -> None:
    """Without a script all claims show, no button does, and the table leads to each verdict."""
    plain = chromium.new_context(base_url=address, java_script_enabled=False)
    page = plain.new_page()
    page.goto(PAGE)
    expect(page.locator(ROWS)).to_have_count(COUNTS.total())
    expect(page.locator(".claim-filter")).to_have_count(0)
    page.locator("#count-outdated a").click()
    expect(page.locator("#claims-outdated h2")).to_be_in_viewport()
    plain.close()


def test_a_claim_fills_the_width_of_a_phone(page: Page) -> None:
    """At 360 pixels the cells stand below each other, each as wide as the row, and nothing sticks out."""
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(PAGE)
    row = page.locator("#claim-b59")
    widths = row.locator("td").evaluate_all("cells => cells.map(cell => cell.offsetWidth)")
    assert len(set(widths)) == 1
    assert widths[0] > 270
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    numbers = page.locator("#count-wrong td").evaluate_all("cells => cells.map(cell => cell.offsetTop)")
    assert len(set(numbers)) == 1
