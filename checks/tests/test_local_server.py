"""The real llama.cpp server runs here, and the stand-in answers as it does: that keeps the facts honest."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest

from keyproof import local_server, providers
from keyproof.emulator import Request, answers, bad_key, good_key
from keyproof.model import Provider

FACTS: Mapping[str, Provider] = providers.load(Path(__file__).parents[2] / "docs" / "providers").providers
REPLY = "Good day, it works."
pytestmark = pytest.mark.skipif(
    local_server.missing() is not None or local_server.PROVIDER not in FACTS,
    reason=local_server.missing() or "the facts have no llama.cpp",
)


@pytest.fixture(scope="module")
def facts() -> Provider:
    """Give what is known about llama.cpp."""
    return FACTS[local_server.PROVIDER]


@pytest.fixture(scope="module")
def keyed(facts: Provider) -> Iterator[str]:
    """Give the address of a server that asks for a key."""
    with local_server.serving(REPLY, [good_key(facts)]) as (host, port):
        yield f"http://{host}:{port}/v1"


@pytest.fixture(scope="module")
def opened() -> Iterator[str]:
    """Give the address of a server that asks for none."""
    with local_server.serving(REPLY) as (host, port):
        yield f"http://{host}:{port}/v1"


def bearer(key: str | None) -> dict[str, str]:
    """Give the header for a key."""
    return {} if key is None else {"Authorization": f"Bearer {key}"}


def asked(base: str, key: str | None) -> httpx.Response:
    """Ask for the first text."""
    body = {"model": "any", "messages": [{"role": "user", "content": "Say something else."}]}
    return httpx.post(f"{base}/chat/completions", headers=bearer(key), json=body, trust_env=False)


def test_the_model_says_its_sentence_every_time(keyed: str, facts: Provider) -> None:
    """The real server runs a real model, whose answer is nevertheless known."""
    for _ in range(3):
        answer = asked(keyed, good_key(facts))
        assert answer.status_code == 200
        choice = answer.json()["choices"][0]
        assert (choice["message"]["content"], choice["finish_reason"]) == (REPLY, "stop")


def test_an_open_server_ignores_keys(opened: str) -> None:
    """Without keys of its own it answers everybody, so a 200 proves no key."""
    assert [asked(opened, key).status_code for key in (None, "anything")] == [200, 200]


@pytest.mark.parametrize("kind", ["bad", "missing"])
@pytest.mark.parametrize("task", ["check", "first-request"])
def test_the_stand_in_refuses_as_the_real_server_does(
    facts: Provider, keyed: str, kind: str, task: str
) -> None:
    """Same status and same body for a wrong and for a missing key, at both addresses."""
    key = bad_key(facts) if kind == "bad" else None
    method, path = ("GET", facts.check.path) if task == "check" else ("POST", facts.first_request.path)
    real = httpx.request(method, keyed + path, headers=bearer(key), trust_env=False)
    headers = {name.lower(): value for name, value in bearer(key).items()}
    ours = answers.answer(facts, Request(method, "http", "127.0.0.1:8080", f"/v1{path}", headers))
    assert (ours.status, json.loads(ours.body)) == (real.status_code, real.json())


def test_the_examples_have_the_shape_of_the_real_answers(facts: Provider, keyed: str) -> None:
    """Every key of our shortened examples is in the real answer, with a value of the same type."""
    key = good_key(facts)
    check = httpx.get(keyed + facts.check.path, headers=bearer(key), trust_env=False)
    assert_within(json.loads(facts.check.example), check.json())
    assert set(facts.check.success_keys) <= check.json().keys()
    assert_within(json.loads(facts.first_request.example), asked(keyed, key).json())


def assert_within(example: object, real: object) -> None:
    """Fail when the example has a key or a type that the real answer lacks."""
    assert type(example) is type(real)
    if isinstance(example, dict) and isinstance(real, dict):
        for name, value in example.items():
            assert name in real
            assert_within(value, real[name])
    elif isinstance(example, list) and isinstance(real, list):
        for pair in zip(example, real, strict=False):
            assert_within(*pair)


def test_the_model_file_is_small_and_always_the_same(tmp_path: Path) -> None:
    """Two files of the same sentence are byte for byte alike, and no download is needed."""
    for name in ("a", "b"):
        local_server.write_model(tmp_path / name, REPLY)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert (tmp_path / "a").stat().st_size < 200_000


def test_the_server_ends_with_its_block() -> None:
    """Afterwards nothing listens."""
    with local_server.serving(REPLY) as (host, port):
        address = f"http://{host}:{port}/health"
        assert httpx.get(address, trust_env=False).status_code == 200
    with pytest.raises(httpx.ConnectError):
        httpx.get(address, trust_env=False)
