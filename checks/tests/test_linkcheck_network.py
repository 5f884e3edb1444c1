"""A network that lets few hosts through makes no link broken."""

from __future__ import annotations

import socket
import time
from dataclasses import replace
from typing import Any

import linkcheck_server as loopback
import pytest

from linkcheck_plus.audit import audit
from linkcheck_plus.evidence import Evidence, Failure
from linkcheck_plus.model import Link, Location, Status
from linkcheck_plus.network import Network
from linkcheck_plus.settings import Route, Settings


@pytest.mark.parametrize(
    ("heard", "silent", "there"),
    [
        (0, 0, False),
        (0, 1, False),
        (1, 1, True),
        (1, 10, True),
        (1, 11, False),
        (5, 20, True),
        (5, 21, False),
    ],
)
def test_many_silent_hosts_for_one_that_is_heard_are_no_network(heard: int, silent: int, there: bool) -> None:  # noqa: FBT001
    """A few hosts may be dead; when nearly all are, it is not the hosts."""
    network = Network()
    for number in range(heard):
        network.note(Evidence("", f"https://heard{number}.dev/", code=200))
    for number in range(silent):
        network.note(Evidence("", f"https://silent{number}.dev/", failure=Failure.DNS))
    assert network.there is there


def test_a_host_heard_once_is_not_silent() -> None:
    """What counts is hosts, not links."""
    network = Network()
    for number in range(30):
        network.note(Evidence("", f"https://one.dev/{number}", failure=Failure.REFUSED))
    network.note(Evidence("", "https://one.dev/", code=200))
    assert network.there


def test_behind_a_list_of_allowed_hosts_the_others_are_unverified() -> None:
    """The one host that is let through is judged, the others are not, also on a second look."""
    names = ["allowed.dev", *(f"other{number}.dev" for number in range(12))]
    links = [Link(f"http://{name}/", (Location("a.md"),)) for name in names]
    with loopback.Server() as server:
        routes = [Route(name, 0, "127.0.0.1", server.port if name == "allowed.dev" else 1) for name in names]
        found = audit(links, replace(server.settings, connect_to=tuple(routes)))
    statuses = [one.verdict.status for one in found.results]
    assert statuses == [Status.BROKEN] + [Status.UNVERIFIED] * 12
    assert "hardly any host answered" in found.results[1].verdict.reason


def test_a_name_server_that_hangs_is_no_host_that_was_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who never got to a host, in both tries, does not know whether it is there."""
    real = socket.getaddrinfo

    def slow(host: Any, *rest: Any, **named: Any) -> Any:  # noqa: ANN401  as getaddrinfo is
        if str(host).startswith("slow"):
            time.sleep(3)
        return real("127.0.0.1", *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    found = audit([Link("http://slow.site.dev/", (Location("a.md"),))], Settings(deadline=2))
    evidence = found.results[0].evidence
    assert evidence is not None
    assert (evidence.failure, evidence.attempts) == (Failure.CONNECT_TIMEOUT, 2)
    assert found.results[0].verdict.status is Status.UNVERIFIED
    assert found.exit_code == 3
