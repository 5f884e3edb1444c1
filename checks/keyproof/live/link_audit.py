"""The live link check: every address of our pages and facts, asked by linkcheck-plus."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from keyproof.live.observations import Observation, State

#: Where our addresses stand.
WHERE = ("docs", "README.md", ".github", "checks/linkcheck_plus/README.md")
STATES: Mapping[str, State] = {
    "working": State.HOLDS,
    "login-wall": State.HOLDS,
    "bot-wall": State.HOLDS,
    "moved": State.HOLDS,
    "broken": State.DIFFERS,
    "rate-limited": State.UNKNOWN,
    "timeout": State.UNKNOWN,
    "unverified": State.UNKNOWN,
}


class LinkAuditError(Exception):
    """The link check itself failed; the text says how."""


def report(options: Sequence[str] = (), where: Sequence[str] = WHERE) -> list[dict[str, Any]]:
    """Run linkcheck-plus and give its JSON lines; raise LinkAuditError.

    It has no cache and no history here: the status remembers, and every night asks anew.
    """
    present = [place for place in where if Path(place).exists()]
    command = [sys.executable, "-m", "linkcheck_plus", *present, "--format=json", *options]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603 - our own tool
    if done.returncode not in {0, 1, 3}:
        message = f"linkcheck-plus ended with {done.returncode}."
        raise LinkAuditError(message)
    return [json.loads(line) for line in done.stdout.splitlines()]


def observations(lines: Iterable[Mapping[str, Any]]) -> Iterator[Observation]:
    """Give what was seen of each link; one that moved for good works, and is an observation of its own."""
    for line in lines:
        state = STATES.get(line["status"])
        if state is None:
            continue
        yield _observation("links", line, state)
        if line["status"] != "timeout" and state is not State.UNKNOWN:
            moved = State.DIFFERS if line["status"] == "moved" else State.HOLDS
            yield _observation("moved-links", line, moved)


def _observation(kind: Any, line: Mapping[str, Any], state: State) -> Observation:  # noqa: ANN401 - a Kind
    first: Mapping[str, Any] = next(iter(line["locations"]), {"path": "", "line": 0})
    return Observation(
        kind=kind,
        subject=line["uri"],
        state=state,
        seen=f"{line['status']}: {line['reason']}",
        expected="a page that a reader can open" if kind == "links" else "the page's own address",
        path=first["path"],
        line=first["line"],
        fix=line["advice"],
    )
