"""What our requests send, and where the text stands in what comes back."""

from __future__ import annotations

import json
from typing import Any

from keyproof.model import Provider

# Anthropic refuses a request that does not say how much may come back.
ENOUGH = 100


def check_body(provider: Provider) -> Any:  # noqa: ANN401 - any JSON
    """Give the value that the check posts; None when it sends nothing."""
    return None if provider.check.body is None else json.loads(provider.check.body)


def first_body(provider: Provider) -> dict[str, Any]:
    """Give the body of the first request, in the form of the provider's family."""
    first, prompt = provider.first_request, f"Say: {reply(provider)}"
    if provider.family == "gemini":
        return {"contents": [{"parts": [{"text": prompt}]}], **first.extra_body}
    body: dict[str, Any] = {"model": first.model}
    if provider.family == "anthropic":
        body["max_tokens"] = ENOUGH
    return {**body, "messages": [{"role": "user", "content": prompt}], **first.extra_body}


def reply(provider: Provider) -> str:
    """Give the text in the example answer to the first request. LookupError when its path leads nowhere."""
    first = provider.first_request
    try:
        return str(reached(json.loads(first.example), first.text_path))
    except LookupError as error:
        message = f"{provider.id}: first_request.text_path {first.text_path!r} leads nowhere in the example"
        raise LookupError(message) from error


def reached(value: Any, path: str) -> Any:  # noqa: ANN401 - any JSON
    """Give what stands at the end of a path with dots. LookupError when it leads nowhere."""
    for part in path.split("."):
        try:
            value = value[int(part)] if isinstance(value, list) else value[part]
        except (LookupError, TypeError, ValueError) as error:
            raise LookupError(path) from error
    return value
