"""`{command-line}`: what the page says about a command is what its parser says."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import PROJECT
from selectolax.lexbor import LexborNode
from sphinx_site import Built, Pages, build, one, small_docs

COMMANDS = {
    "check_key.py": ["scripts/check_key.py"],
    "keyproof facts": ["-m", "keyproof", "facts"],
    "keyproof snippets": ["-m", "keyproof", "snippets"],
    "linkcheck-plus": ["-m", "linkcheck_plus"],
    "scripts/new_provider.py": ["scripts/new_provider.py"],
}
PARSER = """
import argparse

def parser():
    one = argparse.ArgumentParser(prog="tool", epilog="Exit code: 0 fine; see --first.")
    one.add_argument("place", help="where (default: here)", nargs="?")
    one.add_argument("--first", metavar="N", type=float, default=2.5, help="how often, %(default)s times")
    one.add_argument("--form", choices=("a", "b"), required=True, help="as --first says")
    one.add_argument("--hidden", help=argparse.SUPPRESS)
    below = one.add_subparsers()
    go = below.add_parser("go", help="leave | at once")
    go.add_argument("--far", action="store_true", help="to the end")
    return one
"""


def rows(built: Built, name: str = "page") -> dict[str, list[str]]:
    """Give the cells of each row of the tables of options by the row's id."""
    found = built.page(name).css("table.facts-options tbody tr")
    return {
        row.attributes["id"] or "": [" ".join(cell.text().split()) for cell in row.css("td")] for row in found
    }


@pytest.fixture
def made(tmp_path: Path) -> Built:
    """Give a site with one page about the command of the parser above."""
    docs = small_docs(tmp_path, {"page": "# Page\n\n:::{command-line} scripts/tool.py:parser\n:::\n"})
    (tmp_path / "scripts" / "tool.py").write_text(PARSER)
    return build(docs, tmp_path / "html")


def test_each_option_has_its_row(made: Built) -> None:
    """A row says how the option is written, what it does, and its default; what is hidden stays hidden."""
    assert (made.code, made.said) == (0, "")
    assert rows(made) == {
        "tool-place": ["place", "Where.", "here"],
        "tool-first": ["--first N", "How often, 2.5 times.", "2.5"],
        "tool-form": ["--form {a,b}", "As --first says.", "needed"],
        "tool-go-far": ["--far", "To the end.", ""],
    }
    assert "hidden" not in made.text("page")


def test_usage_and_exit_codes_are_there(made: Built) -> None:
    """The usage begins with the command's name; the exit codes stand before the commands."""
    page = made.page("page")
    assert one(page, "pre").text().startswith("tool [-h] [--first N] --form {a,b}")
    assert made.text("page").index("Exit code: 0 fine") < made.text("page").index("Leave | at once.")
    assert one(page, "section#tool-go h2").text().startswith("tool go")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A command that is gone stops the build with file and line of the page."""
    docs = small_docs(tmp_path, {"page": "# Page\n\n:::{command-line} scripts/gone.py:parser\n:::\n"})
    built = build(docs, tmp_path / "html")
    assert built.code == 1
    assert re.search(r"page\.md:6: ERROR.*there is no scripts/gone\.py", built.said)


def options(name: str) -> set[str]:
    """Give the options that the help of a command prints."""
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / "checks"), "COLUMNS": "200", "NO_COLOR": "1"}
    command = [sys.executable, *COMMANDS[name], "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=PROJECT, env=environment)
    printed = set(re.findall(r"^  (--[a-z-]+)", done.stdout, re.MULTILINE))
    assert printed
    return printed


@pytest.mark.parametrize("name", COMMANDS)
def test_the_page_agrees_with_the_help(name: str, published: Pages) -> None:
    """Every option that a real command's `--help` prints has a row on the page, and no other has one."""
    printed = options(name)
    # the table that follows the usage of this command
    usage = next(
        node
        for node in published["reference/command-lines"].css("pre")
        if node.text().startswith(f"{name} [")
    )
    table = next(found for found in _after(usage) if found.tag == "table" or found.css_first("table"))
    shown = {cell.text().split()[0] for cell in table.css("tbody td:first-child code")}
    assert {word for word in shown if word.startswith("--")} == printed


def _after(node: LexborNode) -> Iterator[LexborNode]:
    """Give what follows a code block on its level of the page."""
    frame = node
    while frame.parent is not None and frame.parent.tag != "section":
        frame = frame.parent
    while frame.next is not None:
        frame = frame.next
        if frame.tag not in {"-text", "_comment"}:
            yield frame


def test_the_parser_is_not_changed_by_being_shown() -> None:
    """Showing a command leaves its parser as it was, with its own name."""
    import command_lines  # noqa: PLC0415 - found by path, as Sphinx does

    parser = argparse.ArgumentParser(prog="own")
    list(command_lines.described(parser, "other"))
    assert parser.prog == "own"


def test_the_page_of_the_key_check_explains_every_option() -> None:
    """What is explained in words about `check_key.py` is what its help prints, and so is its usage."""
    text = (PROJECT / "docs" / "reference" / "check-key.md").read_text(encoding="utf-8")
    known = options("check_key.py")
    assert set(re.findall(r"^`(--[a-z-]+)[^`]*`$", text, re.MULTILINE)) == known
    usage = text.partition("## Usage")[2].partition(":::\n")[0]
    assert set(re.findall(r"--[a-z-]+", usage)) == known
