"""Runs `scripts/check_key.py` as readers run it, and gives its report."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

LIMIT = 60.0  # seconds for one run of the script, which has a deadline of its own


@dataclass(frozen=True, slots=True)
class Report:
    """Its verdict, the id of the error row that it recognised ('' for none), its status and message."""

    verdict: str
    row: str
    text: str


def run(script: Path, provider: str, *options: str, key: str | None = None) -> Report:
    """Run the script; a key goes by standard input, else it takes the provider's variable."""
    command = [sys.executable, str(script), provider, "--json", *options, *(["--stdin"] if key else [])]
    try:
        done = subprocess.run(  # noqa: S603 - our own script
            command, input=key or "", capture_output=True, text=True, timeout=LIMIT, check=False
        )
    except subprocess.TimeoutExpired:
        return Report("network", "", f"no end within {LIMIT:g} seconds")
    try:
        report = json.loads(done.stdout)
    except ValueError:
        return Report("unexpected", "", f"the script printed no report and ended with {done.returncode}")
    row = str(report["docs_url"]).partition("#error-")[2]
    return Report(str(report["verdict"]), row, f"HTTP {report['http_status']}: {report['message']}")
