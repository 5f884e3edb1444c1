"""The one module that speaks HTTP: one GET, one hop, bounded."""

from __future__ import annotations

import re
import ssl
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from linkcheck_plus import web
from linkcheck_plus.address import DEFAULT_PORTS
from linkcheck_plus.causes import no_answer
from linkcheck_plus.connections import Connections
from linkcheck_plus.decoding import BoundedBody, EncodingError
from linkcheck_plus.exchange import Answer, Broken, Malformed, Request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from linkcheck_plus.exchange import Response
    from linkcheck_plus.settings import Route, Settings
    from linkcheck_plus.web import Address, Cookies, Trust

# a smaller unwanted body is read so that its connection can be used again
WORTH_DRAINING = 16 * 1024
CONNECT_SECONDS = 10.0
# RFC 9110: what is no header's name, and what no header's text may hold
NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
UNSENDABLE = re.compile(r"[\x00\r\n]")
SOONER = 0.95


class Client:
    """One host and port, asked over connections of its own."""

    def __init__(self, settings: Settings, trust: Trust) -> None:
        """Open nothing yet: connections are made when they are needed."""
        self._routes = settings.connect_to
        self._connect = min(CONNECT_SECONDS, settings.deadline / 2)
        self._trust = trust
        self._connections: dict[str, Connections] = {}
        self._found: dict[tuple[str, int], Route | None] = {}

    async def get(
        self,
        uri: str,
        headers: Mapping[str, str],
        cookies: Cookies,
        wanted: Callable[[int, Mapping[str, str]], int],
        left: float = CONNECT_SECONDS,
    ) -> Answer:
        """Ask once, following nothing; `wanted(code, headers)` says how many decoded bytes to read.

        Raises NoAnswer. The caller ends it after `left` seconds; a connection is given up a little sooner,
        so that a host never reached is told from one that was reached and is silent.
        """
        url = web.read(uri)
        try:
            request = self._request(
                url, {**headers, **cookies.header(uri)}, min(self._connect, left * SOONER)
            )
            async with self._lane(url).exchange(request) as response:
                cookies.take(uri, response.status, response.headers)
                return await _read(response, wanted)
        except (Broken, OSError, ValueError) as error:
            raise no_answer(error) from error

    async def close(self) -> None:
        """Close every connection."""
        for connections in self._connections.values():
            await connections.close()

    def _request(self, url: Address, headers: Mapping[str, str], connect: float) -> Request:
        """Give the request for the wire: a route changes the address, not Host nor the name in TLS."""
        host, port = url.host, url.port or DEFAULT_PORTS.get(url.scheme, 0)
        if route := self._route(url):
            host = route.address.encode("idna").decode() if route.address else host
            port = route.address_port or port
        fields = [(b"Host", url.netloc), *_fields(headers)]
        return Request(url.scheme, host, port, url.host, url.target, fields, connect)

    def _route(self, url: Address) -> Route | None:
        if not self._routes:
            return None
        place = url.host, url.port or DEFAULT_PORTS.get(url.scheme, 0)
        if place not in self._found:
            self._found[place] = next((route for route in self._routes if route.matches(*place)), None)
        return self._found[place]

    def _lane(self, url: Address) -> Connections:
        """Give the connections for this scheme, through the environment's proxy unless a route is set."""
        if url.scheme not in self._connections:
            proxy = "" if self._route(url) else _proxy(url)
            secure = url.scheme == "https"
            tls = self._trust.context if secure or proxy else None
            self._connections[url.scheme] = Connections(tls, proxy=proxy)
        return self._connections[url.scheme]


def _fields(headers: Mapping[str, str]) -> Iterator[tuple[bytes, bytes]]:
    """Give headers for the wire; raise Malformed for one that is none, or that a line end would make two."""
    for name, text in headers.items():
        if UNSENDABLE.search(text) or not NAME.fullmatch(name):
            msg = f"the header {name!r} holds a character that HTTP does not allow"
            raise Malformed(msg)
        yield name.encode(), text.encode("ascii")


def _proxy(url: Address) -> str:
    """Give the proxy that the environment names for this URL, '' for none."""
    from urllib.request import getproxies, proxy_bypass  # noqa: PLC0415 - loads what reads mail, too

    return "" if proxy_bypass(url.host) else getproxies().get(url.scheme, "")


async def _read(response: Response, wanted: Callable[[int, Mapping[str, str]], int]) -> Answer:
    """Read as much of the body as is wanted."""
    headers = _joined(response.headers)
    limit = wanted(response.status, headers)
    length = headers.get("content-length", "")
    drain = limit == 0 and length.isdigit() and int(length) <= WORTH_DRAINING
    complete, damage, body = limit > 0 or drain, "", b""
    if complete:
        encoding = "" if drain else headers.get("content-encoding", "")
        body, complete, damage = await _body(response, encoding, limit or WORTH_DRAINING)
    seen = body if limit else b""
    return Answer(response.status, headers, response.version, seen, complete, damage, *_tls(response.tls))


def _joined(fields: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """Give headers by lower-case name, repeated ones joined by commas."""
    headers: dict[str, str] = {}
    for raw, content in fields:
        name, text = raw.decode("latin-1").lower(), _text(content)
        headers[name] = f"{headers[name]}, {text}" if name in headers else text
    return headers


def _text(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _tls(connection: ssl.SSLObject | None) -> tuple[str, str]:
    """Give (TLS version, day the certificate ends), '' without TLS."""
    if connection is None:
        return "", ""
    ends = (connection.getpeercert() or {}).get("notAfter")
    moment = datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC) if isinstance(ends, str) else None
    return connection.version() or "", f"{moment:%Y-%m-%d}" if moment else ""


async def _body(response: Response, encoding: str, limit: int) -> tuple[bytes, bool, str]:
    """Give (decoded bytes, whether that is all, what is wrong with the encoding)."""
    try:
        body = BoundedBody(encoding, limit)
    except EncodingError as error:
        return b"", False, str(error)
    try:
        async for chunk in response:
            body.feed(chunk)
            if body.full:
                return body.body, False, ""
    except EncodingError as error:
        return body.body, False, str(error)
    except Broken:
        if not body.body:
            raise
        return body.body, False, ""  # cut short: what came is what a browser would show
    return body.body, True, ""
