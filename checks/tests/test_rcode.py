"""Calls are read out of R code as R itself reads them, and nothing makes the reading fail."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from conftest import PROJECT
from hypothesis import given
from hypothesis import strategies as st

from keyproof import providers, snippets
from keyproof.rcode import Argument, calls

TEXTS = [
    one.text
    for one in snippets.all_snippets(
        providers.load(PROJECT / "docs" / "providers").providers.values(), PROJECT / "docs" / "_snippets"
    )
    if one.lexer == "r"
]
TEXTS += [file.read_text() for file in sorted((PROJECT / "docs" / "macbehaviour" / "_code").glob("*.R"))]


def names(code: str) -> list[str]:
    """Give the functions that are called, in their order."""
    return [call.function for call in calls(code)]


def test_a_call_has_named_and_unnamed_arguments_in_their_order() -> None:
    """Values are code without blanks, and names are told from comparisons."""
    (call,) = calls('f(1, b = "x, y)", a == 2, `odd name` = c)')
    assert call.arguments == (
        Argument(None, "1"),
        Argument("b", '"x, y)"'),
        Argument(None, "a==2"),
        Argument("odd name", "c"),
    )
    assert call.argument("b") == Argument("b", '"x, y)"')
    assert call.argument("z") is None


def test_a_call_may_stand_in_another_and_belong_to_a_package() -> None:
    """The outer one comes first; the name is given without the package or the object."""
    assert names('MacBehaviour::setKey(trimws(Sys.getenv("A")), x$go())') == [
        "setKey",
        "trimws",
        "Sys.getenv",
        "go",
    ]


@pytest.mark.parametrize(
    "code",
    [
        "# setKey(1)",
        "'setKey(1)'",
        '"a \\" setKey(1)"',
        'r"(setKey(1))"',
        "R'--[setKey(1)]--'",
        "setKey",
        "setKey [1]",
    ],
)
def test_what_only_looks_like_a_call_is_none(code: str) -> None:
    """Not in a comment, in a string of any form, or without parentheses."""
    assert names(code) == []


@pytest.mark.parametrize(
    ("value", "text"),
    [('"a"', "a"), ("'a'", "a"), ('"a" + "b"', None), ('paste0("a")', None), ("a", None), ('"a\\n"', None)],
)
def test_a_plain_string_is_told_from_code(value: str, text: str | None) -> None:
    """Only a string and nothing else has a text."""
    (call,) = [call for call in calls(f"f(x = {value})") if call.function == "f"]
    assert [one.text for one in call.arguments] == [text]


@given(st.text(alphabet="f(g)[]{},=\"'`\\#\n rR-:.1 ", max_size=60))
def test_no_text_makes_the_reading_fail(code: str) -> None:
    """Whatever is typed, the reading ends, and each call stands in the text."""
    for call in calls(code):
        assert call.function in code


@given(st.dictionaries(st.sampled_from("abcde"), st.text(alphabet="xy ,()#'", max_size=8)))
def test_what_is_written_is_read(values: dict[str, str]) -> None:
    """Strings with commas, parentheses and hashes in them come back as they were."""
    written = ", ".join(f'{name} = "{text}"' for name, text in values.items())
    (call,) = calls(f"f({written})")
    assert {one.name: one.text for one in call.arguments} == values


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_r_finds_the_same_calls() -> None:
    """R's own parser names the same functions, for all R code that this project offers."""
    program = """\
text <- readLines(file("stdin"))
found <- getParseData(parse(text = text, keep.source = TRUE))
cat(found$text[found$token == "SYMBOL_FUNCTION_CALL"], sep = "\\n")
"""
    code = "\n".join(TEXTS)
    done = subprocess.run(["Rscript", "-e", program], input=code, capture_output=True, text=True, check=True)
    # to R, these are words of the language
    words = {"if", "function", "for", "while"}
    assert [name for name in names(code) if name not in words] == done.stdout.split()
