"""linkcheck-plus in the situations: all in one run, and each alone."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from bench.fault_server import FaultServer, Situation
from linkcheck_plus.audit import audit
from linkcheck_plus.model import Link, Location, Result
from linkcheck_plus.reports import FORMATS
from linkcheck_plus.settings import Settings, route

#: Two good links beside each one that is checked alone: they show that there is a network, and trust.
CONTROLS = ("plain page", "tls: good")
DEADLINE = 6.0
AT_A_TIME = 32
#: Where OpenSSL is told which roots to trust.
ROOTS = "SSL_CERT_FILE"


@dataclass(frozen=True, slots=True)
class Seen:
    """One situation's verdict, its reason, and whether it is right."""

    situation: Situation
    status: str
    reason: str

    @property
    def right(self) -> bool:
        """Whether the verdict is one of the right ones, and its reason says what it must."""
        return self.status in self.situation.right and self.situation.says in self.reason


def routes(server: FaultServer) -> list[str]:
    """Give the routes by which the server's hosts are asked although they are loopback."""
    hosts = [
        *server.hosts,
        *(f"localhost:{host.rpartition(':')[2]}" for host in server.hosts if _is_local(host)),
    ]
    return [f"{host}:{host}" for host in hosts]


def _is_local(host: str) -> bool:
    return host.startswith("127.0.0.1:")


def settings(server: FaultServer, deadline: float) -> Settings:
    """Give settings under which the server's hosts are asked."""
    return Settings(deadline=deadline, ca_file=server.ca_file, connect_to=tuple(map(route, routes(server))))


def together(situations: Sequence[Situation], deadline: float = DEADLINE) -> tuple[dict[str, Seen], str]:
    """Check all in one run; give what was seen by name, and the JSON report."""
    with FaultServer(situations) as server:
        links = [Link(uri, (Location(name),)) for name, uri in server.links.items()]
        outcome = audit(links, settings(server, deadline))
    return _seen(situations, {result.link.locations[0].path: result for result in outcome.results}), FORMATS[
        "json"
    ](outcome)


def alone(situations: Sequence[Situation], deadline: float = DEADLINE) -> dict[str, Seen]:
    """Check each in a run of its own, beside the controls, several at a time."""
    with FaultServer(situations) as server, ThreadPoolExecutor(AT_A_TIME) as pool, _trusting(server.ca_file):
        chosen = settings(server, deadline)
        controls = [Link(server.links[name], (Location(name),)) for name in CONTROLS]

        def one(name: str) -> Result:
            link = Link(server.links[name], (Location(name),))
            others = [control for control in controls if control.uri != link.uri]
            return audit([link, *others], chosen).results[0]

        results = dict(zip(server.links, pool.map(one, server.links), strict=True))
    return _seen(situations, results)


@contextmanager
def _trusting(ca_file: str) -> Iterator[None]:
    """Trust no other roots: reading the machine's own takes longer than all else of a run."""
    before = os.environ.get(ROOTS)
    os.environ[ROOTS] = ca_file
    try:
        yield
    finally:
        os.environ.pop(ROOTS)
        os.environ |= {ROOTS: before} if before is not None else {}


def _seen(situations: Sequence[Situation], results: Mapping[str, Result]) -> dict[str, Seen]:
    return {
        situation.name: Seen(
            situation, results[situation.name].verdict.status, results[situation.name].verdict.reason
        )
        for situation in situations
    }


def wrong(seen: Mapping[str, Seen]) -> dict[str, str]:
    """Give the situations judged wrong: name -> what was seen, what was expected, and why."""
    return {
        name: f"{one.status} ({one.reason}), expected {' or '.join(one.situation.right)}: {one.situation.why}"
        for name, one in seen.items()
        if not one.right
    }
