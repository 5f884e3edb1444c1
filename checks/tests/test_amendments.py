"""Values are put into fact files, and every other byte stays as it is."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from keyproof.amendments import Amendment, AmendmentError, amended, write

DAY = date(2027, 1, 2)
FACTS = """\
# a file with everything that people write
id = "x"   # an id
[costs]
checked_on = 2026-11-21 # seen by Ada

[[steps]]
  text = "Löffel = [ 1 ]"
checked_on=2026-11-20
[[steps]]
link = { url = "https://a.example/#checked_on = 1", checked_on = 2026-11-19 }
checked_on = 2026-11-18
"""


def test_only_the_value_changes() -> None:
    """Comments, spaces, order and line ends stay; the change is found by its path, not by its text."""
    changes = [
        Amendment(("steps", 1, "checked_on"), DAY, "now a menu"),
        Amendment(("costs", "checked_on"), DAY, "no  change\n"),
        Amendment(("steps", 0, "checked_on"), DAY),
        Amendment(("id",), 'y"\\'),
    ]
    expected = (
        FACTS.replace('id = "x"', 'id = "y\\"\\\\"')
        .replace("2026-11-21 # seen by Ada", "2027-01-02 # seen by Ada; no change")
        .replace("checked_on=2026-11-20", "checked_on=2027-01-02")
        .replace("checked_on = 2026-11-18", "checked_on = 2027-01-02  # now a menu")
    )
    assert amended(FACTS, changes) == expected
    windows = amended(FACTS.replace("\n", "\r\n"), changes)
    assert windows == expected.replace("\n", "\r\n")


@given(
    value=some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\x7f")), note=some.text()
)
def test_what_is_written_is_what_is_read(value: str, note: str) -> None:
    """Any text and any note leave valid TOML with just this value changed."""
    key = ("steps", 1, "checked_on")
    read = tomllib.loads(amended(FACTS, [Amendment(key, value, note)]))
    expected = tomllib.loads(FACTS)
    expected["steps"][1]["checked_on"] = value
    assert read == expected


@pytest.mark.parametrize("path", sorted(Path("docs/providers").glob("*/*.toml")), ids=lambda path: path.stem)
def test_every_date_of_every_provider_can_be_written(path: Path, project: Path) -> None:
    """In the real files, too, a new day of each step changes one line a step."""
    text = (project / path).read_bytes().decode()
    keys = [("steps", number, "checked_on") for number, _ in enumerate(tomllib.loads(text)["steps"])]
    new = amended(text, [Amendment(key, DAY) for key in keys])
    changed = [line for line, old in zip(new.split("\n"), text.split("\n"), strict=True) if line != old]
    assert changed == ["checked_on = 2027-01-02"] * len(keys)


def test_a_key_that_is_not_there_is_no_change() -> None:
    """Nobody writes a fact into a table that lacks it."""
    with pytest.raises(AmendmentError, match=r"no value at steps\.2\.checked_on"):
        amended(FACTS, [Amendment(("steps", 2, "checked_on"), DAY)])


def test_a_note_is_not_squeezed_into_a_table_of_one_line() -> None:
    """A comment there would swallow the rest of the line."""
    with pytest.raises(AmendmentError, match="line of its own"):
        amended(FACTS, [Amendment(("steps", 1, "link", "checked_on"), DAY, "a note")])


def test_what_somebody_else_wrote_meanwhile_is_kept(tmp_path: Path) -> None:
    """The file is changed only when it still is what was read; nothing is left beside it."""
    path = tmp_path / "x.toml"
    path.write_text(FACTS + "# another hand\n", encoding="utf-8")
    with pytest.raises(AmendmentError, match="changed meanwhile"):
        write(path, FACTS, [Amendment(("id",), "y")])
    assert path.read_text(encoding="utf-8").endswith("# another hand\n")
    assert [one.name for one in tmp_path.iterdir()] == ["x.toml"]


def test_writing_keeps_the_rights_and_leaves_nothing_beside(tmp_path: Path) -> None:
    """The new file has the rights of the old one."""
    path = tmp_path / "x.toml"
    path.write_text(FACTS, encoding="utf-8")
    path.chmod(0o640)
    write(path, FACTS, [Amendment(("id",), "y")])
    assert path.stat().st_mode & 0o777 == 0o640
    assert path.read_text(encoding="utf-8") == FACTS.replace('"x"', '"y"')
    assert [one.name for one in tmp_path.iterdir()] == ["x.toml"]
