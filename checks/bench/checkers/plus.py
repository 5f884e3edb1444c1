"""linkcheck-plus itself, run as its users run it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bench.checkers.job import PER_HOST, Checker, Job, pages, stem
from bench.process import Ran
from bench.tools import Tools


def _ours(_tools: Tools, job: Job) -> list[str]:
    settings = {
        "deadline": job.timeout,
        "per_host": PER_HOST,
        "ca_file": job.ca_file,
        "connect_to": list(job.routes),
    }
    lines = [f"{name} = {json.dumps(value)}" for name, value in settings.items() if value]
    (job.folder / "settings.toml").write_text("\n".join(["[tool.linkcheck-plus]", *lines]), "utf-8")
    options = ["--config", "settings.toml", "--format", "json", "--output", "out.jsonl"]
    return [sys.executable, "-m", "linkcheck_plus", *pages(job), *options, *job.options]


def _read_ours(_ran: Ran, folder: Path) -> dict[str, str]:
    records = [json.loads(line) for line in (folder / "out.jsonl").read_text("utf-8").splitlines()]
    return {stem(at["path"]): one["status"] for one in records for at in one["locations"]}


CHECKER = Checker(
    "linkcheck-plus", "", "2 in flight a host", lambda _: None, _ours, _read_ours, ("out.jsonl",)
)
