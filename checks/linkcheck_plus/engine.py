"""HTTP/2 and proxies, by httpx's engine over our own streams; loaded when the first of them is met."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import httpcore

from linkcheck_plus import wire
from linkcheck_plus.address import DEFAULT_PORTS
from linkcheck_plus.exchange import Broken, Interrupted, Malformed, NotInTime, ProxyFailed, Unreached

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Iterable, Iterator

    from linkcheck_plus.exchange import Request

#: The engine's exceptions and ours, the first that fits counts in both directions.
PAIRS: tuple[tuple[type[Exception], type[Broken]], ...] = (
    (httpcore.ProxyError, ProxyFailed),
    (httpcore.ConnectTimeout, NotInTime),
    (httpcore.ConnectError, Unreached),
    (httpcore.ReadError, Interrupted),
    (httpcore.NetworkError, Interrupted),
    (httpcore.ConnectionNotAvailable, Interrupted),  # the host closed it before the request left
    (httpcore.ProtocolError, Malformed),
)


class Connection:
    """A connection of the engine, lent to one request at a time."""

    def __init__(self, connection: httpcore.AsyncConnectionInterface) -> None:
        """Take a connection, which may not be made yet."""
        self._connection = connection

    @property
    def ready(self) -> bool:
        """Whether another request can be asked."""
        engine = self._connection
        return engine.is_idle() and engine.is_available() and not (engine.is_closed() or engine.has_expired())

    async def ask(self, request: Request) -> Response:
        """Send a request, and read the head of its answer; raise Broken."""
        with _ours():
            return Response(await self._connection.handle_async_request(_theirs(request)))

    async def aclose(self) -> None:
        """Close it."""
        await self._connection.aclose()


class Response:
    """The engine's answer."""

    def __init__(self, response: httpcore.Response) -> None:
        """Take the answer whose head was read."""
        self._response = response
        self.status, self.headers = response.status, list(response.headers)
        self.version = response.extensions.get("http_version", b"").decode()
        stream = response.extensions.get("network_stream")
        self.tls: ssl.SSLObject | None = stream.get_extra_info("ssl_object") if stream else None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Give the body; raise Broken."""
        with _ours():
            async for chunk in self._response.aiter_stream():
                yield chunk

    async def aclose(self) -> None:
        """End the exchange."""
        with _ours():
            await self._response.aclose()


def http2(request: Request, stream: wire.Stream, kept: float) -> Connection:
    """Give a connection of HTTP/2 over a stream that is open."""
    return Connection(httpcore.AsyncHTTP2Connection(_theirs(request).url.origin, Stream(stream), kept))


class Proxy:
    """Makes connections through a proxy."""

    def __init__(self, uri: str, tls: ssl.SSLContext | None, kept: float) -> None:
        """Take the proxy's URL, perhaps with name and password; raise ValueError when it is no URL."""
        parts = urlsplit(uri if "://" in uri else f"http://{uri}")
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        proxy = httpcore.Proxy(
            f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port else ""),
            auth=(unquote(parts.username), unquote(parts.password or "")) if parts.username else None,
            ssl_context=tls if parts.scheme == "https" else None,
        )
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls, proxy=proxy, keepalive_expiry=kept, http2=True, network_backend=Backend()
        )

    def connection(self, request: Request) -> Connection:
        """Give a connection that will be made when it is asked; raise ProxyFailed."""
        try:
            return Connection(self._pool.create_connection(_theirs(request).url.origin))
        except ImportError as error:
            msg = "a SOCKS proxy is set, and the package socksio is not installed"
            raise ProxyFailed(msg) from error


class Stream(httpcore.AsyncNetworkStream):
    """Our stream as the engine wants one."""

    def __init__(self, stream: wire.Stream) -> None:
        """Take a stream that is open."""
        self._stream = stream

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002, ASYNC109
        """Give some bytes, b'' at the end."""
        with _engines():
            return await self._stream.read(max_bytes)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002, ASYNC109
        """Send bytes."""
        try:
            self._stream.write(buffer)
        except Interrupted as error:
            raise httpcore.WriteError(str(error)) from error

    async def aclose(self) -> None:
        """Close at once."""
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore.AsyncNetworkStream:
        """Go on over TLS."""
        with _engines():
            return Stream(await self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  as httpcore declares it
        """Give what the engine asks of a connection."""
        return self._stream.readable if info == "is_readable" else self._stream.about(info)


class Backend(httpcore.AsyncNetworkBackend):
    """Makes our connections for the engine."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        """Connect to a host."""
        with _engines():
            return Stream(await wire.connected(host, port, timeout))


def _theirs(request: Request) -> httpcore.Request:
    """Give a request as the engine wants it."""
    port = None if request.port == DEFAULT_PORTS.get(request.scheme) else request.port
    url = httpcore.URL(
        scheme=request.scheme.encode(), host=request.host.encode(), port=port, target=request.target
    )
    extensions = {"timeout": {"connect": request.connect}, "sni_hostname": request.name}
    return httpcore.Request(b"GET", url, headers=request.headers, extensions=extensions)


@contextmanager
def _ours() -> Iterator[None]:
    """Turn the engine's exceptions into ours."""
    try:
        yield
    except tuple(theirs for theirs, _ in PAIRS) as error:
        kind = next(ours for theirs, ours in PAIRS if isinstance(error, theirs))
        raise kind(str(error)) from error


@contextmanager
def _engines() -> Iterator[None]:
    """Turn our exceptions into the engine's."""
    try:
        yield
    except Broken as error:
        kind = next(theirs for theirs, ours in PAIRS if isinstance(error, ours))
        raise kind(str(error)) from error
