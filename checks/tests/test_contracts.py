"""Requests and answers are judged by the provider's own OpenAPI document, where there is one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from keyproof import bodies, contracts, providers
from keyproof.contracts import Judge
from keyproof.emulator import Request, Seen, good_key
from keyproof.emulator.application import Application
from keyproof.model import Provider

pytest.importorskip("openapi_core", reason="the package openapi-core is not installed")
FACTS: Mapping[str, Provider] = providers.load(Path(__file__).parents[2] / "docs" / "providers").providers
ITEM = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Tiny", "version": "1"},
    "servers": [{"url": "https://api.tiny.example/v1"}],
    "security": [{"key": []}],
    "paths": {
        "/models": {
            "get": {
                "responses": {"200": {"description": "", "content": {"application/json": {"schema": ITEM}}}},
            },
            "post": {
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Asked"}}},
                },
                "responses": {"200": {"description": ""}},
            },
        },
    },
    "components": {
        "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        "schemas": {
            "Asked": {
                "oneOf": [{"$ref": "#/components/schemas/Message"}],
                "discriminator": {"propertyName": "role"},
            },
            "Message": {
                "type": "object",
                "required": ["role"],
                "properties": {
                    "role": {"enum": ["user"]},
                    "limit": {"type": "integer", "nullable": True},
                },
            },
        },
    },
}
GOOD = Seen(
    "GET",
    "https://api.tiny.example/v1/models",
    {"host": "api.tiny.example", "authorization": "Bearer keyproof-good-tiny"},
    b"",
    200,
    b'{"id": "m"}',
)


def posted(body: str) -> Seen:
    """Give a request with this body."""
    headers = {**GOOD.headers, "content-type": "application/json"}
    return replace(GOOD, method="POST", headers=headers, body=body.encode(), status=201)


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    """Give a judge with one small document."""
    (tmp_path / "tiny.openapi.json").write_text(json.dumps(DOCUMENT))
    return Judge(tmp_path)


def test_what_obeys_is_not_complained_about(judge: Judge) -> None:
    """A right request with a right answer; a discriminator without mapping and `nullable` are understood."""
    fine = [GOOD, posted('{"role": "user"}'), posted('{"role": "user", "limit": null}')]
    assert list(judge.breaches("tiny", fine)) == []


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (replace(GOOD, answer=b"{}"), "$: 'id' is a required property"),
        (replace(GOOD, answer=b'{"id": 1}'), "$.id: 1 is not of type 'string'"),
        (replace(GOOD, answer=b"<html>"), "Failed to deserialize"),
        (replace(GOOD, url="https://api.tiny.example/v1/modelz"), "Path not found"),
        (replace(GOOD, url="https://api.other.example/v1/models"), "Server not found"),
        (replace(GOOD, method="DELETE"), "Operation delete not found"),
        (replace(GOOD, headers={"host": "api.tiny.example"}), "Security not found"),
        (posted('{"role": "usr"}'), "'usr' is not one of ['user']"),
        (posted('{"role": "user", "limit": "x"}'), "$.limit"),
        (posted("{"), "Failed to deserialize"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_a_breach_names_the_request_and_the_field(judge: Judge, seen: Seen, words: str) -> None:
    """Wrong paths, methods, headers, request fields and answer fields are each told."""
    (said,) = judge.breaches("tiny", [seen])
    assert said.startswith(f"{seen.method} {seen.url}: ")
    assert words in said


def test_errors_of_the_provider_and_refused_hosts_are_not_judged(judge: Judge) -> None:
    """The documents say little about errors: of a 401 only the request is judged."""
    refused = replace(GOOD, status=502, headers={}, url="https://elsewhere.example")
    assert list(judge.breaches("tiny", [replace(GOOD, status=401, answer=b"?"), refused])) == []


def test_without_a_document_nothing_is_judged_and_the_reason_is_told(judge: Judge, tmp_path: Path) -> None:
    """No folder, no document: a reason that can be printed, and no breach."""
    assert judge.unjudged("tiny") is None
    assert judge.unjudged("huge") == "there is no huge.openapi.json"
    assert list(judge.breaches("huge", [GOOD])) == []
    assert "there is no folder" in str(Judge(tmp_path / "none").unjudged("tiny"))


def test_the_folder_can_be_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """KEYPROOF_CONTRACTS names it; otherwise it lies beside the checkout."""
    monkeypatch.delenv(contracts.VARIABLE, raising=False)
    assert contracts.folder() == Path("../shared/contracts")
    monkeypatch.setenv(contracts.VARIABLE, str(tmp_path))
    assert contracts.folder() == tmp_path


REAL = Judge(Path(__file__).parents[2] / contracts.folder())
JUDGED = [facts for facts in FACTS.values() if REAL.unjudged(facts.id) is None]


def exchanges(facts: Provider) -> list[Seen]:
    """Give what passes when both requests are sent with a good key."""
    requests = [(facts.check.method, facts.check.url, bodies.check_body(facts))]
    requests.append(("POST", facts.first_request.url, bodies.first_body(FACTS[facts.id])))
    seen = []
    for method, url, value in requests:
        parts, body = urlsplit(url), b"" if value is None else json.dumps(value).encode()
        headers = {
            "host": parts.netloc,
            **{name.lower(): text for name, text in facts.auth.extra_headers.items()},
        }
        headers[facts.auth.header.lower()] = f"{facts.auth.scheme} {good_key(facts)}".strip()
        if body:
            headers["content-type"] = "application/json"
        request = Request(method, parts.scheme, parts.netloc, parts.path, headers, body, parts.query)
        answer = Application({facts.id: facts}, []).answer(request)
        seen.append(Seen(method, url, headers, body, answer.status, answer.body))
    return seen


@pytest.mark.skipif(not JUDGED, reason=f"no provider's document is in {contracts.folder()}")
def test_the_examples_in_the_facts_obey_the_real_documents() -> None:
    """Both requests and both examples of every provider whose document is there."""
    for facts in JUDGED:
        assert [one.status for one in exchanges(facts)] == [200, 200]
        assert list(REAL.breaches(facts.id, exchanges(facts))) == []


def test_a_name_that_only_the_list_of_required_names_knows_is_forgiven(tmp_path: Path) -> None:
    """Mistral's document requires `data` of a chat answer and describes it nowhere; all else still counts."""
    answer = {"allOf": [{"required": ["data", "id"], "properties": {"id": {"type": "string"}}}]}
    document = json.loads(json.dumps(DOCUMENT))
    document["components"]["schemas"]["ChatCompletionResponse"] = answer
    shown = document["paths"]["/models"]["get"]["responses"]["200"]["content"]["application/json"]
    shown["schema"] = {"$ref": "#/components/schemas/ChatCompletionResponse"}
    for name in ("tiny", "mistral"):
        (tmp_path / f"{name}.openapi.json").write_text(json.dumps(document))
    judge = Judge(tmp_path)
    assert len(list(judge.breaches("tiny", [GOOD]))) == 1
    assert list(judge.breaches("mistral", [GOOD])) == []
    assert len(list(judge.breaches("mistral", [replace(GOOD, answer=b"{}")]))) == 1


def test_a_document_about_other_paths_judges_nothing(tmp_path: Path) -> None:
    """Ollama's describes its own interface; that our requests go to the other one is told as the reason."""
    (tmp_path / "ollama.openapi.json").write_text(json.dumps(DOCUMENT))
    assert "/v1" in str(Judge(tmp_path).unjudged("ollama"))
    assert list(Judge(tmp_path).breaches("ollama", [GOOD])) == []


@pytest.mark.skipif("openai" not in {facts.id for facts in JUDGED}, reason="OpenAI's document is not there")
@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        ("check", '"owned_by":"openai"', '"owner":"openai"'),
        ("check", '"created":1789000000', '"created":"today"'),
        ("check", '"object":"list"', '"object":"models"'),
        ("first_request", '"object":"chat.completion"', '"object":"chat"'),
        ("first_request", '"finish_reason":"stop"', '"finish_reason":"done"'),
        ("first_request", '"choices":', '"answers":'),
    ],
)
def test_one_wrong_field_in_an_example_is_found(table: str, old: str, new: str) -> None:
    """Mutation: each change of an example in the facts is a breach of the provider's own contract."""
    facts = FACTS["openai"]
    part = getattr(facts, table)
    assert old in part.example
    wrong = replace(facts, **{table: replace(part, example=part.example.replace(old, new))})
    assert list(REAL.breaches("openai", exchanges(wrong)))
