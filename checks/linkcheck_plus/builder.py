"""The Sphinx builders `linkcheck-plus` and `linkcheckplus` (the same under a name that is one word)."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils.utils import new_document
from sphinx import addnodes
from sphinx.builders.dummy import DummyBuilder
from sphinx.util import logging
from sphinx.util.display import progress_message

from linkcheck_plus import reports
from linkcheck_plus.audit import audit
from linkcheck_plus.collect import Collection, add_paths
from linkcheck_plus.doctree import Sources, links
from linkcheck_plus.journal import write_atomically
from linkcheck_plus.migration import from_sphinx
from linkcheck_plus.model import LinkcheckError, Location
from linkcheck_plus.outcome import WRONG_USE
from linkcheck_plus.progress import Line
from linkcheck_plus.published import PublishedSite
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
        # what stands in `.. only:: html` is on the site, and so are the links in it
        self.tags.add("html")
        self._app.connect("doctree-resolved", self._hidden_toctrees)
        try:
            self.settings = settings_of(self._app)
        except LinkcheckError as error:
            self._refuse(error)
        self.site = self._published()

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Collect the links of one document."""
        if self.site:
            self.site.add(docname, doctree)
        if not self._excluded(docname):
            self._collect(docname, doctree)

    def _collect(self, docname: str, doctree: nodes.document) -> None:
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
                outcome = audit(self.collection.links(), self.settings, Line(), self.site, whole=True)
            for name, form in OUTPUTS.items():
                write_atomically(Path(self.outdir, name), reports.FORMATS[form](outcome))
        except LinkcheckError as error:
            self._refuse(error)
        else:
            logger.info("%s", terminal.report(outcome, terminal.Style.of(sys.stdout)))
            self._app.statuscode = max(self._app.statuscode, outcome.exit_code)

    def _hidden_toctrees(self, _app: Sphinx, doctree: nodes.document, docname: str) -> None:
        """Collect the links of tables of contents that only the sidebar shows."""
        hidden = [node for node in doctree.findall(addnodes.toctree) if node.get("hidden")]
        if hidden and not self._excluded(docname):
            page = new_document(doctree.get("source", ""))
            page.extend(node.deepcopy() for node in hidden)
            self._collect(docname, page)

    def _excluded(self, docname: str) -> bool:
        return any(re.match(pattern, docname) for pattern in self.config.linkcheck_exclude_documents)

    def _published(self) -> PublishedSite | None:
        """Give the documents' own site, unless a build of it stands in a folder and can answer better."""
        base = self.settings.site or str(self.config.html_baseurl or "")
        if not base or self.settings.site_folder:
            self.settings = replace(self.settings, site=base)
            return None
        folders = [Path(self._app.confdir, path) for path in self.config.html_extra_path]
        # files that extensions make, such as feeds, are known from a site built beside this
        parents = {path.parent if path.is_file() else path for path in folders}
        parents.add(Path(self.outdir).parent / "html")
        return PublishedSite(base, str(self.config.html_file_suffix or ""), parents)

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
    """Give the settings of conf.py over those of `linkcheck_plus_config`; raise LinkcheckError.

    Sphinx's own `linkcheck_*` options come below both.
    """
    config = app.config
    file = config[PREFIX + "config"]
    migrated = from_sphinx(config, Path(app.confdir, "conf.py"))
    for note in migrated.notes:
        logger.info("linkcheck-plus: %s", note)
    if migrated.obeyed:
        logger.info("linkcheck-plus obeys %s.", ", ".join(migrated.obeyed))
    where = "conf.py linkcheck_*"
    settings = over(
        changed(Settings(), migrated.values, where), load(Path(app.confdir, file)) if file else None
    )
    values: dict[str, Any] = {}
    for item in fields(Settings):
        value = config[PREFIX + item.name]
        if value is not None:
            given = typed(value, getattr(Settings(), item.name)) if isinstance(value, str) else value
            values[item.name] = str(Path(app.confdir, str(given))) if item.name in FILES and given else given
    return changed(settings, values, "conf.py linkcheck_plus_*")


def over(low: Settings, high: Settings | None) -> Settings:
    """Give the settings of both: lists are joined, and what `high` changes from the defaults wins."""
    if high is None:
        return low
    values: dict[str, Any] = {}
    for item in fields(Settings):
        above, below = getattr(high, item.name), getattr(low, item.name)
        if isinstance(above, tuple) and item.name != "toml_keys":
            values[item.name] = above + below
        elif above == getattr(Settings(), item.name):
            values[item.name] = below
    return replace(high, **values)


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
