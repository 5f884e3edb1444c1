"""Lines of keys in TOML texts."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyproof.positions import Path as KeyPath
from keyproof.positions import Positions

FORMS = """\
a.b = 1
"c d" = { e = [
  1, # a remark
  { f = 2 } ] }
[[g]]
h = 1
[[g.i]]
j = 1
[[g]]
[[g.i]]
j = 2
"""
FILES = sorted((Path(__file__).parents[2] / "docs" / "providers").glob("*/*.toml"))


def paths(value: object, path: KeyPath = ()) -> Iterator[KeyPath]:
    """Give the key path of every value."""
    if path:
        yield path
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from paths(inner, (*path, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from paths(inner, (*path, index))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_key_of_a_fact_file_is_on_its_line(file: Path) -> None:
    """The line found for a key holds the key's name."""
    text = file.read_text(encoding="utf-8")
    where, lines = Positions(text), text.splitlines()
    for path in paths(tomllib.loads(text)):
        name = next(part for part in reversed(path) if isinstance(part, str))
        if isinstance(path[-1], str):
            assert name in lines[where.line(path) - 1], path


def test_forms_of_keys() -> None:
    """Dotted, quoted and nested keys, inline tables and arrays of tables all have lines."""
    where = Positions(FORMS)
    assert where.line(("a", "b")) == 1
    assert where.line(("c d", "e", 1, "f")) == 4
    assert where.line(("g", 0, "h")) == 6
    assert where.line(("g", 0, "i", 0, "j")) == 8
    assert where.line(("g", 1, "i", 0, "j")) == 11


def test_unknown_path_falls_back_to_the_table_around_it() -> None:
    """A key that is missing is reported at its table."""
    where = Positions("x = 1\n[t]\ny = 1\n")
    assert where.line(("t", "z")) == 2
    assert where.line(("nowhere",)) == 1


@given(st.text())
def test_any_text_has_positions(text: str) -> None:
    """Broken TOML, also half a surrogate's worth of it, never stops the search for lines."""
    assert Positions(text).line(("a", 0)) >= 1
