"""What check_key makes of keys as people paste them, of addresses, and of its command line."""

from __future__ import annotations

import string
from pathlib import Path

import faults
import pytest
from faults import FaultServer
from hypothesis import given
from hypothesis import strategies as st
from key_check import Run, call, module

KEY = "keyproof-canary-input-91c4e"
LIST = {"object": "list", "data": [{"id": "one"}]}
KEYS = st.text(string.ascii_letters + string.digits + "-_", min_size=20, max_size=200).filter(
    lambda text: not module().PLACEHOLDER.fullmatch(text)
)


def check(folder: Path, *words: str, stdin: str | bytes = b"", **environment: str) -> Run:
    """Run the script where nothing may be asked: every address leads nowhere."""
    nowhere = {"HTTPS_PROXY": "http://127.0.0.1:9"}
    return call(*words, environment=nowhere | environment, folder=folder, stdin=stdin)


ACCIDENTS = [
    ("{}\n", "a line break"),
    ("{}\r\n", "a line break"),
    ("\n{}", "a line break"),
    ("{}\\n", "a line break"),
    (" {}\t", "spaces"),
    ("\u00a0{}", "spaces"),
    ("\u200b{}", "invisible characters"),
    ("keyproof-canary\u200d-input-91c4e", "invisible characters"),
    ("\ufeff{}", "invisible characters"),
    ('"{}"', "quotes"),
    ("'{}'", "quotes"),
    ("`{}`", "quotes"),
    ("\u201c{}\u201d", "quotes"),
    ("Bearer {}", "the word Bearer"),
    ("Authorization: Bearer {}", "the word Bearer"),
    ("OPENAI_API_KEY={}", "the name before it"),
    ("export OPENAI_API_KEY='{}'", "the name before it"),
    ('$env:OPENAI_API_KEY = "{}"', "the name before it"),
]


@pytest.mark.parametrize(("pasted", "accident"), ACCIDENTS)
def test_an_accident_of_copying_is_taken_away_and_named(pasted: str, accident: str) -> None:
    """The key itself is left, and what was around it has a name."""
    key, taken = module().clean(pasted.format(KEY))
    assert key == KEY
    assert accident in taken


def test_the_bare_key_is_sent_and_the_accident_reported(tmp_path: Path) -> None:
    """A quoted key with a line break works here; the report says that other programs will fail on it."""
    with FaultServer(faults.only_for(KEY, LIST)) as server:
        pasted = f'"{KEY}"\n'
        seen = check(tmp_path, "openai", "--json", "--base-url", server.origin, OPENAI_API_KEY=pasted)
    assert seen.report["verdict"] == "ok"
    assert "Taken away first: a line break, quotes." in seen.report["message"]
    assert "OPENAI_API_KEY" in seen.report["message"]


@given(
    KEYS, st.text(" \t\r\n\u00a0\u200b\ufeff\"'`\u201c", max_size=6), st.text(" \r\n\"'\u200b", max_size=6)
)
def test_whatever_surrounds_a_key_the_key_is_found(key: str, before: str, after: str) -> None:
    """Any mixture of blanks, quotes and invisible characters comes off, and nothing of the key does."""
    cleaned, taken = module().clean(before + key + after)
    assert cleaned == key
    assert bool(taken) == bool(before + after)


@given(KEYS)
def test_no_key_is_refused_for_its_looks(key: str) -> None:
    """Letters, digits, hyphens and underlines in any order may be a key of a provider to come."""
    assert module().fault(key, module().PROVIDERS["openai"]) == ""


@given(st.text())
def test_what_passes_is_fit_for_a_header(text: str) -> None:
    """Whatever was pasted: it is refused, or it is printable ASCII without blanks."""
    key, _ = module().clean(text)
    if key and not module().fault(key, module().PROVIDERS["llama-cpp"]):
        assert key.isascii()
        assert key.isprintable()
        assert " " not in key


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("keyproof...91c4", "shortened"),
        ("keyproof\u202691c4", "shortened"),
        ("keyproof****91c4", "shortened"),
        ("\u2022\u2022\u2022\u2022\u202291c4", "shortened"),
        ("YOUR_API_KEY", "placeholder"),
        ("your-openai-api-key", "placeholder"),
        ("<key>", "placeholder"),
        ("$OPENAI_API_KEY", "placeholder"),
        ("${OPENAI_API_KEY}", "placeholder"),
        ("%OPENAI_API_KEY%", "placeholder"),
        ("{{ secrets.KEY }}", "placeholder"),
        ("xxx", "placeholder"),
        ("abc-xxxxxxxx", "placeholder"),
        ("NA", "placeholder"),
        ("None", "placeholder"),
        ("paste-your-key-here", "placeholder"),
        ("sk-no-key-required", "placeholder"),
        ("two words", "inside"),
        ("first\nsecond", "inside"),
        ("keyproof\u0430canary", "look-alike"),
        ("keyproof\u2019canary", "look-alike"),
        ("keyproof\x00canary", "look-alike"),
        ("k" + "ey" * 5000, "too long"),
    ],
)
def test_what_cannot_be_a_key_is_refused_with_the_reason(text: str, reason: str) -> None:
    """A shortened, masked, made-up, broken or foreign text is malformed, and nothing is sent."""
    assert reason in module().fault(module().clean(text)[0], module().PROVIDERS["openai"])


def test_a_malformed_key_is_not_sent(tmp_path: Path) -> None:
    """Verdict malformed, exit code 1, no request, and the text is not repeated."""
    with FaultServer(faults.only_for(KEY, LIST)) as server:
        environment = {"OPENAI_API_KEY": f"{KEY} {KEY}"}
        seen = check(tmp_path, "openai", "--json", "--base-url", server.origin, **environment)
    assert (seen.report["verdict"], seen.report["blame"], seen.code) == ("malformed", "key", 1)
    assert seen.report["http_status"] is None
    assert server.heads == []
    assert KEY not in seen.printed


@pytest.mark.parametrize("value", [None, "", "  \n", '""', "OPENAI_API_KEY="])
def test_no_key_is_missing(value: str | None, tmp_path: Path) -> None:
    """A variable that is not set, empty or blank is the verdict missing, exit code 1."""
    environment = {} if value is None else {"OPENAI_API_KEY": value}
    seen = check(tmp_path, "openai", "--json", **environment)
    assert (seen.report["verdict"], seen.code) == ("missing", 1)
    assert seen.report["http_status"] is None


def test_a_name_that_no_client_reads_is_pointed_out(tmp_path: Path) -> None:
    """Who set HF_API_TOKEN learns that the variable is called HF_TOKEN."""
    seen = check(tmp_path, "huggingface", "--json", HF_API_TOKEN=KEY)
    assert seen.report["verdict"] == "missing"
    assert "HF_API_TOKEN is set, but is not read." in seen.report["message"]


def test_two_variables_that_disagree_are_pointed_out(tmp_path: Path) -> None:
    """The first of two variables is used, as the official client does, and the other one is named."""
    with FaultServer(faults.only_for(KEY, {"name": "x", "auth": {}}, {"error": "Invalid"})) as hub:
        both = {"HF_TOKEN": KEY, "HUGGING_FACE_HUB_TOKEN": "keyproof-other", "HF_ENDPOINT": hub.origin}
        seen = check(tmp_path, "huggingface", "--json", **both)
    assert seen.report["verdict"] == "ok"
    assert "HUGGING_FACE_HUB_TOKEN holds another key; this is about HF_TOKEN." in seen.report["message"]


@pytest.mark.parametrize("raw", [KEY, f"{KEY}\n", f"{KEY}\r\n", f"\ufeff{KEY}\n"])
def test_the_key_can_come_from_standard_input(raw: str, tmp_path: Path) -> None:
    """--stdin takes the key and its last line break; the variable is not looked at."""
    with FaultServer(faults.only_for(KEY, LIST)) as server:
        words = ("openai", "--json", "--stdin", "--base-url", server.origin)
        seen = check(tmp_path, *words, stdin=raw, OPENAI_API_KEY="keyproof-other")
    assert seen.report["verdict"] == "ok"
    assert "a line break" not in seen.report["message"]


def test_the_key_can_come_from_another_variable(tmp_path: Path) -> None:
    """--env names the variable, and the report repeats that name."""
    with FaultServer(faults.only_for(KEY, LIST)) as server:
        words = ("openai", "--json", "--env", "WORK_KEY", "--base-url", server.origin)
        seen = check(tmp_path, *words, WORK_KEY=KEY)
    assert seen.report["message"].startswith("The key from WORK_KEY works.")


def test_a_key_that_begins_like_anothers_gets_a_hint_and_is_asked_about(tmp_path: Path) -> None:
    """The look of a key decides nothing: it is sent, and the hint comes with the refusal."""
    key = "hf_canary"
    with FaultServer(
        faults.only_for(KEY, LIST, {"error": {"message": "Incorrect API key provided"}})
    ) as server:
        seen = check(tmp_path, "openai", "--json", "--base-url", server.origin, OPENAI_API_KEY=key)
    assert faults.sent_key(server.heads[0]) == key
    assert "The key begins like one of Hugging Face." in seen.report["message"]


def test_a_key_that_works_gets_no_hint(tmp_path: Path) -> None:
    """Whatever it begins with, a key that works is not doubted."""
    with FaultServer(faults.only_for("hf_canary", LIST)) as server:
        seen = check(tmp_path, "openai", "--json", "--base-url", server.origin, OPENAI_API_KEY="hf_canary")
    assert seen.report["verdict"] == "ok"
    assert "Hugging Face" not in seen.report["message"]
