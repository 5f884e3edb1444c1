"""The Sphinx builders `linkcheck-plus` and `linkcheckplus` (the same under a name that is one word)."""

from __future__ import annotations

import os
import sys
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.builders.dummy import DummyBuilder
from sphinx.util import logging
from sphinx.util.display import progress_message

from linkcheck_plus import reports
from linkcheck_plus.audit import audit
from linkcheck_plus.collect import Collection, add_paths
from linkcheck_plus.doctree import Sources, links
from linkcheck_plus.journal import write_atomically
from linkcheck_plus.model import LinkcheckError, Location
from linkcheck_plus.outcome import WRONG_USE
from linkcheck_plus.progress import Line
from linkcheck_plus.reports import terminal
from linkcheck_plus.settings import Settings, changed, load

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

PREFIX = "linkcheck_plus_"
# these settings name files, which conf.py gives relative to itself
FILES = ("ca_file", "cache", "history", "baseline", "site_folder")
#: What is written besides the report on the screen.
OUTPUTS = {
    "output.jsonl": "json",
    "output.txt": "text",
    "output.md": "markdown",
    "output.sarif": "sarif",
    "output.xml": "junit",
}
logger = logging.getLogger(__name__)


class LinkcheckPlusBuilder(DummyBuilder):
    """Collects the links of all documents, checks them, and writes output.jsonl and output.txt."""

    name = "linkcheck-plus"
    epilog = "The report is in %(outdir)s/output.txt; output.jsonl, .md, .xml and .sarif are for programs."
    # links are gathered in write_doc, which other processes would forget
    allow_parallel = False

    def init(self) -> None:
        """Read the options first: a wrong one must not wait for the documents."""
        self.collection = Collection()
        self.sources = Sources()
        self.settings = Settings()
        self.refused = False
        try:
            self.settings = settings_of(self._app)
        except LinkcheckError as error:
            self._refuse(error)

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Collect the links of one document."""
        file = Path(self.env.doc2path(docname))
        for uri, source, line, column in links(doctree, file, self.sources):
            try:
                expectation = self.sources.expectation(source, line, column)
                self.collection.add(self._rewritten(uri), Location(_shown(source), line, column), expectation)
            except LinkcheckError as error:
                self._refuse(error)

    def finish(self) -> None:
        """Check what was collected, report, and set the exit code."""
        if self.refused:
            return
        try:
            extra = [_shown(Path(self._app.confdir, path)) for path in self.config[PREFIX + "extra_paths"]]
            add_paths(self.collection, extra, self.settings.toml_keys, self.settings.exclude)
            with progress_message("asking the hosts", nonl=False):
                outcome = audit(self.collection.links(), self.settings, Line(), whole=True)
            for name, form in OUTPUTS.items():
                write_atomically(Path(self.outdir, name), reports.FORMATS[form](outcome))
        except LinkcheckError as error:
            self._refuse(error)
        else:
            logger.info("%s", terminal.report(outcome, terminal.Style.of(sys.stdout)))
            self._app.statuscode = max(self._app.statuscode, outcome.exit_code)

    def _refuse(self, error: LinkcheckError) -> None:
        """Say what is wrong; an error of Sphinx buries it under a traceback, a warning changes the code."""
        self.refused = True
        sys.stderr.write(f"linkcheck-plus: {error}\n")
        self._app.statuscode = WRONG_USE

    def _rewritten(self, uri: str) -> str:
        """Give the URL as Sphinx's own event `linkcheck-process-uri` wants it."""
        changed_uri = self.env.events.emit_firstresult("linkcheck-process-uri", uri)
        return str(changed_uri or uri)


class LinkcheckplusBuilder(LinkcheckPlusBuilder):
    """The same builder, for places that allow no hyphen."""

    name = "linkcheckplus"


def settings_of(app: Sphinx) -> Settings:
    """Give the settings of conf.py over those of `linkcheck_plus_config`; raise LinkcheckError."""
    config = app.config
    file = config[PREFIX + "config"]
    settings = load(Path(app.confdir, file)) if file else Settings()
    values: dict[str, Any] = {}
    for item in fields(Settings):
        value = config[PREFIX + item.name]
        if value is not None:
            given = typed(value, getattr(Settings(), item.name)) if isinstance(value, str) else value
            values[item.name] = str(Path(app.confdir, str(given))) if item.name in FILES and given else given
    return changed(settings, values, "conf.py linkcheck_plus_*")


def typed(text: str, default: object) -> object:
    """Give what the text of `-D linkcheck_plus_...=text` means for an option of the default's kind."""
    if isinstance(default, tuple):
        return [part.strip() for part in text.split(",") if part.strip()]
    if isinstance(default, bool):
        return {"1": True, "true": True, "0": False, "false": False}.get(text.lower(), text)
    if isinstance(default, int | float):
        try:
            return int(text) if isinstance(default, int) else float(text)
        except ValueError:
            return text  # the check of the settings names the option
    return text


def _shown(path: Path) -> str:
    """Give a path relative to the working folder where it lies below it."""
    relative = os.path.relpath(path)
    return path.as_posix() if relative.startswith("..") else Path(relative).as_posix()


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the builders and the options; Sphinx calls it for `-b linkcheck-plus` by the entry point."""
    app.add_builder(LinkcheckPlusBuilder)
    app.add_builder(LinkcheckplusBuilder)
    for item in fields(Settings):
        app.add_config_value(PREFIX + item.name, None, "")
    app.add_config_value(PREFIX + "extra_paths", [], "", types=frozenset({list, tuple}))
    app.add_config_value(PREFIX + "config", "", "", types=frozenset({str}))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
