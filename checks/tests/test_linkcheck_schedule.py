"""Many links at once: pauses that block nobody, limits that hold, hosts that are given up."""

from __future__ import annotations

import asyncio
import socket
import time
from dataclasses import replace
from typing import Any

import linkcheck_server as loopback
import pytest

from linkcheck_plus import page
from linkcheck_plus.audit import audit
from linkcheck_plus.evidence import Evidence, Failure
from linkcheck_plus.hosts import NAMELESS_LINKS, REFUSED_LINKS, SILENT_LINKS, Host
from linkcheck_plus.model import Link, Location, Status
from linkcheck_plus.outcome import Outcome
from linkcheck_plus.policy import Policy
from linkcheck_plus.settings import Route, Settings
from linkcheck_plus.throttle import LEAST, Throttle, machine_total
from linkcheck_plus.web import Trust

HOST = "docs.site.dev"
PAGE = loopback.page("hello")


def check(settings: Settings, *uris: str) -> Outcome:
    """Check these URLs."""
    return audit([Link(uri, (Location("a.md", n + 1),)) for n, uri in enumerate(uris)], settings)


def test_a_page_that_waits_gives_its_place_away() -> None:
    """While one page waits to be asked again, the others of its host are asked."""
    with loopback.Server(otherwise=PAGE) as server:
        server.replies[f"{HOST}/busy"] = loopback.page("", 503, retry_after="1")
        settings = replace(server.settings, per_host=1)
        outcome = check(settings, f"http://{HOST}/busy", *(f"http://{HOST}/{n}" for n in range(5)))
    asked = [request.uri.rpartition("/")[2] for request in server.requests]
    assert asked == ["busy", "0", "1", "2", "3", "4", "busy"]
    assert outcome.counts == {Status.RATE_LIMITED: 1, Status.WORKING: 5}


def test_a_host_that_asks_for_patience_is_left_alone() -> None:
    """After a 429 with Retry-After no page of the host is asked until then, and all are asked after."""
    first = iter([loopback.page("", 429, retry_after="1")])
    with loopback.Server(otherwise=loopback.Choice(lambda _: next(first, PAGE))) as server:
        outcome = check(replace(server.settings, per_host=1), *(f"http://{HOST}/{n}" for n in range(4)))
    assert outcome.counts == {Status.WORKING: 4}
    assert server.times[1] - server.times[0] > 0.9
    assert len(server.requests) == 5


def test_the_next_page_is_on_its_way_while_one_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that is asked one page at a time does not wait for us to read the page it gave."""
    real = page.read

    def slowly(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401  as page.read is
        time.sleep(0.5)
        return real(*arguments, **named)

    monkeypatch.setattr(page, "read", slowly)
    with loopback.Server(otherwise=PAGE) as server:
        outcome = check(replace(server.settings, per_host=1), *(f"http://{HOST}/{n}" for n in range(2)))
    assert outcome.counts == {Status.WORKING: 2}
    assert server.times[1] - server.times[0] < 0.4


def test_a_host_that_refuses_again_and_again_is_asked_no_more() -> None:
    """Six links in a row refused with 429 speak for the rest of them."""
    with loopback.Server(otherwise=loopback.page("", 429, retry_after="7200")) as server:
        outcome = check(replace(server.settings, per_host=1), *(f"http://{HOST}/{n}" for n in range(30)))
    assert outcome.counts == {Status.RATE_LIMITED: 30}
    assert len(server.requests) == REFUSED_LINKS


def test_a_tar_pit_is_given_up_and_the_rest_of_it_unverified() -> None:
    """A host that never says a word costs a few deadlines, not one a link; other hosts are not touched."""
    with loopback.Server(otherwise=loopback.silence) as server:
        server.replies["good.dev/"] = PAGE
        settings = replace(server.settings, deadline=0.3)
        began = time.monotonic()
        outcome = check(settings, *(f"http://{HOST}/{n}" for n in range(60)), "http://good.dev/")
    assert time.monotonic() - began < 4
    assert outcome.counts[Status.WORKING] == 1
    assert SILENT_LINKS <= outcome.counts[Status.TIMEOUT] <= SILENT_LINKS + 2
    assert outcome.counts[Status.UNVERIFIED] == 60 - outcome.counts[Status.TIMEOUT]


def test_a_name_that_does_not_exist_is_not_looked_up_for_every_link(monkeypatch: pytest.MonkeyPatch) -> None:
    """All links of the host are broken for the same reason, and a polite pause is not kept for nobody."""
    asked = []

    def nowhere(name: str, *_: object, **__: object) -> None:
        asked.append(name)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with loopback.Server(otherwise=PAGE) as server:
        routes = (Route("good.dev", 80, "127.0.0.1", server.port),)
        settings = Settings(hosts=(Policy("gone.dev", pause=0.2),), connect_to=routes)
        monkeypatch.setattr(socket, "getaddrinfo", nowhere)
        outcome = check(settings, *(f"http://gone.dev/{n}" for n in range(50)), "http://good.dev/")
    assert outcome.counts == {Status.BROKEN: 50, Status.WORKING: 1}
    assert {result.verdict.reason.partition(":")[0] for result in outcome.results[:50]} == {
        "The host's name does not exist"
    }
    assert 0 < asked.count("gone.dev") <= NAMELESS_LINKS + 2
    assert outcome.seconds < 5


def test_a_host_that_once_answered_is_never_given_up() -> None:
    """Slow pages of a living host are asked, all of them."""
    with loopback.Server(otherwise=loopback.silence) as server:
        server.replies[f"{HOST}/good"] = PAGE
        uris = [f"http://{HOST}/good", *(f"http://{HOST}/{n}" for n in range(10))]
        outcome = check(replace(server.settings, deadline=0.2), *uris)
    assert outcome.counts == {Status.WORKING: 1, Status.TIMEOUT: 10}


def test_the_run_has_a_limit() -> None:
    """Links that the run had no time for are unverified, and say why."""
    with loopback.Server(otherwise=loopback.drip) as server:
        began = time.monotonic()
        outcome = check(replace(server.settings, run_limit=0.5), *(f"http://h{n}.dev/" for n in range(9)))
    assert time.monotonic() - began < 3
    assert outcome.counts == {Status.UNVERIFIED: 9}
    assert "0.5 s" in outcome.results[0].verdict.reason


def test_the_machine_sets_the_number_in_flight() -> None:
    """The number suits the machine, sinks while the loop is late, and rises again."""
    assert LEAST <= machine_total() <= 256
    throttle = Throttle(30)
    throttle.adapt(late=1)
    assert throttle.limit == 20
    for _ in range(20):
        throttle.adapt(late=1)
    assert throttle.limit == LEAST
    for _ in range(40):
        throttle.adapt(late=0)
    assert throttle.limit == 30


def test_no_more_than_the_limit_get_in_and_nobody_is_forgotten() -> None:
    """Waiters that are cancelled pass their turn on."""

    async def crowd() -> int:
        throttle, inside, most = Throttle(3), 0, 0

        async def visit() -> None:
            nonlocal inside, most
            async with throttle:
                inside += 1
                most = max(most, inside)
                await asyncio.sleep(0.001)
                inside -= 1

        tasks = [asyncio.create_task(visit()) for _ in range(30)]
        await asyncio.sleep(0.001)
        for task in tasks[5:15]:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return most

    assert asyncio.run(crowd()) == 3


@pytest.mark.parametrize("reached", [True, False])
def test_a_host_that_was_reached_is_not_given_up_for_its_name(reached: bool) -> None:  # noqa: FBT001
    """A name server that fails now and then takes no link of a living host for broken."""
    host = Host(Settings(), Trust(), "a.dev:80")
    if reached:
        host.note(Evidence("http://a.dev/", "http://a.dev/", 200))
    for _ in range(NAMELESS_LINKS):
        host.note(Evidence("http://a.dev/1", "http://a.dev/1", failure=Failure.DNS))
    assert (host.given_up is None) is reached
