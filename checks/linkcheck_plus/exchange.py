"""What one request gave: an answer, or none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from linkcheck_plus.evidence import Failure


class NoAnswer(Exception):  # noqa: N818  the name says what happened
    """No answer was had: `failure` is the kind, the text the detail."""

    def __init__(self, failure: Failure, detail: str) -> None:
        """Keep the kind beside the text."""
        super().__init__(detail)
        self.failure = failure


@dataclass(frozen=True, slots=True)
class Answer:
    """One response: header names in lower case, `body` decoded and bounded, `complete` if it is all."""

    code: int
    headers: dict[str, str]
    http_version: str
    body: bytes
    complete: bool
    damage: str = ""
    tls: str = ""
    certificate_until: str = ""
