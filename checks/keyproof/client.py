"""The one door to HTTP: one request, one origin, bounded in time and size.

Nothing is retried and no redirect is followed, so that what travels in a header reaches one host only.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

DEADLINE = 30.0  # seconds for the whole request
BODY_LIMIT = 8 * 1024 * 1024  # decoded bytes


class NoAnswerError(Exception):
    """There was no answer that can be used; the text says why and holds no header."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A status, the headers by lower-case name, and the JSON of the body (None when it is none)."""

    status: int
    headers: Mapping[str, str]
    data: Any


def ask(
    method: str, url: str, headers: Mapping[str, str], body: object = None, deadline: float = DEADLINE
) -> Reply:
    """Send one request and give the reply, all within `deadline` seconds; raise NoAnswerError."""
    content = None if body is None else json.dumps(body).encode()
    try:
        return asyncio.run(_ask(method, url, headers, content, deadline))
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, ValueError) as error:
        # the library's own text of an illegal header holds the header
        host, kind = urlsplit(url).hostname, type(error).__name__
        message = f"no answer from {host}: {kind}"
        raise NoAnswerError(message) from None


async def _ask(
    method: str, url: str, headers: Mapping[str, str], content: bytes | None, deadline: float
) -> Reply:
    async with (
        asyncio.timeout(deadline),
        httpx.AsyncClient(timeout=deadline, follow_redirects=False) as client,
        client.stream(method, url, headers=dict(headers), content=content) as response,
    ):
        body = bytearray()
        async for part in response.aiter_bytes():
            body += part
            if len(body) > BODY_LIMIT:
                message = f"no answer from {response.url.host}: more than {BODY_LIMIT // 1024**2} MB"
                raise NoAnswerError(message)
        return Reply(response.status_code, dict(response.headers), _parsed(bytes(body)))


def _parsed(raw: bytes) -> Any:  # noqa: ANN401 - any JSON
    try:
        return json.loads(raw)
    except ValueError:
        return None
