"""The door: a loopback proxy that leads the real host names to servers on this machine, and nowhere else.

A program that obeys `HTTPS_PROXY` asks with CONNECT, one that obeys `HTTP_PROXY` with a whole address.
An unknown host gets 502 and is noted. One request goes over a connection in plain http, so that the
next one may go to another host.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from urllib.parse import urlsplit

from keyproof.emulator.exchange import REFUSED, Seen

Address = tuple[str, int]
HEAD_LIMIT = 1 << 16
NOTE_LIMIT = 1 << 20
DEADLINE = 120.0
_DROPPED = (b"proxy-", b"connection:")
_BLOCK = 1 << 16
_FAULTS = (OSError, TimeoutError, ValueError, EOFError, asyncio.LimitOverrunError)


class Door:
    """A proxy for the known hosts. Whatever else is asked for is refused and given to `note`."""

    def __init__(self, note: Callable[[Seen], None]) -> None:
        self.inside: dict[Address, Address] = {}
        self.upstream: dict[Address, Address] = {}
        self._note = note
        self._server: asyncio.Server | None = None

    async def open(self) -> int:
        """Start, and give the port."""
        self._server = await asyncio.start_server(self._guest, "127.0.0.1", 0, limit=HEAD_LIMIT)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def close(self) -> None:
        """Stop taking guests."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _guest(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(*_FAULTS):
            async with asyncio.timeout(DEADLINE):
                await self._serve(reader, writer)
        await _shut(writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        method, target, _ = head.split(b"\r\n", 1)[0].decode("ascii").split(" ")
        tunnel = method == "CONNECT"
        parts = urlsplit(f"//{target}" if tunnel else target)
        wanted = (parts.hostname or "", parts.port or 80)
        real = None if tunnel else self.upstream.get(wanted)
        address = real or self.inside.get(wanted)
        if address is None:
            await self._refuse(writer, method, f"https://{target}" if tunnel else target)
            return
        record = _Record(method, target, head) if real else None
        await self._lead(address, reader, writer, b"" if tunnel else _rewritten(head), record)

    async def _refuse(self, writer: asyncio.StreamWriter, method: str, url: str) -> None:
        text = f"the stand-in knows no such host: {url}\n".encode()
        self._note(Seen(method, url, {}, b"", REFUSED, text))
        head = (
            f"HTTP/1.1 {REFUSED} Unknown host\r\nContent-Type: text/plain\r\nContent-Length: {len(text)}\r\n"
        )
        writer.write(head.encode() + b"Connection: close\r\n\r\n" + text)
        await writer.drain()

    async def _lead(
        self,
        address: Address,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        head: bytes,
        record: _Record | None,
    ) -> None:
        """Join the guest with the server inside. Without a head it is a tunnel."""
        inner_reader, inner_writer = await asyncio.open_connection(*address)
        try:
            (inner_writer if head else writer).write(head or b"HTTP/1.1 200 Connection established\r\n\r\n")
            up = asyncio.create_task(_copy(reader, inner_writer, record.sent if record else None))
            down = asyncio.create_task(_copy(inner_reader, writer, record.received if record else None))
            await _both(up, down)
        finally:
            await _shut(inner_writer)
            if record is not None:
                self._note(record.seen())


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


async def _both(up: asyncio.Task[None], down: asyncio.Task[None]) -> None:
    """Wait until the server has said everything; a guest that left early is no reason to stop it."""
    try:
        await down
    finally:
        up.cancel()
        await asyncio.gather(up, down, return_exceptions=True)


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, tee: bytearray | None) -> None:
    while block := await reader.read(_BLOCK):
        if tee is not None and len(tee) < NOTE_LIMIT:
            tee += block
        writer.write(block)
        await writer.drain()
    if writer.can_write_eof():
        writer.write_eof()


async def _shut(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
