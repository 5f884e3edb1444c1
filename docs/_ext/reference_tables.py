"""`{verdicts}`, `{facts-reference}` and `{finding-codes}`: reference drawn from the code itself."""

from __future__ import annotations

import inspect
import re
import typing
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from fact_nodes import inline, paragraph, table
from keyproof import model, shape
from verdict_texts import MEANINGS

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

EXITS = {0: "0, fine", 1: "1, mend the key or the account", 3: "3, could not tell"}


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
                inline(EXITS[means.code]),
                inline(means.means),
                inline(means.then),
            )
            anchor = f"verdict-{verdict}".replace("_", "-")
            self.env.domains.standard_domain.note_hyperlink_target(anchor, self.env.docname, anchor, verdict)
            rows.append((anchor, cells))
        return [table(titles, rows, "verdicts")]


class FindingCodes(SphinxDirective):
    """The codes of findings, each with its title and mend."""

    def run(self) -> list[nodes.Node]:
        """Give the table."""
        rows = [
            (rule.code.lower(), ([nodes.literal(text=rule.code)], inline(rule.title), inline(rule.fix)))
            for rule in sorted(shape.RULES, key=lambda rule: rule.code)
        ]
        return [table(("Code", "Title", "What to do"), rows, "codes")]


class FactsReference(SphinxDirective):
    """The tables and keys of a fact file."""

    def run(self) -> list[nodes.Node]:
        """Give one section a table of the file."""
        made = []
        for name, cls in tables(model.Provider, ""):
            anchor = "facts-" + (re.sub(r"[^a-z]+", "-", name).strip("-") or "top")
            section = nodes.section("", nodes.title("", "", *_title(name)), ids=[anchor], names=[anchor])
            section += _described(cls)
            section += table(("Key", "Value", "Needed"), map(_row, fields(cls)), "keys")
            self.state.document.note_explicit_target(section, section)
            made.append(section)
        return list(made)


def tables(cls: Any, name: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - a dataclass
    """Give the tables of a fact file with their names as TOML writes them, outermost first."""
    yield name, cls
    hints = typing.get_type_hints(cls)
    for item in fields(cls):
        inner, form = _table(hints[item.name])
        if inner is not None and inner is not model.Link:
            path = f"{name}.{item.name}" if name else item.name
            yield from tables(inner, form.format(path))


def _table(hint: Any) -> tuple[Any, str]:  # noqa: ANN401 - a type hint
    """Give the dataclass inside a type hint, and the form of its TOML header's name."""
    if is_dataclass(hint):
        return hint, "{}"
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    inner = next((part for part in parts if is_dataclass(part)), None)
    forms = {tuple: "[{}]", Mapping: "{}.<name>"}
    return inner, forms.get(origin, "{}")


def _title(name: str) -> list[nodes.Node]:
    if not name:
        return [nodes.Text("At the top of the file")]
    return [nodes.literal(text=f"[{name}]")]


def _described(cls: Any) -> list[nodes.Node]:  # noqa: ANN401 - a dataclass
    text = inspect.getdoc(cls) or ""
    return [paragraph(part.replace("\n", " ")) for part in text.split("\n\n")]


def _row(item: Field[Any]) -> tuple[str, tuple[list[nodes.Node], ...]]:
    needed = item.default is MISSING and item.default_factory is MISSING
    return "", (
        [nodes.literal(text=item.name)],
        inline(kind_of(item.type)),
        inline("yes" if needed else "no"),
    )


WORDS = {
    "str": "text",
    "bool": "`true` or `false`",
    "int": "whole number",
    "date": "date",
    "Link": "address, or `{ url, expect, text }`",
    "Verdict": "a verdict of the check",
}


def kind_of(annotation: Any) -> str:  # noqa: ANN401 - an annotation, as text or type
    """Give what stands behind a key, in words."""
    text = str(annotation).removesuffix(" | None")
    if text.startswith("Literal"):
        return "one of " + ", ".join(f"`{name}`" for name in re.findall(r'["\']([^"\']+)', text))
    if text.startswith("tuple["):
        return f"list of {kind_of(text[6:-6])}"
    if text.startswith("Mapping["):
        return f"table of {kind_of(text[8:-1].partition(', ')[2])}"
    alias = getattr(model, text, None)
    if typing.get_origin(alias) is typing.Literal and text != "Verdict":
        return "one of " + ", ".join(f"`{name}`" for name in typing.get_args(alias))
    return WORDS.get(text, "table, see below" if is_dataclass(alias) else text)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the directives."""
    app.add_directive("verdicts", Verdicts)
    app.add_directive("finding-codes", FindingCodes)
    app.add_directive("facts-reference", FactsReference)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
