"""Reads the fact files for the pages, and has a page built again when a fact that it shows changes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

import keyproof
from keyproof import providers, runs
from keyproof.audit import Audit
from keyproof.live import status
from keyproof.live.confirmations import LIMIT, Confirmation, confirmations
from keyproof.live.status import Status
from keyproof.model import Provider
from keyproof.runs import Runs
from keyproof.sdks.record import FILE, Record, RecordError, read

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)
#: The status of the live checks: this variable names the file, or it lies below the project.
STATUS = "KEYPROOF_STATUS"
SHOWN = "facts_shown"
CLAIMS = "claims of older guides"


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the pages may show: facts, records, claims of older guides, what was confirmed; the day."""

    providers: dict[str, Provider]
    today: date
    records: Mapping[str, Record] = field(default_factory=dict)
    audit: Audit | None = None
    status: Status = field(default_factory=Status)
    runs: Runs = field(default_factory=Runs)

    def stale(self, checked_on: date) -> bool:
        """Say whether a fact of that date must be shown as not confirmed."""
        return self.today - checked_on > LIMIT

    def confirmations(self, provider: Provider) -> tuple[Confirmation, ...]:
        """Give in which ways the provider was confirmed."""
        return confirmations(provider, self.status, self.runs)

    def fingerprint(self, ids: Iterable[str]) -> str:
        """Give a text that changes when what a page shows of these providers changes."""
        known = [(name, self._state(name)) for name in sorted(ids)]
        return hashlib.sha256(repr(known).encode()).hexdigest()

    def _state(self, name: str) -> object:
        if name == CLAIMS:
            return repr(self.audit), self.audit and self.stale(self.audit.checked_on)
        provider = self.providers.get(name)
        if provider is None:
            return None
        record = self.records.get(name)
        days = [*_dates(provider), *([record.recorded_on] if record else [])]
        seen = [(one, one.stale(self.today)) for one in self.confirmations(provider)]
        return repr(provider), repr(record), [self.stale(day) for day in days], seen


def _dates(provider: Provider) -> Iterator[date]:
    yield provider.checked_on
    yield provider.first_request.checked_on
    yield provider.costs.checked_on
    yield from (step.checked_on for step in provider.steps)


def facts_of(config: Config) -> Facts:
    """Give the facts that were read at the start of this build."""
    facts: Facts = config.site_facts
    return facts


def today() -> date:
    """Give the day of the build; SOURCE_DATE_EPOCH sets it for a build that is repeated later."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return moment.date()


class FactDirective(SphinxDirective):
    """A directive that shows facts; which ones is noted, so that the page follows them."""

    option_spec: ClassVar = {"provider": directives.unchanged_required}

    @property
    def facts(self) -> Facts:
        """Give all facts."""
        return facts_of(self.config)

    def provider_id(self) -> str:
        """Give the id in the option, or the name of the page's folder below `providers`."""
        named = self.options.get("provider", "").strip()
        if named:
            return str(named)
        folder, _, rest = self.env.docname.partition("/")
        if folder != "providers" or "/" not in rest:
            msg = "this page belongs to no provider; add `:provider: <id>`"
            raise self.error(msg)
        return rest.partition("/")[0]

    def provider(self) -> Provider | None:
        """Give the provider, or None where no such folder is left."""
        name = self.provider_id()
        note_shown(self.env, name)
        return self.facts.providers.get(name)

    def selected(self, kinds: str) -> list[Provider]:
        """Give all providers of these kinds (all kinds when none is named), by name."""
        note_shown(self.env, "*")
        wanted = kinds.split()
        found = [one for one in self.facts.providers.values() if not wanted or one.kind in wanted]
        return sorted(found, key=lambda one: one.name.casefold())

    def placed(self, made: Iterable[nodes.Node]) -> list[nodes.Node]:
        """Give the nodes with this directive's place, so that messages about them name a line."""
        result = list(made)
        for node in result:
            self.set_source_info(node)
            for inner in node.findall(nodes.Element):
                inner.source, inner.line = node.source, node.line
        return result


def note_shown(env: BuildEnvironment, name: str) -> None:
    """Note that the current page shows this provider; `*` stands for the list of all."""
    known = env.metadata[env.docname].setdefault(SHOWN, {})
    known[name] = _fingerprint(facts_of(env.config), name)


def _fingerprint(facts: Facts, name: str) -> str:
    return facts.fingerprint(facts.providers if name == "*" else [name])


def read_facts(app: Sphinx) -> None:
    """Read all fact files; each finding is a warning with its file and line."""
    day = today()
    catalog = providers.load(Path(app.srcdir, "providers"), day)
    claims = Path(app.srcdir, "guides", "claims.toml")
    audit, wrong = providers.read_audit(claims, day) if claims.is_file() else (None, [])
    for finding in (*catalog.findings, *wrong):
        place, _, text = str(finding).partition(": ")
        logger.warning("%s", text, location=place, type="facts", subtype=finding.code)
    records = _records(Path(app.srcdir, "providers"), catalog)
    app.config.site_facts = Facts(catalog.providers, day, records, audit, *_live(status_file(app)))


def _records(folder: Path, catalog: providers.Catalog) -> dict[str, Record]:
    """Read what the packages did at each provider; a file that makes no sense is a warning."""
    known: dict[str, Record] = {}
    for name in catalog.providers:
        path = folder / name / FILE
        try:
            found = read(path)
        except RecordError as error:
            logger.warning("the record cannot be read: %s", error, location=f"{path}:1", type="facts")
        else:
            known |= {} if found is None else {name: found}
    return known


def status_file(app: Sphinx) -> Path:
    """Give where the status of the live checks is looked for; it may not be there."""
    return Path(os.environ.get(STATUS) or Path(app.srcdir).parent / "build" / "live" / "status.json")


def _live(file: Path) -> tuple[Status, Runs]:
    """Read what was confirmed; a file that is there and cannot be read is a warning."""
    try:
        return status.read(file), runs.read(file.with_name(runs.NAME))
    except (status.StatusError, runs.RunsError) as error:
        logger.warning("%s", error, type="facts", subtype="status")
        return Status(), Runs()


def changed_pages(app: Sphinx, env: BuildEnvironment, *_: set[str]) -> list[str]:
    """Give the pages whose facts are no longer what they were when the page was read."""
    facts = facts_of(app.config)
    return [
        page
        for page in env.found_docs
        for name, old in env.metadata[page].get(SHOWN, {}).items()
        if old != _fingerprint(facts, name)
    ]


def code_digest() -> str:
    """Give a digest of the code that makes pages from facts: when it changes, all pages are read again."""
    folders = (Path(__file__).parent, Path(keyproof.__file__).parent)
    files = sorted(path for folder in folders for path in folder.rglob("*.py"))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the reading of facts to the build."""
    app.add_config_value("site_facts", None, "")
    app.add_config_value("site_code", code_digest(), "env", types=frozenset({str}))
    app.connect("builder-inited", read_facts)
    app.connect("env-get-outdated", changed_pages)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
