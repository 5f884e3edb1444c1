"""All that a verdict rests on, as the rules of judgement share it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from linkcheck_plus.policy import OPEN, Policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from linkcheck_plus.evidence import Evidence
    from linkcheck_plus.model import Link, Verdict

    Rule = Callable[["Case"], Verdict | None]

PERMANENT = {301, 308}
OK, ACCEPTED, FIRST_ERROR, TOO_MANY, UNAVAILABLE = 200, 202, 400, 429, 503
#: An invented address that gives a page this much like the asked one shows that the host gives it to all.
ALIKE = 0.85


@dataclass(frozen=True, slots=True)
class Case:
    """A link and what was seen of it.

    `network` says whether any host was heard in this run, `trust` whether any certificate was accepted.
    """

    link: Link
    seen: Evidence
    network: bool = True
    trust: bool = True
    policy: Policy = OPEN


def alike(seen: Evidence) -> bool:
    """Say whether an invented address gives the same page."""
    return seen.sibling is not None and seen.sibling.likeness >= ALIKE


def bare(uri: str) -> str:
    """Give a URL without its query, which sign-ins fill with noise."""
    return uri.partition("?")[0]
