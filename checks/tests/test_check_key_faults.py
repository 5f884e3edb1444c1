"""What check_key says when anything but the provider's own answer comes back."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import faults
import pytest
from faults import FaultServer, always
from key_check import KEYS, SCRIPT, Run, call, run

KEY = "keyproof-canary-fault-7f3a9"
LIST = {"object": "list", "data": [{"id": "one"}]}
ERROR = {"message": "Something new", "type": "odd_error", "param": None, "code": "odd_code"}
PAGE = "<!doctype html><title>Sign in</title><p>Accept the terms"


def check(server: FaultServer, folder: Path, *words: str, key: str = KEY) -> Run:
    """Ask the server about the key, as an openai-compatible provider under another address."""
    return call(
        *("openai", "--json", "--base-url", f"{server.origin}/v1", *words),
        environment={"OPENAI_API_KEY": key, "NO_PROXY": "127.0.0.1"},
        folder=folder,
    )


@pytest.mark.parametrize(
    ("fault", "verdict"),
    [
        pytest.param(always(200, PAGE, "text/html; charset=utf-8"), "proxy", id="captive portal"),
        pytest.param(always(200, PAGE, "application/json"), "proxy", id="captive portal that says JSON"),
        pytest.param(always(200, "Please sign in", "text/html"), "proxy", id="captive portal without tags"),
        pytest.param(always(511, PAGE, "text/html"), "proxy", id="network authentication required"),
        pytest.param(always(401, PAGE, "text/html"), "proxy", id="401 page"),
        pytest.param(always(403, PAGE, "text/html"), "proxy", id="403 page"),
        pytest.param(always(403, {"error": "blocked by policy"}), "proxy", id="403 in a firewall's JSON"),
        pytest.param(always(401, ""), "proxy", id="empty 401"),
        pytest.param(always(407, ""), "proxy", id="407"),
        pytest.param(always(200, ""), "unexpected", id="empty 200"),
        pytest.param(always(204, ""), "unexpected", id="204"),
        pytest.param(always(200, '{"object": "list", "da'), "unexpected", id="half a JSON"),
        pytest.param(always(200, {"status": "fine"}), "unexpected", id="other JSON"),
        pytest.param(always(200, [LIST]), "unexpected", id="JSON list"),
        pytest.param(always(200, {"error": ERROR}), "unexpected", id="error in a 200"),
        pytest.param(always(200, "[" * 100_000), "unexpected", id="deep JSON"),
        pytest.param(always(200, b"\xff\xfe\x00"), "unexpected", id="no text"),
        pytest.param(always(201, LIST), "unexpected", id="201"),
        pytest.param(always(400, {"error": ERROR}), "unexpected", id="unknown 400"),
        pytest.param(always(401, {"error": ERROR}), "unexpected", id="unknown 401"),
        pytest.param(always(429, {"error": ERROR}), "unexpected", id="unknown 429"),
        pytest.param(always(404, PAGE, "text/html"), "proxy", id="404 page"),
        pytest.param(always(502, PAGE, "text/html"), "provider_down", id="502 page"),
        pytest.param(always(500, ""), "provider_down", id="empty 500"),
        pytest.param(always(302, "", location="/login"), "redirected", id="redirect"),
        pytest.param(always(307, "", location="/v1/models"), "redirected", id="redirect loop"),
        pytest.param(always(304, ""), "redirected", id="304"),
        pytest.param(faults.cut_off, "network", id="cut off"),
        pytest.param(faults.reset, "network", id="reset"),
        pytest.param(faults.not_http, "network", id="another protocol"),
        pytest.param(faults.endless, "unexpected", id="endless body"),
        pytest.param(faults.bomb(64), "unexpected", id="gzip bomb"),
        pytest.param(
            always(200, b"\x1f\x8bnothing", content_encoding="gzip"), "unexpected", id="broken gzip"
        ),
    ],
)
def test_what_is_not_the_providers_word_says_nothing_about_the_key(
    fault: faults.Fault, verdict: str, tmp_path: Path
) -> None:
    """Whatever else answers gets a verdict of its own: exit code 3, never ok and never invalid."""
    with FaultServer(fault) as server:
        seen = check(server, tmp_path)
    assert (seen.report["verdict"], seen.code) == (verdict, 3), seen.printed
    assert seen.report["not_proved"] == ["whether the key works"]
    assert list(seen.report) == KEYS
    assert KEY not in seen.printed


@pytest.mark.parametrize(
    "fault", [faults.silent, faults.dripping_head, faults.dripping_body, faults.never_final]
)
def test_no_server_stretches_the_deadline(fault: faults.Fault, tmp_path: Path) -> None:
    """However a server drips, the check ends with the verdict network soon after its one deadline."""
    with FaultServer(fault) as server:
        began = time.monotonic()
        seen = check(server, tmp_path, "--timeout", "0.7")
        took = time.monotonic() - began
    assert (seen.report["verdict"], seen.code) == ("network", 3)
    assert 700 <= seen.report["elapsed_ms"] < 1500
    assert took < 6


def test_a_passing_fault_is_tried_once_more_and_the_answer_says_so(tmp_path: Path) -> None:
    """After a reset the same request is sent a second time."""
    good = faults.only_for(KEY, LIST, {"error": ERROR})
    with FaultServer(faults.at_second_try(faults.reset, good)) as server:
        seen = check(server, tmp_path)
    assert seen.report["verdict"] == "ok"
    assert "The first try failed" in seen.report["message"]


@pytest.mark.parametrize("fault", [faults.reset, always(503, {"error": ERROR})])
def test_there_is_no_third_try(fault: faults.Fault, tmp_path: Path) -> None:
    """A fault that lasts is met twice and no more."""
    with FaultServer(fault) as server:
        check(server, tmp_path)
    assert len(server.heads) == 2


@pytest.mark.parametrize("status", [401, 403, 429, 400, 302, 200])
def test_an_answer_is_not_asked_for_again(status: int, tmp_path: Path) -> None:
    """Only a reset or a 5xx is worth a second try."""
    with FaultServer(always(status, {"error": ERROR})) as server:
        check(server, tmp_path)
    assert len(server.heads) == 1


@pytest.mark.parametrize("after", ["86400", "Wed, 21 Oct 2099 07:28:00 GMT"])
def test_a_long_wait_is_reported_and_not_slept(after: str, tmp_path: Path) -> None:
    """Retry-After in seconds or as a date stands in the message; the check returns at once."""
    with FaultServer(always(503, {"error": ERROR}, retry_after=after)) as server:
        seen = check(server, tmp_path)
    assert len(server.heads) == 1
    assert "The server asks to wait" in seen.report["message"]
    assert seen.report["elapsed_ms"] < 3000


@pytest.mark.parametrize("after", ["soon", "-5", "1e9", "9" * 5000, "", "Wed, 99 Oct"])
def test_a_senseless_wait_is_left_out(after: str, tmp_path: Path) -> None:
    """A Retry-After that nobody can read changes nothing."""
    with FaultServer(always(503, {"error": ERROR}, retry_after=after)) as server:
        seen = check(server, tmp_path)
    assert seen.report["verdict"] == "provider_down"
    assert "asks to wait" not in seen.report["message"]


def test_a_packed_answer_is_read_all_the_same(tmp_path: Path) -> None:
    """A server that compresses although it was asked not to is understood."""

    def fault(head: bytes) -> Iterator[bytes | float]:
        knows = faults.sent_key(head) == KEY
        yield from (faults.packed(json.dumps(LIST).encode()) if knows else always(401, {"error": ERROR}))(
            head
        )

    with FaultServer(fault) as server:
        assert check(server, tmp_path).report["verdict"] == "ok"
    assert b"Accept-Encoding: identity" in server.heads[0]


@pytest.mark.skipif(os.name == "nt", reason="the module resource is not there on Windows")
@pytest.mark.parametrize("fault", [faults.bomb(160), faults.endless], ids=["gzip bomb", "endless body"])
def test_memory_stays_small(fault: faults.Fault, tmp_path: Path) -> None:
    """A body that wants to fill the memory costs less than 50 MB."""
    measure = (
        "import resource, runpy, sys\n"
        "def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "sys.argv = sys.argv[1:]\n"
        "import httpx; before = peak()\n"
        "try: runpy.run_path(sys.argv[0], run_name='__main__')\n"
        "except SystemExit: pass\n"
        "print(peak() - before, file=sys.stderr)\n"
    )
    with FaultServer(fault) as server:
        seen = run(
            *("openai", "--json", "--base-url", f"{server.origin}/v1"),
            environment={"OPENAI_API_KEY": KEY},
            folder=tmp_path,
            start=("-c", measure, str(SCRIPT)),
        )
    assert seen.report["verdict"] == "unexpected"
    unit = 1 if os.uname().sysname == "Darwin" else 1024
    assert int(seen.stderr.split()[-1]) * unit < 50_000_000


def test_a_redirect_carries_the_key_nowhere(tmp_path: Path) -> None:
    """The second origin gets no request at all, with the key or without."""
    with FaultServer(always(200, LIST)) as second:
        fault = always(307, "", location=f"{second.origin}/v1/models")
        with FaultServer(fault) as first:
            seen = check(first, tmp_path)
    assert seen.report["verdict"] == "redirected"
    assert "sends us on to 127.0.0.1" in seen.report["message"]
    assert second.heads == []


def test_the_request_id_is_passed_on(tmp_path: Path) -> None:
    """The number under which the provider can find the request stands in the message of a failure."""
    fault = always(500, {"error": ERROR}, x_request_id="req_0123456789abcdef0123456789abcdef")
    with FaultServer(fault) as server:
        seen = check(server, tmp_path)
    assert "Request id: req_0123456789abcdef0123456789abcdef." in seen.report["message"]


def test_the_host_of_a_redirect_is_named(tmp_path: Path) -> None:
    """Whoever sends us on is known by the host that it names, however long."""
    with FaultServer(always(302, "", location="https://login.wifi.hotel.example.org/terms?x=1")) as server:
        seen = check(server, tmp_path)
    assert "sends us on to login.wifi.hotel.example.org." in seen.report["message"]


@pytest.mark.parametrize("fault", [faults.reset, always(503, {"error": ERROR})])
def test_what_costs_is_never_sent_twice(fault: faults.Fault, tmp_path: Path) -> None:
    """A probe that meets a passing fault is not repeated: the first may have been paid for."""
    sound = faults.only_for(KEY, LIST)
    with FaultServer(lambda head: (fault if head.startswith(b"POST") else sound)(head)) as server:
        seen = check(server, tmp_path, "--probe", "--yes")
    assert seen.code == 3
    assert [head[:4] for head in server.heads].count(b"POST") == 1
