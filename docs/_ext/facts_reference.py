"""`{facts-reference}`: the tables and keys of a fact file, drawn from the dataclasses that read it."""

from __future__ import annotations

import inspect
import re
import typing
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from fact_nodes import Cell, inline, paragraph, table
from keyproof import model

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

WORDS = {
    "float": "number",
    "object": "any value",
    "str": "text",
    "bool": "`true` or `false`",
    "int": "whole number",
    "date": "date, such as `2026-11-21`",
    "Link": "address, or `{ url, expect, text }`",
    "Verdict": "a verdict of the check",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the file: its header as TOML writes it ('' at the top), and the class behind it."""

    header: str
    form: Any

    @property
    def anchor(self) -> str:
        """Give the table's address on the page."""
        return "facts-" + (re.sub(r"[^a-z]+", "-", self.header).strip("-") or "top")


class FactsReference(SphinxDirective):
    """The tables and keys of a fact file."""

    def run(self) -> list[nodes.Node]:
        """Give one section a table of the file."""
        return [self._section(one) for one in tables()]

    def _section(self, one: Table) -> nodes.section:
        title = [nodes.literal(text=one.header)] if one.header else inline("At the top of the file")
        section = nodes.section("", nodes.title("", "", *title), ids=[one.anchor], names=[one.anchor])
        section += _described(one.form)
        section += table(("Key", "Value", "Needed"), map(_row, fields(one.form)), "keys")
        self.state.document.note_explicit_target(section, section)
        return section


@cache
def tables() -> tuple[Table, ...]:
    """Give the tables of a fact file, each before those inside it."""
    return tuple(_inside("", "{}", model.Provider))


def _inside(path: str, brackets: str, form: Any) -> Iterator[Table]:  # noqa: ANN401 - a dataclass
    yield Table(brackets.format(f"[{path}]") if path else "", form)
    hints = typing.get_type_hints(form)
    for item in fields(form):
        inner, name, frame = _table(hints[item.name])
        if inner is not None and inner is not model.Link:
            below = f"{path}.{item.name}" if path else item.name
            yield from _inside(name.format(below), frame, inner)


def _table(hint: Any) -> tuple[Any, str, str]:  # noqa: ANN401 - a type hint
    """Give the dataclass inside a type hint, the form of its name, and that of its header."""
    if is_dataclass(hint):
        return hint, "{}", "{}"
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    inner = next((part for part in parts if is_dataclass(part)), None)
    forms = {tuple: ("{}", "[{}]"), Mapping: ("{}.<name>", "{}")}
    return inner, *forms.get(origin, ("{}", "{}"))


def _described(form: Any) -> list[nodes.Node]:  # noqa: ANN401 - a dataclass
    text = inspect.getdoc(form) or ""
    return [paragraph(part.replace("\n", " ")) for part in text.split("\n\n")]


def _row(item: Field[Any]) -> tuple[str, tuple[Cell, ...]]:
    needed = item.default is MISSING and item.default_factory is MISSING
    cells: tuple[Cell, ...] = (
        [nodes.literal(text=item.name)],
        value(str(item.type)),
        inline("yes" if needed else "no"),
    )
    return "", cells


def value(annotation: str) -> list[nodes.Node]:
    """Give what stands behind a key, in words; a table is a link to its section."""
    text = annotation.removesuffix(" | None")
    for one in tables():
        if text in {
            one.form.__name__,
            f"tuple[{one.form.__name__}, ...]",
            f"Mapping[str, {one.form.__name__}]",
        }:
            header = nodes.reference("", "", nodes.literal(text=one.header), refid=one.anchor, internal=True)
            return [nodes.Text("table "), header]
    return inline(words(text))


def words(text: str) -> str:
    """Give a type's name in words."""
    if " | " in text and not text.startswith(("Mapping[", "Literal[", "tuple[")):
        return " or ".join(words(part) for part in text.split(" | "))
    if text.startswith("tuple["):
        return f"list of {words(text.removeprefix('tuple[').removesuffix(', ...]'))}"
    if text.startswith("Mapping["):
        return f"table of names, each with {words(text.partition(', ')[2].removesuffix(']'))}"
    quoted = re.findall(r"[\"']([^\"']+)", text) if text.startswith("Literal") else _choices(text)
    return "one of " + ", ".join(f"`{name}`" for name in quoted) if quoted else WORDS[text]


def _choices(alias: str) -> tuple[str, ...]:
    named = getattr(model, alias, None)
    known = typing.get_origin(named) is typing.Literal and alias not in WORDS
    return typing.get_args(named) if known else ()


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the directive."""
    app.add_directive("facts-reference", FactsReference)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
