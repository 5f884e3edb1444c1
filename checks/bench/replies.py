"""What a host of the fault server answers: whole pages as data, and faults as speeches of raw bytes."""

from __future__ import annotations

import asyncio
import struct
import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from typing import TypeAlias

HTML = "text/html; charset=utf-8"
#: Longer than any checker of this benchmark is allowed to wait.
FOREVER = 120
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Request:
    """One request: its target as sent, headers in lower case, and how often the target was asked before."""

    method: str
    target: str
    headers: Mapping[str, str]
    before: int


@dataclass(frozen=True, slots=True)
class Page:
    """One whole response; `{me}` and `{other}` in text become the addresses of the situation's hosts."""

    body: str | bytes = ""
    code: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    def wire(self, names: Mapping[str, str], *, head: bool = False) -> bytes:
        """Give the bytes to send; none of the body for a HEAD request."""
        body = self.body if isinstance(self.body, bytes) else filled(self.body, names).encode()
        fields = {"Content-Type": HTML, "Content-Length": str(len(body)), **self.headers}
        lines = [f"HTTP/1.1 {self.code} {_phrase(self.code)}"]
        lines += [f"{name}: {filled(value, names)}" for name, value in fields.items() if value]
        return "\r\n".join([*lines, "", ""]).encode() + (b"" if head else body)


@dataclass(frozen=True, slots=True)
class Raw:
    """Exactly these bytes, then the end of the connection."""

    content: bytes


Speech: TypeAlias = Callable[[asyncio.StreamWriter], Awaitable[None]]
Choice: TypeAlias = Callable[[Request], "Page | Raw | Talk"]


@dataclass(frozen=True, slots=True)
class Talk:
    """A reply that takes time or never ends; the connection ends with it."""

    speech: Speech


@dataclass(frozen=True, slots=True)
class Depends:
    """A reply that depends on the request."""

    choice: Choice


Reply: TypeAlias = Page | Raw | Talk | Depends


def filled(text: str, names: Mapping[str, str]) -> str:
    """Put the hosts' addresses into a text."""
    for name, value in names.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def _phrase(code: int) -> str:
    try:
        return HTTPStatus(code).phrase
    except ValueError:
        return "Odd"


def redirect(to: str, code: int = 302, **headers: str) -> Page:
    """Give a redirect; underscores in the names of headers stand for hyphens."""
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return Page("", code, {"Location": to, **more})


def typed(body: str | bytes, kind: str, **headers: str) -> Page:
    """Give a response of another media type."""
    return Page(body, 200, {"Content-Type": kind, **headers})


def encoded(body: bytes, encoding: str) -> Page:
    """Give a page that names a content encoding."""
    return Page(body, 200, {"Content-Encoding": encoding})


def at_first(first: Reply, then: Reply, times: int = 1) -> Depends:
    """Give a reply that changes after so many requests for the same target."""
    return Depends(lambda request: _settled(first if request.before < times else then, request))


def unless_browser(refusal: Reply, page: Reply) -> Depends:
    """Give a reply that lets in only those who look like a browser."""

    def choose(request: Request) -> Page | Raw | Talk:
        agent = request.headers.get("user-agent", "")
        browser = agent.startswith("Mozilla/5.0 (X11; Linux") and "sec-fetch-mode" in request.headers
        return _settled(page if browser else refusal, request)

    return Depends(choose)


def by_method(head: Reply, get: Reply) -> Depends:
    """Give a reply that is another to HEAD."""
    return Depends(lambda request: _settled(head if request.method == "HEAD" else get, request))


def with_header(name: str, part: str, given: Reply, otherwise: Reply) -> Depends:
    """Give a reply that depends on whether a request header holds a text."""
    return Depends(
        lambda request: _settled(given if part in request.headers.get(name, "") else otherwise, request)
    )


def _settled(reply: Reply, request: Request) -> Page | Raw | Talk:
    return reply.choice(request) if isinstance(reply, Depends) else reply


async def _silent(_writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(FOREVER)


async def _reset(writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


#: Nothing at all, for ever.
SILENCE = Talk(_silent)
#: The connection ends without a word.
RESET = Talk(_reset)


def after(seconds: float, page: Page) -> Talk:
    """Give a page late."""

    async def speech(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(seconds)
        writer.write(page.wire({}))

    return Talk(speech)


def drip(start: bytes, drop: bytes, every: float = 0.2) -> Talk:
    """Give a reply that goes on drop by drop."""

    async def speech(writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        for _ in range(int(FOREVER / every)):
            writer.write(drop)
            await writer.drain()
            await asyncio.sleep(every)

    return Talk(speech)


def pour(start: bytes, block: bytes, total: int = 0) -> Talk:
    """Give a reply as fast as it is taken; `total` bytes of it, or without end."""

    async def speech(writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        sent = 0
        while sent < total or not total:
            writer.write(block)
            await writer.drain()
            sent += len(block)
            await asyncio.sleep(0)  # the other hosts share this thread

    return Talk(speech)


@cache
def bomb(megabytes: int) -> bytes:
    """Give a small gzip body that unfolds to so many megabytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = b"<p>good page " * 4
    start = packer.compress(first) + packer.flush(zlib.Z_FULL_FLUSH)
    block = b" " * MEGABYTE
    packed = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)  # it stands for itself: repeat it
    check = zlib.crc32(first)
    for _ in range(megabytes):
        check = zlib.crc32(block, check)
    size = (len(first) + megabytes * MEGABYTE) & 0xFFFFFFFF
    head = bytes([31, 139, 8, 0, 0, 0, 0, 0, 0, 255])
    return head + start + packed * megabytes + packer.flush() + struct.pack("<II", check, size)
