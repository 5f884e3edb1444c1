"""Covers the gaps of sphinx-tabs: stable ids, deep links, no JavaScript, print, keyboard, unknown lexers.

sphinx-tabs builds the ids from the label in base64, which changes with the label and is no address to
give to anybody; here every tab gets a group (`provider`, `os`, `lang`), a key (`openai`) and an id from them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util import logging
from sphinx_tabs import tabs as sphinx_tabs  # type: ignore[import-untyped]

from provider_facts import facts_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)
Tablist: type[nodes.container] = sphinx_tabs.SphinxTabsTablist
Tab: type[nodes.paragraph] = sphinx_tabs.SphinxTabsTab
Panel: type[nodes.container] = sphinx_tabs.SphinxTabsPanel
OPEN = "tabs-open.css"
A_ROW = 8
LABELS = {"provider": "Choose your provider", "lang": "Choose a language", "os": "Choose your system"}
# the first word of a label tells what the choice is about
SYSTEMS = {"linux", "macos", "windows", "powershell"}
LANGUAGES = {"curl", "bash", "python", "r", "javascript", "node", "shell"}


class CheckedCodeTab(sphinx_tabs.CodeTabDirective):  # type: ignore[misc]
    """A code tab that warns of an unknown language, where sphinx-tabs ends the build with a traceback."""

    def run(self) -> list[nodes.Node]:
        """Give the tab; as plain text when the language is unknown."""
        try:
            return list(super().run())
        except ValueError:
            where = self.get_location()
            logger.warning(
                "no lexer is called %r", self.arguments[0], location=where, type="tabs", subtype="lexer"
            )
            self.arguments[0] = "text"
            return list(super().run())


def slug(label: str) -> str:
    """Give a label as part of an address: lower case, with a dash for all that is no letter or digit."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "tab"


def group_of(keys: Iterable[str]) -> str:
    """Give what a set of tabs is a choice of, from the keys; a set of its own when they tell nothing."""
    keys = list(keys)
    firsts = {key.partition("-")[0] for key in keys}
    if firsts <= SYSTEMS:
        return "os"
    return "lang" if firsts <= LANGUAGES else f"tab-{keys[0]}"


def name_tabs(app: Sphinx, doctree: nodes.document) -> None:
    """Give every tab of a page its group, key and id."""
    names = {one.label: one.id for one in facts_of(app.config).providers.values()}
    used: Counter[str] = Counter()
    for tablist in doctree.findall(Tablist):
        tabs = [tab for tab in tablist.children if isinstance(tab, Tab)]
        keys = [tab.get("data-key") or names.get(tab.astext()) or slug(tab.astext()) for tab in tabs]
        known = set(keys) <= set(names.values())
        group = tablist.get("data-group") or ("provider" if known else group_of(keys))
        tablist["data-group"] = group
        if len(tabs) > A_ROW:
            tablist["classes"].append("many")
        tablist["aria-label"] = LABELS.get(group, "Choose one")
        panels = [node for node in tablist.parent.children if isinstance(node, Panel)]
        for tab, panel, key in zip(tabs, panels, keys, strict=True):
            used[key] += 1
            _rename(tab, panel, (group, key), f"{key}-{used[key]}" if used[key] > 1 else key)


def _rename(tab: nodes.Element, panel: nodes.Element, choice: tuple[str, str], address: str) -> None:
    group, key = choice
    tab["data-key"] = key
    tab["name"] = panel["name"] = f"{group}-{key}"
    tab["ids"], panel["ids"] = [f"tab-{address}"], [f"panel-{address}"]
    tab["aria-controls"], panel["aria-labelledby"] = f"panel-{address}", f"tab-{address}"
    panel["data-title"] = tab.astext()


def add_assets(app: Sphinx, *event: Any) -> None:  # noqa: ANN401 - the arguments of html-page-context
    """Load styles and script on pages with tabs; on paper and without JavaScript every panel is open."""
    context: dict[str, Any] = event[2]
    doctree: nodes.document | None = event[3]
    if doctree is None or next(doctree.findall(Tablist), None) is None:
        return
    app.add_css_file("tabs.css")
    app.add_css_file(OPEN, media="print")
    # after the script of sphinx-tabs, whose functions it uses
    app.add_js_file("tab-cover.js", priority=900)
    href = context["pathto"](f"_static/{OPEN}", resource=True)
    context["metatags"] += f'<noscript><link rel="stylesheet" href="{href}"></noscript>'


def setup(app: Sphinx) -> ExtensionMetadata:
    """Put the cover over sphinx-tabs."""
    app.setup_extension("provider_facts")
    app.setup_extension("sphinx_tabs.tabs")
    app.add_directive("code-tab", CheckedCodeTab, override=True)
    app.connect("doctree-read", name_tabs)
    app.connect("html-page-context", add_assets)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
