"""What the benchmark measured, kept as JSON beside it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "measured.json"
FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Judged:
    """How many situations a checker judged right: `alone`, by `kinds`, and all `together` in one run.

    `end` says how that run ended, `shown` whether a report held a URL's password.
    """

    name: str
    alone: int
    together: int
    end: str
    seconds: float
    megabytes: float
    shown: bool
    kinds: dict[str, int]


@dataclass(frozen=True, slots=True)
class Raced:
    """What the speed corpus cost a checker; `requests` a link on average, `most` for one link."""

    name: str
    trial: str
    seconds: float
    cpu: float
    megabytes: float
    requests: float
    most: int
    end: str


@dataclass(frozen=True, slots=True)
class Situations:
    """The trial by situations: how many there are of each kind, and what the checkers made of them."""

    date: str
    kinds: dict[str, int]
    rows: list[Judged]

    @property
    def total(self) -> int:
        """How many situations there are."""
        return sum(self.kinds.values())


@dataclass(frozen=True, slots=True)
class Speed:
    """The trial of speed: `bound` is the time nobody can beat; `warm` and `many` are linkcheck-plus's own.

    `warm` holds the seconds of a run with a warm cache beyond Python's start and its requests, `many` the
    number of links, megabytes and seconds of a long run.
    """

    date: str
    machine: str
    links: int
    hosts: int
    bound: float
    rows: list[Raced]
    warm: tuple[float, int]
    many: tuple[int, float, float]


@dataclass(frozen=True, slots=True)
class Figures:
    """All trials; each may be missing, `skipped` says which checkers are and why."""

    situations: Situations | None = None
    speed: Speed | None = None
    kills: dict[str, int] | None = None
    skipped: dict[str, str] = field(default_factory=dict)


def read(file: Path = FILE) -> Figures:
    """Give what was measured last, nothing when there is no file."""
    if not file.exists():
        return Figures()
    data: dict[str, Any] = json.loads(file.read_text("utf-8"))
    situations, speed = data["situations"], data["speed"]
    if situations:
        situations = Situations(**situations | {"rows": [Judged(**row) for row in situations["rows"]]})
    if speed:
        pairs = {name: tuple(speed[name]) for name in ("warm", "many")}
        speed = Speed(**speed | pairs | {"rows": [Raced(**row) for row in speed["rows"]]})
    return Figures(situations, speed, data["kills"], data["skipped"])


def write(figures: Figures, file: Path = FILE) -> None:
    """Keep the figures."""
    file.write_text(json.dumps(asdict(figures), indent=1, ensure_ascii=False) + "\n", "utf-8")
