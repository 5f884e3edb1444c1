"""linkcheck-plus itself, run as its users run it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from pkgutil import walk_packages

import linkcheck_plus
from bench.checkers.job import PER_HOST, Checker, Job, pages, stem
from bench.process import Ran, run
from bench.tools import LONGEST, CannotInstall, Tools

#: Megabytes that loading the modules may take.
MEMORY = 1000


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


def _compiled(_tools: Tools) -> None:
    """Compile every module and what it needs, as installing a package does; the peers are installed."""
    names = [module.name for module in walk_packages(linkcheck_plus.__path__, "linkcheck_plus.")]
    modules = [name for name in names if not name.endswith(("__main__", ".builder"))]
    ran = run([sys.executable, "-c", f"import {', '.join(modules)}"], Path.cwd(), LONGEST, MEMORY)
    if ran.code:
        raise CannotInstall(ran.errors.strip().rpartition("\n")[2])


CHECKER = Checker("linkcheck-plus", "", "2 in flight a host", _compiled, _ours, _read_ours, ("out.jsonl",))
