"""The door: a loopback proxy that leads the real host names to servers on this machine, and nowhere else.

A program that obeys `HTTPS_PROXY` asks with CONNECT, one that obeys `HTTP_PROXY` with a whole address.
An unknown host gets 502 and is noted. One request goes over a connection in plain http, so that the
next one may go to another host.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from urllib.parse import urlsplit

from keyproof.emulator.exchange import REFUSED, Seen

Address = tuple[str, int]
Pair = tuple[asyncio.StreamReader, asyncio.StreamWriter]
HEAD_LIMIT = 1 << 16
NOTE_LIMIT = 1 << 20
GUEST_LIMIT = 100
DEADLINE = 120.0
_DROPPED = (b"proxy-", b"connection:")
_BLOCK = 1 << 16
_FAULTS = (OSError, TimeoutError, ValueError, EOFError, asyncio.LimitOverrunError)


class Door:
    """A proxy for the known hosts. Whatever else is asked for is refused and given to `note`.

    `inside` leads to the stand-in. `upstream` leads plain http to real servers; what passes is noted.
    """

    def __init__(self, note: Callable[[Seen], None]) -> None:
        self.inside: dict[Address, Address] = {}
        self.upstream: dict[Address, Address] = {}
        self._note = note
        self._server: asyncio.Server | None = None
        self._guests: set[asyncio.Task[None]] = set()

    async def open(self) -> int:
        """Start, and give the port."""
        self._server = await asyncio.start_server(self._admit, "127.0.0.1", 0, limit=HEAD_LIMIT)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def close(self) -> None:
        """Send the guests away and take no more."""
        if self._server is not None:
            self._server.close()
        for guest in self._guests:
            guest.cancel()
        await asyncio.gather(*self._guests, return_exceptions=True)

    def _admit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._guests) >= GUEST_LIMIT:
            writer.close()
            return
        guest = asyncio.create_task(self._guest(reader, writer))
        self._guests.add(guest)
        guest.add_done_callback(self._guests.discard)
        guest.add_done_callback(lambda _: writer.close())

    async def _guest(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(DEADLINE):
                await self._serve(reader, writer)
        except _FAULTS:
            pass  # what a guest does wrong concerns that guest alone

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        method, target, _ = head.split(b"\r\n", 1)[0].decode("ascii").split(" ")
        tunnel = method == "CONNECT"
        parts = urlsplit(f"//{target}" if tunnel else target)
        wanted = (parts.hostname or "", parts.port or 80)
        if not tunnel and wanted in self.upstream:
            record = _Record(method, target, head)
            await self._lead(self.upstream[wanted], (reader, writer), _rewritten(head), record)
        elif wanted in self.inside:
            await self._lead(self.inside[wanted], (reader, writer), b"" if tunnel else _rewritten(head))
        else:
            await self._refuse(writer, method, f"https://{target}" if tunnel else target)

    async def _refuse(self, writer: asyncio.StreamWriter, method: str, url: str) -> None:
        text = f"the stand-in knows no such host: {url}\n".encode()
        self._note(Seen(method, url, {}, b"", REFUSED, text))
        head = (
            f"HTTP/1.1 {REFUSED} Unknown host\r\nContent-Type: text/plain\r\nContent-Length: {len(text)}\r\n"
        )
        writer.write(head.encode() + b"Connection: close\r\n\r\n" + text)
        await writer.drain()

    async def _lead(self, address: Address, guest: Pair, head: bytes, record: _Record | None = None) -> None:
        """Join the guest with the server inside. Without a head it is a tunnel."""
        reader, writer = guest
        inner_reader, inner_writer = await asyncio.open_connection(*address)
        (inner_writer if head else writer).write(head or b"HTTP/1.1 200 Connection established\r\n\r\n")
        up = asyncio.create_task(_copy(reader, inner_writer, record.sent if record else None))
        try:
            if record is not None:
                # noted before it is passed on: who has the answer may at once ask what was noted
                record.received += await _read(inner_reader, NOTE_LIMIT)
                self._note(record.seen())
                writer.write(record.received)
            await _copy(inner_reader, writer)
        finally:
            up.cancel()
            inner_writer.close()
            await asyncio.gather(up, return_exceptions=True)


class _Record:
    """What passed between a guest and a real server, up to a limit."""

    def __init__(self, method: str, url: str, head: bytes) -> None:
        self._method, self._url = method, url
        self._head = head
        self.sent, self.received = bytearray(), bytearray()

    def seen(self) -> Seen:
        """Give the note; status 0 when no answer came."""
        lines = self._head.decode("latin-1").split("\r\n")[1:]
        pairs = (line.partition(":") for line in lines if line)
        headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
        head, _, answer = bytes(self.received).partition(b"\r\n\r\n")
        status = head.split(b" ", 2)[1] if head.startswith(b"HTTP/") else b"0"
        return Seen(self._method, self._url, headers, bytes(self.sent), int(status), answer)


def _rewritten(head: bytes) -> bytes:
    """Turn the head of a proxy request into one for the server itself, on a connection of its own."""
    line, *headers = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
    method, target, version = line.split(b" ")
    parts = urlsplit(target)
    path = (parts.path or b"/") + (b"?" + parts.query if parts.query else b"")
    kept = [header for header in headers if not header.lower().startswith(_DROPPED)]
    return b"\r\n".join([b" ".join([method, path, version]), *kept, b"Connection: close", b"", b""])


async def _read(reader: asyncio.StreamReader, limit: int) -> bytes:
    """Give all that comes, up to the limit."""
    taken = bytearray()
    while len(taken) < limit and (block := await reader.read(_BLOCK)):
        taken += block
    return bytes(taken)


async def _copy(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, tee: bytearray | None = None
) -> None:
    while block := await reader.read(_BLOCK):
        if tee is not None and len(tee) < NOTE_LIMIT:
            tee += block
        writer.write(block)
        await writer.drain()
    if writer.can_write_eof():
        writer.write_eof()
