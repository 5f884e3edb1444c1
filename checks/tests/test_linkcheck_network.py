"""A network that lets few hosts through makes no link broken."""

from __future__ import annotations

from dataclasses import replace

import linkcheck_server as loopback
import pytest

from linkcheck_plus.audit import audit
from linkcheck_plus.evidence import Evidence, Failure
from linkcheck_plus.model import Link, Location, Status
from linkcheck_plus.network import Network
from linkcheck_plus.settings import Route


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
