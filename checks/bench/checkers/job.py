"""What a checker is given to do, and what a checker is."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from bench.process import Ran, run
from bench.tools import Tools

CHECKS = Path(__file__).parents[2]
TIMEOUT = 8
#: Requests in flight at one host, for checkers that have such a limit.
PER_HOST = 2
MEGABYTES = 1500.0
#: A peer's class -> the statuses of ours that it may mean; it is right if it may mean a right one.
STANDS_FOR = {
    "ok": {"working", "moved"},
    "redirected": {"working", "moved"},
    "skipped": {"ignored", "unverified", "login-wall", "bot-wall", "rate-limited"},
    "timeout": {"timeout"},
    "broken": {"broken"},
    "not reported": {"ignored"},
}
#: By this a report says that time was up.
LATE = re.compile(r"timed? ?out|timeout", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Job:
    """Links to check: page -> URLs, written to `folder`; `ca_file` is to be trusted ('' for no TLS).

    `routes` are the hosts that are meant to be asked although they are loopback, `options` are for
    linkcheck-plus only.
    """

    folder: Path
    links: Mapping[str, Sequence[str]]
    ca_file: str = ""
    routes: Sequence[str] = ()
    timeout: float = TIMEOUT
    options: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Checker:
    """One checker: its command for a job, and how its classes are read: page -> class.

    `reports` are the files that it writes for people, `trial` how its limits were set.
    """

    name: str
    version: str
    trial: str
    install: Callable[[Tools], None]
    command: Callable[[Tools, Job], list[str]]
    read: Callable[[Ran, Path], dict[str, str]]
    reports: tuple[str, ...] = ()

    def check(self, tools: Tools, job: Job, seconds: float) -> tuple[Ran, dict[str, str], str]:
        """Check a job; give how it ran, each page's class, and all that the checker wrote for people."""
        trust = {name: job.ca_file for name in ("SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS") if job.ca_file}
        more = {"PYTHONPATH": str(CHECKS), **trust}
        ran = run(self.command(tools, job), job.folder, seconds, MEGABYTES, more)
        files = [job.folder / name for name in self.reports]
        texts = [file.read_text("utf-8", "replace") for file in files if file.is_file()]
        try:
            seen = self.read(ran, job.folder)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            seen = {}  # it wrote no report, or half of one
        return ran, seen, "\n".join([ran.output, ran.errors, *texts])


def write(job: Job) -> None:
    """Write the pages of a job as HTML."""
    job.folder.mkdir(parents=True, exist_ok=True)
    for page, uris in job.links.items():
        anchors = "".join(f'<p><a href="{html.escape(uri)}">link</a>\n' for uri in uris)
        text = f"<!doctype html><meta charset=utf-8><title>p</title>{anchors}"
        (job.folder / f"{page}.html").write_text(text, "utf-8")


def pages(job: Job) -> list[str]:
    """Give the names of the files that `write` makes."""
    return [f"{page}.html" for page in job.links]


def stem(path: str) -> str:
    """Give the page that a checker means by a path or a file URL."""
    return unquote(path).rpartition("/")[2].rpartition(".")[0]
