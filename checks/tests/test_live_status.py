"""The status of the live checks over days: what is broken, what is only suspected, what is forgotten."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as some

from keyproof.live import issues, status
from keyproof.live.observations import Observation, State

START = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
#: A letter a day, for what it showed.
STATES = {"h": State.HOLDS, "d": State.DIFFERS, "u": State.UNKNOWN}


def look(state: State, subject: str = "openai") -> Observation:
    """Give one look at one subject."""
    return Observation(
        kind="refusals",
        subject=subject,
        state=state,
        seen=f"it {state}",
        expected="HTTP 401",
        path="docs/providers/openai/openai.toml",
        line=7,
        fix="Correct the row.",
    )


def after(days: str, *, heard: bool = True) -> status.Status:
    """Give the status after one run a day; another subject that always holds says that there is a network."""
    known = status.Status()
    for number, letter in enumerate(days):
        seen = [look(STATES[letter])] + [look(State.HOLDS, "another")] * heard
        known = status.updated(known, seen, "refusals", START + timedelta(days=number))
    return known


@pytest.mark.parametrize(
    ("days", "is_broken"),
    [
        ("d", False),
        ("dd", True),
        ("dhd", False),
        ("dud", True),
        ("ddh", False),
        ("hdhdhdhd", False),
        ("u" * 7, False),
        ("u" * 8, True),
        ("uuuhuuuu", False),
    ],
)
def test_another_day_confirms_a_failure(days: str, *, is_broken: bool) -> None:
    """One bad night is none; two days are, and so is a week without any answer."""
    assert ("openai" in status.broken(after(days), "refusals")) is is_broken


def test_two_failures_on_one_day_are_one() -> None:
    """A run by hand in the evening confirms nothing."""
    known = status.Status()
    for hour in (0, 12):
        known = status.updated(known, [look(State.DIFFERS)], "refusals", START + timedelta(hours=hour))
    assert not status.broken(known, "refusals")


def test_a_run_that_heard_nobody_says_nothing_about_anybody() -> None:
    """Ten nights without a network of our own accuse no provider."""
    assert after("u" * 10, heard=False).of("refusals") == {}


def test_the_reason_of_a_failure_outlives_a_night_without_an_answer() -> None:
    """The issue goes on saying what was seen, not that the network was away."""
    assert after("ddu").of("refusals")["openai"].seen == "it differs"


@given(some.text(alphabet="hdu", max_size=40))
def test_what_holds_is_never_broken_and_one_failure_never_is(days: str) -> None:
    """Whatever came before: a day on which it holds closes all, and one failure after it opens nothing."""
    assert not status.broken(after(days + "h"), "refusals")
    assert not status.broken(after(days + "hd"), "refusals")
    assert "openai" in status.broken(after(days + "hdd"), "refusals")


def test_the_file_is_bounded() -> None:
    """Many nights keep the last runs only, and what our pages no longer name is forgotten."""
    known = status.updated(status.Status(), [look(State.HOLDS, "old")], "refusals", START)
    for number in range(1, 500):
        known = status.updated(known, [look(State.HOLDS)], "refusals", START + timedelta(days=number))
    assert len(known.runs) <= status.KEPT_RUNS * 5
    assert set(known.of("refusals")) == {"openai"}


def test_the_file_is_read_as_it_was_written_and_obeys_its_schema(tmp_path: Path) -> None:
    """Other tools may rely on the published schema."""
    file, known = tmp_path / "deep" / "status.json", after("hdu")
    status.write(file, known)
    assert status.read(file) == known
    jsonschema.validate(json.loads(file.read_text(encoding="utf-8")), dict(status.schema()))
    assert [path.name for path in file.parent.iterdir()] == ["status.json"]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"subjects": 3}', '{"schema_version": 1, "more": 1}', "\xff"]
)
def test_a_spoilt_file_says_what_to_do(tmp_path: Path, text: str) -> None:
    """Nothing is overwritten and no traceback is shown."""
    file = tmp_path / "status.json"
    file.write_text(text, encoding="latin-1")
    with pytest.raises(status.StatusError, match="Restore it"):
        status.read(file)


def test_an_absent_file_is_a_beginning(tmp_path: Path) -> None:
    """The first night has no history."""
    assert status.read(tmp_path / "none.json") == status.Status()


def test_the_issue_says_what_was_seen_where_and_how_to_mend_it() -> None:
    """Reason, days, the line of the fact file and the mend are in the text."""
    issue = next(one for one in issues.desired(after("hdd")) if one.kind == "refusals")
    assert issue.open
    for part in (
        "it differs",
        "HTTP 401",
        "2026-12-02",
        "2026-12-03",
        "openai.toml`, line 7",
        "Correct the row.",
    ):
        assert part in issue.body
    assert "another" not in issue.body


def test_words_of_a_provider_call_nobody() -> None:
    """A name with @ in an answer stands in code, where GitHub sends no message."""
    seen = [
        Observation(kind="links", subject="u", state=State.DIFFERS, seen="see `@octocat`\nnow", expected="x")
    ]
    known = status.Status()
    for number in range(2):
        known = status.updated(known, seen, "links", START + timedelta(days=number))
    body = next(one for one in issues.desired(known) if one.kind == "links").body
    assert "`see '@octocat' now`" in body


def test_a_long_list_is_cut_with_a_word_about_it() -> None:
    """GitHub refuses a body of more than 65,536 characters."""
    seen = [look(State.DIFFERS, f"provider-{number}") for number in range(2000)]
    known = status.Status()
    for number in range(2):
        known = status.updated(known, seen, "refusals", START + timedelta(days=number))
    body = next(one for one in issues.desired(known) if one.kind == "refusals").body
    assert len(body) < 65_536
    assert "more, in `status.json`" in body


@pytest.mark.parametrize(
    ("is_open", "existing", "expected"),
    [
        (True, None, "open"),
        (False, None, "nothing"),
        (True, (True, "old"), "update"),
        (True, (True, "new"), "nothing"),
        (True, (False, "new"), "update"),
        (False, (True, "old"), "close"),
        (False, (False, "old"), "nothing"),
    ],
)
def test_one_issue_a_kind_is_edited_in_place(
    *, is_open: bool, existing: tuple[bool, str] | None, expected: str
) -> None:
    """It is opened once, edited when the text changes, closed by itself, and opened again."""
    there = existing and issues.Existing(3, "t", existing[1], existing[0])
    assert issues.action(issues.Issue("links", "t", "new", is_open), there or None) == expected
