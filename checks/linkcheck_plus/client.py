"""The one module that speaks HTTP: one GET, one hop, bounded; on httpx's transports."""

from __future__ import annotations

import re
import socket
import ssl
import urllib.request
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import httpx

from linkcheck_plus import wire
from linkcheck_plus.decoding import BoundedBody, EncodingError
from linkcheck_plus.evidence import Failure
from linkcheck_plus.exchange import Answer, NoAnswer
from linkcheck_plus.model import LinkcheckError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from linkcheck_plus.settings import Route, Settings

# a smaller unwanted body is read so that its connection can be used again
WORTH_DRAINING = 16 * 1024
CONNECT_SECONDS = 10.0
NOT_IN_HOSTS = re.compile(r"[\x00-\x20#%/<>?@\\^|\x7f]")
LAST_PORT = 65535


class Cookies:
    """Cookies of one chain of redirects; they end with it."""

    def __init__(self) -> None:
        """Begin without any."""
        self._jar = httpx.Cookies()
        self.changes = 0

    def put(self, request: httpx.Request) -> None:
        """Add the cookies that belong to this request."""
        if self.changes:
            self._jar.set_cookie_header(request)

    def take(self, response: httpx.Response) -> None:
        """Keep what the response sets."""
        if "set-cookie" in response.headers:
            before = sorted(str(cookie) for cookie in self._jar.jar)
            self._jar.extract_cookies(response)
            self.changes += before != sorted(str(cookie) for cookie in self._jar.jar)


def tls_context(ca_file: str) -> ssl.SSLContext:
    """Give the context all connections share, trusting `ca_file` too; raise LinkcheckError."""
    context = httpx.create_ssl_context()
    if ca_file:
        try:
            context.load_verify_locations(ca_file)
        except OSError as error:  # ssl.SSLError is one
            msg = f"{ca_file}: certificates cannot be read from it: {error}. Expected a PEM file."
            raise LinkcheckError(msg) from error
    return context


class Client:
    """The connections to one host and port; httpx slows down when one pool holds many hosts."""

    def __init__(self, settings: Settings, tls: ssl.SSLContext, connections: int) -> None:
        """Open nothing yet: connections are made when they are needed."""
        self._routes = settings.connect_to
        self._timeout = {"connect": min(CONNECT_SECONDS, settings.deadline / 2)}
        self._limits = httpx.Limits(max_connections=connections, keepalive_expiry=30)
        self._tls = tls
        self._transports: dict[str, httpx.AsyncHTTPTransport] = {}

    async def get(
        self,
        uri: str,
        headers: Mapping[str, str],
        cookies: Cookies,
        wanted: Callable[[int, Mapping[str, str]], int],
    ) -> Answer:
        """Ask once, following nothing; `wanted(code, headers)` says how many decoded bytes to read.

        Raises NoAnswer. The caller sets the deadline; only the connection has one of its own.
        """
        request = self._request(uri, headers, cookies)
        try:
            routed = self._routed(request)
            response = await self._transport(uri, request).handle_async_request(routed)
            response.request = request
            cookies.take(response)
            try:
                return await _read(response, wanted)
            finally:
                await response.aclose()
        except (httpx.TransportError, httpx.InvalidURL, OSError, ValueError) as error:
            raise _no_answer(error) from error

    async def close(self) -> None:
        """Close every connection."""
        for transport in self._transports.values():
            await transport.aclose()

    def _request(self, uri: str, headers: Mapping[str, str], cookies: Cookies) -> httpx.Request:
        try:
            request = httpx.Request("GET", uri, headers=headers, extensions={"timeout": self._timeout})
        except (httpx.InvalidURL, ValueError) as error:  # UnicodeError of a bad name is a ValueError
            raise NoAnswer(Failure.ADDRESS, str(error)) from error
        _check(request.url)
        cookies.put(request)
        return request

    def _route(self, url: httpx.URL) -> Route | None:
        port = url.port or (443 if url.scheme == "https" else 80)
        return next((route for route in self._routes if route.matches(url.raw_host.decode(), port)), None)

    def _routed(self, request: httpx.Request) -> httpx.Request:
        """Give the request for the wire: the route changes the address, not Host nor the name in TLS."""
        route = self._route(request.url) if self._routes else None
        if route is None:
            return request
        url = request.url
        extensions = {**request.extensions, "sni_hostname": url.raw_host.decode()}
        url = url.copy_with(host=route.address or url.host, port=route.address_port or url.port)
        return httpx.Request("GET", url, headers=request.headers, extensions=extensions)

    def _transport(self, uri: str, request: httpx.Request) -> httpx.AsyncHTTPTransport:
        """Give the pool for this scheme, through the environment's proxy unless a route is set."""
        scheme = request.url.scheme
        if scheme not in self._transports:
            proxy = None if self._route(request.url) else _proxy(uri)
            self._transports[scheme] = transport = httpx.AsyncHTTPTransport(
                verify=self._tls, http2=scheme == "https", limits=self._limits, proxy=proxy
            )
            # httpx has no parameter for it; without this line all works, only slower
            transport._pool._network_backend = wire.Backend()  # noqa: SLF001
        return self._transports[scheme]


def _check(url: httpx.URL) -> None:
    """Refuse what httpx lets pass and no browser would ask; raise NoAnswer."""
    if not url.host:
        raise NoAnswer(Failure.ADDRESS, "it names no host")
    if NOT_IN_HOSTS.search(url.raw_host.decode("latin-1")):
        raise NoAnswer(Failure.ADDRESS, "its host holds a character that no host's name may hold")
    if (url.port or 0) > LAST_PORT:
        raise NoAnswer(Failure.ADDRESS, f"there is no port {url.port}")


def _proxy(uri: str) -> str | None:
    """Give the proxy that the environment names for this URL."""
    url = httpx.URL(uri)
    if urllib.request.proxy_bypass(url.host):
        return None
    return urllib.request.getproxies().get(url.scheme)


async def _read(response: httpx.Response, wanted: Callable[[int, Mapping[str, str]], int]) -> Answer:
    """Read as much of the body as is wanted."""
    headers = {name.lower(): value for name, value in response.headers.items()}
    limit = wanted(response.status_code, headers)
    length = headers.get("content-length", "")
    drain = limit == 0 and length.isdigit() and int(length) <= WORTH_DRAINING
    complete, damage, body = limit > 0 or drain, "", b""
    if complete:
        body, complete, damage = await _body(
            response, "" if drain else headers.get("content-encoding", ""), limit or WORTH_DRAINING
        )
    version = response.extensions.get("http_version", b"").decode()
    return Answer(
        response.status_code, headers, version, body if limit else b"", complete, damage, *_tls(response)
    )


def _tls(response: httpx.Response) -> tuple[str, str]:
    """Give (TLS version, day the certificate ends), '' without TLS."""
    stream = response.extensions.get("network_stream")
    connection = stream.get_extra_info("ssl_object") if stream else None
    if connection is None:
        return "", ""
    ends = (connection.getpeercert() or {}).get("notAfter")
    moment = datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC) if ends else None
    return connection.version() or "", f"{moment:%Y-%m-%d}" if moment else ""


async def _body(response: httpx.Response, encoding: str, limit: int) -> tuple[bytes, bool, str]:
    """Give (decoded bytes, whether that is all, what is wrong with the encoding)."""
    try:
        body = BoundedBody(encoding, limit)
    except EncodingError as error:
        return b"", False, str(error)
    try:
        async for chunk in response.aiter_raw():
            body.feed(chunk)
            if body.full:
                return body.body, False, ""
    except EncodingError as error:
        return body.body, False, str(error)
    except httpx.TransportError:
        if not body.body:
            raise
        return body.body, False, ""  # cut short: what came is what a browser would show
    return body.body, True, ""


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Give the error and everything it came from, groups included."""
    stack, seen = [error], set()
    while stack:
        current = stack.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        stack.extend(cause for cause in (current.__cause__, current.__context__) if cause is not None)
        stack.extend(getattr(current, "exceptions", ()))


def _no_answer(error: Exception) -> NoAnswer:
    """Sort a failure by its innermost known cause."""
    causes = list(_causes(error))
    for kind, failure in CAUSES:
        for cause in causes:
            if isinstance(cause, kind):
                return NoAnswer(_refined(failure, cause), _sentence(cause))
    return NoAnswer(Failure.UNREACHABLE, _sentence(error))


CAUSES: tuple[tuple[type[BaseException], Failure], ...] = (
    (ssl.SSLCertVerificationError, Failure.CERTIFICATE),
    (ssl.SSLError, Failure.TLS),
    (socket.gaierror, Failure.DNS),
    (httpx.ProxyError, Failure.PROXY),
    (ConnectionRefusedError, Failure.REFUSED),
    (httpx.ConnectTimeout, Failure.CONNECT_TIMEOUT),
    (ConnectionResetError, Failure.RESET),
    (BrokenPipeError, Failure.RESET),
    (httpx.InvalidURL, Failure.ADDRESS),
    (UnicodeError, Failure.ADDRESS),
    (httpx.ConnectError, Failure.UNREACHABLE),
    (httpx.ReadError, Failure.RESET),
    (httpx.WriteError, Failure.RESET),
    (httpx.TimeoutException, Failure.TIMEOUT),
    (httpx.ProtocolError, Failure.PROTOCOL),
)
# OpenSSL's codes: 19 an unknown root, 20 and 21 no issuer at hand (18 is self-signed: the host's own fault)
BROKEN_OFF = re.compile(r"disconnected|peer closed")
OPENSSL_PLACE = re.compile(r"^\[\w+(?:: \w+)?\] | \(_ssl\.c:\d+\)$")
UNKNOWN_ISSUER = {19, 20, 21}


def _refined(failure: Failure, cause: BaseException) -> Failure:
    """Tell the kinds apart that share an exception."""
    if isinstance(cause, ssl.SSLCertVerificationError) and cause.verify_code in UNKNOWN_ISSUER:
        return Failure.ISSUER
    if isinstance(cause, socket.gaierror) and cause.errno == socket.EAI_AGAIN:
        return Failure.DNS_TEMPORARY
    if isinstance(cause, httpx.RemoteProtocolError) and BROKEN_OFF.search(str(cause)):
        return Failure.RESET
    return failure


def _sentence(error: BaseException) -> str:
    """Give the error's words, without the library's places and numbers."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return str(error.verify_message)
    if isinstance(error, OSError) and error.strerror:
        return OPENSSL_PLACE.sub("", error.strerror)
    return str(error)[:200] or type(error).__name__
