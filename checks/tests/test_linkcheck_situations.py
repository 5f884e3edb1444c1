"""The verdicts of the fault server's situations: each right, all in one run and each alone."""

from __future__ import annotations

import asyncio
import sys

import pytest

from bench import ours
from bench.fault_server import FaultServer, Situation
from bench.situations import ALL
from bench.situations.prose import GOOD_PAGE

PATIENT = 3 * ours.DEADLINE
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux answers to all of 127.0.0.0/8")


def test_there_are_a_hundred_situations_and_each_has_its_own_name() -> None:
    """Two situations of one name would hide each other's verdict."""
    assert len({situation.name for situation in ALL}) == len(ALL) >= 100


@linux
def test_every_verdict_is_right_in_one_run() -> None:
    """Hosts that hang, lie and pour spoil nobody else's verdict, and no password gets into the report."""
    seen, report = ours.together(ALL)
    if ours.wrong(seen):  # the deadline is short to keep this test short: a busy machine gets a second chance
        seen, report = ours.together(ALL, PATIENT)
    assert "secret-word" not in report
    assert not (wrong := ours.wrong(seen)), "\n".join(map(": ".join, wrong.items()))


@linux
def test_every_verdict_is_right_alone() -> None:
    """No verdict rests on what other links of the run gave."""
    seen = ours.alone(ALL)
    if again := ours.wrong(seen).keys():
        seen = ours.alone([one for one in ALL if one.name in {*ours.CONTROLS, *again}], PATIENT)
    assert not (wrong := ours.wrong(seen)), "\n".join(map(": ".join, wrong.items()))


@linux
def test_a_server_that_cannot_start_says_why() -> None:
    """Whoever wants the server gets the system's own error at once, and no half of a server stays."""
    taken = Situation(
        "taken", ("working",), "Nobody may listen there.", at={"/": GOOD_PAGE}, address="192.0.2.1"
    )
    with pytest.raises(OSError, match="assign requested address"), FaultServer([taken]):
        pass


@linux
def test_an_error_in_the_serving_thread_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that dies in its thread is no silence of half a minute."""

    async def refused(*_: object, **__: object) -> None:
        msg = "no more tasks"
        raise RuntimeError(msg)

    monkeypatch.setattr(asyncio, "start_server", refused)
    with pytest.raises(RuntimeError, match="no more tasks"), FaultServer(ALL[:3]):
        pass


@linux
def test_two_servers_run_side_by_side() -> None:
    """Tests in several processes may each have all situations."""
    with FaultServer(ALL) as one, FaultServer(ALL) as two:
        assert not set(one.hosts) & set(two.hosts)
