"""check_key at a terminal: the hidden prompt, the question before a probe, and colours."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import faults
import pytest
from faults import FaultServer
from key_check import SCRIPT

from keyproof import providers
from keyproof.emulator import Emulator, good_key

if sys.platform == "win32":
    pytest.skip("Windows has no pseudo-terminals for tests", allow_module_level=True)
import pty

KEY = "keyproof-canary-terminal-88d7"
LIST = {"object": "list", "data": [{"id": "one"}]}


def talk(words: tuple[str, ...], typed: dict[str, str], environment: Mapping[str, str], folder: Path) -> str:
    """Give all that a person sees who types these answers to these questions."""
    screen, line = pty.openpty()
    command = [sys.executable, str(SCRIPT), *words]
    with subprocess.Popen(
        command, stdin=line, stdout=line, stderr=line, env=environment, cwd=folder, start_new_session=True
    ) as child:
        os.close(line)
        seen, waiting = "", dict(typed)
        with contextlib.suppress(OSError):  # Linux reports the end of a terminal as an error
            while piece := os.read(screen, 65536):
                seen += piece.decode()
                for question in [one for one in waiting if one in seen]:
                    os.write(screen, f"{waiting.pop(question)}\n".encode())
        child.wait(30)
    os.close(screen)
    return f"{seen}exit {child.returncode}"


def test_the_prompt_does_not_show_the_key(tmp_path: Path) -> None:
    """--prompt asks, shows nothing of what is typed, and checks it."""
    with FaultServer(faults.only_for(KEY, LIST)) as server:
        words = ("openai", "--prompt", "--base-url", server.origin)
        seen = talk(words, {"(not shown): ": KEY}, {"TERM": "xterm"}, tmp_path)
    assert "The key from the prompt works." in seen
    assert seen.endswith("exit 0")
    assert KEY not in seen


@pytest.mark.parametrize(
    ("variable", "head"),
    [({}, "\x1b[31mx OpenAI: missing\x1b[0m\r\n"), ({"NO_COLOR": "1"}, "OpenAI: missing\r\n")],
)
def test_colours_are_for_people_who_want_them(variable: Mapping[str, str], head: str, tmp_path: Path) -> None:
    """At a terminal the verdict has a sign and a colour, unless NO_COLOR is set."""
    seen = talk(("openai",), {}, {"TERM": "xterm", **variable}, tmp_path)
    assert seen.startswith(head)
    assert "\x1b" not in seen.removeprefix(head)
    assert seen.endswith("exit 1")


@pytest.mark.parametrize(("reply", "methods"), [("y", ["GET", "POST"]), ("n", ["GET"]), ("", ["GET"])])
def test_a_probe_asks_first(reply: str, methods: list[str], project: Path, tmp_path: Path) -> None:
    """The price is named; only a yes sends the paid request, and a no still checks the key."""
    facts = providers.load(project / "docs" / "providers").providers
    with Emulator(facts) as stand_in:
        environment = {**stand_in.environment, "OPENAI_API_KEY": good_key(facts["openai"]), "NO_COLOR": "1"}
        seen = talk(("openai", "--probe"), {"[y/N] ": reply}, environment, tmp_path)
    assert "Price: " in seen
    assert "OpenAI: ok" in seen
    assert [one.method for one in stand_in.seen if one.method != "CONNECT"] == methods


@pytest.mark.parametrize(("reply", "methods", "code"), [("y", ["POST"], 0), ("n", [], 2), ("", [], 2)])
def test_a_check_that_costs_asks_first(
    reply: str, methods: list[str], code: int, project: Path, tmp_path: Path
) -> None:
    """The price is named; without a yes nothing is sent at all."""
    facts = providers.load(project / "docs" / "providers").providers["baichuan"]
    with Emulator({"baichuan": facts}) as stand_in:
        environment = {**stand_in.environment, facts.key.env_var: good_key(facts), "NO_COLOR": "1"}
        seen = talk(("baichuan",), {"[y/N] ": reply}, environment, tmp_path)
    assert f"Price: {facts.check.price}" in seen
    assert seen.endswith(f"exit {code}")
    assert [one.method for one in stand_in.seen if one.method != "CONNECT"] == methods
