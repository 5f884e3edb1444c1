"""All of it: one provider."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from keyproof.model.answer import ClientError, ErrorRow, RateLimit
from keyproof.model.key import Auth, Key
from keyproof.model.links import Links, Source
from keyproof.model.request import Check, FirstRequest
from keyproof.model.service import Costs, Dead, MacBehaviour, Sdk, Server, Step
from keyproof.model.words import Kind, Strict, Task


@dataclass(frozen=True, kw_only=True, slots=True)
class Provider(Strict):
    """Everything known about one provider.

    `short_name` stands where the name is too long: in tabs and in the columns of tables.
    `family` names the form of its chat requests and errors, and so the templates of its snippets.
    `draft`: nobody has confirmed these facts yet, and the page says so.
    `tutorial`: the tutorial and the guides have a tab for it; the other providers have their page.
    """

    id: str
    name: str
    kind: Kind
    family: str
    checked_on: date
    summary: str
    sources: Mapping[str, Source]
    links: Links
    key: Key
    auth: Auth
    check: Check
    first_request: FirstRequest
    errors: tuple[ErrorRow, ...]
    steps: tuple[Step, ...]
    costs: Costs
    sdk: tuple[Sdk, ...]
    dead: tuple[Dead, ...] = ()
    client_errors: tuple[ClientError, ...] = ()
    rate_limit: RateLimit | None = None
    server: Server | None = None
    macbehaviour: MacBehaviour | None = None
    unknown: tuple[str, ...] = ()
    short_name: str | None = None
    draft: bool = False
    tutorial: bool = False

    @property
    def label(self) -> str:
        """Give the name as tabs and tables show it."""
        return self.short_name or self.name

    def error(self, name: str) -> ErrorRow:
        """Give the error row of that id; KeyError when there is none."""
        return {row.id: row for row in self.errors}[name]

    def errors_at(self, task: Task) -> tuple[ErrorRow, ...]:
        """Give the error rows that this request can meet, in the order in which they are tried."""
        return tuple(row for row in self.errors if task in row.at)
