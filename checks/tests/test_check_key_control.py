"""Servers that ignore keys: what check_key learns by asking without one and with an invented one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import faults
import pytest
from faults import Fault, FaultServer
from key_check import Run, call

KEY = "keyproof-canary-control-2e8d0"
LIST = {"object": "list", "data": [{"id": "one"}]}
REFUSED = {"error": {"message": "Invalid API Key", "type": "authentication_error", "code": 401}}


def opens_for(knows: Callable[[str], bool], status: int = 401, refused: object = REFUSED) -> Fault:
    """Let in those keys, and refuse the others."""

    def fault(head: bytes) -> Iterator[bytes | float]:
        is_in = knows(faults.sent_key(head))
        yield faults.answer(200 if is_in else status, json.dumps(LIST if is_in else refused))

    return fault


def check(server: FaultServer, folder: Path, provider: str = "openai-compatible", **environment: str) -> Run:
    """Ask a server of one's own."""
    words = (provider, "--json", "--base-url", f"{server.origin}/v1")
    return call(*words, environment=environment, folder=folder)


def anybody(_key: str) -> bool:
    """Let everybody in."""
    return True


@pytest.mark.parametrize("provider", ["openai-compatible", "llama-cpp", "openai"])
def test_a_server_that_ignores_keys_is_found_out(provider: str, tmp_path: Path) -> None:
    """When all answers agree, ok means the server answers, and says nothing about the key."""
    names = {"openai-compatible": "OPENAI_COMPATIBLE_API_KEY", "llama-cpp": "LLAMA_API_KEY"}
    with FaultServer(opens_for(anybody)) as server:
        seen = check(server, tmp_path, provider, **{names.get(provider, "OPENAI_API_KEY"): KEY})
    assert (seen.report["verdict"], seen.code) == ("ok", 0)
    assert "This server ignores keys" in seen.report["message"]
    assert seen.report["proved"] == ["The server answers."]
    assert seen.report["not_proved"] == ["anything about your key"]
    assert [faults.sent_key(head) == KEY for head in server.heads] == [True, False, False]


@pytest.mark.parametrize("key", [None, "", "NA", "na"])
def test_no_key_is_a_legal_key_for_ones_own_server(key: str | None, tmp_path: Path) -> None:
    """Without a key, or with NA, the server is asked without one."""
    environment = {} if key is None else {"OPENAI_COMPATIBLE_API_KEY": key}
    with FaultServer(opens_for(anybody)) as server:
        seen = check(server, tmp_path, **environment)
    assert seen.report["verdict"] == "ok"
    assert "ignores keys" in seen.report["message"]
    assert faults.sent_key(server.heads[0]) == ""


def test_a_server_that_knows_the_key_proves_it(tmp_path: Path) -> None:
    """Refused without the key and with an invented one: the key is proved."""
    with FaultServer(opens_for(KEY.__eq__)) as server:
        seen = check(server, tmp_path, OPENAI_COMPATIBLE_API_KEY=KEY)
    assert seen.report["verdict"] == "ok"
    assert "refuses an invented one" in seen.report["proved"][0]
    assert "ignores" not in seen.report["message"]


def test_a_server_that_also_answers_without_a_key(tmp_path: Path) -> None:
    """Open to those without a key, closed to a wrong one: the key is proved, and the gap is told."""
    with FaultServer(opens_for(lambda key: key in {"", KEY})) as server:
        seen = check(server, tmp_path, OPENAI_COMPATIBLE_API_KEY=KEY)
    assert seen.report["verdict"] == "ok"
    assert "The server also answers without a key." in seen.report["message"]


def test_a_server_that_takes_any_key_proves_nothing(tmp_path: Path) -> None:
    """A server that wants some key, whichever, knows nothing about this one."""
    with FaultServer(opens_for(bool)) as server:
        seen = check(server, tmp_path, OPENAI_COMPATIBLE_API_KEY=KEY)
    assert seen.report["not_proved"] == ["anything about your key"]
    assert "with an invented key" in seen.report["message"]
    assert "without a key" not in seen.report["message"]


@pytest.mark.parametrize(
    ("refused", "status"), [(REFUSED, 401), ({"error": "Unauthorized"}, 401), ({"detail": "No"}, 401)]
)
def test_a_wrong_key_is_refused_in_whatever_form(refused: object, status: int, tmp_path: Path) -> None:
    """An OpenAI-compatible server has many ways to say no."""
    with FaultServer(opens_for(lambda _key: False, status, refused)) as server:
        wrong = check(server, tmp_path, OPENAI_COMPATIBLE_API_KEY=KEY)
        none = check(server, tmp_path)
    assert (wrong.report["verdict"], wrong.code) == ("invalid", 1)
    assert (none.report["verdict"], none.code) == ("missing", 1)


@pytest.mark.parametrize("status", [429, 500, 418])
def test_when_the_control_cannot_be_judged_nothing_is_proved(status: int, tmp_path: Path) -> None:
    """A control request that is neither let in nor refused leaves the question open: exit code 3."""
    with FaultServer(opens_for(KEY.__eq__, status, {"error": "odd"})) as server:
        seen = check(server, tmp_path, OPENAI_COMPATIBLE_API_KEY=KEY)
    assert seen.code == 3
    assert seen.report["proved"] == []
    assert seen.report["not_proved"] == ["whether the key works"]
