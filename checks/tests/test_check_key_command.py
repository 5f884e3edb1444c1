"""The command line of check_key: what it refuses, and the addresses that it accepts."""

from __future__ import annotations

from pathlib import Path

import faults
import pytest
from faults import FaultServer
from key_check import Run, call

KEY = "keyproof-canary-command-3f6a8"
LIST = {"object": "list", "data": [{"id": "one"}]}


def check(folder: Path, *words: str, **environment: str) -> Run:
    """Run the script where nothing may be asked: every address leads nowhere."""
    nowhere = {"HTTPS_PROXY": "http://127.0.0.1:9"}
    return call(*words, environment=nowhere | environment, folder=folder)


@pytest.mark.parametrize(
    "words",
    [
        ("openai", KEY),
        (KEY,),
        ("openai", f"--key={KEY}"),
        ("openai", "--api-key", KEY),
        ("openai", "--env", KEY),
        ("openai", "--env", "hf_abcdefgh"),
        ("openai", f"Bearer {KEY}"),
        ("openai", "--timeout", KEY),
    ],
)
def test_a_key_among_the_arguments_is_refused(words: tuple[str, ...], tmp_path: Path) -> None:
    """Exit code 2, the reason, what to do instead, and no trace of the key."""
    seen = check(tmp_path, *words)
    assert seen.code == 2
    assert "an argument looks like a key" in seen.stderr
    assert "--stdin" in seen.stderr
    assert words[-1].split("=")[-1] not in seen.printed
    assert seen.stdout == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "is required"),
        (("opena1",), "Did you mean openai?"),
        (("nobody",), "Known are"),
        (("openai", "--nonsense"), "unrecognized"),
        (("openai", "hush-hush"), "unrecognized"),
        (("openai", "--key", "hush-hush"), "unrecognized"),
        (("openai", "--all"), "--all"),
        (("--all", "--probe"), "need a PROVIDER"),
        (("openai", "--stdin", "--prompt"), "--prompt"),
        (("openai", "--prompt"), "needs a terminal"),
        (("openai", "--timeout", "soon"), "--timeout"),
        (("openai", "--timeout", "nan"), "--timeout"),
        (("openai", "--timeout", "-1"), "--timeout"),
        (("openai", "--timeout", "0"), "--timeout"),
        (("openai-compatible",), "needs --base-url"),
        (("openai", "--base-url", "nonsense"), "no address"),
        (("openai", "--base-url", "ftp://host/v1"), "no address"),
        (("openai", "--base-url", "https:///v1"), "no address"),
        (("openai", "--base-url", "https://host:port/v1"), "no address"),
        (("openai", "--base-url", "https://[::1/v1"), "no address"),
        (("openai", "--base-url", "https://host..example/v1"), "no address"),
        (("openai", "--base-url", "https://host:99999/v1"), "no address"),
        (("openai", "--base-url", "llm.gateway.example/v1"), "no address"),
        (("openai", "--base-url", "https://host/v1 x"), "no address"),
        (("openai", "--base-url", "https://me:hush@host/v1"), "plain address"),
        (("openai", "--base-url", "https://host/v1?key=hush"), "plain address"),
        (("openai", "--base-url", "https://host/sk-hush/v1"), "looks like a key"),
        (("openai", "--base-url", "http://192.0.2.7/v1"), "plain http"),
        (("openai", "--base-url", "http://127.0.0.1.example/v1"), "plain http"),
    ],
)
def test_wrong_use_is_exit_code_2_with_the_reason(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    """The command line is refused in a sentence on standard error, before anything is asked."""
    seen = check(tmp_path, *words, OPENAI_API_KEY=KEY)
    assert (seen.code, seen.stdout) == (2, "")
    assert said in seen.stderr
    assert "hush" not in seen.printed


def test_a_wrong_address_in_a_variable_is_refused_by_the_variables_name(tmp_path: Path) -> None:
    """OPENAI_BASE_URL obeys the same rules as --base-url, and its value is not repeated."""
    seen = check(tmp_path, "openai", OPENAI_API_KEY=KEY, OPENAI_BASE_URL="http://hush.example/v1")
    assert seen.code == 2
    assert "OPENAI_BASE_URL is plain http" in seen.stderr
    assert "hush" not in seen.printed


def test_the_address_of_the_official_client_is_honoured_and_named(tmp_path: Path) -> None:
    """With OPENAI_BASE_URL set the key goes there, and the report says so."""
    with FaultServer(faults.only_for(KEY, LIST)) as server:
        base = f"{server.origin}/v1/"
        seen = check(tmp_path, "openai", "--json", OPENAI_API_KEY=KEY, OPENAI_BASE_URL=base)
    assert seen.report["endpoint"] == f"{server.origin}/v1/models"
    assert f"The key went to {server.origin}/v1, as OPENAI_BASE_URL says." in seen.report["message"]


def test_an_empty_address_variable_is_pointed_out(tmp_path: Path) -> None:
    """An empty OPENAI_BASE_URL breaks the official client; the check asks the usual address and says so."""
    seen = check(tmp_path, "openai", "--json", OPENAI_API_KEY="two words", OPENAI_BASE_URL="")
    assert "OPENAI_BASE_URL is set but empty" in seen.report["message"]


def test_help_names_the_exit_codes_and_every_option(tmp_path: Path) -> None:
    """--help is exit code 0 and explains the contract."""
    seen = check(tmp_path, "--help")
    assert seen.code == 0
    for word in (
        "Exit code",
        "--json",
        "--stdin",
        "--env",
        "--base-url",
        "--probe",
        "--timeout",
        "--all",
        "--list",
    ):
        assert word in seen.stdout
