"""`{verdicts}` and `{finding-codes}`: reference drawn from the code of the checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from fact_nodes import badge, inline, table
from keyproof import confirm, model, shape
from keyproof.runner import rules
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


# The codes that are given where a file is read, not by a rule; a test holds the list complete.
OTHERS = (
    ("FACT001", "fact file cannot be read", "correct the file at this line"),
    ("FACT002", "not valid TOML", "correct the file at this line"),
    ("FACT003", "unknown key", "delete it, or correct its spelling"),
    ("FACT004", "missing key", "add the key; `docs/reference/facts.md` says what it holds"),
    ("FACT005", "wrong type or value", "write a value of the expected type"),
    ("FACT006", "id is not the folder's name", "rename the folder, or the id"),
    ("FACT007", "provider without a page", "write index.md beside the facts"),
    confirm.OTHERWISE,
    ("KEY001", "table of providers is stale", "run `keyproof keytable --write`"),
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
    facts = [(rule.code, rule.title, rule.fix) for rule in shape.RULES]
    snippets = [(rule.code, rule.title, rule.fix) for rule in rules.RULES]
    return sorted([*OTHERS, *facts, *snippets])


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the directives."""
    app.add_directive("verdicts", Verdicts)
    app.add_directive("finding-codes", FindingCodes)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
