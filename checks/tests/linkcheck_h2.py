"""A loopback server that speaks HTTP/2 over TLS and answers every path with one page."""

from __future__ import annotations

import asyncio
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import h2.config
import h2.connection
import h2.events

if TYPE_CHECKING:
    from types import TracebackType


@dataclass
class Http2Server:
    """Notes the paths asked for, and how many connections were made."""

    tls: ssl.SSLContext
    body: bytes
    port: int = 0
    paths: list[str] = field(default_factory=list)
    connections: int = 0

    def __enter__(self) -> Self:
        """Listen on a free port of the loopback address."""
        self.tls.set_alpn_protocols(["h2"])
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(ready)))
        self._thread.start()
        ready.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop listening."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    async def _serve(self, ready: threading.Event) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0, ssl=self.tls)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await self._stop.wait()
        server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        talk = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        talk.initiate_connection()
        with suppress(OSError, asyncio.CancelledError):
            writer.write(talk.data_to_send())
            while data := await reader.read(65535):
                for event in talk.receive_data(data):
                    if isinstance(event, h2.events.RequestReceived):
                        self._answer(talk, event)
                writer.write(talk.data_to_send())
        writer.close()

    def _answer(self, talk: h2.connection.H2Connection, event: h2.events.RequestReceived) -> None:
        self.paths.append(dict(event.headers or [])[b":path"].decode())
        headers = [(":status", "200"), ("content-type", "text/html")]
        talk.send_headers(event.stream_id, [(":status", "103"), ("link", "</a.css>; rel=preload")])
        talk.send_headers(event.stream_id, headers)
        talk.send_data(event.stream_id, self.body, end_stream=True)
