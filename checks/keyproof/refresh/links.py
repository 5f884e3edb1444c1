"""Rewrites links that moved for good, with `linkcheck-plus --fix`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from keyproof.live.link_audit import WHERE
from keyproof.refresh.checkout import RefreshError

NOTHING_CHECKED = 3
_ENDINGS = {0, 1, NOTHING_CHECKED}


def mend(folder: Path, options: Sequence[str]) -> tuple[list[str], bool]:
    """Rewrite the links there; give a reason a link, and whether any link was checked at all."""
    where = [place for place in WHERE if (folder / place).exists()]
    command = [sys.executable, "-m", "linkcheck_plus", *where, "--format=json", "--fix", "--yes", *options]
    before = {path: path.read_bytes() for place in where for path in _files(folder / place)}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    if done.returncode not in _ENDINGS:
        message = f"linkcheck-plus ended with {done.returncode}: {done.stderr.strip()}"
        raise RefreshError(message)
    changed = {path for path, data in before.items() if path.read_bytes() != data}
    return list(_reasons(done.stdout, folder, changed)), done.returncode != NOTHING_CHECKED


def _files(place: Path) -> Iterator[Path]:
    return (path for path in (place.rglob("*") if place.is_dir() else [place]) if path.is_file())


def _reasons(report: str, folder: Path, changed: set[Path]) -> Iterator[str]:
    for line in map(json.loads, report.splitlines()):
        places = [one for one in line["locations"] if folder / one["path"] in changed]
        if line["status"] == "moved" and places:
            where = ", ".join(f"`{one['path']}:{one['line']}`" for one in places)
            yield f"`{line['uri']}` leads to `{line['final_uri']}` for good ({where})"
