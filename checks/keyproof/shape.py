"""The rules that a provider's facts obey once they have the right types.

A rule is a function from facts to problems: no reading, no printing.
Its docstring is the mend that a maintainer sees; its code is never given to another rule.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from keyproof import bodies
from keyproof.model import ErrorRow, Link, Provider, Source, Step

if TYPE_CHECKING:
    from keyproof.positions import Path

STALE_AFTER = timedelta(days=180)
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something at this key path that breaks a rule."""

    path: Path
    seen: str
    expected: str


class Sourced(Protocol):
    """What a file of facts has, whatever it is about: sources that its parts name."""

    @property
    def sources(self) -> Mapping[str, Source]:
        """Give the sources by name."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with its code and title. `any_file`: it holds for every file of facts with sources."""

    code: str
    title: str
    check: Callable[[Any, date], Iterator[Problem]]
    any_file: bool = False

    @property
    def fix(self) -> str:
        """Give the mend: the docstring of the rule's function, on one line."""
        return " ".join((self.check.__doc__ or "").split())


RULES: list[Rule] = []


def rule(code: str, title: str) -> Callable[[Callable[[Provider, date], Iterator[Problem]]], None]:
    """Add the function below to the rules."""
    return lambda check: RULES.append(Rule(code, title, check))


def rule_for_any_file(
    code: str, title: str
) -> Callable[[Callable[[Sourced, date], Iterator[Problem]]], None]:
    """Add the function below to the rules, and to those of other files of facts."""
    return lambda check: RULES.append(Rule(code, title, check, any_file=True))


def walk(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Give every value inside the facts with its key path."""
    yield path, value
    if is_dataclass(value):
        for item in fields(value):
            yield from walk(getattr(value, item.name), (*path, item.name))
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from walk(inner, (*path, name))
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from walk(inner, (*path, index))


@rule_for_any_file("FACT010", "source is not listed")
def unlisted_source(facts: Sourced, _today: date) -> Iterator[Problem]:
    """Add a `[sources.<name>]` table with `what`, `url` and `seen_on`, or correct the name."""
    for path, value in walk(facts):
        if path[-1:] == ("sources",) and isinstance(value, tuple):
            for index, name in enumerate(value):
                if name not in facts.sources:
                    yield Problem((*path, index), repr(name), "a name from the [sources] of this file")


@rule_for_any_file("FACT011", "fact without a source")
def missing_source(facts: Sourced, _today: date) -> Iterator[Problem]:
    """Name at least one source; leave out a fact that nobody has seen stated."""
    for path, value in walk(facts):
        if path[-1:] == ("sources",) and value == ():
            yield Problem(path, "an empty list", "at least one name from [sources]")


@rule_for_any_file("FACT012", "source that supports nothing")
def unused_source(facts: Sourced, _today: date) -> Iterator[Problem]:
    """Name the source at the fact that it supports, or delete it."""
    used = {
        name
        for path, value in walk(facts)
        if path[-1:] == ("sources",) and isinstance(value, tuple)
        for name in value
    }
    for name in facts.sources.keys() - used:
        yield Problem(("sources", name), repr(name), "a source that some fact names")


@rule_for_any_file("FACT013", "address is not https")
def insecure_address(facts: Sourced, _today: date) -> Iterator[Problem]:
    """Write the address in full with https://; plain http is for a server on your own machine only."""
    for path, value in walk(facts):
        address = _address(path, value)
        if address is not None and not _safe(address):
            yield Problem(path, repr(address), "https://... (http:// only to 127.0.0.1 or localhost)")


def _address(path: Path, value: object) -> str | None:
    if isinstance(value, Link):
        return value.url
    if isinstance(value, Source):
        return value.url
    return value if path[-1:] in {("base_url",), ("api_url",)} and isinstance(value, str) else None


def _safe(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK))


@rule_for_any_file("FACT014", "regular expression does not compile")
def broken_pattern(facts: Sourced, _today: date) -> Iterator[Problem]:
    """Correct the expression; write it in single quotes so that a backslash stays a backslash."""
    for path, value in walk(facts):
        if path[-1:] == ("pattern",) and isinstance(value, str):
            try:
                re.compile(value)
            except re.error as error:
                yield Problem(path, f"{value!r}: {error}", "an expression that Python's re compiles")


@rule("FACT015", "body is not JSON")
def broken_body(facts: Provider, _today: date) -> Iterator[Problem]:
    """Paste the answer as the provider sends it; write it in single quotes or between three of them."""
    pages = {row.body for row in facts.errors if row.page is not None}
    for path, value in walk(facts):
        if path[-1:] in {("body",), ("example",)} and isinstance(value, str):
            if (value == "" and facts.check.plain_errors) or value in pages:
                continue
            try:
                json.loads(value)
            except ValueError as error:
                yield Problem(path, str(error), "one JSON value")


@rule("FACT016", "error row cannot be told from the one before")
def hidden_row(facts: Provider, _today: date) -> Iterator[Problem]:
    """Put the row with more marks (code, type, message) first, or give this row a mark of its own."""
    for task in ("check", "first-request"):
        rows = facts.errors_at(task)
        for index, row in enumerate(rows):
            for earlier in rows[:index]:
                if earlier.status == row.status and set(earlier.marks) <= set(row.marks):
                    path = ("errors", facts.errors.index(row))
                    yield Problem(path, f"{row.id} hidden by {earlier.id}", "a row that some answer reaches")


@rule("FACT017", "two error rows of one name")
def doubled_row(facts: Provider, _today: date) -> Iterator[Problem]:
    """Give each row an `id` of its own: it is the row's address on the site."""
    names = [row.id for row in facts.errors] + [row.id for row in facts.client_errors]
    for name, count in Counter(names).items():
        if count > 1:
            yield Problem(("errors",), f"{name!r} {count} times", "one row an id")


@rule("FACT018", "name that leads nowhere")
def dangling_name(facts: Provider, _today: date) -> Iterator[Problem]:
    """Use the name of a link or error row that this file has, or add it."""
    rows = {row.id for row in facts.errors}
    for path, value in walk(facts):
        if isinstance(value, Step) and value.link and value.link not in facts.links.known():
            yield Problem((*path, "link"), repr(value.link), f"one of {', '.join(facts.links.known())}")
    for key in ("invalid_error", "missing_error"):
        name = getattr(facts.check, key)
        if name is not None and name not in rows:
            yield Problem(("check", key), repr(name), "the id of an [[errors]] row")


@rule_for_any_file("FACT019", "fact not confirmed for half a year")
def stale_date(facts: Sourced, today: date) -> Iterator[Problem]:
    """Look the fact up again at its source, correct it if need be, then write the new date."""
    for path, value in walk(facts):
        if path[-1:] == ("checked_on",) and isinstance(value, date) and today - value > STALE_AFTER:
            yield Problem(path, value.isoformat(), f"a date not older than {STALE_AFTER.days} days")


@rule_for_any_file("FACT020", "date in the future")
def future_date(facts: Sourced, today: date) -> Iterator[Problem]:
    """Write the day on which the fact was seen."""
    for path, value in walk(facts):
        if isinstance(value, date) and value - today > timedelta(days=1):
            yield Problem(path, value.isoformat(), "today or earlier")


@rule("FACT021", "path that leads nowhere in its example")
def lost_path(facts: Provider, _today: date) -> Iterator[Problem]:
    """Correct the path (names and list positions with dots between), or paste the whole answer."""
    check, first = facts.check, facts.first_request
    paths = [
        (check.example, name, ("check", "success_keys", place))
        for place, name in enumerate(check.success_keys)
    ]
    for example, name, path in [*paths, (first.example, first.text_path, ("first_request", "text_path"))]:
        try:
            bodies.reached(json.loads(example), name)
        except LookupError:
            yield Problem(path, repr(name), "a path to something in the example")
        except ValueError:
            continue  # FACT015 tells of an example that is no JSON


@rule("FACT022", "error row that no answer can match")
def unmatched_row(facts: Provider, _today: date) -> Iterator[Problem]:
    """Give `field` one of `equals` and `at_most`, and paste a `body` that has there what the row is about."""
    for index, row in enumerate(facts.errors):
        if (row.field is not None) != ((row.equals is None) != (row.at_most is None)):
            yield Problem(
                ("errors", index), f"the marks of {row.id}", "`field` with `equals` or with `at_most`"
            )
        elif row.field is not None and row.body and not _holds(row, row.field):
            yield Problem(("errors", index, "field"), repr(row.field), "a path to this value in the body")
        elif row.page is not None and not (
            row.body and row.page in row.body and (row.message or "") in row.body
        ):
            yield Problem(("errors", index, "page"), repr(row.page), "a part of the web page in `body`")


def _holds(row: ErrorRow, field: str) -> bool:
    """Say whether the value that the row is recognised by stands in its body."""
    try:
        ends = list(_ends(json.loads(row.body or ""), field.split(".")))
    except ValueError:
        return True  # FACT015 tells of a body that is no JSON
    if row.at_most is None:
        return any(end == row.equals and type(end) is type(row.equals) for end in ends)
    return any(isinstance(end, int | float) and end <= row.at_most for end in ends)


def _ends(value: object, path: list[str]) -> Iterator[object]:
    """Give every value at the end of the path; `*` stands for each element of a list."""
    if not path:
        yield value
    elif path[0] == "*" and isinstance(value, list):
        for inner in value:
            yield from _ends(inner, path[1:])
    elif isinstance(value, dict) and path[0] in value:
        yield from _ends(value[path[0]], path[1:])
