"""The stand-in as an ASGI application: any request in, one recorded answer out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from keyproof.emulator import answers
from keyproof.emulator.exchange import Answer, Request, Seen
from keyproof.model import Provider

Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Before = Callable[[Request], Answer | None]
BODY_LIMIT = 1 << 20


class Application:
    """Answers for every provider, each under its own host names.

    `before` is asked first: an answer from it stands in place of the one from the facts.
    """

    def __init__(
        self, providers: Mapping[str, Provider], seen: list[Seen], before: Before | None = None
    ) -> None:
        self._by_origin = {
            origin: [facts for facts in providers.values() if origin in answers.origins(facts)]
            for provider in providers.values()
            for origin in answers.origins(provider)
        }
        self._seen = seen
        self._before = before

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request, and note it."""
        body = await _body(receive)
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        request = Request(
            method=scope["method"],
            scheme=scope["scheme"],
            authority=headers.get("host", ""),
            path=scope["path"],
            headers=headers,
            body=body,
            query=scope["query_string"].decode("latin-1"),
        )
        answer = self.answer(request)
        self._seen.append(Seen(request.method, request.url, headers, body, answer.status, answer.body))
        await _reply(send, answer)

    def answer(self, request: Request) -> Answer:
        """Give the answer of the provider that the request is meant for."""
        if len(request.body) > BODY_LIMIT:
            return Answer.json(413, {"error": {"message": f"the body is longer than {BODY_LIMIT} bytes"}})
        if self._before is not None and (special := self._before(request)) is not None:
            return special
        try:
            candidates = self._by_origin.get(answers.origin_of(request), [])
        except ValueError:
            candidates = []
        # several servers may have one port: the key says for which of them it was made
        meant = [provider for provider in candidates if answers.is_known(provider, request)]
        tried = [answers.answer(provider, request) for provider in meant or candidates]
        known = [answer for answer in tried if answer.status != 404]  # noqa: PLR2004 - "not found"
        return (
            known or tried or [Answer.json(421, {"error": {"message": f"unknown host {request.authority}"}})]
        )[0]


async def _body(receive: Receive) -> bytes:
    """Give the body, or one byte more than the limit."""
    body = b""
    while len(body) <= BODY_LIMIT:
        message = await receive()
        body += message.get("body", b"")[: BODY_LIMIT + 1 - len(body)]
        if not message.get("more_body"):
            break
    return body


async def _reply(send: Send, answer: Answer) -> None:
    headers = [(name.encode(), value.encode("latin-1")) for name, value in answer.headers.items()]
    headers.append((b"content-length", str(len(answer.body)).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
