"""A loopback server that says exactly the bytes a test wants said."""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Self, TypeAlias

from linkcheck_plus.settings import Route, Settings

if TYPE_CHECKING:
    import ssl
    from collections.abc import Awaitable, Callable
    from types import TracebackType

    Speech = Callable[[asyncio.StreamWriter], Awaitable[None]]
    Reply: TypeAlias = "bytes | Speech | Choice"


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came: 'host/path' and the headers in lower case."""

    uri: str
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """A reply that depends on the request: `choose` gives the response."""

    choose: Callable[[Request], bytes]


@dataclass
class Server:
    """Answers 'host/path' by `replies`, anything else with `otherwise`; notes every request and its time."""

    replies: dict[str, Reply] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    port: int = 0
    requests: list[Request] = field(default_factory=list)
    otherwise: Reply = field(default_factory=lambda: page("not here", 404))
    times: list[float] = field(default_factory=list)

    def __enter__(self) -> Self:
        """Listen on a free port of the loopback address."""
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(ready)))
        self._thread.start()
        ready.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop listening and drop what is still open."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    @property
    def settings(self) -> Settings:
        """Settings that send every host of the world to this server."""
        return Settings(connect_to=(Route("", 0, "127.0.0.1", self.port),), deadline=5)

    def asked(self, uri: str) -> int:
        """Give how often 'host/path' was asked for."""
        return sum(request.uri == uri for request in self.requests)

    async def _serve(self, ready: threading.Event) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0, ssl=self.tls)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await self._stop.wait()
        server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while await self._answer(reader, writer):
                pass
        writer.close()
        with suppress(OSError, asyncio.CancelledError):
            await writer.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])}
        uri = headers.get("host", "").partition(":")[0] + head[0].split(" ")[1]
        request = Request(uri, headers)
        self.requests.append(request)
        self.times.append(time.monotonic())
        reply = self.replies.get(uri, self.otherwise)
        if isinstance(reply, Choice):
            reply = reply.choose(request)
        if callable(reply):
            await reply(writer)
            return False
        writer.write(reply)
        await writer.drain()
        return True


def page(body: str | bytes = "", code: int = 200, **headers: str) -> bytes:
    """Give a whole response; `content_type=...` sets a header, HTML is the default."""
    content = body.encode() if isinstance(body, str) else body
    try:
        phrase = HTTPStatus(code).phrase
    except ValueError:
        phrase = "Odd"
    fields = {"content-type": "text/html; charset=utf-8", "content-length": str(len(content))}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {code} {phrase}", *(f"{name}: {value}" for name, value in fields.items() if value)]
    return "\r\n".join([*lines, "", ""]).encode() + content


def redirect(to: str, code: int = 302, **headers: str) -> bytes:
    """Give a redirect."""
    return page("", code, location=to, **headers)


async def silence(writer: asyncio.StreamWriter) -> None:
    """Say nothing at all."""
    await asyncio.sleep(60)


async def reset(writer: asyncio.StreamWriter) -> None:
    """Break the connection off without a word."""
    writer.transport.abort()


async def drip(writer: asyncio.StreamWriter) -> None:
    """Send a page that never ends, a few bytes at a time."""
    writer.write(page("", content_length="1000000"))
    for _ in range(600):
        writer.write(b"<p>x")
        await writer.drain()
        await asyncio.sleep(0.05)
