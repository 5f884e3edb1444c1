"""Releases: their names, the changelog's form, and what `keyproof release` writes or refuses."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from conftest import PROJECT
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version as Pep440
from version_repository import Releases

from keyproof.report import Exit
from keyproof.versions import changelog, release
from keyproof.versions.calendar import Version, following, version_of

DAY = date(2026, 12, 3)
CHANGES = """# Changelog

What a reader notices, newest first.

## Unreleased

- A page about something new.

## 2026.11.0 (2026-11-30)

The first version.
"""
SETTINGS = '[project]\nname = "acme"\nversion = "2026.11.0"\n\n[tool.other]\nfile-version = "1"\n'
versions = st.builds(Version, st.integers(2000, 2099), st.integers(1, 12), st.integers(0, 10**6))


@given(versions)
def test_a_name_is_its_own_normal_form(version: Version) -> None:
    """A version's name is what PEP 440 makes of it, so tag and package agree; it reads back the same."""
    assert str(Pep440(str(version))) == str(version)
    assert version_of(str(version)) == version


@given(versions, versions)
def test_names_are_in_order(one: Version, other: Version) -> None:
    """Releases follow each other as PEP 440 sorts their names."""
    assert (one < other) == (Pep440(str(one)) < Pep440(str(other)))


@given(versions, st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_the_next_name_comes_after_the_last(last: Version, day: date) -> None:
    """The next release comes after the last one, and is named after its day where it can be."""
    found = following(last, day)
    assert found > last
    assert (found.year, found.month) == max((last.year, last.month), (day.year, day.month))


@pytest.mark.parametrize(
    "name", ["2026.11", "v2026.11.0", "2026.01.0", "2026.13.0", "2026.11.00", "2026.11.0 ", ""]
)
def test_no_name_of_a_release(name: str) -> None:
    """Nothing but year, month and number, without zeros in front, is a version's name."""
    assert version_of(name) is None


def test_the_changelog_of_this_project() -> None:
    """Our own changelog has the form that is asked for."""
    assert changelog.check((PROJECT / changelog.FILE).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("## Unreleased", "## Coming soon", "VER006", 5),
        ("## 2026.11.0 (2026-11-30)", "## 2026.11.0", "VER006", 9),
        ("## 2026.11.0 (2026-11-30)", "## 2026.11.0 (2026-11-31)", "VER006", 9),
        ("## 2026.11.0 (2026-11-30)", "## v2026.11.0 (2026-11-30)", "VER006", 9),
        ("## Unreleased", "## 2026.10.0 (2026-12-01)", "VER007", 9),
        ("## Unreleased", "## 2026.12.0 (2026-11-01)", "VER007", 9),
        ("## Unreleased", "## 2026.11.0 (2026-11-30)", "VER007", 9),
        ("The first version.\n", "The first version.\n\n## Unreleased\n", "VER007", 13),
        ("The first version.\n", "", "VER008", 9),
        ("- A page about", "- feat: a page about", "VER009", 7),
        ("- A page about", "- docs(openai): a page about", "VER009", 7),
        ("- A page about", "- ab12cd34 a page about", "VER009", 7),
    ],
)
def test_what_is_wrong_with_a_changelog(old: str, new: str, code: str, line: int) -> None:
    """Each rule finds its fault at its line, and nothing else is found."""
    assert changelog.check(CHANGES) == []
    found = changelog.check(CHANGES.replace(old, new))
    assert [(one.code, one.line) for one in found] == [(code, line)]


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    """Give a repository with one release and something to release."""
    made = Releases(tmp_path)
    made.release("2026.11.0", {"changelog.md": CHANGES, "/pyproject.toml": SETTINGS}, day="2026-11-30")
    return made


def test_a_release_is_written(releases: Releases) -> None:
    """What was unreleased stands below name and day, the number is set, and the commands are shown."""
    account = release.prepare(releases.folder, DAY)
    assert account.exit is Exit.FINE
    text = (releases.folder / "docs" / "changelog.md").read_text()
    assert "## Unreleased\n\n## 2026.12.0 (2026-12-03)\n\n- A page about something new.\n" in text
    assert changelog.check(text) == []
    assert (releases.folder / "pyproject.toml").read_text() == SETTINGS.replace("2026.11.0", "2026.12.0")
    assert "  git tag -a -m 2026.12.0 2026.12.0\n  git push --atomic origin main 2026.12.0" in str(
        account
    ).replace('"', "")
    assert releases.git("tag").split() == ["2026.11.0"]


def test_a_release_is_tagged_on_request(releases: Releases, monkeypatch: pytest.MonkeyPatch) -> None:
    """With `--tag` it is committed and tagged here; the push is left to a person."""
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "t")
    releases.git("config", "user.name", "t")
    releases.git("config", "user.email", "t@example.org")
    account = release.prepare(releases.folder, DAY, tag=True)
    assert account.exit is Exit.FINE
    assert releases.git("tag").split() == ["2026.11.0", "2026.12.0"]
    assert releases.git("status", "--porcelain") == ""
    assert releases.git("cat-file", "-t", "2026.12.0").strip() == "tag"
    assert releases.git("rev-parse", "2026.12.0^{commit}") == releases.git("rev-parse", "HEAD")
    assert releases.git("remote") == ""


def refused(releases: Releases, wanted: str | None = None) -> str:
    """Give the reasons against a release; nothing may have been written."""
    before = releases.git("status", "--porcelain")
    account = release.prepare(releases.folder, DAY, wanted)
    assert account.exit is Exit.FINDINGS
    assert releases.git("status", "--porcelain") == before
    assert str(account).endswith(" is not prepared.")
    return str(account)


def test_refused_with_other_changes(releases: Releases) -> None:
    """A release must not take along what somebody was working on."""
    (releases.folder / "docs" / "draft.md").write_text("Draft")
    assert "?? docs/draft.md" in refused(releases)


def test_refused_on_another_branch(releases: Releases) -> None:
    """Releases are made of main, and of a branch that has a name."""
    releases.git("checkout", "--quiet", "-b", "aside")
    assert "on the branch aside" in refused(releases)
    releases.git("checkout", "--quiet", "--detach")
    assert "on no branch" in refused(releases)


def test_refused_without_a_change(releases: Releases) -> None:
    """A release of which there is nothing to say is none."""
    releases.commit(
        {"changelog.md": CHANGES.replace("- A page about something new.\n", ""), "/pyproject.toml": SETTINGS}
    )
    assert "no change is listed" in refused(releases)


def test_refused_with_a_changelog_out_of_form(releases: Releases) -> None:
    """The finding is shown with its line and mend."""
    releases.commit({"changelog.md": CHANGES.replace("(2026-11-30)", ""), "/pyproject.toml": SETTINGS})
    assert "docs/changelog.md:9: VER006" in refused(releases)


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ("2026.11.0", "does not come after 2026.11.0"),
        ("2026.10.7", "does not come after"),
        ("2027.1.0", "not begun"),
    ],
)
def test_refused_for_its_name(releases: Releases, wanted: str, reason: str) -> None:
    """A release comes after the last one, and not before its month."""
    assert reason in refused(releases, wanted)


def test_refused_without_a_place_for_the_number(releases: Releases) -> None:
    """pyproject.toml has just one line that takes the number."""
    releases.commit({"changelog.md": CHANGES, "/pyproject.toml": "[project]\n"})
    assert "expected one line" in refused(releases)


def test_every_reason_at_once(releases: Releases) -> None:
    """A maintainer hears of all that is in the way in one go."""
    (releases.folder / "docs" / "draft.md").write_text("Draft")
    releases.git("checkout", "--quiet", "-b", "aside")
    said = refused(releases, "2026.11.0")
    assert all(reason in said for reason in ("not clean", "branch aside", "does not come after"))


def test_the_command(releases: Releases) -> None:
    """`keyproof release` takes today's name, exits by the contract, and tells wrong use from refusal."""
    command = [sys.executable, "-m", "keyproof", "release"]
    wrong = subprocess.run([*command, "v7"], cwd=releases.folder, capture_output=True, text=True, check=False)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "v7 is no version: write YEAR.MONTH.NUMBER" in wrong.stderr
    done = subprocess.run(command, cwd=releases.folder, capture_output=True, text=True, check=False)
    expected = following(Version(2026, 11, 0), datetime.now(UTC).date())
    assert done.returncode == 0
    assert done.stdout.startswith(f"{expected} stands in docs/changelog.md and pyproject.toml.")
