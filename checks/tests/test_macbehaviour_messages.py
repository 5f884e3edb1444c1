"""Every text of the troubleshooting page is made to appear by the package itself."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import PROJECT
from r_session import ONCE, OPENAI, call, needs_package, run

from keyproof import providers
from keyproof.emulator import Answer, Request
from keyproof.macbehaviour import Facts, Message
from keyproof.runner import sessions

FACTS = providers.load_package(PROJECT / "docs" / "providers")[0]
assert isinstance(FACTS, Facts)
MESSAGES = {one.id: one for one in FACTS.messages}
VARIABLES = f'Sys.setenv(llm = "openai", key = "k", model = "no-choices", url = "{OPENAI}")\n'
DESIGN = 'design <- experimentDesign(loadData(1, 1, "a", "a stimulus"))\n'
TRIAL = f'{DESIGN}runExperiment(preCheck(design), "one.csv")\n'
CLEAR = 'Sys.unsetenv(c("llm", "key", "url", "model", "exp", "LOG_FILE"))\n'
IMPATIENT = """\
real_sleep <- Sys.sleep
unlockBinding("Sys.sleep", baseenv())
assign("Sys.sleep", function(time) stop("this test waits no longer"), baseenv())
"""
PATIENT = 'assign("Sys.sleep", real_sleep, baseenv())\n'
# what brings the text on the screen; the model's name tells the server what to answer
CAUSES: Mapping[str, str] = {
    "no-set-key": f"try({{{TRIAL}}})\n",
    "no-design": VARIABLES + f'try(runExperiment(preCheck({DESIGN.split("<-")[1].strip()}), "one.csv"))\n',
    "bad-url": call('"NA"', model="my-baichuan"),
    "url-null": call('""', None) + call("' x'", None) + call('"YOUR_API_KEY"', None),
    "status-400": call(model="status-400"),
    "status-401": call(model="status-401"),
    "status-402": call(model="status-402"),
    "status-403": call(model="status-403"),
    "status-404-chat": call(model="status-404"),
    "status-404-text": call(url="https://api.openai.com/v1", model="status-404"),
    "text-mode": call(url="https://api.openai.com/v1", model="m"),
    "status-410": call(model="status-410"),
    "status-500": call(model="status-500"),
    "too-many": f"{IMPATIENT}{call(more='', model='status-429')}{PATIENT}",
    "too-many-once": call(model="status-429"),
    "retries": call(model="status-429"),
    "only-chat-mode": call(url="https://nobody.example/v1/chat/completions") + 'message("hidden")\n',
    "not-parsed": call(model="page"),
    "no-choices": call(model="no-choices"),
    "no-result": f"{VARIABLES}try({{{TRIAL}}})\n",
    "null-model": call('"NA"', "http://localhost:8080/v1/chat/completions", "", "my-claude"),
    "no-model": f'setKey(api_key = "x", api_url = "{OPENAI}", {ONCE})\n',
    "invalid-connection": 'mine <- file("mine.log", "w")\n'
    + VARIABLES.replace("no-choices", "m")
    + f'{TRIAL}try(writeLines("x", mine))\n',
    "set-key-name": 'try(set_key(api_key = "x"))\n',
    "count": f"{call()}{DESIGN}config <- preCheck(design, checkToken = TRUE)\n",
    "all-connections": f"for (i in 1:130) suppressMessages({call()[:-1]})\n{call()}closeAllConnections()\n",
}


def answered(request: Request) -> Answer:
    """Answer as the model's name asks for; with a chat by default."""
    body = request.body.decode()
    number = next((n for n in (400, 401, 402, 403, 404, 410, 429, 500) if f'"status-{n}"' in body), None)
    if number is not None:
        return Answer(number, b'{"error": "the provider\'s own words"}')
    if '"page"' in body:
        return Answer(200, b"<html>Please log in to this network.</html>")
    if '"no-choices"' in body:
        return Answer.json(200, {"detail": "ok"})
    return Answer.json(200, {"choices": [{"message": {"content": "yes"}}]})


@pytest.fixture(scope="module")
def printed() -> dict[str, str]:
    """Give what each cause prints, all in one session: starting R takes longer than the rest."""
    texts = [f'{CLEAR}{code}sink(type = "message")' for code in CAUSES.values()]
    ran = run(sessions.script(texts), answered, deadline=110)
    assert ran.code == 0, ran.output
    return dict(zip(CAUSES, sessions.parts(ran.output), strict=True))


@needs_package
@pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES.keys())
def test_the_package_prints_the_text(printed: dict[str, str], message: Message) -> None:
    """The text stands in what the cause prints, after the line that the page names."""
    before, found, _ = printed[message.id].partition(message.shows)
    assert found, printed[message.id]
    assert message.after is None or message.after in before


@needs_package
def test_after_a_failed_connection_nothing_follows(printed: dict[str, str]) -> None:
    """The one line is all, and a later message is hidden."""
    assert printed["only-chat-mode"].split() == ["chat", "completion", "mode"]


def test_every_text_has_a_cause() -> None:
    """No row of the page goes without a run, and no cause without a row."""
    assert set(CAUSES) == set(MESSAGES)
    assert len(MESSAGES) == len(FACTS.messages if FACTS else ())


def test_every_trap_that_a_row_names_is_on_the_page() -> None:
    """The anchor of a row leads to a part of the page about traps."""
    text = (PROJECT / "docs" / "macbehaviour" / "traps.md").read_text(encoding="utf-8")
    assert [one.trap for one in MESSAGES.values() if one.trap and f"({one.trap})=" not in text] == []


def test_without_the_package_the_skip_is_printed_with_its_reason(tmp_path: Path) -> None:
    """Where R lacks the package, the run says so, once for each test that it left out."""
    r = tmp_path / "Rscript"
    r.write_text("#!/bin/sh\n")
    r.chmod(r.stat().st_mode | stat.S_IXUSR)
    environment = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    command = [
        sys.executable,
        "-m",
        "pytest",
        __file__,
        "-q",
        "-p",
        "no:cacheprovider",
        "-n0",
        "-k",
        "prints",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=PROJECT)
    assert "SKIPPED" in done.stdout, done.stdout
    assert "the R package MacBehaviour is not installed" in done.stdout
