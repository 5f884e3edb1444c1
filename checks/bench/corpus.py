"""The corpus of the speed trial: good pages on many loopback hosts, each answered after its own short while.

    python corpus.py LINKS HOSTS

A process of its own, so that it takes no time from the checker. It prints the hosts' addresses in one line of
JSON, then one for each line of its standard input: what was asked for since the last one.
"""

from __future__ import annotations

import asyncio
import json
import random
import selectors
import sys
from collections import Counter
from contextlib import suppress
from functools import partial

SEED = 20261121
MEAN, SPREAD = 0.050, 0.020
BODY = b"<!doctype html><title>Page</title><h1>Page</h1>" + b"<p>A page that says something of its own. " * 40
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(BODY)
END = b"\r\n\r\n"


def delays(links: int, hosts: int) -> list[list[float]]:
    """Give the seconds that each host takes for each of its pages, the same in every run."""
    chance = random.Random(SEED)  # noqa: S311  no secret
    each = links // hosts
    return [[chance.uniform(MEAN - SPREAD, MEAN + SPREAD) for _ in range(each)] for _ in range(hosts)]


def lower_bound(links: int, hosts: int, per_host: int) -> float:
    """Give the seconds that nobody can beat: the slowest host, always `per_host` requests in flight."""
    return max(sum(times) for times in delays(links, hosts)) / per_host


class Host(asyncio.Protocol):
    """One connection to one host: answers `/<number>` after that page's while, requests one after another."""

    def __init__(self, times: list[float], asked: Counter[str], name: str) -> None:
        """Take the host's whiles, and the counter of all requests."""
        self._times, self._asked, self._name = times, asked, name
        self._begun = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer each whole request in its time."""
        *requests, self._begun = (self._begun + data).split(END)
        for request in requests:
            method, target = request.split(b" ", 2)[:2]
            number = target.decode().strip("/")
            self._asked[f"{self._name}/{number}"] += 1
            wait = self._times[int(number)] if number.isdigit() else 0.0
            asyncio.get_running_loop().call_later(wait, self._answer, method == b"HEAD")

    def _answer(self, head: bool) -> None:  # noqa: FBT001  as call_later passes it
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(HEAD if head else HEAD + BODY)


async def serve(links: int, hosts: int) -> None:
    """Serve until standard input ends."""
    loop, asked = asyncio.get_running_loop(), Counter[str]()
    addresses = []
    for number, times in enumerate(delays(links, hosts), start=1):
        address = f"127.2.0.{number}" if sys.platform == "linux" else "127.0.0.1"
        host = partial(Host, times, asked, str(number))
        server = await loop.create_server(host, address, 0, backlog=512)
        addresses.append(f"{address}:{server.sockets[0].getsockname()[1]}")
    print(json.dumps(addresses), flush=True)
    while await loop.run_in_executor(None, sys.stdin.readline):
        most = max(asked.values(), default=0)
        print(json.dumps({"requests": asked.total(), "pages": len(asked), "most": most}), flush=True)
        asked.clear()


def exact() -> asyncio.AbstractEventLoop:
    """Give an event loop whose waits are exact: the usual one rounds each up to a whole millisecond."""
    return asyncio.SelectorEventLoop(selectors.SelectSelector())


if __name__ == "__main__":
    with suppress(KeyboardInterrupt), asyncio.Runner(loop_factory=exact) as runner:
        runner.run(serve(int(sys.argv[1]), int(sys.argv[2])))
