"""`{verdicts}` and `{finding-codes}`: reference drawn from the code of the checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from fact_nodes import badge, inline, table
from keyproof import audit_shape, confirm, keytable, model, providers, setkey, shape
from keyproof.claims import rules as claim_rules
from keyproof.guides import rules as guide_rules
from keyproof.live import rules as live_rules
from keyproof.runner import rules
from keyproof.sdks import rules as sdk_rules
from keyproof.versions import rules as version_rules
from verdict_texts import MEANINGS

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


class Verdicts(SphinxDirective):
    """The verdicts of the key check with their exit codes."""

    def run(self) -> list[nodes.Node]:
        """Give the table; each row can be linked to."""
        titles = ("Verdict", "Exit code", "What it means", "What to do")
        rows = []
        for verdict in model.VERDICTS:
            means = MEANINGS[verdict]
            cells = (
                [nodes.literal(text=verdict)],
                [badge(str(means.code), f"exit-{means.code}")],
                inline(means.means),
                inline(means.then),
            )
            anchor = f"verdict-{verdict}".replace("_", "-")
            self.env.domains.standard_domain.note_hyperlink_target(anchor, self.env.docname, anchor, verdict)
            rows.append((anchor, cells))
        return [table(titles, rows, "verdicts")]


#: Whatever gives findings names them in a list of rules: code, title and mend.
WITH_RULES = (
    shape,
    audit_shape,
    providers,
    setkey,
    keytable,
    confirm,
    live_rules,
    rules,
    claim_rules,
    guide_rules,
    sdk_rules,
    version_rules,
)


class FindingCodes(SphinxDirective):
    """The codes of findings, each with its title and mend."""

    def run(self) -> list[nodes.Node]:
        """Give the table; each code is an anchor."""
        rows = [
            (
                code.lower(),
                ([nodes.literal(text=code)], inline(f"{title[:1].upper()}{title[1:]}"), inline(fix)),
            )
            for code, title, fix in finding_codes()
        ]
        return [table(("Code", "What is wrong", "What to do"), rows, "codes")]


def finding_codes() -> list[tuple[str, str, str]]:
    """Give code, title and mend of every finding that a check can have."""
    return sorted({(rule.code, rule.title, rule.fix) for part in WITH_RULES for rule in part.RULES})


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the directives."""
    app.add_directive("verdicts", Verdicts)
    app.add_directive("finding-codes", FindingCodes)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
