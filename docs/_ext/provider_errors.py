"""The table of what can go wrong, from the facts."""

from __future__ import annotations

import json
from collections.abc import Iterator

from docutils import nodes
from sphinx import addnodes

from fact_nodes import Page, badge, paragraph, reference, table
from keyproof.model import ClientError, ErrorRow, Provider

TITLES = ("What you see", "What it means", "What to do")
SPOTS = {("check",): "at the check", ("first-request",): "at the first request", (): "at other requests"}
AGAIN = {True: "Trying again later helps.", False: "Trying again does not help.", None: ""}
# Sphinx's search compares what is typed with index entries; longer texts are nobody's query
LONGEST = 120
FIRST_ERROR = 400
# as in search-rows.js: a shorter text stands in many others
SHORTEST = 6


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
    if page.own:
        yield addnodes.index(entries=list(entries(one)))
    if page.own and one.id in page.facts.records:
        sees = reference(page.docname, "ref", f"sees-{one.id}", "What your program will see")
        yield paragraph(sees, " has the exception that a Python package raises for each row.")
    yield table(TITLES, rows, "errors")


def _seen(row: ErrorRow) -> Iterator[nodes.Node]:
    marks = [nodes.literal(text=text) for text in dict.fromkeys((row.code, row.type)) if text]
    spaced = [node for mark in marks for node in (nodes.Text(" "), mark)]
    yield paragraph(badge(str(row.status), f"status-{row.status // 100}"), spaced)
    if row.field:
        yield paragraph(in_answer(row), classes=["aside"])
    if row.message:
        yield paragraph(nodes.inline("", row.message, classes=["quote"]))
    if row.page:
        yield paragraph(f"on a web page with `{row.page}` in its source", classes=["aside"])
    if row.at in SPOTS:
        yield paragraph(SPOTS[row.at], classes=["aside"])


def _meaning(row: ErrorRow, page: Page) -> Iterator[nodes.Node]:
    yield paragraph(nodes.strong("", row.meaning))
    yield paragraph(row.when, page.cite(row.sources))
    if row.retry is not None:
        yield paragraph(AGAIN[row.retry], classes=["aside"])
    if row.confidence != "high":
        yield paragraph(badge(f"confidence: {row.confidence}", "badge-quiet"))


def _shown(row: ClientError) -> Iterator[nodes.Node]:
    yield paragraph(badge("no answer", "status-0"))
    yield paragraph(nodes.literal(text=row.shows))


def _reason(row: ClientError, page: Page) -> Iterator[nodes.Node]:
    yield paragraph(nodes.strong("", row.meaning))
    yield paragraph(row.when, page.cite(row.sources))


def every_row(one: Provider) -> tuple[ErrorRow | ClientError, ...]:
    """Give the rows of answers, then those of failures before any answer."""
    return (*one.errors, *one.client_errors)


def in_answer(row: ErrorRow) -> str:
    """Give in words what the answer holds at the row's field."""
    place = f"`{row.field}`" if "*" not in (row.field or "") else f"one of `{row.field}`"
    if row.at_most is not None:
        return f"{place} is {row.at_most:g} or less"
    return f"{place} is `{json.dumps(row.equals)}`"


def texts(row: ErrorRow | ClientError) -> tuple[str, ...]:
    """Give the words on the screen by which a reader finds the row."""
    if isinstance(row, ClientError):
        return (row.shows,)
    word = row.equals if isinstance(row.equals, str) else None
    return tuple(dict.fromkeys(text for text in (row.message, row.code, row.type, word) if text))


def own(row: ErrorRow | ClientError) -> tuple[str, ...]:
    """Give the words that tell the row from its neighbours; its type only where it has nothing else."""
    if isinstance(row, ClientError):
        return (row.shows,)
    said = tuple(text for text in (row.message, row.code, row.equals) if isinstance(text, str))
    return said or tuple(filter(None, [row.type]))


def words(row: ErrorRow | ClientError) -> tuple[str, ...]:
    """Give those of the row's own words that are long enough for the search."""
    return tuple(text for text in own(row) if len(text) >= SHORTEST)


def by_status(one: Provider, status: int) -> str:
    """Give what a reader types who has seen no more than a number, such as `Cohere 402`."""
    return f"{one.label.partition(' (')[0]} {status}"


def entries(one: Provider) -> Iterator[tuple[str, str, str, str, None]]:
    """Give the index entries that lead the site's search from an error text to its row."""
    for row in every_row(one):
        anchor = f"error-{row.id}".replace("_", "-")
        for text in texts(row):
            # a semicolon would split the entry in two
            plain = " ".join(text.replace(";", ",").split())[:LONGEST]
            # several rows share a type; the row that has the text as its own stands before them
            yield ("single", plain, anchor, "main" if text in own(row) else "", None)
        if isinstance(row, ErrorRow) and row.status >= FIRST_ERROR:
            # a row without words of its own has nothing else by which it could be found
            yield ("single", by_status(one, row.status), anchor, "" if words(row) else "main", None)


def anchors(one: Provider) -> Iterator[tuple[str, str]]:
    """Give the anchor and title of each row."""
    rows = [(row.id, row.meaning) for row in one.errors]
    for name, meaning in [*rows, *((row.id, row.meaning) for row in one.client_errors)]:
        yield f"error-{name}".replace("_", "-"), meaning
