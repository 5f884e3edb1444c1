"""The address at which a provider with a form of its own also takes requests in OpenAI's form.

MacBehaviour speaks OpenAI's form only without its own `setKey()`; the facts name the address.
"""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from keyproof.bodies import reply
from keyproof.emulator.exchange import Answer, Request
from keyproof.model import Provider


def is_at(provider: Provider, request: Request) -> bool:
    """Say whether the request goes to that address, and not to the provider's own form."""
    mac, first = provider.macbehaviour, provider.first_request
    return (
        mac is not None
        and request.path == urlsplit(mac.api_url).path
        and request.path != urlsplit(first.base_url + first.path).path
    )


def answered(provider: Provider, request: Request) -> Answer:
    """Give the answer to a conversation; 400 for anything else."""
    try:
        body = json.loads(request.body)
    except ValueError:
        body = None
    if not isinstance(body, dict) or not isinstance(body.get("messages"), list) or not body.get("model"):
        return Answer.json(400, {"error": {"message": "not a conversation in OpenAI's form"}})
    message = {"role": "assistant", "content": reply(provider)}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return Answer.json(200, {"object": "chat.completion", "model": body["model"], "choices": [choice]})
