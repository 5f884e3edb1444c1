"""kill -9 at any moment: what was seen is not lost, and what is left is readable."""

from __future__ import annotations

from pathlib import Path

from bench.kills import ROUNDS, kill_often


def test_a_kill_loses_no_more_than_what_was_in_flight(tmp_path: Path) -> None:
    """Killed at 50 random moments, cache and history keep all that was answered; the next run goes on."""
    outcome = kill_often(tmp_path)
    assert outcome.kills == ROUNDS
    assert outcome.midway >= ROUNDS // 5
    assert outcome.safe, outcome
