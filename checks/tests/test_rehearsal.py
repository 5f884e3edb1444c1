"""The live checks' real command in a stand-in world: which issues are opened and closed, and when."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from keyproof import providers
from keyproof.emulator import Request
from keyproof.rehearsal import github, month, scenario


@pytest.fixture(scope="module")
def plan(project: Path) -> scenario.Scenario:
    """Give the month, drawn from the facts."""
    return scenario.month(providers.load(project / "docs" / "providers").providers)


def test_the_first_days_go_as_planned(project: Path, plan: scenario.Scenario) -> None:
    """A night's outage and a page away for a day open nothing; a moved page opens one on its second day.

    The whole month is `nox -s rehearsal`.
    """
    days = list(month.run(project / "docs" / "providers", plan.cut(6)))
    assert month.unexpected(days, plan.cut(6)) == []
    assert [day.code for day in days] == [0, 0, 0, 0, 0, 1]
    assert sum(what == "opened" for day in days for what, _ in day.issues) == 1
    assert "+ " in month.table(days)


def test_what_was_not_planned_is_told(plan: scenario.Scenario) -> None:
    """A rehearsal that cannot fail would rehearse nothing."""
    quiet = [month.Day(number, (), 0, (), ()) for number in range(1, 31)]
    assert len(month.unexpected(quiet, plan)) == len(plan.expected)
    noisy = [month.Day(1, (), 1, (), (("opened", "Something"),))]
    assert "for nothing" in month.unexpected(noisy, replace(plan, expected=()))[0]


def test_a_month_needs_actors() -> None:
    """Without providers there is a sentence, not an empty success."""
    with pytest.raises(scenario.NoActorsError, match="hosted providers"):
        scenario.month({})


def asked(method: str, path: str, body: object = None, token: str = "t") -> Request:
    """Give a request to GitHub's interface."""
    headers = {"authorization": f"Bearer {token}"}
    return Request(method, "https", github.HOST, path, headers, json.dumps(body).encode())


def test_the_stand_in_for_github_keeps_issues_as_github_does() -> None:
    """A wrong token is refused, an unknown number is none, and labels come back as objects."""
    store = github.Issues("t")
    assert store.answer(asked("GET", "/repos/o/n/issues", token="x")).status == 401
    made = store.answer(asked("POST", "/repos/o/n/issues", {"title": "a", "body": "b", "labels": ["live"]}))
    assert (made.status, json.loads(made.body)["labels"]) == (201, [{"name": "live"}])
    assert store.answer(asked("PATCH", "/repos/o/n/issues/2", {"state": "closed"})).status == 404
    assert store.answer(asked("PATCH", "/repos/o/n/issues/1", {"state": "closed"})).status == 200
    assert store.log == [(1, "opened"), (1, "closed")]
    assert store.answer(asked("GET", "/user")).status == 404
