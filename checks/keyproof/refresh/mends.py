"""What was mended, why, and what was left out."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

#: By this comment our own pull request is found again.
MARK = "<!-- keyproof-refresh -->"
HEAD = f"""{MARK}
`scripts/refresh.py` writes this text once a week.
No person has looked at these changes yet: read the diff before you merge.
Checks do not start by themselves on a pull request that a workflow opens: close it and open it again.
"""
NOTE = """\
Compare what the facts say beside a version.
The snippets run with `checks/constraints.txt`, which `nox -s constraints` raises.
"""


@dataclass(frozen=True, slots=True)
class Mends:
    """A diff, a line for each reason in it, and a line for each thing that was left out."""

    diff: str
    links: Sequence[str] = ()
    versions: Sequence[str] = ()
    left_out: Sequence[str] = ()
    looked: bool = True

    def body(self) -> str:
        """Give the text of a pull request."""
        parts = [HEAD]
        if self.links:
            parts += ["## Links that moved for good\n", _list(self.links)]
        if self.versions:
            parts += ["## Newer releases of packages\n", NOTE, _list(self.versions)]
        if self.left_out:
            parts += ["## Left out\n", _list(self.left_out)]
        return "\n".join(parts)

    def title(self) -> str:
        """Give the subject of the commit and of the pull request."""
        counts = (len(self.links), "moved link"), (len(self.versions), "package version")
        said = [f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts if count]
        return f"docs: refresh {' and '.join(said) or 'the facts'}"


def _list(lines: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in lines) + "\n"


def save(mends: Mends, path: Path) -> None:
    """Write the mends as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(dataclasses.asdict(mends), indent=1) + "\n", encoding="utf-8")


def load(path: Path) -> Mends:
    """Read what `save` wrote. Raises OSError, and ValueError or TypeError for another file."""
    return Mends(**json.loads(path.read_text(encoding="utf-8")))
