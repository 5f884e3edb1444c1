"""What a piece of inline code is taken for, and what a command takes."""

from __future__ import annotations

import argparse
import string
from pathlib import Path

import pytest
from claims_site import truth
from conftest import PROJECT
from hypothesis import given, settings
from hypothesis import strategies as st

from keyproof.claims import commands, repository, rules, shell
from keyproof.claims.kinds import Classifier, Context
from keyproof.claims.pages import Page
from keyproof.claims.usage import Fault
from keyproof.claims.values import KINDS, is_value, stands_in

CLASSIFIER = Classifier(truth())
CONTEXT = Context(
    Page("page", PROJECT / "docs" / "page.md", ()),
    shown="mkdir first-key\nnox -s new_provider -- acme\n",
    programs=frozenset({"curl"}),
    last="check_key.py",
)


def kind(text: str) -> str:
    """Give the kind, or the code of the fault."""
    found = CLASSIFIER.kind(text, (), CONTEXT)
    return found.rule.code if isinstance(found, Fault) else found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("OPENAI_API_KEY", "fact"),
        ("GET https://api.openai.com/v1/models", "fact"),
        ("GET https://api.openai.com/v2/models", "CLM001"),
        ("11434", "fact"),
        ("openai.RateLimitError", "fact"),
        ("openai.RateLimitsError", "CLM001"),
        ("Error code: 401", "fact"),
        ("Error code: 999", "CLM001"),
        ("HTTP 401", "value"),
        ("2026-11-21", "value"),
        ("100%", "value"),
        ("api.example.org/v1", "address"),
        ("api.openai.org/v1", "CLM001"),
        ("192.168.0.7", "value"),
        ("8.8.8.8", "CLM001"),
        ("docs/providers/<id>/<id>.toml", "path"),
        ("docs/providers/<id>/<other>.toml", "path"),
        ("docs/providers/<id>/facts.toml", "CLM002"),
        ("docs/providers/acme/", "path"),
        ("docs/providers/acne/", "CLM002"),
        ("conf.py", "path"),
        ("build/html", "path"),
        ("--json", "option"),
        ("--base-url URL", "option"),
        ("--jason", "CLM004"),
        ("--insecure", "statement option"),
        ("uv run check_key.py openai --json", "command"),
        ("python scripts/check_key.py --list", "command"),
        ("python scripts/checks_key.py --list", "CLM002"),
        ("uv run first-request-httpx.py", "command"),
        ("uv run first-requests-httpx.py", "CLM002"),
        ("python -m keyproof links --json", "command"),
        ("nox -s docs tests", "command"),
        ("nox -s docs test", "CLM003"),
        ("keyproof keytable --wirte", "CLM004"),
        ("OPENAI_COMPATIBLE_API_KEY", "variable"),
        ("OPENAI_COMPATIBEL_API_KEY", "CLM006"),
        ("OPENAI_COMPATIBEL_API_KEY=1", "CLM006"),
        ("elapsed_ms", "name"),
        ("elapsed_sm", "CLM008"),
        ("linkcheck_plus_site_folder", "name"),
        ("linkcheck_plus_site_folders", "CLM008"),
        ("<anything>", "placeholder"),
        ("the-key", "placeholder"),
        ("first-key", "shown"),
        ("first-keys", "CLM001"),
        ('nchar(Sys.getenv("HF_TOKEN"))', "code"),
        ('nchar(Sys.getenv("HF_TOKENS"))', "CLM001"),
        ("https://example.org/anything", "address"),
        ("https://api.openai.co/v1", "CLM007"),
        ("https://your-resource.openai.azure.com/openai/v1", "address"),
        ("https://your-resort.openai.azure.com/openai/v1", "CLM007"),
        ("", "CLM001"),
    ],
)
def test_the_kind_of_a_text(text: str, expected: str) -> None:
    """Each text is taken for what it is, and a slip in it for a fault of the right code."""
    assert kind(text) == expected.removeprefix("statement ")


@given(st.text(max_size=40))
@settings(max_examples=300, deadline=None)
def test_every_text_is_of_a_known_kind_or_a_fault(text: str) -> None:
    """Whatever stands between backticks, the answer is a kind of the list or a rule with a code."""
    found = CLASSIFIER.kind(text, (), CONTEXT)
    assert found in KINDS if isinstance(found, str) else found.rule in rules.RULES


@given(st.text(string.ascii_uppercase, min_size=3, max_size=8), st.text(string.ascii_uppercase, min_size=3))
def test_a_variable_that_nobody_reads_is_a_fault(first: str, second: str) -> None:
    """A name in capitals with an underscore is a known variable, or a fault: never waved through."""
    name = f"{first}_{second}"
    known = CLASSIFIER.is_variable(name) or truth().stated(name)
    assert (kind(name) == "CLM006") == (not known)


@given(st.text(string.ascii_lowercase, min_size=2, max_size=12))
def test_an_option_is_taken_or_a_fault(word: str) -> None:
    """An option is one of the command's parser, or a fault."""
    taken = f"--{word}" in truth().commands["check_key.py"].options
    assert kind(f"--{word}") == ("option" if taken else "CLM004")


def test_an_unknown_mark_is_a_fault() -> None:
    """Only the marks of the list count."""
    assert CLASSIFIER.kind("my-words", ("example",), CONTEXT) == "example"
    assert CLASSIFIER.kind("set_key", ("quoted-as-wrong",), CONTEXT) == "quoted-as-wrong"
    found = CLASSIFIER.kind("my-words", ("screen",), CONTEXT)
    assert isinstance(found, Fault)


@pytest.mark.parametrize(
    ("text", "value"), [("true", True), ('"text"', False), ("{}", True), ("[1]", False), ("name", False)]
)
def test_values(text: str, value: bool) -> None:  # noqa: FBT001 - what is expected
    """Numbers, truth and signs are values; lists, texts and names are none."""
    assert is_value(text) is value


def test_whole_words_only() -> None:
    """A text stands in code as whole words: a part of a name is not enough."""
    assert stands_in("first-key", "mkdir first-key")
    assert not stands_in("first", "mkdir first-key")
    assert not stands_in("key", "mkdir first_key")


def test_options_come_from_the_parsers_themselves() -> None:
    """The options of a command are those that its parser has, also below a subcommand."""
    known = truth().commands
    assert known.keys() == {"keyproof", "linkcheck-plus", "check_key.py", "new_provider.py", "refresh.py"}
    assert "--prompt" in known["check_key.py"].options
    assert "--write" in known["keyproof"].below["keytable"].options
    assert "--write" not in known["keyproof"].below["links"].options
    assert {"PROVIDER", "NAME", "S", "URL"} <= known["check_key.py"].placeholders


def test_asking_a_command_leaves_argparse_as_it_was() -> None:
    """After the look into the commands, parsers read lines again, and scripts have not run."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--x")
    commands.load(PROJECT)
    assert parser.parse_args(["--x", "1"]).x == "1"


def test_a_command_without_argparse_is_told(tmp_path: Path) -> None:
    """A script whose options nobody can ask for is an error, not a command without options."""
    (tmp_path / "pyproject.toml").write_text("", encoding="utf-8")
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "odd.py").write_text("def main(words):\n    return 0\n", encoding="utf-8")
    with pytest.raises(TypeError, match=r"odd\.py"):
        commands.load(tmp_path)


def test_sessions_are_those_of_the_noxfile(tmp_path: Path) -> None:
    """A session is a function under nox's mark, by its own name or the one given to it."""
    source = [
        "@nox.session\ndef one(session): ...",
        "@nox.session(default=False)\ndef two(session): ...",
        '@nox.session(name="three")\ndef other(session): ...',
        "def helper(): ...",
    ]
    (tmp_path / "noxfile.py").write_text("import nox\n" + "\n".join(source), encoding="utf-8")
    assert repository.load(tmp_path).sessions == {"one", "two", "three"}


@pytest.mark.parametrize(
    ("line", "program"),
    [
        ("uv run --with httpx check_key.py --list", ("check_key.py", "--list")),
        ("FORCE=1 uvx nox -s docs", ("nox", "-s", "docs")),
        ("python3 -m linkcheck_plus docs", ("linkcheck-plus", "docs")),
        ("python scripts/check_key.py", ("scripts/check_key.py",)),
        ("pipx run nox -l > out.txt", ("nox", "-l")),
        ("python", ("python",)),
    ],
)
def test_what_starts_a_command_is_left_out(line: str, program: tuple[str, ...]) -> None:
    """The program that is meant is found behind runners, variables and redirections."""
    (call,) = shell.calls(line)
    assert call.program == program


def test_commands_inside_others_are_found() -> None:
    """Commands in pipes, substitutions and groups count, each with its line."""
    text = "{\n  printf '%s' \"$(cat file)\" |\n    curl --header @- url\n}\n"
    assert [(call.words[0], call.line) for call in shell.calls(text)] == [
        ("printf", 1),
        ("cat", 1),
        ("curl", 2),
    ]


def test_what_a_console_prints_is_not_typed() -> None:
    """Where lines begin with a prompt, the others are what the program printed."""
    assert shell.typed("$ nox -l\nall fine\n", "console") == ["nox -l", ""]
    assert shell.typed("nox -l\nnox -s docs", "bash") == ["nox -l", "nox -s docs"]


def test_letters_of_every_language_are_read() -> None:
    """Words keep their letters, although the grammar's scanner ends the process at some of them."""
    texts = ("echo Schlüssel \U0001f511", "t\u00b82\x08{\U000771a8\U000ee563\u00c2k:\U000d6963")
    read = [call.words for text in texts for call in shell.calls(text)]
    assert read[0] == ("echo", "Schlüssel", "\U0001f511")


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_can_be_read_as_commands(text: str) -> None:
    """No text breaks the reading of commands, and no command is empty."""
    assert all(call.words and call.program for call in shell.calls(text))
