"""A server on loopback that misbehaves in one chosen way, on raw sockets: no library puts it right again.

A fault is a function: from the head of the request to what is sent, bytes and pauses (floats) in turn.
"""

from __future__ import annotations

import base64
import contextlib
import gzip
import json
import socket
import ssl
import struct
import threading
import urllib.parse
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

Fault = Callable[[bytes], Iterator[bytes | float]]
LIMIT = 10.0
REASON = {200: "OK", 302: "Found", 401: "Unauthorized", 403: "Forbidden", 503: "Service Unavailable"}


class HangUp(Exception):  # noqa: N818 - no error: the fault wants the connection to be reset
    """Reset the connection instead of closing it."""


@dataclass
class FaultServer:
    """Serves one fault; `heads` holds the head of every request it got."""

    fault: Fault
    tls: ssl.SSLContext | None = None
    heads: list[bytes] = field(default_factory=list)
    origin: str = ""

    def __enter__(self) -> Self:
        """Listen on a port of the system's choice."""
        self._listener = socket.create_server(("127.0.0.1", 0))
        scheme, port = "https" if self.tls else "http", self._listener.getsockname()[1]
        self.origin = f"{scheme}://127.0.0.1:{port}"
        self._stopping = threading.Event()
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop; faults that are under way end at their next pause."""
        self._stopping.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join(LIMIT)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), self._secured(connection) as line:
            head = _head(line)
            self.heads.append(head)
            try:
                self._play(line, head)
                line.shutdown(socket.SHUT_WR)
            except HangUp:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    @contextlib.contextmanager
    def _secured(self, connection: socket.socket) -> Iterator[socket.socket]:
        connection.settimeout(LIMIT)
        with connection:
            if self.tls is None:
                yield connection
            else:
                with self.tls.wrap_socket(connection, server_side=True) as secure:
                    yield secure

    def _play(self, connection: socket.socket, head: bytes) -> None:
        for act in self.fault(head):
            if isinstance(act, float):
                self._stopping.wait(act)
            else:
                connection.sendall(act)
            if self._stopping.is_set():
                return


def _head(connection: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head and (piece := connection.recv(65536)):
        head += piece
        if head.startswith(b"\x16"):  # a client that wants TLS waits for us
            break
    return head


def answer(status: int, body: str | bytes, kind: str = "application/json", **headers: str) -> bytes:
    """Give a whole HTTP answer, after which the connection ends."""
    raw = body.encode() if isinstance(body, str) else body
    fields = {"Content-Type": kind, "Content-Length": str(len(raw)), "Connection": "close"}
    fields |= {name.replace("_", "-"): text for name, text in headers.items()}
    lines = [
        f"HTTP/1.1 {status} {REASON.get(status, 'Some')}",
        *(f"{name}: {text}" for name, text in fields.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + raw


def always(status: int, body: object, kind: str = "application/json", **headers: str) -> Fault:
    """Give the same answer to everybody; a body that is no text is sent as JSON."""
    raw = body if isinstance(body, str | bytes) else json.dumps(body)
    return lambda _head: iter([answer(status, raw, kind, **headers)])


def only_for(key: str, good: object, refused: object = None) -> Fault:
    """Answer the right key with 200 and everybody else with 401, as a sound server does."""
    error = refused or {
        "error": {"message": "Unknown key", "type": "invalid_request_error", "code": "unknown"}
    }

    def fault(head: bytes) -> Iterator[bytes | float]:
        knows = sent_key(head) == key
        yield answer(200 if knows else 401, json.dumps(good if knows else error))

    return fault


def sent_key(head: bytes) -> str:
    """Give the key in the Authorization header of a request; empty without one."""
    for line in head.decode("latin-1").split("\r\n"):
        name, _, text = line.partition(":")
        if name.lower() == "authorization":
            return text.strip().removeprefix("Bearer ")
    return ""


def silent(_head: bytes) -> Iterator[bytes | float]:
    """Never answer."""
    while True:
        yield 0.05


def dripping_body(_head: bytes) -> Iterator[bytes | float]:
    """Send a good beginning, then a byte at a time, for ever."""
    yield b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"object": "list", "data": ['
    while True:
        yield b" "
        yield 0.05


def dripping_head(_head: bytes) -> Iterator[bytes | float]:
    """Send a header that never ends, a byte at a time."""
    yield b"HTTP/1.1 200 OK\r\nX-Slow: "
    while True:
        yield b"a"
        yield 0.05


def never_final(_head: bytes) -> Iterator[bytes | float]:
    """Send one interim answer after the other and never the real one."""
    while True:
        yield b"HTTP/1.1 103 Early Hints\r\n\r\n"
        yield 0.01


def endless(_head: bytes) -> Iterator[bytes | float]:
    """Send a body without an end as fast as it is taken."""
    yield b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n["
    while True:
        yield b"0," * 32768


def cut_off(_head: bytes) -> Iterator[bytes | float]:
    """Promise more than is sent."""
    yield b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"object": "li'


def reset(_head: bytes) -> Iterator[bytes | float]:
    """Reset the connection before any answer."""
    yield 0.0
    raise HangUp


def not_http(_head: bytes) -> Iterator[bytes | float]:
    """Speak another protocol."""
    yield b"220 mail.example ESMTP\r\n"


def at_second_try(first: Fault, then: Fault) -> Fault:
    """Show one fault to the first request and another to all later ones."""
    tries: list[bytes] = []

    def fault(head: bytes) -> Iterator[bytes | float]:
        tries.append(head)
        yield from (first if len(tries) == 1 else then)(head)

    return fault


def packed(body: bytes) -> Fault:
    """Send a body compressed, although nobody asked for that."""
    return always(200, gzip.compress(body), content_encoding="gzip")


def bomb(megabytes: int) -> Fault:
    """Send a small body that unpacks to this many megabytes of zeros."""

    def fault(_head: bytes) -> Iterator[bytes | float]:
        yield b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n\r\n"
        packer = zlib.compressobj(1, wbits=31)
        for _ in range(megabytes):
            yield packer.compress(b"\0" * (1 << 20))
        yield packer.flush()

    return fault


ECHOES: Mapping[str, Callable[[str], str]] = {
    "raw": str,
    "quoted": lambda key: urllib.parse.quote(f"<{key}>", safe=""),
    "base64": lambda key: base64.b64encode(f"Bearer {key}".encode()).decode(),
    "masked": lambda key: f"{key[:8]}{'*' * 12}{key[-4:]}",
    "shortened": lambda key: f"{key[:7]}...{key[-4:]}",
    "half": lambda key: key[: len(key) // 2],
    "reversed": lambda key: key[::-1],
    "in capitals": str.upper,
    "hexadecimal": lambda key: key.encode().hex(),
    "with a bell": lambda key: f"\x1b[31m\x07{key}",
}


def echo(how: str, status: int = 400) -> Fault:
    """Refuse in an unknown way, repeating the key that came."""

    def fault(head: bytes) -> Iterator[bytes | float]:
        text = ECHOES[how](sent_key(head))
        error = {"error": {"message": f"We cannot use {text} here", "type": text, "code": text}}
        yield answer(status, json.dumps(error), x_request_id=text.replace("\x1b", ""), x_error_message="odd")

    return fault
