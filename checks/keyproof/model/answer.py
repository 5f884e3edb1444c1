"""What a provider says when something is wrong."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from keyproof.model.words import Confidence, Strict, Task, Verdict


@dataclass(frozen=True, kw_only=True, slots=True)
class ErrorRow(Strict):
    """One answer that means something is wrong, and what to do.

    It is recognised by `status` and by whichever of `code`, `type`, `message` and `field` are given:
    the first two are compared whole, `message` is a part of the provider's own words, and the value at
    `field` (a path with dots; `*` stands for every element of a list) must equal `equals`, or be a number
    not above `at_most`.
    A row of status 200 finds fault with an answer that looks fine, such as `is_available` being false.
    `at` says which of our two requests can meet it; an empty `at` is met by other requests only.
    `body` is the answer's JSON text (or empty) where it was seen whole; `{masked}` in it stands for the key
    with its middle masked, as the provider echoes it.
    `page` is for a provider that refuses with a web page in place of JSON: a part of its HTML that other
    senders of such pages do not have; `message` is then a part of the page too, and `body` the page.
    """

    id: str
    status: int
    at: tuple[Task, ...]
    verdict: Verdict
    when: str
    meaning: str
    fix: str
    confidence: Confidence
    sources: tuple[str, ...]
    code: str | None = None
    type: str | None = None
    message: str | None = None
    field: str | None = None
    equals: str | int | bool | None = None
    at_most: float | None = None
    page: str | None = None
    body: str | None = None
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    retry: bool | None = None

    @property
    def marks(self) -> tuple[tuple[str, str], ...]:
        """Give what the row is recognised by, besides the status."""
        bound = f"={self.equals}" if self.at_most is None else f"<={self.at_most:g}"
        at_field = None if self.field is None else f"{self.field}{bound}"
        named = {"code": self.code, "type": self.type, "message": self.message, "field": at_field}
        named |= {"page": self.page}
        return tuple((name, text) for name, text in named.items() if text is not None)


@dataclass(frozen=True, kw_only=True, slots=True)
class ClientError(Strict):
    """A failure that a program meets before any answer: nothing reached the provider."""

    id: str
    shows: str
    when: str
    meaning: str
    fix: str
    sources: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RateLimit(Strict):
    """How the provider says "too fast"."""

    sources: tuple[str, ...]
    headers: tuple[str, ...] = ()
    id_header: str | None = None
    retry_after: bool | None = None
    note: str | None = None
