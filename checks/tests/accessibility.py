"""What keeps people from a page, as axe sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: Places that pass are many, and nobody looks at them.
OPTIONS = {"resultTypes": ["violations"]}


def barriers(page: Page, *within: str) -> list[tuple[str, str, list[str]]]:
    """Give what axe calls critical or serious, with the places: on the page, or in these parts of it."""
    parts = {"include": [[part] for part in within]} if within else None
    return [
        (found["id"], found["impact"], [str(node["target"]) for node in found["nodes"]])
        for found in Axe().run(page, parts, OPTIONS).response["violations"]
        if found["impact"] in {"critical", "serious"}
    ]
