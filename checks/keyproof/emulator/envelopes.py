"""The bodies of errors: as they were seen, or else in the shape of the provider's other errors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from keyproof.model import ErrorRow, Provider

_FIRST_ERROR = 400


def body_of(provider: Provider, row: ErrorRow) -> str:
    """Give the JSON text that this row answers with; empty where the server's errors say nothing."""
    if row.body is not None:
        return row.body
    if provider.check.plain_errors and not row.marks:
        return ""
    value = _enveloped(provider, row)
    if row.field is not None:
        _put(value, row.field.split("."), row.equals if row.at_most is None else row.at_most)
    return json.dumps(value, ensure_ascii=False)


def plain(provider: Provider, status: int, text: str) -> dict[str, Any]:
    """Give an error that no row describes."""
    return _family(provider, status, text, "invalid_request_error", None) or {
        "error": {"message": text, "type": "invalid_request_error", "param": None, "code": None}
    }


def _enveloped(provider: Provider, row: ErrorRow) -> dict[str, Any]:
    text = row.message or f"The request failed with status {row.status}."
    known = _family(provider, row.status, text, row.type, row.code)
    if known is not None:
        return known
    marks = {name: mark for name, mark in (("type", row.type), ("code", row.code)) if mark is not None}
    for seen in _seen(provider):
        if isinstance(seen.get("error"), str):
            return {"error": text, **marks}
        if isinstance(seen.get("detail"), str) and not marks:
            return {"detail": text}
        if isinstance(seen.get("message"), str) and seen.keys() - {"message"} >= marks.keys():
            return {**dict.fromkeys(seen.keys() & {"object"}, "error"), "message": text, **marks}
    return {"error": {"message": text, "type": row.type, "param": None, "code": row.code}}


def _family(
    provider: Provider, status: int, text: str, kind: str | None, code: str | None
) -> dict[str, Any] | None:
    """Give the envelope of the two families whose shape is documented; None for the others."""
    if provider.family == "anthropic":
        error = {"type": kind or "invalid_request_error", "message": text}
        return {"type": "error", "error": error, "request_id": "req_emulated"}
    if provider.family == "gemini":
        return {"error": {"code": status, "message": text, "status": code or "UNKNOWN"}}
    return None


def _seen(provider: Provider) -> Iterator[dict[str, Any]]:
    """Give the error bodies that were seen whole at our two requests."""
    for row in provider.errors:
        if row.body and row.page is None and row.at and row.status >= _FIRST_ERROR:
            value = json.loads(row.body)
            if isinstance(value, dict):
                yield value


def _put(value: dict[str, Any], path: list[str], end: object) -> None:
    """Write `end` at the path; `*` is the one element of a list, and what is in the way gives way."""
    for place, name in enumerate(path[:-1]):
        if name == "*":
            continue
        if path[place + 1] == "*":
            value[name] = [{}]
            value = value[name][0]
        else:
            value[name] = value[name] if isinstance(value.get(name), dict) else {}
            value = value[name]
    value[path[-1]] = end
