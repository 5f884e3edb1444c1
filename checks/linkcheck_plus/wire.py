"""Bytes to and from a host for httpx's engine: asyncio itself, without a second event library on top.

The engine's usual backend costs as much processor time a request as the parsing of the page.
"""

from __future__ import annotations

import asyncio
import os
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpcore

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable, Iterator

#: Unread bytes above which the host is made to wait.
FULL = 256 * 1024
#: A second address of a host is tried when the first has not answered for so long (RFC 8305).
NEXT_ADDRESS = 0.25
NUMBER = re.compile(r"\[Errno (\d+)\]")


class _Inbox(asyncio.Protocol):
    """Keeps what came until it is read."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.transport: asyncio.Transport | None = None
        self.bytes = bytearray()
        self.ended = False
        self.error: Exception | None = None
        self._reader: asyncio.Future[None] | None = None
        self._paused = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]  # a stream's transport is one

    def data_received(self, data: bytes) -> None:
        self.bytes += data
        if len(self.bytes) > FULL and self.transport and not self._paused:
            self._paused = True
            self.transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        self.ended = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        self.ended, self.error = True, exc
        self._wake()

    def _wake(self) -> None:
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)

    async def read(self, most: int) -> bytes:
        """Give what came, b'' at the end; raise OSError when the connection broke."""
        while not self.bytes and not self.ended:
            self._reader = self.loop.create_future()
            await self._reader
        if not self.bytes and self.error is not None:
            raise self.error
        data = bytes(self.bytes[:most])
        del self.bytes[:most]
        if self._paused and self.transport and len(self.bytes) < FULL:
            self._paused = False
            self.transport.resume_reading()
        return data


class Stream(httpcore.AsyncNetworkStream):
    """One connection."""

    def __init__(self, inbox: _Inbox) -> None:
        """Take a connection that was made."""
        self._inbox = inbox

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        """Give some bytes, b'' at the end."""
        with _named(httpcore.ReadTimeout, httpcore.ReadError):
            if timeout is None:
                return await self._inbox.read(max_bytes)
            async with asyncio.timeout(timeout):
                return await self._inbox.read(max_bytes)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002, ASYNC109
        """Send bytes; requests are small, so nobody waits for them to leave."""
        transport = self._inbox.transport
        if transport is None or transport.is_closing():
            raise httpcore.WriteError("the connection is closed") from self._inbox.error  # noqa: TRY003, EM101
        if buffer:
            transport.write(buffer)

    async def aclose(self) -> None:
        """Close at once: what a host still sends is wanted by nobody."""
        if self._inbox.transport is not None:
            self._inbox.transport.abort()
            await asyncio.sleep(0)

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore.AsyncNetworkStream:
        """Go on over TLS."""
        inbox, transport = _Inbox(), self._inbox.transport
        try:
            with _named(httpcore.ConnectTimeout, httpcore.ConnectError):
                async with asyncio.timeout(timeout):
                    upgraded = await inbox.loop.start_tls(
                        transport,  # type: ignore[arg-type]
                        inbox,
                        ssl_context,
                        server_hostname=server_hostname,
                    )
        except BaseException:
            await self.aclose()
            raise
        inbox.transport = upgraded
        return Stream(inbox)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  as httpcore declares it
        """Give what the engine asks of a connection."""
        if info == "is_readable":
            return bool(self._inbox.bytes) or self._inbox.ended
        transport = self._inbox.transport
        return transport.get_extra_info(info) if transport is not None else None


class Backend(httpcore.AsyncNetworkBackend):
    """Makes connections: both kinds of addresses, the second soon after a silent first."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        """Connect to a host."""
        loop = asyncio.get_running_loop()
        with _named(httpcore.ConnectTimeout, httpcore.ConnectError):
            async with asyncio.timeout(timeout):
                try:
                    _, inbox = await loop.create_connection(
                        _Inbox, host, port, happy_eyeballs_delay=NEXT_ADDRESS, interleave=1
                    )
                except OSError as error:
                    raise _single(error) from error
        return Stream(inbox)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


def _single(error: OSError) -> OSError:
    """Give the last of several addresses' errors, which asyncio joins in one text."""
    numbers = NUMBER.findall(str(error)) if error.errno is None else []
    return OSError(int(numbers[-1]), os.strerror(int(numbers[-1]))) if numbers else error


@contextmanager
def _named(late: type[Exception], broken: type[Exception]) -> Iterator[None]:
    """Turn asyncio's errors into the engine's, keeping them as the cause."""
    try:
        yield
    except TimeoutError as error:
        raise late(str(error)) from error
    except (OSError, EOFError) as error:
        raise broken(str(error)) from error
