"""Hosts that misbehave: one loopback address and port a situation, all served by one thread."""

from __future__ import annotations

import asyncio
import itertools
import socket
import ssl
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from bench.certificates import Authority
from bench.replies import Depends, Page, Raw, Reply, Request, Talk, filled

NOT_FOUND = Page("<title>Not found</title><h1>Not found</h1><p>There is no such page on this host.", 404)
#: Linux answers to all of 127.0.0.0/8: each situation is a host also for those who ignore ports.
MANY_ADDRESSES = sys.platform == "linux"
LONGEST_REQUEST = 256 * 1024
#: How a client of TLS begins.
TLS_RECORD = b"\x16"


@dataclass(frozen=True, slots=True)
class Situation:
    """One link and the hosts behind it.

    `right` holds the right statuses of the contract, the best first, and `why` says so in a sentence;
    `says` is what the reason that we give must hold.
    `link` is a path at the situation's host, or a whole URL with `{host}`; `at` holds what the host answers
    (nothing: nobody listens there), `other` what a second host does.
    `certificate` names a kind of `certificates.KINDS` ('' for plain http), `address` a loopback address that
    the host must have. `waits` marks what takes long or may hang a checker.
    """

    name: str
    right: tuple[str, ...]
    why: str
    link: str = "/guide/keys"
    at: Mapping[str, Reply] = field(default_factory=dict)
    other: Mapping[str, Reply] = field(default_factory=dict)
    certificate: str = ""
    other_certificate: str = ""
    address: str = ""
    waits: bool = False
    says: str = ""

    @property
    def served(self) -> bool:
        """Whether there is a host to ask: not for placeholders and bad addresses."""
        return bool(self.at) or "{host}" in self.link


@dataclass(frozen=True, slots=True)
class _Host:
    """A socket that listens already, and what will be answered on it."""

    situation: Situation
    replies: Mapping[str, Reply]
    socket: socket.socket
    tls: ssl.SSLContext | None


class FaultServer:
    """All hosts of some situations, from `with` to its end.

    Addresses are bound before the thread starts: what goes wrong is raised where the server is wanted.
    The system chooses the ports: several servers may run at once.
    """

    def __init__(self, situations: Sequence[Situation]) -> None:
        """Listen to nothing yet."""
        self._situations = situations
        self._addresses = itertools.count(1)
        self._names: dict[str, dict[str, str]] = {}
        self._hosts: list[_Host] = []
        self._closing = ExitStack()
        self._writers: set[asyncio.StreamWriter] = set()
        self.links: dict[str, str] = {}
        self.hosts: list[str] = []
        self.requests: Counter[tuple[str, str]] = Counter()

    def __enter__(self) -> Self:
        """Listen on free ports of loopback addresses; raise OSError when one cannot be had."""
        with ExitStack() as undoing:
            folder = Path(undoing.enter_context(tempfile.TemporaryDirectory()))
            folder.chmod(0o755)  # LinkChecker gives up root's rights before it reads the certificates
            self._authority = Authority(folder)
            self.ca_file = self._authority.file
            for situation in self._situations:
                self._open(situation, undoing)
            self._start(undoing)
            self._closing = undoing.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop listening and drop what is still open; raise what went wrong in the server itself."""
        self._closing.close()

    def asked(self, name: str) -> int:
        """Give how many requests a situation got."""
        return sum(count for (owner, _), count in self.requests.items() if owner == name)

    def _open(self, situation: Situation, undoing: ExitStack) -> None:
        """Open the hosts of one situation and note its link."""
        names = self._names.setdefault(situation.name, {})
        if situation.other:
            names["other"] = self._listen(situation, situation.other, situation.other_certificate, undoing)
            names["otherhost"] = names["other"].partition("//")[2]
        if situation.served:
            names["me"] = self._listen(situation, situation.at, situation.certificate, undoing)
            names["host"] = names["me"].partition("//")[2]
            names["port"] = names["me"].rpartition(":")[2]
        link = f"{{me}}{situation.link}" if situation.link.startswith("/") else situation.link
        self.links[situation.name] = filled(link, names)

    def _listen(
        self, situation: Situation, replies: Mapping[str, Reply], certificate: str, undoing: ExitStack
    ) -> str:
        """Give the address of a new host; one that answers nothing keeps its port and refuses everybody."""
        number = next(self._addresses)
        address = f"127.1.{number // 250}.{number % 250 + 1}" if MANY_ADDRESSES else "127.0.0.1"
        address = situation.address or address
        tls = self._authority.context(certificate, address) if certificate else None
        listener = undoing.enter_context(socket.socket())
        listener.bind((address, 0))
        if replies:
            listener.listen()
            self._hosts.append(_Host(situation, replies, listener, tls))
        port = listener.getsockname()[1]
        self.hosts.append(f"{address}:{port}")
        return f"{'https' if tls else 'http'}://{address}:{port}"

    def _start(self, undoing: ExitStack) -> None:
        """Serve in a thread; what is raised there is raised here."""
        started: Future[Callable[[], object]] = Future()

        def serve() -> None:
            try:
                asyncio.run(self._serve(started))
            except BaseException as error:
                if started.done():
                    raise
                started.set_exception(error)

        thread = undoing.enter_context(ThreadPoolExecutor(1, "fault server"))
        undoing.callback(thread.submit(serve).result)
        undoing.callback(started.result())

    async def _serve(self, started: Future[Callable[[], object]]) -> None:
        loop, stop = asyncio.get_running_loop(), asyncio.Event()
        servers = [await self._server(host) for host in self._hosts]
        started.set_result(partial(loop.call_soon_threadsafe, stop.set))
        await stop.wait()
        for server in servers:
            server.close()
        for writer in list(self._writers):
            writer.transport.abort()  # to close would be to wait for those who take nothing
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)  # the transports' last word

    async def _server(self, host: _Host) -> asyncio.Server:
        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await self._talk(host.situation, host.replies, reader, writer)

        return await asyncio.start_server(talk, sock=host.socket, ssl=host.tls, limit=LONGEST_REQUEST)

    async def _talk(
        self,
        situation: Situation,
        replies: Mapping[str, Reply],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._writers.add(writer)
        with suppress(
            OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError
        ):
            while await self._answer(situation, replies, reader, writer):
                pass
        with suppress(OSError, RuntimeError):
            writer.close()

    async def _answer(
        self,
        situation: Situation,
        replies: Mapping[str, Reply],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> bool:
        """Answer one request; say whether another may follow on this connection."""
        first = await reader.readexactly(1)
        if first == TLS_RECORD:
            writer.write(Page("", 400).wire({}))
            return False
        request = self._request(situation, first + await reader.readuntil(b"\r\n\r\n"))
        path = request.target.partition("?")[0]
        # no situation is about rules for robots, and a checker that asks for them must not be misled
        rest = NOT_FOUND if path == "/robots.txt" else replies.get("*", NOT_FOUND)
        reply = replies.get(request.target) or replies.get(path) or rest
        if isinstance(reply, Depends):
            reply = reply.choice(request)
        if isinstance(reply, Talk):
            await reply.speech(writer)
            return False
        if isinstance(reply, Raw):
            writer.write(reply.content)
            await writer.drain()
            return False
        writer.write(reply.wire(self._names[situation.name], head=request.method == "HEAD"))
        await writer.drain()
        return True

    def _request(self, situation: Situation, head: bytes) -> Request:
        lines = head.decode("latin-1").split("\r\n")
        method, target = lines[0].split(" ")[:2]
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
        before = self.requests[situation.name, target]
        self.requests[situation.name, target] += 1
        return Request(method, target, headers, before)
