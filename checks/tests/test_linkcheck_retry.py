"""Asking again: after passing faults, when told to, and never beyond the deadline."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import linkcheck_server as loopback
import pytest
from hypothesis import given
from hypothesis import strategies as some

from linkcheck_plus.audit import audit
from linkcheck_plus.model import Link, Location, Result, Status
from linkcheck_plus.retry import retry_after

HOST = "docs.site.dev"


def check(reply: loopback.Reply, deadline: float = 5) -> tuple[Result, int]:
    """Check one URL that is answered so; give its result and how often it was asked."""
    with loopback.Server({f"{HOST}/a": reply}) as server:
        settings = replace(server.settings, deadline=deadline)
        outcome = audit([Link(f"http://{HOST}/a", (Location("a.md"),))], settings)
        return outcome.results[0], server.asked(f"{HOST}/a")


@pytest.mark.parametrize("reply", [loopback.silence, loopback.drip])
def test_no_server_can_stretch_the_deadline(reply: loopback.Speech) -> None:
    """A silent and a dripping server are given up at the deadline, which covers the whole link."""
    began = time.monotonic()
    result, _ = check(reply, 0.5)
    assert time.monotonic() - began < 3
    assert result.verdict.status is Status.TIMEOUT


def test_a_passing_fault_is_tried_again_and_counted() -> None:
    """A 503 is asked once more; the evidence says how often."""
    result, asked = check(loopback.page("busy", 503))
    assert asked == 2
    assert result.evidence is not None
    assert result.evidence.attempts == 2
    assert "2 tries" in result.verdict.reason


def test_a_reset_is_broken_only_after_a_second_try() -> None:
    """A host that breaks off is asked again before the verdict."""
    result, asked = check(loopback.reset)
    assert asked == 2
    assert result.verdict.status is Status.BROKEN


def test_a_host_silent_once_is_asked_again_within_the_deadline() -> None:
    """One silent connection is a passing fault: a share of the deadline is kept for a second try."""
    silences = iter([loopback.silence])

    async def reply(writer: asyncio.StreamWriter) -> None:
        for silence in silences:
            await silence(writer)
        writer.write(loopback.page("hello"))

    began = time.monotonic()
    result, _ = check(reply, 3)
    assert time.monotonic() - began < 3
    assert result.verdict.status is Status.WORKING
    assert result.evidence is not None
    assert result.evidence.attempts == 2


def test_a_host_always_silent_is_asked_twice_and_not_longer() -> None:
    """The second try costs no time beyond the deadline, and the reason says how often it was asked."""
    began = time.monotonic()
    result, asked = check(loopback.silence, 2)
    assert asked == 2
    assert 1.5 < time.monotonic() - began < 3
    assert result.verdict.status is Status.TIMEOUT
    assert "no answer within 2 s, in 2 tries" in result.verdict.reason


def test_a_retry_after_of_hours_is_not_slept_through() -> None:
    """A pause that does not fit into the deadline ends the link at once as rate-limited."""
    began = time.monotonic()
    result, _ = check(loopback.page("", 429, retry_after="21600"))
    assert result.verdict.status is Status.RATE_LIMITED
    assert time.monotonic() - began < 3


@given(some.text(max_size=40))
def test_any_retry_after_is_read_or_refused(value: str) -> None:
    """No header value makes reading it fail, and none asks for negative time."""
    seconds = retry_after(value)
    assert seconds is None or seconds >= 0


def test_retry_after_as_a_date() -> None:
    """A date means the time until then."""
    moment = datetime.now(UTC) + timedelta(seconds=90)
    assert 80 < (retry_after(format_datetime(moment, usegmt=True)) or 0) <= 90
