"""What was confirmed when and how: a short list on each provider's page, and two files beside the site."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes

from fact_nodes import Page, badge, inline, paragraph
from keyproof.live.confirmations import Confirmation, Way
from keyproof.model import Provider
from provider_facts import facts_of, status_file

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

SCRIPT = "confirmed.js"
#: What confirmed.js asks for: the list's entries for all providers, drawn from the status.
SUMMARY = "confirmed.json"
TITLES: Mapping[Way, str] = {"run": "Run here", "refused": "Asked live", "links": "Links opened"}


class Confirmed(nodes.list_item):
    """One way of confirming; the script puts a newer word into its place."""


def visit_confirmed(translator: Any, node: Confirmed) -> None:  # noqa: ANN401 - any of Sphinx's HTML translators
    """Write the entry as Sphinx does, then add the days to its tag."""
    translator.visit_list_item(node)
    data = "".join(f' data-{name}="{translator.attval(text)}"' for name, text in node["data"].items())
    translator.body[-1] = translator.body[-1].replace("<li", f"<li{data}", 1)


def depart_confirmed(translator: Any, node: Confirmed) -> None:  # noqa: ANN401 - as above
    """Close the entry."""
    translator.depart_list_item(node)


def confirmed(one: Provider, page: Page) -> list[nodes.Node]:
    """Give the list of what was confirmed, and how."""
    items = [_entry(one, seen, page) for seen in page.facts.confirmations(one)]
    return [nodes.bullet_list("", *items, _read(one, page), classes=["confirmed"])]


def _entry(one: Provider, seen: Confirmation, page: Page) -> Confirmed:
    old = seen.stale(page.facts.today)
    mark = [badge(f"not confirmed since {seen.held_on}", "badge-stale"), nodes.Text(" ")] if old else []
    said = nodes.inline("", seen.text, classes=["confirmed-text"])
    data = {"confirmed": f"{one.id}/{seen.way}", "looked": seen.looked_on, "held": seen.held_on}
    return _item(TITLES[seen.way], [*mark, said], data, f"is-{seen.state}")


def _item(title: str, said: list[nodes.Node], data: Mapping[str, str], state: str) -> Confirmed:
    line = paragraph(nodes.strong("", f"{title}:"), " ", said)
    return Confirmed("", line, data=data, classes=[state])


def _read(one: Provider, page: Page) -> Confirmed:
    """Give the days on which somebody read what no program can see; those of one day together."""
    dated = {"steps": min((step.checked_on for step in one.steps), default=one.checked_on)}
    dated |= {"costs": one.costs.checked_on, "model": one.first_request.checked_on}
    said: list[nodes.Node] = []
    for day in sorted(set(dated.values())):
        names = [name for name, other in dated.items() if other == day]
        said += [*inline(f"{'; ' if said else ''}{_joined(names)}: "), *page.checked(day)]
    state = "is-unknown" if page.facts.stale(min(dated.values())) else "is-holds"
    return _item("Read", said, {"held": min(dated.values()).isoformat()}, state)


def _joined(names: list[str]) -> str:
    *head, last = names
    return f"{', '.join(head)} and {last}" if head else last


def summary(known: Mapping[str, tuple[Confirmation, ...]], day: date) -> str:
    """Give the text of confirmed.json."""
    entries = {name: {one.way: asdict(one) for one in seen} for name, seen in sorted(known.items())}
    return json.dumps({"schema_version": 1, "day": day.isoformat(), "providers": entries}, ensure_ascii=False)


def publish(app: Sphinx, error: Exception | None) -> None:
    """Put the status and what is drawn from it beside the pages of the site."""
    if error is not None or app.builder.format != "html":
        return
    facts, out = facts_of(app.config), Path(app.outdir)
    known = {name: facts.confirmations(one) for name, one in facts.providers.items()}
    (out / SUMMARY).write_text(summary(known, facts.today), encoding="utf-8")
    if status_file(app).is_file():
        shutil.copyfile(status_file(app), out / "status.json")


def add_script(app: Sphinx, *event: Any) -> None:  # noqa: ANN401 - the arguments of html-page-context
    """Load the script where there is such a list."""
    doctree: nodes.document | None = event[3]
    if doctree is not None and next(_lists(doctree), None) is not None:
        app.add_js_file(SCRIPT, loading_method="defer")


def _lists(doctree: nodes.document) -> Iterator[nodes.Node]:
    return iter(doctree.findall(Confirmed))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect to the build."""
    app.add_node(Confirmed, html=(visit_confirmed, depart_confirmed))
    app.connect("html-page-context", add_script)
    app.connect("build-finished", publish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
