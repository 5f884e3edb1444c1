"""linkinator, from npm's registry."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from bench.checkers.job import LATE, Checker, Job, pages, stem
from bench.process import Ran
from bench.tools import Tools


def _linkinator(tools: Tools, job: Job) -> list[str]:
    options = ["--format=json", "--check-fragments", "--retry", "--verbosity=debug"]
    options += [f"--timeout={job.timeout * 1000:g}"]
    program = tools.folder / "node_modules" / "linkinator" / "build" / "src" / "cli.js"
    return [str(tools.node), str(program), *pages(job), *options]


def _read_linkinator(ran: Ran, _folder: Path) -> dict[str, str]:
    data = json.loads(ran.output[ran.output.index("{") :])
    links = [one for one in data["links"] if one.get("parent") and stem(one["parent"])]
    return {stem(one["parent"]): _linkinator_class(one) for one in links}


def _linkinator_class(one: Mapping[str, object]) -> str:
    if (
        one["state"] == "BROKEN"
        and not one.get("status")
        and LATE.search(json.dumps(one.get("failureDetails", "")))
    ):
        return "timeout"
    return {"OK": "ok", "SKIPPED": "skipped"}.get(str(one["state"]), "broken")


CHECKER = Checker(
    "linkinator",
    "8.1.0",
    "as it comes: 100 in flight",
    lambda tools: tools.npm("linkinator@8.1.0"),
    _linkinator,
    _read_linkinator,
)
