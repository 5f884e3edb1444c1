"""HTTP/1.1 over one connection: h11 writes the request and reads the answer, asyncio carries both.

httpx's engine has such a connection too. It takes three locks a request, each of which costs a turn of the
event loop, and loads a second event library for them; here nobody else wants a connection that is lent.
"""

from __future__ import annotations

from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING

import h11

from linkcheck_plus.exchange import Interrupted, Malformed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from linkcheck_plus.exchange import Request
    from linkcheck_plus.wire import Stream

#: Bytes that the head of an answer may have.
HEAD = 100 * 1024
SWITCHED = 101


class Connection:
    """One connection, for one request at a time."""

    def __init__(self, stream: Stream, kept: float) -> None:
        """Take a stream that is open; between two requests it is good for `kept` seconds."""
        self.stream, self._kept = stream, kept
        self._messages = h11.Connection(h11.CLIENT, max_incomplete_event_size=HEAD)
        self._idle_until: float | None = None

    @property
    def ready(self) -> bool:
        """Whether another request can be asked: it is idle, not for too long, and the host holds it still."""
        idle = self._idle_until is not None and monotonic() < self._idle_until
        return idle and not self.stream.readable

    async def ask(self, request: Request) -> Response:
        """Send a request, and read the head of its answer; raise Broken."""
        self._idle_until = None
        await self._send(request)
        return Response(self, await self._head())

    async def _send(self, request: Request) -> None:
        try:
            event = h11.Request(method="GET", target=request.target, headers=request.headers)
            data = (self._messages.send(event) or b"") + (self._messages.send(h11.EndOfMessage()) or b"")
        except h11.LocalProtocolError as error:
            raise Malformed(str(error)) from error
        with suppress(Interrupted):  # a host may answer and close before it has read the request
            self.stream.write(data)

    async def _head(self) -> h11.Response | h11.InformationalResponse:
        """Read the head of the answer; what comes before it, such as 103, is passed over."""
        while True:
            event = await self.event()
            if isinstance(event, h11.Response):
                return event
            if isinstance(event, h11.InformationalResponse) and event.status_code == SWITCHED:
                return event

    async def event(self) -> h11.Event | type[h11.PAUSED]:
        """Give the next piece of the answer."""
        while True:
            try:
                event = self._messages.next_event()
            except h11.RemoteProtocolError as error:
                raise Malformed(str(error)) from error
            if event is not h11.NEED_DATA:
                return event  # type: ignore[return-value]  # mypy does not narrow h11's sentinels
            data = await self.stream.read()
            if not data and self._messages.their_state is h11.SEND_RESPONSE:
                msg = "the host disconnected without sending a response"
                raise Interrupted(msg)
            self._messages.receive_data(data)

    def end(self) -> None:
        """End the exchange: a connection whose answer was read to its end can be lent again."""
        if self._messages.our_state is h11.DONE and self._messages.their_state is h11.DONE:
            self._messages.start_next_cycle()
            self._idle_until = monotonic() + self._kept

    async def aclose(self) -> None:
        """Close it."""
        self._idle_until = None
        await self.stream.aclose()


class Response:
    """The head of an answer, and its body in the pieces it comes in."""

    def __init__(self, connection: Connection, head: h11.Response | h11.InformationalResponse) -> None:
        """Take the head as it was read."""
        self._connection = connection
        self.status = head.status_code
        self.headers = head.headers.raw_items()
        self.version = f"HTTP/{head.http_version.decode()}"
        self.tls = connection.stream.tls

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Give the body; raise Broken."""
        while isinstance(event := await self._connection.event(), h11.Data):
            yield bytes(event.data)

    async def aclose(self) -> None:
        """End the exchange."""
        self._connection.end()
