"""check_key against llama.cpp's own server, with a key and without."""

from __future__ import annotations

from pathlib import Path

import pytest
from key_check import Run, call

from keyproof import local_server

KEY = "keyproof-canary-server-4b7d"

pytestmark = pytest.mark.skipif(
    local_server.missing() is not None, reason=local_server.missing() or "it is there"
)


def check(address: tuple[str, int], folder: Path, *words: str, **environment: str) -> Run:
    """Ask the server."""
    base = f"http://{address[0]}:{address[1]}/v1"
    return call("llama-cpp", "--json", "--base-url", base, *words, environment=environment, folder=folder)


def test_a_server_that_was_started_with_a_key(tmp_path: Path) -> None:
    """The right key is proved, a wrong one refused, and no key is missing."""
    with local_server.serving("Hello.", [KEY]) as address:
        right = check(address, tmp_path, LLAMA_API_KEY=KEY)
        wrong = check(address, tmp_path, LLAMA_API_KEY="keyproof-bad-llama-cpp")
        none = check(address, tmp_path)
        probed = check(address, tmp_path, "--probe", "--yes", LLAMA_API_KEY=KEY)
    verdicts = [(one.report["verdict"], one.code) for one in (right, wrong, none, probed)]
    assert verdicts == [("ok", 0), ("invalid", 1), ("missing", 1), ("ok", 0)]
    assert "ignores keys" not in right.report["message"]
    assert "A request for text was answered and, where it costs, paid." in probed.report["proved"]


def test_a_server_that_was_started_without_a_key(tmp_path: Path) -> None:
    """Whatever key is set, the server answers, and the report says that it ignores keys."""
    with local_server.serving("Hello.") as address:
        for environment in ({"LLAMA_API_KEY": KEY}, {"LLAMA_API_KEY": "NA"}, {}):
            seen = check(address, tmp_path, **environment)
            assert (seen.report["verdict"], seen.code) == ("ok", 0)
            assert "This server ignores keys" in seen.report["message"]
