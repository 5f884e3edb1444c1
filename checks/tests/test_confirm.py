"""`keyproof confirm` at a terminal: what is asked, what is written, and what is left alone."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("Windows has no pseudo-terminals for tests", allow_module_level=True)
import pty

ASKS = "Is it so? [y/n/s] "
STEPS = 3
ROOM = 80


@pytest.fixture
def folder(project: Path, tmp_path: Path) -> Path:
    """Give a folder of facts with OpenAI alone, its last steps left out to make the dialog short."""
    home = tmp_path / "providers" / "openai"
    shutil.copytree(project / "docs" / "providers" / "openai", home)
    path = home / "openai.toml"
    head, *steps = path.read_text(encoding="utf-8").split("[[steps]]\n")
    rest = "[costs]" + steps[-1].partition("[costs]")[2]
    path.write_text("[[steps]]\n".join([head, *steps[:STEPS]]) + rest, encoding="utf-8")
    return tmp_path / "providers"


def talk(folder: Path, parts: Sequence[str], answers: Sequence[str | signal.Signals]) -> tuple[str, int]:
    """Give all that a person sees who answers one question after the other, and the exit code."""
    screen, line = pty.openpty()
    command = [sys.executable, "-m", "keyproof", "--providers", str(folder), "confirm", "openai", *parts]
    with subprocess.Popen(command, stdin=line, stdout=line, stderr=line, start_new_session=True) as child:
        os.close(line)
        seen, left = "", list(answers)
        with contextlib.suppress(OSError):  # Linux reports the end of a terminal as an error
            while piece := os.read(screen, 65536):
                seen += piece.decode()
                if seen.endswith(ASKS) and left:
                    _give(child, screen, left.pop(0))
        code = child.wait(30)
    os.close(screen)
    assert not left, f"these were never asked for: {left}"
    return seen.replace("\r\n", "\n"), code


def _give(child: subprocess.Popen[bytes], screen: int, answer: str | signal.Signals) -> None:
    if isinstance(answer, signal.Signals):
        for _ in range(10):  # one that comes just before the reading begins does not wake it: press again
            child.send_signal(answer)
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(1)
                return
    else:
        os.write(screen, f"{answer}\n".encode())


def text(folder: Path) -> str:
    """Give the fact file."""
    return (folder / "openai" / "openai.toml").read_text(encoding="utf-8")


def made_old(folder: Path) -> str:
    """Date all facts back, and give the text."""
    old = text(folder).replace("2026-11-21", "2026-09-01")
    (folder / "openai" / "openai.toml").write_text(old, encoding="utf-8")
    return old


def test_each_step_is_asked_and_dated_alone(folder: Path) -> None:
    """A yes writes the day and the note; a no writes nothing and says which line to mend; a skip nothing."""
    before = made_old(folder)
    first = tomllib.loads(before)["steps"][0]
    seen, code = talk(folder, ["steps"], ["y now it is blue", "what?", "n the button is gone", "s"])
    assert code == 1
    assert "Step 1 of 3, checked on 2026-09-01" in seen
    assert first["text"] in " ".join(seen.split())
    known = tomllib.loads(before)
    pages = [known["links"][step["link"]] for step in known["steps"] if "link" in step]
    assert pages
    assert all((page if isinstance(page, str) else page["url"]) in seen for page in pages)
    assert seen.count("y = it is so") == 2  # at the start, and after the answer that is none
    number = before.split("[[steps]]")[0].count("\n") + before.split("[[steps]]")[1].count("\n") + 1
    assert f"openai.toml:{number}: CONF001 a person saw something else" in seen
    assert "seen:     the button is gone" in seen
    assert seen.rstrip().endswith("1 otherwise, 1 skipped.")
    today = datetime.now().astimezone().date().isoformat()
    changed = [
        (old, new)
        for old, new in zip(before.splitlines(), text(folder).splitlines(), strict=True)
        if old != new
    ]
    assert changed == [("checked_on = 2026-09-01", f"checked_on = {today}  # now it is blue")]


def test_costs_and_model_can_be_confirmed(folder: Path) -> None:
    """Other dated facts are shown with their pages, each with one question."""
    made_old(folder)
    seen, code = talk(folder, ["costs", "model", "costs"], ["Y", "yes"])
    assert code == 0
    facts = tomllib.loads(text(folder))
    today = datetime.now().astimezone().date()
    assert (facts["costs"]["checked_on"], facts["first_request"]["checked_on"]) == (today, today)
    assert facts["costs"]["free_tier"] in " ".join(seen.split())
    assert facts["first_request"]["model"] in seen
    assert f"2 confirmed on {today}, 0 otherwise, 0 skipped." in seen


@pytest.mark.parametrize("stop", [signal.SIGINT, "\x04"], ids=["ctrl-c", "ctrl-d"])
def test_who_stops_changes_nothing(folder: Path, stop: str | signal.Signals) -> None:
    """After Ctrl-C or Ctrl-D in the middle the file is as it was, whatever was answered before."""
    before = made_old(folder)
    seen, code = talk(folder, ["steps"], ["y", stop])
    assert (text(folder), code) == (before, 130)
    assert seen.rstrip().endswith("stopped")
    assert "Traceback" not in seen


def test_all_skipped_is_not_confirmed(folder: Path) -> None:
    """Who skips everything has confirmed nothing: exit code 3."""
    before = made_old(folder)
    seen, code = talk(folder, ["costs"], ["s"])
    assert (text(folder), code) == (before, 3)
    assert "0 confirmed" in seen


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("openai", "steps"), "keyproof confirm asks a person: run it in a terminal"),
        (("openai", "weather"), "invalid choice: 'weather'"),
        (("openai",), "the following arguments are required: part"),
    ],
    ids=["no terminal", "no such part", "no part"],
)
def test_wrong_use_is_said_in_words(folder: Path, words: tuple[str, ...], said: str) -> None:
    """Without a terminal, or with a part that does not exist, nothing is asked: exit code 2."""
    command = [sys.executable, "-m", "keyproof", "--providers", str(folder), "confirm", *words]
    done = subprocess.run(command, input="y\n" * ROOM, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_provider_is_named(folder: Path) -> None:
    """A slip in the id gives the path that was looked for: exit code 2."""
    (folder / "openai").rename(folder / "other")
    seen, code = talk(folder, ["steps"], [])
    assert code == 2
    assert "openai/openai.toml: give the id of a provider" in seen
