"""The record of a run of all snippets, which the pages show."""

from __future__ import annotations

from pathlib import Path

import pytest

from keyproof import runs
from keyproof.report import Finding
from keyproof.runner.proof import Account
from keyproof.runner.tally import Tally
from keyproof.runner.trials import Outcome
from keyproof.runs import Ran, Runs, RunsError

FINDING = Finding(path=Path("a"), line=1, code="SNP004", title="t", seen="s", expected="e", fix="f")


def test_outcomes_are_counted_by_provider(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Passed, failed and left out are three numbers; a command of the project belongs to no provider."""
    monkeypatch.setenv("KEYPROOF_CONTRACTS", str(tmp_path))
    outcomes = (
        Outcome("openai/check/curl"),
        Outcome("openai/check/python", findings=(FINDING, FINDING)),
        Outcome("openai/check/r", skipped="there is no R"),
        Outcome("groq/check/curl"),
        Outcome("docs/explanation/page.md:7", seconds=(("once", 1.0),)),
    )
    account = Account(Tally(), outcomes, (), ())
    assert account.by_provider() == {"openai": Ran(1, 1, 1), "groq": Ran(1, 0, 0)}


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    """The folder is made; a record that is not there is an empty one."""
    path = tmp_path / "live" / runs.NAME
    assert runs.read(path) == Runs()
    made = Runs("2026-11-21", {"openai": Ran(6, 0, 1, judged=True)})
    runs.write(path, made)
    assert runs.read(path) == made
    assert [one.name for one in path.parent.iterdir()] == [runs.NAME]


@pytest.mark.parametrize("text", ["", "[]", '{"day": 1}', '{"providers": {"openai": {"passed": "many"}}}'])
def test_a_spoilt_record_is_named(tmp_path: Path, text: str) -> None:
    """Another file gives a sentence with what to do."""
    path = tmp_path / runs.NAME
    path.write_text(text)
    with pytest.raises(RunsError, match="delete it, or run `nox -s snippets` again"):
        runs.read(path)
