"""HTTP as hosts really speak it: new, old and odd, over real connections."""

from __future__ import annotations

import asyncio
import socket
import ssl
from pathlib import Path
from typing import Any

import linkcheck_server as loopback
import pytest
import trustme
from linkcheck_h2 import Http2Server

from linkcheck_plus.audit import audit
from linkcheck_plus.model import Link, Location, Status
from linkcheck_plus.outcome import Outcome
from linkcheck_plus.settings import Route, Settings

HOST = "docs.site.dev"
PAGE = loopback.page("hello")


def check(settings: Settings, *uris: str) -> Outcome:
    """Check these URLs."""
    return audit([Link(uri, (Location("a.md", n + 1),)) for n, uri in enumerate(uris)], settings)


def test_http2_is_spoken_where_offered(tmp_path: Path) -> None:
    """Many pages of a host travel on one connection, and early hints are not taken for the answer."""
    authority = trustme.CA()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST).configure_cert(tls)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    with Http2Server(tls, b"<p id=a>hello") as server:
        settings = Settings(
            connect_to=(Route("", 0, "127.0.0.1", server.port),), ca_file=str(tmp_path / "ca.pem")
        )
        outcome = check(settings, *(f"https://{HOST}/{n}#a" for n in range(20)))
    assert outcome.counts == {Status.WORKING: 20}
    assert sorted(server.paths, key=lambda path: int(path[1:])) == [f"/{n}" for n in range(20)]
    assert server.connections <= 2
    evidence = outcome.results[0].evidence
    assert evidence is not None
    assert (evidence.http_version, evidence.tls[:5]) == ("HTTP/2", "TLSv1")
    assert evidence.certificate_until > "2026"


@pytest.mark.parametrize("known", ["twofold.dev", "twofold.dev1"])
def test_an_address_that_does_not_answer_is_passed_over(monkeypatch: pytest.MonkeyPatch, known: str) -> None:
    """A name with a dead IPv6 address and a living IPv4 address is reached."""
    real = socket.getaddrinfo

    def both(host: Any, port: Any, *rest: Any, **named: Any) -> Any:  # noqa: ANN401  as getaddrinfo is
        name = host.decode() if isinstance(host, bytes) else host
        if name != known:
            return real(host, port, *rest, **named)
        kind = (socket.SOCK_STREAM, socket.IPPROTO_TCP, "")
        return [
            (socket.AF_INET6, *kind, ("::1", int(port), 0, 0)),
            (socket.AF_INET, *kind, ("127.0.0.1", int(port))),
        ]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    with loopback.Server(otherwise=PAGE) as server:
        outcome = check(Settings(deadline=5), f"http://{known}:{server.port}/")
    assert outcome.counts == {Status.WORKING: 1}


async def early_hints(writer: asyncio.StreamWriter) -> None:
    """Send two 103 answers before the page."""
    hints = b"HTTP/1.1 103 Early Hints\r\nlink: </a.css>; rel=preload\r\n\r\n"
    writer.write(hints * 2 + loopback.page("<p id=a>hello"))
    await writer.drain()


ODD = {
    "no reason phrase": b"HTTP/1.1 200\r\ncontent-length: 2\r\n\r\nhi",
    "bare line feeds": b"HTTP/1.1 200 OK\ncontent-length: 2\n\nhi",
    "HTTP/1.0 until the end": b"HTTP/1.0 200 OK\r\n\r\nhi",
    "the same length twice": b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 2\r\n\r\nhi",
    "chunks with extensions": b"HTTP/1.1 200\r\ntransfer-encoding: chunked\r\n\r\n2;a=b\r\nhi\r\n0\r\n\r\n",
    "Latin-1 in a header": b"HTTP/1.1 200 OK\r\nx-name: \xe9\r\ncontent-length: 2\r\n\r\nhi",
    "a body cut short": b"HTTP/1.1 200 OK\r\ncontent-length: 200\r\n\r\nhi",
    "a folded header": b"HTTP/1.1 200 OK\r\nx-a: b\r\n c\r\ncontent-length: 2\r\n\r\nhi",
}


@pytest.mark.parametrize("answer", ODD.values(), ids=ODD)
def test_odd_but_readable_http_is_read(answer: bytes) -> None:
    """What a browser shows is no broken link."""

    async def say(writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()

    with loopback.Server(otherwise=say) as server:
        assert check(server.settings, f"http://{HOST}/").counts == {Status.WORKING: 1}


def test_early_hints_are_not_the_answer() -> None:
    """103 comes before the answer, which is read after it."""
    with loopback.Server(otherwise=early_hints) as server:
        assert check(server.settings, f"http://{HOST}/#a").counts == {Status.WORKING: 1}


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (b"SSH-2.0-OpenSSH_9.2\r\n", Status.BROKEN),
        (b"HTTP/1.1 200 OK\r\nx y: z\r\ncontent-length: 2\r\n\r\nhi", Status.UNVERIFIED),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\n\x1f\x8b\x08\x00", Status.UNVERIFIED),
        (
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n2\r\n\x1f\x8b\r\n0\r\n\r\n",
            Status.UNVERIFIED,
        ),
        (
            b"HTTP/1.1 200\r\ncontent-encoding: br\r\ncontent-type: text/html\r\ncontent-length: 2\r\n\r\nhi",
            Status.UNVERIFIED,
        ),
    ],
)
def test_unreadable_answers(answer: bytes, status: Status) -> None:
    """No HTTP at all is broken; what browsers are laxer about, or can decode, cannot be told here."""

    async def say(writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()

    with loopback.Server(otherwise=say) as server:
        server.replies["other.dev/"] = PAGE
        outcome = check(server.settings, f"http://{HOST}/", "http://other.dev/")
    assert outcome.results[0].verdict.status is status
