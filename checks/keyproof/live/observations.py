"""What one look at the live world gave, for one subject."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["links", "moved-links", "refusals", "keys", "models"]
KINDS: tuple[Kind, ...] = get_args(Kind)


class State(enum.StrEnum):
    """Whether what our pages say was seen to hold.

    `UNKNOWN` is neither: the network, an outage or a pause lay between, and it proves nothing.
    """

    HOLDS = "holds"
    DIFFERS = "differs"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One subject (a URL, a provider's id, a model) looked at once.

    `path` and `line` name the fact that would have to change; `fix` says how, in a sentence.
    """

    kind: Kind
    subject: str
    state: State
    seen: str
    expected: str
    path: str = ""
    line: int = 0
    fix: str = ""
