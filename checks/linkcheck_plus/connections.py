"""The connections to one host: each lent to one request at a time, and kept for the next.

httpx's transports add a pool's bookkeeping to every request; here the turns at a host already
see to it that few are in flight, so its engine's connections are lent directly.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import httpcore

from linkcheck_plus import wire

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator

KEPT_SECONDS = 30.0


class Connections:
    """Connections to one origin, direct or through a proxy; none is open before it is needed."""

    def __init__(self, tls: ssl.SSLContext | None, *, http2: bool, proxy: str = "") -> None:
        """Open nothing yet; `proxy` is a URL, perhaps with name and password. Plain HTTP needs no `tls`."""
        self._maker = httpcore.AsyncConnectionPool(
            ssl_context=tls,
            proxy=_proxy(proxy, tls) if proxy else None,
            keepalive_expiry=KEPT_SECONDS,
            http2=http2,
            network_backend=wire.Backend(),
        )
        self._idle: list[httpcore.AsyncConnectionInterface] = []

    @asynccontextmanager
    async def exchange(self, request: httpcore.Request) -> AsyncIterator[httpcore.Response]:
        """Lend a connection for one request and its response's body; raise httpcore's exceptions."""
        connection = await self._take(request)
        try:
            response = await connection.handle_async_request(request)
            try:
                yield response
            finally:
                await response.aclose()
        finally:
            if connection.is_idle() and not connection.is_closed():
                self._idle.append(connection)
            else:
                await connection.aclose()

    async def _take(self, request: httpcore.Request) -> httpcore.AsyncConnectionInterface:
        """Give a connection that is open still, or a new one."""
        while self._idle:
            connection = self._idle.pop()
            if not connection.has_expired() and connection.is_available():
                return connection
            await connection.aclose()
        try:
            return self._maker.create_connection(request.url.origin)
        except ImportError as error:
            msg = "a SOCKS proxy is set, and the package socksio is not installed"
            raise httpcore.ProxyError(msg) from error

    async def close(self) -> None:
        """Close every connection."""
        while self._idle:
            await self._idle.pop().aclose()


def _proxy(uri: str, tls: ssl.SSLContext | None) -> httpcore.Proxy:
    """Give the proxy, its name and password taken out of the URL; raise ValueError when it is no URL."""
    parts = urlsplit(uri if "://" in uri else f"http://{uri}")
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    auth = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    return httpcore.Proxy(
        f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port else ""),
        auth=auth,
        ssl_context=tls if parts.scheme == "https" else None,
    )
