"""The connections to one host: each lent to one request at a time, and kept for the next.

httpx's transports add a pool's bookkeeping to every request; here the turns at a host already see to it that
few are in flight.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from linkcheck_plus import http1, wire

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator

    from linkcheck_plus.engine import Proxy
    from linkcheck_plus.exchange import Connection, Request, Response

KEPT_SECONDS = 30.0
HTTP2 = "h2"
#: What is offered in TLS.
VERSIONS = ["http/1.1", HTTP2]


class Connections:
    """Connections to one origin, direct or through a proxy; none is open before it is needed."""

    def __init__(self, tls: ssl.SSLContext | None, *, proxy: str = "") -> None:
        """Open nothing yet; `proxy` is a URL, perhaps with name and password. Plain HTTP needs no `tls`."""
        self._tls = tls
        self._proxy = _proxy(proxy, tls) if proxy else None
        self._idle: list[Connection] = []

    @asynccontextmanager
    async def exchange(self, request: Request) -> AsyncIterator[Response]:
        """Lend a connection for one request and its response's body; raise Broken."""
        connection = await self._take(request)
        try:
            response = await connection.ask(request)
            try:
                yield response
            finally:
                await response.aclose()
        finally:
            if connection.ready:
                self._idle.append(connection)
            else:
                await connection.aclose()

    async def _take(self, request: Request) -> Connection:
        """Give a connection that is open still, or a new one."""
        while self._idle:
            connection = self._idle.pop()
            if connection.ready:
                return connection
            await connection.aclose()
        return self._proxy.connection(request) if self._proxy else await self._direct(request)

    async def _direct(self, request: Request) -> Connection:
        """Connect to the host; what the two agree on in TLS decides the version of HTTP."""
        stream = await wire.connected(request.host, request.port, request.connect)
        if request.scheme == "https" and self._tls:
            self._tls.set_alpn_protocols(VERSIONS)
            stream = await stream.start_tls(self._tls, request.name, request.connect)
            if stream.tls and stream.tls.selected_alpn_protocol() == HTTP2:
                from linkcheck_plus import engine  # noqa: PLC0415 - many runs meet no HTTP/2

                return engine.http2(request, stream, KEPT_SECONDS)
        return http1.Connection(stream, KEPT_SECONDS)

    async def close(self) -> None:
        """Close every connection."""
        while self._idle:
            await self._idle.pop().aclose()


def _proxy(uri: str, tls: ssl.SSLContext | None) -> Proxy:
    from linkcheck_plus import engine  # noqa: PLC0415 - most runs need no proxy

    return engine.Proxy(uri, tls, KEPT_SECONDS)
