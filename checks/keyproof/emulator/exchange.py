"""One request, one answer, and the note that an exchange leaves behind."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

REFUSED = 502


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it arrived; the names of its headers are in lower case."""

    method: str
    scheme: str
    authority: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""
    query: str = ""

    @property
    def url(self) -> str:
        """Give the whole address."""
        return f"{self.scheme}://{self.authority}{self.path}{'?' if self.query else ''}{self.query}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def json(cls, status: int, value: object, headers: Mapping[str, str] | None = None) -> Answer:
        """Give an answer with the value as JSON."""
        body = json.dumps(value, ensure_ascii=False).encode()
        return cls(status, body, {"content-type": "application/json", **(headers or {})})


@dataclass(frozen=True, slots=True)
class Seen:
    """An exchange that took place, or a host that was refused."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    status: int
    answer: bytes

    @property
    def is_refused(self) -> bool:
        """Say whether the door knew no such host."""
        return self.status == REFUSED and not self.headers
