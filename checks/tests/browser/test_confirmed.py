"""The list of what was confirmed, in a browser: newer news take the place of the build's, and age shows."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PAGE = "providers/openai/index.html"
ENTRY = '[data-confirmed="openai/refused"]'
NEWER = {"way": "refused", "state": "differs", "text": "It <b>differs</b> now.", "held_on": ""}


def news(looked_on: str, **changes: str) -> str:
    """Give a confirmed.json with one entry for OpenAI."""
    entry = {**NEWER, "looked_on": looked_on, **changes}
    return json.dumps({"schema_version": 1, "day": looked_on, "providers": {"openai": {"refused": entry}}})


def opened(context: BrowserContext, body: str) -> tuple[Page, list[str]]:
    """Give OpenAI's page with this confirmed.json, and where it was asked for."""
    page, asked = context.new_page(), list[str]()

    def answer(route: Any) -> None:  # noqa: ANN401 - Playwright's Route
        asked.append(route.request.url)
        route.fulfill(body=body, content_type="application/json")

    page.route("**/confirmed.json", answer)
    page.goto(PAGE)
    page.wait_for_load_state("networkidle")
    return page, asked


def test_newer_news_replace_what_the_build_knew(context: BrowserContext, address: str) -> None:
    """The state and the words change; they are text, never markup; and it is our own root that is asked."""
    page, asked = opened(context, news("9999-01-01"))
    entry = page.locator(ENTRY)
    assert entry.locator(".confirmed-text").inner_text() == "It <b>differs</b> now."
    assert entry.get_attribute("class") == "is-differs"
    assert asked == [f"{address}confirmed.json"]


@pytest.mark.parametrize("body", ["no json", '{"providers": {}}', news("")], ids=["broken", "empty", "older"])
def test_other_news_change_nothing(context: BrowserContext, published: Path, body: str) -> None:
    """A broken, an empty and an older file leave the list of the build."""
    page, _ = opened(context, body)
    built = json.loads((published / "confirmed.json").read_text(encoding="utf-8"))
    text = built["providers"]["openai"]["refused"]["text"]
    assert page.locator(f"{ENTRY} .confirmed-text").inner_text() == text


@pytest.mark.parametrize(("days", "marks"), [(30, 0), (95, 1)])
def test_the_age_goes_by_the_readers_calendar(context: BrowserContext, days: int, marks: int) -> None:
    """A page that was built long ago says by itself that nobody has confirmed it since."""
    held = (datetime.now(UTC).date() - timedelta(days=days)).isoformat()
    page, _ = opened(context, news("9999-01-01", state="holds", held_on=held))
    badges = page.locator(f"{ENTRY} .badge-stale")
    assert badges.all_inner_texts() == [f"not confirmed since {held}"] * marks


def test_without_javascript_the_list_of_the_build_stands(chromium: Browser, address: str) -> None:
    """Nothing on the list waits for a script."""
    page = chromium.new_context(base_url=address, java_script_enabled=False).new_page()
    page.goto(PAGE)
    assert page.locator("ul.confirmed > li").count() == 4
    assert all(page.locator("ul.confirmed > li").all_inner_texts())
    page.context.close()
