"""LinkChecker, from Python's registry."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from bench.checkers.job import LATE, Checker, Job, pages, stem
from bench.process import Ran
from bench.tools import Tools


def _linkchecker(tools: Tools, job: Job) -> list[str]:
    trust = f"sslverify={job.ca_file}\n" if job.ca_file else ""
    checking = f"[checking]\n{trust}timeout={job.timeout:g}\nrecursionlevel=1\n"
    (job.folder / "rc").write_text(f"[filtering]\ncheckextern=1\n{checking}[AnchorCheck]\n", "utf-8")
    options = ["-f", "rc", "--no-status", "-v", "-o", "csv/utf-8"]
    return [str(tools.bin / "linkchecker"), *options, *(str(job.folder / page) for page in pages(job))]


def _read_linkchecker(ran: Ran, _folder: Path) -> dict[str, str]:
    lines = [line for line in ran.output.splitlines() if not line.startswith("#")]
    rows = csv.DictReader(io.StringIO("\n".join(lines)), delimiter=";")
    return {stem(row["parentname"]): _linkchecker_class(row) for row in rows if row.get("parentname")}


def _linkchecker_class(row: Mapping[str, str]) -> str:
    warning = row["warningstring"].lower()
    if row["valid"] != "True":
        answered = row["result"][:3].isdigit()  # 504 Gateway Timeout is an answer
        return "timeout" if LATE.search(row["result"]) and not answered else "broken"
    if "rate limit" in warning or "robots.txt" in row["infostring"]:
        return "skipped"
    if "anchor" in warning and "not found" in warning:
        return "broken"
    return "redirected" if "redirected" in warning else "ok"


CHECKER = Checker(
    "LinkChecker",
    "10.6.0",
    "as it comes: 10 in flight, 10 a second and host",
    lambda tools: tools.python("linkchecker==10.6.0"),
    _linkchecker,
    _read_linkchecker,
)
