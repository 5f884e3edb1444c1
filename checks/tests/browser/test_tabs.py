"""How tabs behave in a browser: choosing, remembering, linking, keyboard, small screens, no script, paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from sphinx_site import DOCS

from keyproof import providers

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

TUTORIAL = "tutorials/first-key.html"
PROVIDER = "providers/openai/index.html"
SYSTEMS = "how-to/store-a-key.html"
SHOWN = [one for one in providers.load(DOCS / "providers").providers.values() if one.tutorial]
FIRST = min(SHOWN, key=lambda one: one.label.casefold()).id


def selected(page: Page, group: str) -> set[str | None]:
    """Give the keys that are selected in all sets of a group."""
    chosen = page.locator(f'[data-group="{group}"] > [aria-selected="true"]')
    return {one.get_attribute("data-key") for one in chosen.all()}


def tab(page: Page, key: str) -> Locator:
    """Give the first tab of this key."""
    return page.locator(f'[role="tab"][data-key="{key}"]').first


def test_a_choice_shows_its_panel_everywhere(page: Page) -> None:
    """A click opens the panel, and all sets about the same thing follow."""
    page.goto(TUTORIAL)
    assert page.locator('[data-group="provider"]').count() > 1
    tab(page, "openai").click()
    assert selected(page, "provider") == {"openai"}
    expect(page.locator("#panel-openai")).to_be_visible()
    assert page.locator("#panel-huggingface").bounding_box() in (None, _flat(page, "#panel-huggingface"))


def _flat(page: Page, selector: str) -> object:
    """Give the box of a closed panel: it may take width, but no height."""
    box = page.locator(selector).bounding_box()
    assert box is not None
    assert box["height"] == 0
    return box


def test_the_clicked_tab_stays_under_the_pointer(page: Page) -> None:
    """When panels further up change their height, the page does not jump."""
    page.goto(TUTORIAL)
    # in the middle: at the end of a page that gets shorter nothing can hold its place
    one = page.locator('[role="tab"][data-key="openai"]').nth(2)
    one.scroll_into_view_if_needed()
    before = one.bounding_box()
    one.click()
    after = one.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 2


def test_choices_are_remembered_each_for_itself(page: Page, context: BrowserContext) -> None:
    """Provider, language and system are three choices; a new browser tab knows all of them."""
    page.goto(PROVIDER)
    tab(page, "r").click()
    page.goto(SYSTEMS)
    systems = page.locator('[data-group="os"]').first.locator('[role="tab"]')
    system = systems.last.get_attribute("data-key") or ""
    systems.last.click()
    page.goto(TUTORIAL)
    tab(page, "openai").click()
    other = context.new_page()
    other.goto(TUTORIAL)
    assert selected(other, "provider") == {"openai"}
    other.goto(SYSTEMS)
    assert system in selected(other, "os")
    other.goto(PROVIDER)
    assert selected(other, "lang") == {"r"}


def test_without_storage_tabs_still_work(chromium: Browser, address: str) -> None:
    """A browser that forbids storage loses the memory and nothing else."""
    profile = chromium.new_context(base_url=address)
    profile.add_init_script(
        "Storage.prototype.getItem = Storage.prototype.setItem = () => { throw new Error('forbidden') }"
    )
    page = profile.new_page()
    page.goto(PROVIDER)
    tab(page, "r").click()
    assert selected(page, "lang") == {"r"}
    profile.close()


@pytest.mark.parametrize(
    ("query", "group", "key"),
    [
        ("?provider=openai", "provider", "openai"),
        ("?provider=llama-cpp", "provider", "llama-cpp"),
        ("?provider=nobody", "provider", FIRST),
        ("?provider=%22%5D", "provider", FIRST),
        ("?lang=sdk", "lang", "sdk"),
        ("?lang=r&provider=openai", "lang", "r"),
    ],
)
def test_a_query_opens_tabs(page: Page, query: str, group: str, key: str) -> None:
    """`?provider=` and `?lang=` choose; what no tab has is passed over."""
    page.goto(TUTORIAL + query)
    assert selected(page, group) == {key}


def test_a_query_is_a_choice_for_the_next_page(page: Page) -> None:
    """Who came by a link to a provider stays with it."""
    page.goto(f"{TUTORIAL}?provider=openai")
    page.goto("how-to/check-a-key.html")
    assert selected(page, "provider") == {"openai"}


@pytest.mark.parametrize("anchor", ["tab-openai", "panel-openai", "openai"])
def test_an_anchor_opens_its_tab(page: Page, anchor: str) -> None:
    """A link to a tab, to its panel or to its key opens it and shows it."""
    page.goto(f"{TUTORIAL}#{anchor}")
    assert selected(page, "provider") == {"openai"}
    expect(page.locator("#panel-openai")).to_be_in_viewport()


def test_an_anchor_inside_closed_panels_opens_them_all(page: Page) -> None:
    """A link to something inside a language's tab inside a provider's tab opens both."""
    page.goto(TUTORIAL)
    inner = page.locator('#panel-openai ~ *, [role="tabpanel"] [role="tabpanel"][data-title^="R "]').last
    name = inner.get_attribute("id")
    page.goto("about:blank")
    page.goto(f"{TUTORIAL}#{name}")
    assert selected(page, "lang") == {"r"}
    expect(page.locator(f"#{name}")).to_be_visible()


def test_a_click_on_a_link_to_a_closed_panel(page: Page) -> None:
    """The page that is already open follows a changed anchor too."""
    page.goto(TUTORIAL)
    page.evaluate("location.hash = 'tab-llama-cpp'")
    expect(tab(page, "llama-cpp")).to_have_attribute("aria-selected", "true")
    assert selected(page, "provider") == {"llama-cpp"}


def test_an_odd_anchor_breaks_nothing(page: Page) -> None:
    """An anchor that is no selector and no id leaves the page as it was."""
    page.goto(f"{TUTORIAL}#a%22]%5B")
    assert selected(page, "provider") == {FIRST}


def test_an_anchor_that_is_not_valid_text(page: Page) -> None:
    """A broken percent sign in the address stops no script."""
    page.goto(f"{TUTORIAL}#%E0%A4%A")
    tab(page, "openai").click()
    assert selected(page, "provider") == {"openai"}


def test_keyboard(page: Page) -> None:
    """Arrows, Home and End move; Enter chooses; leaving the row makes the chosen tab the way back in."""
    page.goto(PROVIDER)
    row = page.locator('[data-group="lang"]').first
    tabs = row.locator('[role="tab"]')
    tabs.first.focus()
    page.keyboard.press("End")
    expect(tabs.last).to_be_focused()
    page.keyboard.press("Home")
    expect(tabs.first).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(tabs.nth(1)).to_be_focused()
    assert selected(page, "lang") == {"curl"}
    page.keyboard.press("Enter")
    assert selected(page, "lang") == {"python"}
    page.keyboard.press("End")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(tabs.nth(1)).to_be_focused()


def test_only_the_selected_tab_is_a_stop(page: Page) -> None:
    """After a choice, in its own set and in those that follow, the Tab key stops at the selected tab only."""
    page.goto(TUTORIAL)
    tab(page, "openai").click()
    for one in page.locator('[role="tab"]').all():
        chosen = one.get_attribute("aria-selected") == "true"
        assert one.get_attribute("tabindex") == ("0" if chosen else "-1")


def test_the_browsers_search_opens_a_closed_panel(page: Page) -> None:
    """Closed panels can be searched, and what the browser finds is opened properly."""
    page.goto(TUTORIAL)
    panel = page.locator("#panel-openai")
    assert panel.get_attribute("hidden") == "until-found"
    panel.evaluate("it => it.dispatchEvent(new Event('beforematch', {bubbles: true}))")
    assert selected(page, "provider") == {"openai"}
    expect(panel).to_be_visible()


def test_one_row_on_a_phone(chromium: Browser, address: str) -> None:
    """On 360 pixels the tabs of a set stay in one row, and the one that a link opens is scrolled into it."""
    profile = chromium.new_context(base_url=address, viewport={"width": 360, "height": 740})
    page = profile.new_page()
    page.goto(f"{PROVIDER}?lang=r")
    for row in page.locator('[role="tablist"]').all():
        tops = {(one.bounding_box() or {"y": None})["y"] for one in row.locator('[role="tab"]').all()}
        assert len(tops) == 1
        outer, inner = row.bounding_box(), row.locator('[aria-selected="true"]').bounding_box()
        assert outer is not None
        assert inner is not None
        assert outer["x"] - 1 <= inner["x"]
        assert inner["x"] + inner["width"] <= outer["x"] + outer["width"] + 1
    profile.close()


def all_open(page: Page) -> None:
    """Hold that every panel can be read, below its title, and that nothing is left to click."""
    assert page.locator('[role="tabpanel"]').count() > 5
    for panel in page.locator('[role="tabpanel"]').all():
        expect(panel).to_be_visible()
        box = panel.bounding_box()
        assert box is not None
        assert box["height"] > 20
    for row in page.locator('[role="tablist"]').all():
        expect(row).to_be_hidden()


def test_everything_can_be_read_without_javascript(chromium: Browser, address: str) -> None:
    """Where scripts do not run, all panels are open."""
    profile = chromium.new_context(base_url=address, java_script_enabled=False)
    page = profile.new_page()
    page.goto(TUTORIAL)
    all_open(page)
    profile.close()


def test_everything_is_printed(page: Page) -> None:
    """On paper all panels are open, each below its title, whatever was chosen on the screen."""
    page.goto(TUTORIAL)
    tab(page, "openai").click()
    page.emulate_media(media="print")
    all_open(page)
    title = page.locator("#panel-llama-cpp").evaluate("it => getComputedStyle(it, '::before').content")
    assert title == '"llama.cpp"'
