"""The door leads known names to servers on this machine, refuses all others, and survives any guest."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyproof.emulator import door as module
from keyproof.emulator.door import Address, Door
from keyproof.emulator.exchange import Seen

Result = TypeVar("Result")
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


class World:
    """A door with one server behind it, which notes what it was sent."""

    def __init__(
        self, door: Door, port: int, inner: Address, received: list[bytes], notes: list[Seen]
    ) -> None:
        self.door, self.port, self.inner, self.received, self.notes = door, port, inner, received, notes

    async def say(self, text: bytes, *, leave: bool = False) -> bytes:
        """Send the text through the door and give all that comes back."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(text)
        if leave:
            writer.write_eof()
        try:
            async with asyncio.timeout(10):
                return await reader.read()
        finally:
            writer.close()


@asynccontextmanager
async def world() -> AsyncIterator[World]:
    """Open a door to one server."""
    received: list[bytes] = []
    notes: list[Seen] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        received.append(await reader.read(1 << 16))
        writer.write(ANSWER)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    inner: Address = server.sockets[0].getsockname()
    door = Door(notes.append)
    port = await door.open()
    try:
        yield World(door, port, inner, received, notes)
    finally:
        await door.close()
        server.close()
        await server.wait_closed()


def played(scene: Callable[[World], Awaitable[Result]]) -> Result:
    """Play a scene in a world of its own."""

    async def play() -> Result:
        async with world() as here:
            return await scene(here)

    return asyncio.run(play())


def test_a_tunnel_carries_bytes_both_ways() -> None:
    """CONNECT to a known host and port is joined with the server inside."""

    async def scene(here: World) -> None:
        here.door.inside["api.example", 443] = here.inner
        answer = await here.say(
            b"CONNECT api.example:443 HTTP/1.1\r\nHost: api.example:443\r\n\r\n\x16\x03hello"
        )
        assert answer == b"HTTP/1.1 200 Connection established\r\n\r\n" + ANSWER
        assert here.received == [b"\x16\x03hello"]
        assert here.notes == []

    played(scene)


@pytest.mark.parametrize(
    "target", ["evil.example:443", "api.example:444", "api.example.evil:443", "127.0.0.1:22"]
)
def test_a_tunnel_elsewhere_is_refused_and_noted(target: str) -> None:
    """Neither another host nor another port of a known one is reached."""

    async def scene(here: World) -> None:
        here.door.inside["api.example", 443] = here.inner
        answer = await here.say(f"CONNECT {target} HTTP/1.1\r\n\r\n".encode())
        assert answer.startswith(b"HTTP/1.1 502 ")
        assert here.received == []
        assert [(one.url, one.is_refused) for one in here.notes] == [(f"https://{target}", True)]

    played(scene)


def test_a_plain_request_is_sent_on_in_the_server_s_own_form() -> None:
    """The address loses its host, headers for the proxy are dropped, all others and the body stay."""
    head = b"POST http://127.0.0.1:8080/v1/x?a=b HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n"
    more = b"Proxy-Connection: keep-alive\r\nAuthorization: Bearer keyproof-good-x\r\n"
    rest = more + b"Connection: keep-alive\r\nContent-Length: 4\r\n\r\nbody"

    async def scene(here: World) -> None:
        here.door.inside["127.0.0.1", 8080] = here.inner
        assert await here.say(head + rest) == ANSWER
        (received,) = here.received
        assert received.startswith(b"POST /v1/x?a=b HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n")
        assert b"Authorization: Bearer keyproof-good-x\r\n" in received
        assert b"Connection: close\r\n" in received
        assert b"Proxy" not in received
        assert b"keep-alive" not in received
        assert received.endswith(b"\r\n\r\nbody")

    played(scene)


def test_a_real_server_takes_the_place_of_the_stand_in_and_is_noted() -> None:
    """A routed address goes to the real server; what passed is kept, for checks of keys and contracts."""
    asked = b"GET http://localhost:8080/v1/models HTTP/1.1\r\nHost: localhost:8080\r\nX-Api-Key: k\r\n\r\n"

    async def scene(here: World) -> None:
        here.door.upstream["localhost", 8080] = here.inner
        assert await here.say(asked) == ANSWER
        (seen,) = here.notes
        assert (seen.method, seen.url, seen.status) == ("GET", "http://localhost:8080/v1/models", 200)
        assert (seen.headers["x-api-key"], seen.answer) == ("k", b"ok")
        assert not seen.is_refused

    played(scene)


def test_a_server_that_is_gone_ends_the_connection() -> None:
    """Nothing listens any more: the guest gets no answer, and the door stays open for the next."""

    async def scene(here: World) -> None:
        here.door.upstream["localhost", 1] = ("127.0.0.1", 1)
        here.door.inside["api.example", 443] = here.inner
        assert await here.say(b"GET http://localhost:1/ HTTP/1.1\r\n\r\n") == b""
        assert b" 200 " in await here.say(b"CONNECT api.example:443 HTTP/1.1\r\n\r\nx")

    played(scene)


def test_a_guest_who_stops_sending_still_gets_the_answer() -> None:
    """Half of the connection may be closed by the guest before the answer comes."""

    async def scene(here: World) -> None:
        here.door.inside["api.example", 443] = here.inner
        assert (await here.say(b"CONNECT api.example:443 HTTP/1.1\r\n\r\nx", leave=True)).endswith(b"ok")

    played(scene)


def test_a_guest_who_says_nothing_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each guest has a deadline."""
    monkeypatch.setattr(module, "DEADLINE", 0.05)
    assert played(lambda here: here.say(b"CONNECT api.ex")) == b""


def test_a_head_without_end_is_cut() -> None:
    """More than the limit of bytes without an empty line ends the connection."""

    async def scene(here: World) -> None:
        with contextlib.suppress(ConnectionError):  # the door may be shut while the guest is talking
            assert await here.say(b"GET " + b"x" * (2 * module.HEAD_LIMIT)) == b""

    played(scene)


@settings(max_examples=50, deadline=None)
@given(noise=st.binary(max_size=200), ending=st.sampled_from([b"", b"\r\n\r\n", b" HTTP/1.1\r\n\r\n"]))
def test_no_guest_breaks_the_door(noise: bytes, ending: bytes) -> None:
    """After any bytes the next guest is served, and the server inside was not reached by them."""

    async def scene(here: World) -> None:
        here.door.inside["api.example", 443] = here.inner
        answer = await here.say(noise + ending, leave=True)
        assert answer == b"" or answer.startswith(b"HTTP/1.1 502 ")
        assert here.received == []
        assert b" 200 " in await here.say(b"CONNECT api.example:443 HTTP/1.1\r\n\r\nx")

    played(scene)
