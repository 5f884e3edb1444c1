"""scripts/refresh.py: mends are shown, written, or proposed; git, gh, uv and npm are rehearsed here."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import PROJECT
from refresh_desk import MARK, NEW, OLD, TOKEN, Desk, furnish, furnished_desk

if sys.platform == "win32":
    pytest.skip("the stand-ins for gh, uv and npm are shell programs", allow_module_level=True)


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a project that no test changes."""
    return furnish(tmp_path_factory.mktemp("furnished") / "project")


@pytest.fixture(scope="module")
def saved(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the mends of that project, as --save keeps them."""
    place = tmp_path_factory.mktemp("saved")
    with furnished_desk(furnished, place) as desk:
        done = desk.refresh("--save", str(place / "mends.json"))
    assert done.returncode == 0, done.stderr
    return place / "mends.json"


@pytest.fixture
def desk(furnished: Path, tmp_path: Path) -> Iterator[Desk]:
    """Give a copy of the project, with an origin and stand-ins of its own."""
    with furnished_desk(furnished, tmp_path) as made:
        yield made


def test_a_look_shows_a_diff_and_changes_nothing(desk: Desk) -> None:
    """Moved links and newer versions are shown, with what was left out and why: exit code 1."""
    done = desk.refresh()
    assert done.returncode == 1, done.stderr
    assert f"-See <{OLD}> and [again]({OLD}).\n+See <{NEW}> and [again]({NEW}).\n" in done.stdout
    assert '-version = "1.9.0" # an old one\n+version = "2.0.0" # an old one\n' in done.stdout
    assert '-version = "3.0.0"\n+version = "99.1.0"\n' in done.stdout
    assert "slow" not in "".join(line for line in done.stdout.splitlines() if line.startswith(("+", "-")))
    assert "left out: R packages: their versions" in done.stderr
    assert "left out: `gone` (python): its newest version could not be told" in done.stderr
    assert "no such package" in done.stderr
    assert desk.git("status", "--porcelain") == ""
    assert desk.git("worktree", "list").count("\n") == 0


def test_what_was_saved_can_be_written_later(desk: Desk, saved: Path) -> None:
    """--save keeps the mends, --from takes them; then there is nothing left to mend."""
    done = desk.refresh("--from", str(saved), "--write")
    assert done.returncode == 0, done.stderr
    assert desk.git("diff", "--name-only").split() == ["docs/page.md", "docs/providers/acme/acme.toml"]
    desk.git("commit", "--quiet", "--all", "--message=mended")
    again = desk.refresh()
    assert (again.returncode, again.stdout) == (0, "Nothing to mend.\n")


def test_a_pull_request_is_opened_then_kept_up_to_date(desk: Desk, saved: Path) -> None:
    """A second run finds its own pull request by the mark; the person's checkout is never touched."""
    propose = ("--pull-request", "--from", str(saved))
    done = desk.refresh(*propose)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("Opened: https://github.example/pull/7\n")
    (opened,) = desk.asked()
    words = list(map(str, opened["words"]))  # type: ignore[call-overload]
    branch = words[words.index("--head") + 1]
    assert (words[:2], branch[:8], opened["token"]) == (["pr", "create"], "refresh/", TOKEN)
    assert "docs: refresh 1 moved link and 2 package versions" in words
    for part in (
        MARK,
        f"`{OLD}` leads to `{NEW}` for good",
        "`docs/page.md:3`",
        "`openai` (python) 3.0.0 is now 99.1.0",
    ):
        assert part in str(opened["text"])
    mine = {"number": 7, "headRefName": branch, "body": f"{MARK} text", "isCrossRepository": False}
    desk.listed({**mine, "number": 9, "isCrossRepository": True}, mine)
    assert "Pull request #7 has these mends already." in desk.refresh(*propose).stdout
    newer = desk.place / "newer.json"
    newer.write_text(saved.read_text().replace("2.0.0", "2.0.1"))
    assert desk.refresh("--pull-request", "--from", str(newer)).stdout.endswith("Updated: pull request #7.\n")
    assert desk.asked()[-1]["words"][:3] == ["pr", "edit", "7"]  # type: ignore[index]
    assert '"2.0.1" # an old one' in desk.git(
        "show", f"{branch}:docs/providers/acme/acme.toml", where=desk.origin
    )
    assert desk.git("log", "--format=%an", f"main..{branch}", where=desk.origin) == "github-actions[bot]"
    assert (desk.git("status", "--porcelain"), desk.git("branch", "--list")) == ("", "* main")


def test_the_work_of_a_person_is_left_alone(desk: Desk, saved: Path) -> None:
    """Where somebody has added a commit to the pull request, nothing is pushed and nothing edited."""
    desk.git("commit", "--quiet", "--allow-empty", "--message=by hand")
    desk.git("push", "--quiet", "origin", "HEAD:refs/heads/refresh/2026-01-01")
    desk.git("reset", "--quiet", "--hard", "HEAD~1")
    before = desk.git("rev-parse", "refresh/2026-01-01", where=desk.origin)
    desk.listed({"number": 3, "headRefName": "refresh/2026-01-01", "body": MARK, "isCrossRepository": False})
    done = desk.refresh("--pull-request", "--from", str(saved))
    assert "#3 is left as it is: somebody has worked on refresh/2026-01-01." in done.stdout
    assert desk.git("rev-parse", "refresh/2026-01-01", where=desk.origin) == before
    assert desk.asked() == []


def _no_git(desk: Desk) -> None:
    shutil.rmtree(desk.project / ".git")


def _no_gh(desk: Desk) -> None:
    (desk.bin / "gh").write_text("#!/bin/sh\necho 'HTTP 401: Bad credentials' >&2; exit 1\n")


def _edited(desk: Desk) -> None:
    (desk.project / "docs" / "page.md").write_text("# Another\n")


@pytest.mark.parametrize(
    ("spoil", "words", "said"),
    [
        (_no_git, (), "not a git repository"),
        (_no_gh, ("--pull-request",), "gh pr list: HTTP 401: Bad credentials"),
        (_edited, ("--write",), "patch does not apply"),
    ],
    ids=["no repository", "no right", "edited meanwhile"],
)
def test_a_failure_is_told_in_the_programs_words(
    desk: Desk, saved: Path, spoil: Callable[[Desk], None], words: tuple[str, ...], said: str
) -> None:
    """Exit code 3, no traceback, nothing half done, and the token in no output."""
    spoil(desk)
    facts = (desk.project / "docs" / "providers" / "acme" / "acme.toml").read_text()
    done = desk.refresh(*words, *(["--from", str(saved)] if words else []))
    assert done.returncode == 3
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert TOKEN not in done.stdout + done.stderr
    assert (desk.project / "docs" / "providers" / "acme" / "acme.toml").read_text() == facts


def test_proposing_imports_nothing_foreign(desk: Desk, saved: Path) -> None:
    """Beside a token the script runs with the standard library alone, as the workflow runs it."""
    command = [
        sys.executable,
        "-I",
        "-S",
        "-c",
        ALONE,
        str(PROJECT / "checks"),
        "--from",
        str(saved),
        "--pull-request",
    ]
    done = subprocess.run(
        command, cwd=desk.project, env=desk.environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Opened" in done.stdout


ALONE = """\
import runpy, sys
sys.path.append(sys.argv.pop(1))
runpy.run_path("scripts/refresh.py", run_name="__main__")
"""
