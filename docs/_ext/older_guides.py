"""The directives of the page about older guides: counts, claims, omissions, the guides, runs, sources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from claim_nodes import QUOTED, Shown, claim_row, omission_row
from fact_nodes import Cell, badge, inline, link, paragraph, table
from keyproof import audit
from keyproof.audit import Audit
from provider_facts import CLAIMS, FactDirective, note_shown
from taught_links import TaughtLink, resolve

if TYPE_CHECKING:
    from typing import Any

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

Cells = tuple[Cell, ...]
Row = tuple[str, Cells]
FILTER = "filter-claims.js"
PAGE = "explanation/what-older-guides-get-wrong"
MEANINGS: dict[audit.Judgement, tuple[str, str]] = {
    "unsafe": ("puts you at risk", "It works, or seems to, and puts your key or your account at risk."),
    "spam": ("advertisement", "It sells something, and is no advice."),
    "wrong": ("wrong", "It was never true, or it cannot work as it is printed."),
    "outdated": ("outdated", "It was true once."),
    "cannot-tell": ("cannot tell", "We found nothing that says whether it is true."),
    "holds": ("holds", "It is still true, sometimes with a condition that the guide leaves out."),
}


class ClaimsDirective(FactDirective):
    """A directive that shows something of the claims; the page follows them."""

    option_spec: ClassVar = {}

    def run(self) -> list[nodes.Node]:
        """Give the nodes; nothing on a site without the file of claims."""
        note_shown(self.env, CLAIMS)
        known = self.facts.audit
        return self.placed(self.made(known)) if known is not None else []

    def made(self, known: Audit) -> Iterator[nodes.Node]:
        """Give the nodes of this part."""
        raise NotImplementedError


class OlderVerdicts(ClaimsDirective):
    """How many claims of each guide have which verdict, with links to them."""

    def made(self, known: Audit) -> Iterator[nodes.Node]:
        """Give the table; its last row holds the sums."""
        rows: list[Row] = [(f"count-{one}", self._row(known, one)) for one in audit.JUDGEMENTS]
        sums = [str(len([one for one in known.claims if one.guide == name])) for name in known.guides]
        total: Cells = ([nodes.strong("", "All")], *map(inline, sums), inline(str(len(known.claims))))
        titles = ("Verdict", *(f"Guide {name}" for name in known.guides), "Both")
        yield table(titles, [*rows, ("count-all", total)], "claim-counts")

    def _row(self, known: Audit, verdict: audit.Judgement) -> Cells:
        found = known.judged(verdict)
        word, means = MEANINGS[verdict]
        target = nodes.reference("", word, refid=f"claims-{verdict}", internal=True)
        counts = [str(sum(one.guide == name for one in found)) for name in known.guides]
        verdict_cell: list[nodes.Node] = [paragraph([target]), paragraph(means, classes=["aside"])]
        return (verdict_cell, *map(inline, counts), inline(str(len(found))))


class OlderClaims(ClaimsDirective):
    """The claims of one verdict, those that do the most harm first."""

    required_arguments = 1

    def made(self, known: Audit) -> Iterator[nodes.Node]:
        """Give the table, or a sentence where no claim has the verdict."""
        chosen = directives.choice(self.arguments[0], audit.JUDGEMENTS)
        verdict = next(one for one in audit.JUDGEMENTS if one == chosen)
        shown = Shown(known, self.facts)
        rows = [(f"claim-{one.id.lower()}", claim_row(one, shown)) for one in known.judged(verdict)]
        titles = ("The guide says", "What is true now", "Where you learn it")
        made: nodes.Element = (
            table(titles, rows, "claims") if rows else paragraph("No claim has this verdict.")
        )
        made["classes"].append(f"verdict-{verdict}")
        yield made


class OlderOmissions(ClaimsDirective):
    """What the guides leave out."""

    def made(self, known: Audit) -> Iterator[nodes.Node]:
        """Give the table."""
        shown = Shown(known, self.facts)
        rows = [(f"omission-{one.id.lower()}", omission_row(one, shown)) for one in known.omissions]
        yield table(("Left out", "By guide", "Where you learn it"), rows, "omissions")


class OlderGuides(ClaimsDirective):
    """The guides that were judged."""

    def made(self, known: Audit) -> Iterator[nodes.Node]:
        """Give the table."""
        shown = Shown(known, self.facts)
        rows = []
        for letter, one in known.guides.items():
            name = [badge(f"guide {letter}", "badge-quiet"), *inline(f" {one.name}")]
            about = [paragraph(one.about, shown.cite(one.sources)), paragraph(one.dated)]
            rows.append((f"guide-{letter.lower()}", (name, about, inline(one.licence))))
        yield table(("Guide", "What it is", "Licence"), rows, "guides")


class OlderRuns(ClaimsDirective):
    """How many claims are run, and why nothing of the others is."""

    def made(self, known: Audit) -> Iterator[nodes.Node]:
        """Give the table; the numbers add up to all claims."""
        executed = sum(bool(one.executed) for one in known.claims)
        rows = [("", (inline("Run, and the result compared"), inline(str(executed))))]
        for excuse, reason in audit.EXCUSES.items():
            count = sum(one.not_executed == excuse for one in known.claims)
            rows.append(("", (inline(reason), inline(str(count)))))
        yield table(("What was done", "Claims"), rows, "claim-runs")


class OlderSources(ClaimsDirective):
    """The numbered list that the citations lead to."""

    def made(self, known: Audit) -> Iterator[nodes.Node]:
        """Give the list, each source with the day on which it was seen."""
        items = []
        for name, source in known.sources.items():
            title = link(source.url, source.what) if source.url else inline(source.what)
            seen = nodes.inline("", f" Seen on {source.seen_on.isoformat()}.", classes=["date"])
            quoted = [QUOTED] if _is_stale(known, source.url) else []
            line = paragraph(title, ".", seen, classes=quoted)
            items.append(nodes.list_item("", line, ids=[f"source-{name}"]))
        yield nodes.enumerated_list("", *items, classes=["sources"])


def _is_stale(known: Audit, address: str | None) -> bool:
    """Say whether a source is itself what a claim calls stale: then it stands there as evidence."""
    patterns = (claim.stale.pattern for claim in known.claims if claim.stale)
    return any(re.search(pattern, address or "") for pattern in patterns)


def follow_targets(_app: Sphinx, env: BuildEnvironment, *changes: set[str]) -> list[str]:
    """Have the page of claims read again when any page changed: it shows titles of the others."""
    return [PAGE] if any(changes) and PAGE in env.found_docs else []


def add_filter(app: Sphinx, *event: Any) -> None:  # noqa: ANN401 - the arguments of html-page-context
    """Load the script on the page of claims only."""
    doctree: nodes.document | None = event[3]
    if doctree is not None and any("facts-claims" in one["classes"] for one in doctree.findall(nodes.table)):
        app.add_js_file(FILTER)
        app.add_css_file("claims.css")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the directives."""
    app.setup_extension("provider_directives")
    for made in (OlderVerdicts, OlderClaims, OlderOmissions, OlderGuides, OlderRuns, OlderSources):
        app.add_directive(f"older-{made.__name__.removeprefix('Older').lower()}", made)
    app.add_node(TaughtLink)
    app.connect("doctree-resolved", resolve)
    app.connect("env-get-outdated", follow_targets)
    app.connect("html-page-context", add_filter)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
