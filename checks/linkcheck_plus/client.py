"""The one module that speaks HTTP: one GET, one hop, bounded; on httpx and its engine."""

from __future__ import annotations

import re
import ssl
import urllib.request
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import httpcore
import httpx

from linkcheck_plus.causes import RAISED, no_answer
from linkcheck_plus.connections import Connections
from linkcheck_plus.decoding import BoundedBody, EncodingError
from linkcheck_plus.evidence import Failure
from linkcheck_plus.exchange import Answer, NoAnswer
from linkcheck_plus.model import LinkcheckError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from linkcheck_plus.settings import Route, Settings

# a smaller unwanted body is read so that its connection can be used again
WORTH_DRAINING = 16 * 1024
CONNECT_SECONDS = 10.0
SOONER = 0.95
NOT_IN_HOSTS = re.compile(r"[\x00-\x20#%/<>?@\\^|\x7f]")
LAST_PORT = 65535


class Cookies:
    """Cookies of one chain of redirects; they end with it."""

    def __init__(self) -> None:
        """Begin without any."""
        self._jar: httpx.Cookies | None = None
        self.changes = 0

    def header(self, uri: str) -> dict[str, str]:
        """Give the header with the cookies that belong to this URL; {} without any."""
        if not self.changes or self._jar is None:
            return {}
        request = httpx.Request("GET", uri)
        self._jar.set_cookie_header(request)
        return {name: value for name, value in request.headers.items() if name == "cookie"}

    def take(self, uri: str, code: int, headers: list[tuple[bytes, bytes]]) -> None:
        """Keep what a response sets."""
        if not any(name.lower() == b"set-cookie" for name, _ in headers):
            return
        self._jar = self._jar or httpx.Cookies()
        before = sorted(str(cookie) for cookie in self._jar.jar)
        response = httpx.Response(code, headers=headers, request=httpx.Request("GET", uri))
        self._jar.extract_cookies(response)
        self.changes += before != sorted(str(cookie) for cookie in self._jar.jar)


class Trust:
    """The roots of trust that all connections share; they are read when the first link with TLS is asked."""

    def __init__(self, ca_file: str = "") -> None:
        """Trust `ca_file` too, which is read at once; raise LinkcheckError when it cannot be."""
        self._ca_file = ca_file
        if ca_file:
            self.context  # noqa: B018  a wrong file must not wait for the first link

    @cached_property
    def context(self) -> ssl.SSLContext:
        """The context of TLS for a client."""
        context = httpx.create_ssl_context()
        if self._ca_file:
            try:
                context.load_verify_locations(self._ca_file)
            except OSError as error:  # ssl.SSLError is one
                msg = f"{self._ca_file}: certificates cannot be read from it: {error}. Expected a PEM file."
                raise LinkcheckError(msg) from error
        return context


class Client:
    """One host and port, asked over connections of its own."""

    def __init__(self, settings: Settings, trust: Trust) -> None:
        """Open nothing yet: connections are made when they are needed."""
        self._routes = settings.connect_to
        self._connect = min(CONNECT_SECONDS, settings.deadline / 2)
        self._trust = trust
        self._connections: dict[str, Connections] = {}

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
        url = _url(uri)
        try:
            request = self._request(
                url, {**headers, **cookies.header(uri)}, min(self._connect, left * SOONER)
            )
            async with self._lane(uri, url).exchange(request) as response:
                cookies.take(uri, response.status, response.headers)
                return await _read(response, wanted)
        except (*RAISED, OSError, ValueError) as error:
            raise no_answer(error) from error

    async def close(self) -> None:
        """Close every connection."""
        for connections in self._connections.values():
            await connections.close()

    def _request(self, url: httpx.URL, headers: Mapping[str, str], connect: float) -> httpcore.Request:
        """Give the request for the wire: a route changes the address, not Host nor the name in TLS."""
        address, port, extensions = url.raw_host, url.port, dict[str, Any](timeout={"connect": connect})
        if route := self._route(url):
            extensions |= {"sni_hostname": url.raw_host.decode()}
            address = route.address.encode("idna") if route.address else address
            port = route.address_port or port
        target = httpcore.URL(scheme=url.raw_scheme, host=address, port=port, target=url.raw_path)
        fields = [
            (b"Host", url.netloc),
            *((name.encode(), text.encode("ascii")) for name, text in headers.items()),
        ]
        return httpcore.Request(b"GET", target, headers=fields, extensions=extensions)

    def _route(self, url: httpx.URL) -> Route | None:
        if not self._routes:
            return None
        port = url.port or (443 if url.scheme == "https" else 80)
        return next((route for route in self._routes if route.matches(url.raw_host.decode(), port)), None)

    def _lane(self, uri: str, url: httpx.URL) -> Connections:
        """Give the connections for this scheme, through the environment's proxy unless a route is set."""
        if url.scheme not in self._connections:
            proxy = "" if self._route(url) else _proxy(uri)
            secure = url.scheme == "https"
            tls = self._trust.context if secure or proxy else None
            self._connections[url.scheme] = Connections(tls, http2=secure, proxy=proxy)
        return self._connections[url.scheme]


def _url(uri: str) -> httpx.URL:
    """Read a URL, refusing what httpx lets pass and no browser would ask; raise NoAnswer."""
    try:
        url = httpx.URL(uri)
    except (httpx.InvalidURL, ValueError) as error:  # UnicodeError of a bad name is a ValueError
        raise NoAnswer(Failure.ADDRESS, str(error)) from error
    if not url.host:
        raise NoAnswer(Failure.ADDRESS, "it names no host")
    if NOT_IN_HOSTS.search(url.raw_host.decode("latin-1")):
        raise NoAnswer(Failure.ADDRESS, "its host holds a character that no host's name may hold")
    if (url.port or 0) > LAST_PORT:
        raise NoAnswer(Failure.ADDRESS, f"there is no port {url.port}")
    return url


def _proxy(uri: str) -> str:
    """Give the proxy that the environment names for this URL, '' for none."""
    url = httpx.URL(uri)
    if urllib.request.proxy_bypass(url.host):
        return ""
    return urllib.request.getproxies().get(url.scheme, "")


async def _read(response: httpcore.Response, wanted: Callable[[int, Mapping[str, str]], int]) -> Answer:
    """Read as much of the body as is wanted."""
    headers = _joined(response.headers)
    limit = wanted(response.status, headers)
    length = headers.get("content-length", "")
    drain = limit == 0 and length.isdigit() and int(length) <= WORTH_DRAINING
    complete, damage, body = limit > 0 or drain, "", b""
    if complete:
        encoding = "" if drain else headers.get("content-encoding", "")
        body, complete, damage = await _body(response, encoding, limit or WORTH_DRAINING)
    version = response.extensions.get("http_version", b"").decode()
    return Answer(
        response.status, headers, version, body if limit else b"", complete, damage, *_tls(response)
    )


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


def _tls(response: httpcore.Response) -> tuple[str, str]:
    """Give (TLS version, day the certificate ends), '' without TLS."""
    stream = response.extensions.get("network_stream")
    connection = stream.get_extra_info("ssl_object") if stream else None
    if connection is None:
        return "", ""
    ends = (connection.getpeercert() or {}).get("notAfter")
    moment = datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC) if ends else None
    return connection.version() or "", f"{moment:%Y-%m-%d}" if moment else ""


async def _body(response: httpcore.Response, encoding: str, limit: int) -> tuple[bytes, bool, str]:
    """Give (decoded bytes, whether that is all, what is wrong with the encoding)."""
    try:
        body = BoundedBody(encoding, limit)
    except EncodingError as error:
        return b"", False, str(error)
    try:
        async for chunk in response.aiter_stream():
            body.feed(chunk)
            if body.full:
                return body.body, False, ""
    except EncodingError as error:
        return body.body, False, str(error)
    except RAISED:
        if not body.body:
            raise
        return body.body, False, ""  # cut short: what came is what a browser would show
    return body.body, True, ""
