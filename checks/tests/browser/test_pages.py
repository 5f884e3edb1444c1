"""Whole pages in a browser: accessible in every form, at home on a phone, and silent to strangers."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from accessibility import barriers
from conftest import PROJECT

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

PAGES = (
    *("index", "tutorials/first-key", "providers/openai/index", "providers/llama-cpp/index"),
    *("how-to/store-a-key", "reference/errors", "reference/facts", "search"),
    *("reference/comparison", "reference/endpoints", "reference/command-lines", "explanation/how-keys-leak"),
    *("macbehaviour/connect", "macbehaviour/troubleshooting"),
    "explanation/what-older-guides-get-wrong",
)
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
FORMS = [("light", DESK), ("dark", DESK), ("light", PHONE), ("dark", PHONE)]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("scheme", "size"), FORMS, ids=["light", "dark", "phone", "dark phone"])
def test_no_barrier(chromium: Browser, address: str, name: str, scheme: str, size: dict[str, int]) -> None:
    """Axe finds nothing critical or serious, on the screen and with every panel open."""
    profile = chromium.new_context(base_url=address, color_scheme=scheme, viewport=size)  # type: ignore[arg-type]
    page = profile.new_page()
    page.goto(f"{name}.html")
    assert barriers(page) == []
    page.add_style_tag(path=PROJECT / "docs" / "_static" / "tabs-open.css")
    assert barriers(page) == []
    profile.close()


def test_no_page_is_wider_than_a_phone(chromium: Browser, address: str, published: Path) -> None:
    """On 360 pixels no page has to be moved sideways."""
    profile = chromium.new_context(base_url=address, viewport={"width": 360, "height": 740})
    page = profile.new_page()
    wide = {}
    for path in sorted(published.rglob("*.html")):
        name = path.relative_to(published).as_posix()
        page.goto(name)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["width"]:
            wide[name] = width
    profile.close()
    assert wide == {}


def test_nobody_else_is_asked(context: BrowserContext, address: str) -> None:
    """While pages load and tabs are used, the browser speaks to the site alone."""
    page, hosts = context.new_page(), set[str]()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    for name in PAGES:
        page.goto(f"{name}.html", wait_until="networkidle")
        for tab in page.locator('[role="tab"]:visible').all()[:5]:
            tab.click()
    assert hosts == {urlsplit(address).netloc}


def test_the_copy_button_copies_the_snippet(page: Page, published: Path) -> None:
    """What is copied is the file that is offered, apart from the last line break."""
    page.goto("providers/openai/index.html?lang=sdk")
    block = page.locator(".snippet:visible").first
    block.hover()
    block.locator("button.copybtn").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == (published / "snippets/openai/check-openai.py").read_text().strip()


def test_what_a_screen_shows_is_not_offered_to_copy(page: Page) -> None:
    """Every block has a copy button but those that show a screen."""
    page.goto("tutorials/first-key.html")
    assert page.locator("button.copybtn").count() > 0
    assert page.locator(".skip-screen button.copybtn").count() == 0


def test_a_door_is_a_link_all_over(page: Page) -> None:
    """A click anywhere on a card of the first page opens it."""
    page.goto("index.html")
    doors = page.locator(".doors > .door")
    assert doors.count() == 3
    goal = doors.first.locator("a").get_attribute("href")
    box = doors.first.bounding_box()
    assert box is not None
    doors.first.click(position={"x": box["width"] - 8, "y": box["height"] - 8})
    page.wait_for_url(f"**/{goal}")


def test_terms_and_facts_stand_side_by_side(page: Page) -> None:
    """On a wide screen a fact begins where the column of terms ends, on every provider's page."""
    for name in ("openai", "llama-cpp"):
        page.goto(f"providers/{name}/index.html")
        for term in page.locator("dl.facts > dt").all():
            left, right = term.bounding_box(), term.locator("xpath=following-sibling::dd[1]").bounding_box()
            assert left is not None
            assert right is not None
            assert left["y"] == right["y"]
            assert abs(left["x"] + left["width"] - right["x"]) < 1
