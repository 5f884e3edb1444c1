"""HTTP/1.1 over one connection: one request at a time, asyncio carries the bytes.

httpx's engine has such a connection too. It takes three locks a request, each of which costs a turn of the
event loop, and loads a second event library for them; here nobody else wants a connection that is lent.
"""

from __future__ import annotations

from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING

from linkcheck_plus.exchange import Interrupted
from linkcheck_plus.parsing import Answers

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from linkcheck_plus.exchange import Request
    from linkcheck_plus.wire import Stream


class Connection:
    """One connection, for one request at a time."""

    def __init__(self, stream: Stream, kept: float) -> None:
        """Take a stream that is open; between two requests it is good for `kept` seconds."""
        self.stream, self._kept = stream, kept
        self.answers = Answers()
        self._idle_until: float | None = None

    @property
    def ready(self) -> bool:
        """Whether another request can be asked: it is idle, not for too long, and the host holds it still."""
        idle = self._idle_until is not None and monotonic() < self._idle_until
        return idle and not self.stream.readable

    async def ask(self, request: Request) -> Response:
        """Send a request, and read the head of its answer; raise Broken."""
        self._idle_until = None
        self.answers.expect()
        with suppress(Interrupted):  # a host may answer and close before it has read the request
            self.stream.write(_head(request))
        while not self.answers.status:
            await self.more()
        return Response(self)

    async def more(self) -> None:
        """Read what comes next; raise Broken."""
        self.answers.feed(await self.stream.read())

    def end(self) -> None:
        """End the exchange: a connection whose answer was read to its end can be lent again."""
        if self.answers.reusable:
            self._idle_until = monotonic() + self._kept

    async def aclose(self) -> None:
        """Close it."""
        self._idle_until = None
        await self.stream.aclose()


class Response:
    """The head of an answer, and its body in the pieces it comes in."""

    def __init__(self, connection: Connection) -> None:
        """Take the head as it was read."""
        self._connection = connection
        answers = connection.answers
        self.status, self.headers, self.version = answers.status, answers.headers, answers.version
        self.tls = connection.stream.tls

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Give the body; raise Broken."""
        answers = self._connection.answers
        while answers.pieces or not answers.ended:
            if answers.pieces:
                yield answers.pieces.popleft()
            else:
                await self._connection.more()

    async def aclose(self) -> None:
        """End the exchange."""
        self._connection.end()


def _head(request: Request) -> bytes:
    """Give the request's bytes."""
    lines = [b"GET %b HTTP/1.1" % request.target, *(b"%b: %b" % field for field in request.headers)]
    return b"\r\n".join(lines) + b"\r\n\r\n"
