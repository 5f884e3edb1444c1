"""Sphinx's linkcheck builder."""

from __future__ import annotations

import json
from pathlib import Path

from bench.checkers.job import Checker, Job, stem
from bench.process import Ran
from bench.tools import Tools

CONF = """
import docutils.nodes as n
from docutils.parsers.rst import Directive
class Link(Directive):
    required_arguments, final_argument_whitespace = 1, True
    def run(self):
        return [n.paragraph("", "", n.reference("", "link", refuri=self.arguments[0]))]
def setup(app):
    app.add_directive("link", Link)
linkcheck_timeout = linkcheck_rate_limit_timeout = {timeout!r}
tls_cacerts = {ca_file!r}
"""


def _sphinx(tools: Tools, job: Job) -> list[str]:
    source = job.folder / "source"
    source.mkdir()
    (source / "conf.py").write_text(CONF.format(timeout=job.timeout, ca_file=job.ca_file or None), "utf-8")
    (source / "index.rst").write_text("Index\n=====\n", "utf-8")
    for page, uris in job.links.items():
        text = "\n\n".join([":orphan:", "Page\n====", *(f".. link:: {uri}" for uri in uris)])
        (source / f"{page}.rst").write_text(text, "utf-8")
    return [str(tools.bin / "sphinx-build"), "-q", "-b", "linkcheck", "source", "out"]


def _read_sphinx(_ran: Ran, folder: Path) -> dict[str, str]:
    classes = {"working": "ok", "redirected": "redirected", "broken": "broken", "timeout": "timeout"}
    records = [json.loads(line) for line in (folder / "out" / "output.json").read_text("utf-8").splitlines()]
    return {stem(one["filename"]): classes.get(one["status"], "skipped") for one in records}


CHECKER = Checker(
    "Sphinx linkcheck",
    "9.0.4",
    "as it comes: 5 in flight",
    lambda tools: tools.python("sphinx==9.0.4"),
    _sphinx,
    _read_sphinx,
    ("out/output.txt", "out/output.json"),
)
