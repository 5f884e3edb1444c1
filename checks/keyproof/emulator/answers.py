"""What a provider answers, drawn from its facts: pure, without a network.

Paths come first, then the method, then the key, then the body.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from keyproof.emulator.exchange import Answer, Request
from keyproof.emulator.keys import good_key, masked, row_of
from keyproof.model import ErrorRow, Provider, Task

Origin = tuple[str, str, int]
_PORTS = {"http": 80, "https": 443}
_LOOPBACK = ("127.0.0.1", "localhost")
_TOO_MANY = 429
_RETRY_AFTER = "1"


def origins(provider: Provider) -> frozenset[Origin]:
    """Give the scheme, host and port of every address the facts name; loopback by both its names."""
    return frozenset(
        origin
        for base in (provider.check.base_url, provider.first_request.base_url)
        for origin in _origins(base)
    )


def _origins(address: str) -> Iterator[Origin]:
    parts = urlsplit(address)
    host = parts.hostname or ""
    for name in _LOOPBACK if host in _LOOPBACK else (host,):
        yield parts.scheme, name, parts.port or _PORTS[parts.scheme]


def origin_of(request: Request) -> Origin:
    """Give the origin that a request is meant for. ValueError when its Host header makes no sense."""
    parts = urlsplit(f"//{request.authority}")
    return request.scheme, parts.hostname or "", parts.port or _PORTS[request.scheme]


def answer(provider: Provider, request: Request) -> Answer:
    """Give what the provider would answer to this request."""
    tasks = _tasks_at(provider, request.path)
    if not tasks:
        return _no_such_path(provider, request)
    task = tasks.get(request.method)
    if task is None:
        text = f"Not allowed to {request.method} on {request.path}."
        return _plain(405, text, {"allow": ", ".join(sorted(tasks))})
    refusal = _refused(provider, task, request)
    if refusal is not None:
        return refusal
    return _checked(provider, request) if task == "check" else _replied(provider, request)


def _tasks_at(provider: Provider, path: str) -> dict[str, Task]:
    """Give which method asks what at this path."""
    check, first = provider.check, provider.first_request
    tasks: dict[str, Task] = {}
    if path == urlsplit(check.url).path:
        tasks[check.method] = "check"
    if path == urlsplit(first.url).path:
        tasks["POST"] = "first-request"
    return tasks


def _no_such_path(provider: Provider, request: Request) -> Answer:
    row = next((row for row in provider.errors if row.status == 404 and row.verdict != "model"), None)  # noqa: PLR2004
    if row is not None:
        return error(provider, row, "")
    return _plain(404, f"Invalid URL ({request.method} {request.path})")


def _refused(provider: Provider, task: Task, request: Request) -> Answer | None:
    """Give the error for this key; None when it opens the door."""
    key = _credential(provider, request.headers)
    if not key:
        missing = provider.check.missing_error
        return error(provider, provider.error(missing), key) if missing else None
    row = row_of(provider, key)
    if row is not None:
        return error(provider, row, key) if not row.at or task in row.at else None
    return (
        None
        if key == good_key(provider)
        else error(provider, provider.error(provider.check.invalid_error), key)
    )


def _credential(provider: Provider, headers: Mapping[str, str]) -> str:
    """Give the key that the request carries; a wrong scheme carries none."""
    value = headers.get(provider.auth.header.lower(), "")
    if not provider.auth.scheme:
        return value.strip()
    scheme, _, key = value.partition(" ")
    return key.strip() if scheme == provider.auth.scheme else ""


def _checked(provider: Provider, request: Request) -> Answer:
    """Answer the check; a key whose row says "no scope" is shown without the permission."""
    value = json.loads(provider.check.example)
    row = row_of(provider, _credential(provider, request.headers))
    permission = provider.check.permission
    if row is not None and row.verdict == "no_scope" and permission is not None:
        value = _without(value, permission.id)
    return Answer.json(provider.check.success_status, value, _headers(provider))


def _without(value: Any, word: str) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        return {name: _without(inner, word) for name, inner in value.items()}
    if isinstance(value, list):
        return [_without(inner, word) for inner in value if inner != word]
    return value


def _replied(provider: Provider, request: Request) -> Answer:
    """Answer the first request, when its body is one that the provider understands."""
    try:
        body = json.loads(request.body)
    except ValueError:
        return _plain(400, "We could not parse the JSON body of your request.")
    if not isinstance(body, dict) or not body.get("model"):
        return _plain(400, "you must provide a model parameter")
    unknown = next((row for row in provider.errors_at("first-request") if row.verdict == "model"), None)
    if unknown is not None and body["model"] != provider.first_request.model:
        return error(provider, unknown, "")
    if provider.family == "openai" and not _is_conversation(body.get("messages")):
        return _plain(400, "Missing required parameter: 'messages'.")
    return Answer.json(200, json.loads(provider.first_request.example), _headers(provider))


def _is_conversation(messages: object) -> bool:
    return isinstance(messages, list) and all(
        isinstance(message, dict) and "role" in message and "content" in message for message in messages
    )


def error(provider: Provider, row: ErrorRow, key: str) -> Answer:
    """Give the answer of an error row: its body where it was seen whole, else the family's envelope."""
    headers = {**_headers(provider), **row.headers}
    if row.status == _TOO_MANY and row.retry and provider.rate_limit and provider.rate_limit.retry_after:
        headers.setdefault("retry-after", _RETRY_AFTER)
    if row.body is None:
        return Answer.json(row.status, _envelope(row), headers)
    echo = json.dumps(masked(key), ensure_ascii=False)[1:-1]
    body = row.body.replace("{masked}", echo).encode()
    return Answer(row.status, body, {"content-type": "application/json", **headers})


def _envelope(row: ErrorRow) -> dict[str, object]:
    text = row.message or f"The request failed with status {row.status}."
    return {"error": {"message": text, "type": row.type, "param": None, "code": row.code}}


def _plain(status: int, text: str, headers: Mapping[str, str] | None = None) -> Answer:
    value = {"error": {"message": text, "type": "invalid_request_error", "param": None, "code": None}}
    return Answer.json(status, value, headers)


def _headers(provider: Provider) -> dict[str, str]:
    name = provider.rate_limit.id_header if provider.rate_limit else None
    return {name: "req_emulated"} if name else {}
