"""The table of what can go wrong, from the facts."""

from __future__ import annotations

from collections.abc import Iterator

from docutils import nodes

from fact_nodes import Page, badge, paragraph, table
from keyproof.model import ClientError, ErrorRow, Provider

TITLES = ("What you see", "What it means", "What to do")
SPOTS = {("check",): "at the check", ("first-request",): "at the first request"}


def errors(one: Provider, page: Page) -> Iterator[nodes.Node]:
    """Give every answer that means trouble, then what fails before any answer."""
    rows = [
        (page.anchor(f"error-{row.id}"), (_seen(row), _meaning(row, page), [paragraph(row.fix)]))
        for row in one.errors
    ]
    rows += [
        (page.anchor(f"error-{row.id}"), (_shown(row), _reason(row, page), [paragraph(row.fix)]))
        for row in one.client_errors
    ]
    yield table(TITLES, rows, "errors")


def _seen(row: ErrorRow) -> Iterator[nodes.Node]:
    marks = [nodes.literal(text=text) for text in dict.fromkeys((row.code, row.type)) if text]
    spaced = [node for mark in marks for node in (nodes.Text(" "), mark)]
    yield paragraph(badge(str(row.status), f"status-{row.status // 100}"), spaced)
    if row.message:
        yield paragraph(nodes.inline("", row.message, classes=["quote"]))
    if row.at in SPOTS:
        yield paragraph(SPOTS[row.at], classes=["aside"])


def _meaning(row: ErrorRow, page: Page) -> Iterator[nodes.Node]:
    yield paragraph(nodes.strong("", row.meaning))
    yield paragraph(row.when, page.cite(row.sources))
    if row.confidence != "high":
        yield paragraph(badge(f"confidence: {row.confidence}", "badge-quiet"))


def _shown(row: ClientError) -> Iterator[nodes.Node]:
    yield paragraph(badge("no answer", "status-0"))
    yield paragraph(nodes.literal(text=row.shows))


def _reason(row: ClientError, page: Page) -> Iterator[nodes.Node]:
    yield paragraph(nodes.strong("", row.meaning))
    yield paragraph(row.when, page.cite(row.sources))


def anchors(one: Provider) -> Iterator[tuple[str, str]]:
    """Give the anchor and title of each row."""
    rows = [(row.id, row.meaning) for row in one.errors]
    for name, meaning in [*rows, *((row.id, row.meaning) for row in one.client_errors)]:
        yield f"error-{name}".replace("_", "-"), meaning
