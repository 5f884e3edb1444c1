"""The account: every block of the pages is executed, skipped with a reason, or unproved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from keyproof.runner.trials import Outcome


@dataclass(slots=True)
class Tally:
    """What became of the blocks."""

    executed: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    unproved: int = 0

    @property
    def blocks(self) -> int:
        """Give the number of blocks: executed, skipped and unproved together."""
        return self.executed.total() + self.skipped.total() + self.unproved

    def add(self, kind: str, outcome: Outcome) -> None:
        """Book one block whose program ran or was skipped."""
        if outcome.skipped is None:
            self.executed[kind] += 1
        else:
            self.skipped[outcome.skipped] += 1

    def lines(self) -> Iterator[str]:
        """Give the account as people read it."""
        yield f"code blocks on the pages {self.blocks:>5}"
        yield f"  executed               {self.executed.total():>5}"
        yield from (f"    {count:>5}  {kind}" for kind, count in self.executed.most_common())
        yield f"  skipped                {self.skipped.total():>5}"
        yield from (f"    {count:>5}  {reason}" for reason, count in self.skipped.most_common())
        yield f"  unproved               {self.unproved:>5}"


def table(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """Give a line a snippet: how long it took with each key, or why it was not run."""
    listed = list(outcomes)
    width = max((len(outcome.snippet) for outcome in listed), default=0)
    for outcome in listed:
        times = "  ".join(f"{name} {seconds:4.1f} s" for name, seconds in outcome.seconds)
        codes = " ".join(sorted({finding.code for finding in outcome.findings}))
        said = f"skipped: {outcome.skipped}" if outcome.skipped else f"{times}  {codes or 'fine'}"
        yield f"{outcome.snippet:<{width}}  {said}"
