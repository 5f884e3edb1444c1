"""Rewrites links that moved for good, with `linkcheck-plus --fix`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from keyproof.live.link_audit import WHERE
from keyproof.refresh.checkout import RefreshError

_ENDINGS = {0, 1, 3}
_SILENT = {"timeout", "rate-limited", "unverified"}


def mend(folder: Path, options: Sequence[str]) -> tuple[list[str], str]:
    """Rewrite the links there; give a reason a link, and a word about those without an answer."""
    where = [place for place in WHERE if (folder / place).exists()]
    command = [sys.executable, "-m", "linkcheck_plus", *where, "--format=json", "--fix", "--yes", *options]
    before = {path: path.read_bytes() for place in where for path in _files(folder / place)}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    if done.returncode not in _ENDINGS:
        message = f"linkcheck-plus ended with {done.returncode}: {done.stderr.strip()}"
        raise RefreshError(message)
    changed = {path for path, data in before.items() if path.read_bytes() != data}
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    silent = sum(line["status"] in _SILENT for line in lines)
    told = f"{silent} of {len(lines)} links gave no answer" if silent else ""
    return list(_reasons(lines, folder, changed)), told


def _files(place: Path) -> Iterator[Path]:
    return (path for path in (place.rglob("*") if place.is_dir() else [place]) if path.is_file())


def _reasons(lines: Sequence[Mapping[str, Any]], folder: Path, changed: set[Path]) -> Iterator[str]:
    for line in lines:
        places = [one for one in line["locations"] if folder / one["path"] in changed]
        if line["status"] == "moved" and places:
            where = ", ".join(f"`{one['path']}:{one['line']}`" for one in places)
            yield f"`{line['uri']}` leads to `{line['final_uri']}` for good ({where})"
