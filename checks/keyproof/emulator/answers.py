"""What a provider answers, drawn from its facts: pure, without a network.

Paths come first, then the method, then the key, then the headers, then the body.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from keyproof.emulator import envelopes, layer
from keyproof.emulator.exchange import Answer, Request
from keyproof.emulator.keys import bad_key, good_key, masked, row_of
from keyproof.model import ErrorRow, Provider, Task, filled

Origin = tuple[str, str, int]
_PORTS = {"http": 80, "https": 443}
_LOOPBACK = ("127.0.0.1", "localhost")
_TOO_MANY = 429
_RETRY_AFTER = "1"
_BEARER_TOO = {"openai", "anthropic"}  # whose packages send the key so, whatever the header of the facts
EXAMPLE = "example"  # what tests write where readers fill something in


def origins(provider: Provider) -> frozenset[Origin]:
    """Give the scheme, host and port of every address the facts name; loopback by both its names.

    Where readers fill in a part of the name, it is there as our snippets show it and as `example`.
    """
    check = provider.check
    return frozenset(
        origin
        for base in (
            check.base_url,
            *check.regions.values(),
            provider.first_request.base_url,
            *_also(provider),
        )
        for value in (None, EXAMPLE)
        for origin in _origins(filled(base, value))
    )


def _also(provider: Provider) -> Iterator[str]:
    return (address for sdk in provider.sdk for address in sdk.also_asks)


def _origins(address: str) -> Iterator[Origin]:
    parts = urlsplit(address)
    host = parts.hostname or ""
    for name in _LOOPBACK if host in _LOOPBACK else (host,):
        yield parts.scheme, name, parts.port or _PORTS[parts.scheme]


def origin_of(request: Request) -> Origin:
    """Give the origin that a request is meant for. ValueError when its Host header makes no sense."""
    parts = urlsplit(f"//{request.authority}")
    return request.scheme, parts.hostname or "", parts.port or _PORTS[request.scheme]


def is_known(provider: Provider, request: Request) -> bool:
    """Say whether the key of the request is one that was made for this provider."""
    key = _credential(provider, request)
    return key in {good_key(provider), bad_key(provider)} or row_of(provider, key) is not None


def is_asked(provider: Provider, request: Request) -> bool:
    """Say whether this is one of our two requests, and not what a package asks besides."""
    return request.method in _tasks_at(provider, request)


def answer(provider: Provider, request: Request) -> Answer:
    """Give what the provider would answer to this request."""
    if layer.is_at(provider, request):
        return _refused(provider, "first-request", request) or layer.answered(provider, request)
    tasks = _tasks_at(provider, request)
    if not tasks:
        return _no_such_path(provider, request)
    task = tasks.get(request.method)
    if task is None:
        text = f"Not allowed to {request.method} on {request.path}."
        return _plain(provider, 405, text, {"allow": ", ".join(sorted(tasks))})
    refusal = _refused(provider, task, request) or _without_header(provider, request)
    if refusal is not None:
        return refusal
    return _checked(provider, request) if task == "check" else _replied(provider, request)


def _tasks_at(provider: Provider, request: Request) -> dict[str, Task]:
    """Give which method asks what at this path. Where both requests go to one path, the body decides."""
    check, path = provider.check, _path(provider, request)
    tasks: dict[str, Task] = {}
    if _model_in(provider, path) is not None:
        tasks["POST"] = "first-request"
    if path in {urlsplit(base + check.path).path for base in (check.base_url, *check.regions.values())}:
        same = check.body is None or _value(request.body) == json.loads(check.body)
        if same or check.method not in tasks:
            tasks[check.method] = "check"
    return tasks


def _path(provider: Provider, request: Request) -> str:
    """Give the path with the version of the facts: Google has two, and its package asks the other."""
    is_other = provider.family == "gemini" and request.path.startswith("/v1/")
    return request.path.replace("/v1/", "/v1beta/", 1) if is_other else request.path


def _model_in(provider: Provider, path: str) -> str | None:
    """Give the model that the path of a first request names, empty when it names none; else None."""
    first = provider.first_request
    before, mark, after = urlsplit(first.base_url + first.path).path.partition("{model}")
    if not mark:
        return "" if path == before else None
    found = re.fullmatch(f"{re.escape(before)}(.+){re.escape(after)}", path)
    return None if found is None else unquote(found[1])


def _value(body: bytes) -> Any:  # noqa: ANN401 - any JSON
    try:
        return json.loads(body)
    except ValueError:
        return None


def _no_such_path(provider: Provider, request: Request) -> Answer:
    row = next((row for row in provider.errors if row.status == 404 and row.verdict != "model"), None)  # noqa: PLR2004
    if row is not None:
        return error(provider, row, "")
    return _plain(provider, 404, f"Invalid URL ({request.method} {request.path})")


def _refused(provider: Provider, task: Task, request: Request) -> Answer | None:
    """Give the error for this key; None when it opens the door."""
    key = _credential(provider, request)
    row = row_of(provider, key)
    if row is not None:
        return error(provider, row, key) if not row.at or task in row.at else None
    if key == good_key(provider):
        return None
    check = provider.check
    name = check.invalid_error if key else check.missing_error or check.invalid_error
    return error(provider, provider.error(name), key) if name else None


def _credential(provider: Provider, request: Request) -> str:
    """Give the key that the request carries; a wrong scheme carries none."""
    auth = provider.auth
    value = request.headers.get(auth.header.lower(), "")
    if not value and auth.query_param_supported:
        value = "".join(parse_qs(request.query).get("key", [])[:1])
    too = provider.family in _BEARER_TOO or layer.is_at(provider, request)
    if auth.scheme or (not value and too):
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        return key.strip() if scheme == (auth.scheme or "Bearer") else ""
    return value.strip()


def _without_header(provider: Provider, request: Request) -> Answer | None:
    for name in provider.auth.extra_headers:
        if not request.headers.get(name.lower()):
            return _plain(provider, 400, f"{name}: header is required")
    return None


def _checked(provider: Provider, request: Request) -> Answer:
    """Answer the check; a key whose row says "no scope" is shown without the permission."""
    value = json.loads(provider.check.example)
    row = row_of(provider, _credential(provider, request))
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
    body = _value(request.body)
    if not isinstance(body, dict):
        return _plain(provider, 400, "We could not parse the JSON body of your request.")
    model = _model_in(provider, _path(provider, request)) or body.get("model")
    if not model:
        return _plain(provider, 400, "you must provide a model parameter")
    unknown = next((row for row in provider.errors_at("first-request") if row.verdict == "model"), None)
    if unknown is not None and provider.first_request.model not in {None, model}:
        return error(provider, unknown, "")
    lacking = _lacking(provider, body)
    if lacking is not None:
        return _plain(provider, 400, f"Missing required parameter: '{lacking}'.")
    return Answer.json(200, json.loads(provider.first_request.example), _headers(provider))


def _lacking(provider: Provider, body: Mapping[str, object]) -> str | None:
    """Give the name of what the provider's family needs and the body has not, or not in the right form."""
    if provider.family == "gemini":
        return None if isinstance(body.get("contents"), list) else "contents"
    if provider.family == "anthropic" and not isinstance(body.get("max_tokens"), int):
        return "max_tokens"
    return None if _is_conversation(body.get("messages")) else "messages"


def _is_conversation(messages: object) -> bool:
    return isinstance(messages, list) and all(
        isinstance(message, dict) and "role" in message and "content" in message for message in messages
    )


def error(provider: Provider, row: ErrorRow, key: str) -> Answer:
    """Give the answer of an error row, with the key masked where the provider echoes it."""
    headers = {**_headers(provider), **row.headers}
    if row.status == _TOO_MANY and row.retry and provider.rate_limit and provider.rate_limit.retry_after:
        headers.setdefault("retry-after", _RETRY_AFTER)
    echo = json.dumps(masked(key), ensure_ascii=False)[1:-1]
    body = envelopes.body_of(provider, row).replace("{masked}", echo).encode()
    kind = "application/json" if row.page is None else "text/html"
    return Answer(row.status, body, {"content-type": kind, **headers} if body else headers)


def _plain(provider: Provider, status: int, text: str, headers: Mapping[str, str] | None = None) -> Answer:
    return Answer.json(status, envelopes.plain(provider, status, text), headers)


def _headers(provider: Provider) -> dict[str, str]:
    name = provider.rate_limit.id_header if provider.rate_limit else None
    return {name: "req_emulated"} if name else {}
