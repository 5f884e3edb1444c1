"""Bytes to and from a host: asyncio itself, without a second event library on top.

The usual one costs as much processor time a request as the parsing of the page.
"""

from __future__ import annotations

import asyncio
import os
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from linkcheck_plus.exchange import Broken, Interrupted, NotInTime, Unreached

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

CHUNK = 64 * 1024
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


class Stream:
    """One connection."""

    def __init__(self, inbox: _Inbox) -> None:
        """Take a connection that was made."""
        self._inbox = inbox

    @property
    def tls(self) -> ssl.SSLObject | None:
        """What TLS has to say of it, None without TLS."""
        found: ssl.SSLObject | None = self.about("ssl_object")
        return found

    @property
    def readable(self) -> bool:
        """Whether something came that nobody read, be it the end."""
        return bool(self._inbox.bytes) or self._inbox.ended

    def about(self, info: str) -> Any:  # noqa: ANN401  as asyncio declares it
        """Give what asyncio knows of it by this name."""
        transport = self._inbox.transport
        return transport.get_extra_info(info) if transport is not None else None

    async def read(self, most: int = CHUNK) -> bytes:
        """Give some bytes, b'' at the end; raise Interrupted."""
        with _named(Interrupted, Interrupted):
            return await self._inbox.read(most)

    def write(self, data: bytes) -> None:
        """Send bytes; requests are small, so nobody waits for them to leave. Raises Interrupted."""
        transport = self._inbox.transport
        if transport is None or transport.is_closing():
            raise Interrupted("the connection is closed") from self._inbox.error  # noqa: TRY003, EM101
        if data:
            transport.write(data)

    async def aclose(self) -> None:
        """Close at once: what a host still sends is wanted by nobody."""
        if self._inbox.transport is not None:
            self._inbox.transport.abort()
            await asyncio.sleep(0)

    async def start_tls(self, context: ssl.SSLContext, name: str | None, seconds: float | None) -> Stream:
        """Go on over TLS with a host of this name; raise Unreached or NotInTime."""
        inbox, transport = _Inbox(), self._inbox.transport
        try:
            with _named(NotInTime, Unreached):
                async with asyncio.timeout(seconds):
                    upgraded = await inbox.loop.start_tls(
                        transport,  # type: ignore[arg-type]
                        inbox,
                        context,
                        server_hostname=name,
                    )
        except BaseException:
            await self.aclose()
            raise
        inbox.transport = upgraded
        return Stream(inbox)


async def connected(host: str, port: int, seconds: float | None) -> Stream:
    """Connect to a host, to its second kind of address soon after a silent first; raise as `start_tls`."""
    loop = asyncio.get_running_loop()
    with _named(NotInTime, Unreached):
        async with asyncio.timeout(seconds):
            try:
                several = NEXT_ADDRESS if _is_name(host) else None
                _, inbox = await loop.create_connection(_Inbox, host, port, happy_eyeballs_delay=several)
            except OSError as error:
                raise _single(error) from error
    return Stream(inbox)


def _is_name(host: str) -> bool:
    """Say whether a host is no address itself; one whose last label is a number is (URL Standard)."""
    return ":" not in host and not host.rpartition(".")[2].isdigit()


def _single(error: OSError) -> OSError:
    """Give the last of several addresses' errors, which asyncio joins in one text."""
    numbers = NUMBER.findall(str(error)) if error.errno is None else []
    return OSError(int(numbers[-1]), os.strerror(int(numbers[-1]))) if numbers else error


@contextmanager
def _named(late: type[Broken], broken: type[Broken]) -> Iterator[None]:
    """Turn asyncio's errors into ours, keeping them as the cause."""
    try:
        yield
    except TimeoutError as error:
        raise late(str(error)) from error
    except (OSError, EOFError) as error:
        raise broken(str(error)) from error
