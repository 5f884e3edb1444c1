"""The stand-in as a service in a thread: the application behind TLS and in the clear, and the door."""

from __future__ import annotations

import asyncio
import socket
import ssl
import tempfile
import threading
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import uvicorn

from keyproof.emulator import answers
from keyproof.emulator.application import Application, Before
from keyproof.emulator.door import Address, Door
from keyproof.emulator.exchange import Seen
from keyproof.emulator.trust import Authority
from keyproof.model import Provider

START_LIMIT = 10.0
_LOOPBACK = "127.0.0.1"


class Emulator:
    """A stand-in for these providers, on loopback, under their real host names.

    Programs started with `environment` reach it unchanged. `seen` holds every exchange, oldest first.
    `before` may answer first, also for the names in `hosts`, which are none of the providers'.
    """

    def __init__(
        self, providers: Mapping[str, Provider], before: Before | None = None, hosts: Iterable[str] = ()
    ) -> None:
        self.seen: list[Seen] = []
        self.environment: dict[str, str] = {}
        self._origins = {origin for provider in providers.values() for origin in answers.origins(provider)}
        self._origins |= {("https", host, 443) for host in hosts}
        self._application = Application(providers, self.seen, before)
        self._door = Door(self.seen.append)
        self._exit = ExitStack()
        self._ready, self._failure = threading.Event(), ""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop = asyncio.Event()

    def __enter__(self) -> Self:
        """Start. RuntimeError when it does not come up."""
        folder = Path(self._exit.enter_context(tempfile.TemporaryDirectory(prefix="keyproof-")))
        authority = Authority({host for _, host, _ in self._origins} | {"localhost"}, folder)
        thread = threading.Thread(target=self._run, args=(authority,), name="keyproof-emulator", daemon=True)
        thread.start()
        self._exit.callback(self._halt, thread)
        if not self._ready.wait(START_LIMIT) or self._failure:
            self._exit.close()
            message = f"the stand-in did not start: {self._failure or f'no sign after {START_LIMIT} s'}"
            raise RuntimeError(message)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop, and delete the certificates."""
        self._exit.close()

    def route(self, host: str, port: int, address: Address) -> None:
        """Lead plain-http requests for this host and port to a real server instead."""
        self._door.upstream[(host, port)] = address

    def _halt(self, thread: threading.Thread) -> None:
        if self._loop is not None and thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
        thread.join(START_LIMIT)

    def _run(self, authority: Authority) -> None:
        try:
            asyncio.run(self._serve(authority))
        except Exception as error:  # noqa: BLE001 - told to the thread that waits
            self._failure = f"{type(error).__name__}: {error}"
        finally:
            self._ready.set()

    async def _serve(self, authority: Authority) -> None:
        self._loop = asyncio.get_running_loop()
        secure, clear = _server(self._application, authority.context()), _server(self._application, None)
        async with _listening(secure, clear) as addresses:
            by_scheme = dict(zip(("https", "http"), addresses, strict=True))
            self._door.inside |= {(host, port): by_scheme[scheme] for scheme, host, port in self._origins}
            self.environment |= authority.environment(await self._door.open())
            self._ready.set()
            await self._stop.wait()
            await self._door.close()


def _server(application: Application, context: ssl.SSLContext | None) -> uvicorn.Server:
    """Give a server, with TLS where there is a context."""
    config = uvicorn.Config(
        application,
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=1,
        ssl_context_factory=(lambda *_: context) if context else None,
    )
    return uvicorn.Server(config)


@asynccontextmanager
async def _listening(*servers: uvicorn.Server) -> AsyncIterator[list[Address]]:
    """Run the servers, each on a free port, and give their addresses."""
    with ExitStack() as sockets:
        listeners = [sockets.enter_context(socket.create_server((_LOOPBACK, 0))) for _ in servers]
        pairs = zip(servers, listeners, strict=True)
        running = [asyncio.create_task(server.serve(sockets=[listener])) for server, listener in pairs]
        while not all(server.started for server in servers):  # uvicorn has a flag for this, and no event
            if any(task.done() for task in running):
                await asyncio.gather(*running)
            await asyncio.sleep(0.002)
        try:
            yield [listener.getsockname() for listener in listeners]
        finally:
            for server in servers:
                server.should_exit = True
            await asyncio.gather(*running)
