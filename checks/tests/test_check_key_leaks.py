"""The key appears in nothing that check_key prints, writes, starts or sends elsewhere."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import time
import urllib.parse
from pathlib import Path

import faults
import pytest
from faults import ECHOES, FaultServer, always, echo
from hypothesis import given
from hypothesis import strategies as st
from key_check import SCRIPT, call, module, run

KEY = "Zq7w-Xk29_canaryVmB4tLp0eRd"
LIST = {"object": "list", "data": [{"id": "one"}]}
LOGGED = (
    "import logging, runpy, sys\n"
    "logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)\n"
    "sys.argv = sys.argv[1:]\n"
    "runpy.run_path(sys.argv[0], run_name='__main__')\n"
)


def traces(text: str, key: str = KEY) -> list[str]:
    """Give the parts of the key, six letters long, that a text holds in any of the usual codes."""
    codes = [text, urllib.parse.unquote(text), text.encode().decode("unicode_escape", "replace")]
    parts = {key[at : at + 6] for at in range(len(key) - 5)}
    parts |= {base64.b64encode(key.encode()[at:]).decode()[4:12] for at in range(3)}
    parts |= {key[::-1][:8], key.encode().hex()[:12]}
    return sorted(part for part in parts if any(part.casefold() in code.casefold() for code in codes))


def test_the_traces_of_a_key_are_recognised() -> None:
    """The helper of these tests sees a key in each of the forms in which servers echo it."""
    for how, form in ECHOES.items():
        if how != "masked":  # eight letters and the last four
            assert traces(json.dumps(form(KEY))), how
    assert traces("nothing of the kind") == []


@pytest.mark.parametrize("how", ECHOES)
@pytest.mark.parametrize("words", [(), ("--json",), ("--verbose",)], ids=["text", "json", "verbose"])
@pytest.mark.parametrize("status", [400, 401, 404])
def test_an_echo_of_the_key_is_not_repeated(
    how: str, words: tuple[str, ...], status: int, tmp_path: Path
) -> None:
    """A server's words are shown without whatever resembles the key: whole, in part, masked or encoded."""
    with FaultServer(echo(how, status)) as server:
        environment = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": server.origin}
        seen = call("openai", *words, environment=environment, folder=tmp_path)
    assert seen.code == 3
    assert traces(seen.printed) == []
    assert "\x1b" not in seen.printed


def test_verbose_shows_what_went_over_the_network(tmp_path: Path) -> None:
    """--verbose tells request and answer on standard error, each header and the words of the body."""
    refused = {"error": {"message": f"Odd key {KEY[:9]}***{KEY[-4:]} for the plan basic", "code": "odd_code"}}
    with FaultServer(always(418, refused, x_request_id="req_0123", x_echo=f"Bearer {KEY}")) as server:
        environment = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": server.origin}
        seen = call("openai", "--json", "--verbose", environment=environment, folder=tmp_path)
    for line in (
        f"> GET {server.origin}/models",
        "> Authorization: Bearer [key]",
        "< HTTP: 418",
        "< x-request-id: req_0123",
        "< x-echo: Bearer [...]",
    ):
        assert line in seen.stderr.splitlines()
    assert "for the plan basic" in seen.stderr
    assert seen.report["verdict"] == "unexpected"
    assert traces(seen.printed) == []


def test_verbose_tells_of_a_request_without_an_answer(tmp_path: Path) -> None:
    """The kind of the failure is shown, and not its text."""
    with FaultServer(faults.reset) as server:
        environment = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": server.origin}
        seen = call("openai", "--verbose", environment=environment, folder=tmp_path)
    assert seen.stderr.count("< no answer: ") == 2
    assert traces(seen.printed) == []


@pytest.mark.parametrize(
    "fault",
    [
        faults.reset,
        faults.cut_off,
        faults.not_http,
        always(401, {"error": {"message": "Incorrect API key provided"}}),
        always(302, "", location="https://else.example/?key=" + KEY),
        always(302, "", location=f"https://{KEY}.example/"),
        always(200, {"object": KEY, "data": [KEY]}),
        always(200, f"<html>{KEY}", "text/html"),
    ],
)
def test_debug_logs_and_failures_hold_no_key(fault: faults.Fault, tmp_path: Path) -> None:
    """With every logger at DEBUG, on whatever fault, the key we sent is in no line that is printed."""
    with FaultServer(fault) as server:
        environment = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": server.origin}
        start = ("-c", LOGGED, str(SCRIPT))
        seen = run("openai", "--verbose", environment=environment, folder=tmp_path, start=start)
    own = [line for line in seen.stderr.splitlines() if "receive_response_headers" not in line]
    assert "DEBUG" in seen.stderr
    assert traces(seen.stdout + "\n".join(own)) == []
    assert "Traceback" not in seen.stderr


def test_a_fault_of_our_own_prints_no_traceback(tmp_path: Path) -> None:
    """Should the script itself fail, the reader sees the kind of the failure and no value."""
    broken = (
        "import runpy, sys\n"
        "sys.argv = sys.argv[1:]\n"
        "import email.utils, json\n"
        f"def fail(*a, **k): raise RuntimeError('{KEY}')\n"
        "json.dumps = fail\n"
        "runpy.run_path(sys.argv[0], run_name='__main__')\n"
    )
    with FaultServer(always(200, LIST)) as server:
        environment = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": server.origin}
        seen = run(
            "openai", "--json", environment=environment, folder=tmp_path, start=("-c", broken, str(SCRIPT))
        )
    assert seen.code == 3
    assert "RuntimeError" in seen.stderr
    assert traces(seen.printed) == []


def test_nothing_is_written(tmp_path: Path) -> None:
    """After a check the folder, which is home and current folder in one, is as empty as before."""
    for fault in (always(200, LIST), faults.reset, always(403, "<html>", "text/html")):
        with FaultServer(fault) as server:
            environment = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": server.origin, "TMPDIR": str(tmp_path)}
            run("openai", environment=environment, folder=tmp_path)
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="no /proc: arguments cannot be read here")
def test_no_process_has_the_key_among_its_arguments(tmp_path: Path) -> None:
    """While the check waits, no process shows the key in its arguments, and it has started no other."""
    with FaultServer(faults.silent) as server:
        command = [sys.executable, str(SCRIPT), "openai", "--timeout", "5", "--base-url", server.origin]
        with subprocess.Popen(
            command, env={"OPENAI_API_KEY": KEY}, cwd=tmp_path, stdout=-3, stderr=-3
        ) as child:
            end = time.monotonic() + 10
            while not server.heads and time.monotonic() < end:
                time.sleep(0.02)
            shown = [_text(path) for path in Path("/proc").glob("[0-9]*/cmdline")]
            stats = [_text(path).rpartition(")")[2].split() for path in Path("/proc").glob("[0-9]*/stat")]
            child.kill()
    assert server.heads
    assert not [text for text in shown if KEY in text]
    assert not [stat for stat in stats if stat[1:2] == [str(child.pid)]]  # nobody's parent


def _text(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:  # the process has ended in the meantime
        return ""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for a child without a console")
def test_control_c_ends_the_check_at_once(tmp_path: Path) -> None:
    """Ctrl-C: one line, exit code 130, no traceback."""
    listen = (  # a test run in the background may have been told to ignore Ctrl-C, and hands that on
        "import runpy, signal, sys\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "sys.argv = sys.argv[1:]\n"
        "runpy.run_path(sys.argv[0], run_name='__main__')\n"
    )
    with FaultServer(faults.silent) as server:
        command = [sys.executable, "-c", listen, str(SCRIPT), "openai", "--base-url", server.origin]
        with subprocess.Popen(
            command, env={"OPENAI_API_KEY": KEY}, cwd=tmp_path, stdout=-1, stderr=-1, text=True
        ) as child:
            end = time.monotonic() + 10
            while not server.heads and time.monotonic() < end:
                time.sleep(0.02)
            child.send_signal(2)
            out, err = child.communicate(timeout=10)
    assert (child.returncode, out, err) == (130, "", "check_key: stopped\n")


SECRETS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=12, max_size=120)


@given(SECRETS, st.sampled_from(sorted(ECHOES)), st.text(max_size=40), st.text(max_size=40))
def test_scrubbed_words_hold_no_five_letters_of_the_key(key: str, how: str, before: str, after: str) -> None:
    """Whatever a server says around an echo of the key, no five letters of the key in a row are left."""
    kept = module().scrub(f"{before} {ECHOES[how](key)} {after}", key).replace("[...]", " ")
    assert not [key[at : at + 5] for at in range(len(key) - 4) if key[at : at + 5] in kept]


@given(SECRETS, st.text(max_size=40), st.text(max_size=40))
def test_hidden_text_does_not_hold_the_key(key: str, before: str, after: str) -> None:
    """The last filter before printing takes the key out wherever it stands."""
    for form in (key, urllib.parse.quote(key, safe=""), base64.b64encode(key.encode()).decode()):
        assert form not in module().hide(before + form + after, key)


def test_the_report_hides_the_key_in_our_own_words_too() -> None:
    """Even a sentence of ours that came to hold the key is printed without it."""
    script = module()
    check = script.Check(script.PROVIDERS["openai"], KEY, "", "", "", probe=False, seconds=1.0, notes=[KEY])
    assert (
        traces(json.dumps(script.reported(check, script.Finding("ok", f"It is {KEY}.", f"Use {KEY}.")))) == []
    )


def test_a_short_key_does_not_garble_our_own_words() -> None:
    """A one-word key of a server of one's own is hidden as a word, not inside other words."""
    assert module().hide("the key OPENAI is NA here", "NA") == "the key OPENAI is [key] here"
