"""How versions are built: from the cache, two at once, in their own environment, and whole or not at all."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from version_repository import BASE, Releases, state_of

from keyproof.report import Exit
from keyproof.versions import programs, recipe
from keyproof.versions.edition import Edition
from keyproof.versions.handover import BusyError, alone
from keyproof.versions.publication import Publication, RefusedError
from keyproof.versions.recipe import Recipe
from keyproof.versions.repository import GitError, Repository

PAGES = {"index.md": "Home", "one.md": "One"}
TODAY = datetime.now(UTC).date()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a published repository of three releases; what is in development is the last."""
    made = Releases(tmp_path_factory.mktemp("template"))
    for month in (8, 9, 10):
        made.release(f"2026.{month}.0", {**PAGES, "month.md": str(month)}, day=f"2026-{month:02}-01")
    with pytest.MonkeyPatch.context() as patch:
        made.stand_in_for_sphinx(patch)
        assert made.publish().changed
    return made.home


@pytest.fixture
def releases(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Releases:
    """Give a published repository of one's own."""
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    made = Releases(tmp_path)
    made.stand_in_for_sphinx(monkeypatch)
    return made


def test_what_is_unchanged_is_not_built(releases: Releases) -> None:
    """The second run builds nothing, changes nothing, and takes less than a second."""
    before, builds = state_of(releases.site), len(releases.builds)
    again = releases.publish()
    assert (again.exit, again.changed, again.findings) == (Exit.FINE, False, [])
    assert again.seconds < 1
    assert "is unchanged" in str(again)
    assert (state_of(releases.site), len(releases.builds)) == (before, builds)


def test_a_change_builds_what_it_changes(releases: Releases) -> None:
    """New pages in development are one build; the releases come from the cache, and their lists are new."""
    builds = len(releases.builds)
    releases.commit({**PAGES, "month.md": "11", "new.md": "New"})
    assert [one.edition.name for one in releases.publish().built if one.seconds] == ["latest"]
    assert len(releases.builds) == builds + 1


def test_a_new_release_changes_the_pages_of_the_old_ones(releases: Releases) -> None:
    """Old pages know the new release, though nothing but the new one is built."""
    releases.release("2026.11.0", {**PAGES, "month.md": "11"}, day=TODAY.isoformat())
    builds = len(releases.builds)
    releases.publish()
    # for its own day as a release and as what is in development, which is the same
    assert len(releases.builds) == builds + 1
    banner = releases.page("2026.9.0/one.html").css_first("aside.version-note")
    assert banner is not None
    assert "Read this page in 2026.11.0" in banner.text()


def test_a_change_elsewhere_builds_nothing(releases: Releases) -> None:
    """A commit that leaves alone what pages are made of is no reason to build."""
    releases.commit({**PAGES, "month.md": "10", "/README.md": "Read"})
    assert not releases.publish().changed


def test_two_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two versions are built at the same time: each of these two waits for the other to run."""
    made = Releases(tmp_path)
    made.stand_in_for_sphinx(monkeypatch)
    made.release("2026.9.0", {**PAGES, "meet": ""}, day=TODAY.isoformat())
    made.commit({**PAGES, "meet": "", "new.md": "New"})
    assert made.publish().findings == []


def test_a_broken_release_changes_nothing(releases: Releases) -> None:
    """Exit 1 with the tag and what its build said; the folder of the last good run stays as it is."""
    before = state_of(releases.site)
    releases.git("checkout", "--quiet", "-b", "aside")
    releases.release("2026.9.1", {**PAGES, "month.md": "9", "broken": ""})
    releases.git("checkout", "--quiet", "main")
    releases.commit({**PAGES, "month.md": "10", "new.md": "New"})
    process = releases.start()
    said, progress = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said.startswith("2026.9.1:docs/conf.py:1: VER001 version does not build\n")
    assert "index.md:3: WARNING: a link that leads nowhere" in said
    assert "is the one of the last good run" in said
    assert "latest: built in" in progress
    assert state_of(releases.site) == before
    builds = len(releases.builds)
    releases.git("tag", "--delete", "2026.9.1")
    assert releases.publish().changed
    assert len(releases.builds) == builds, "what was built beside the broken one is in the cache"


def test_a_broken_first_run_makes_no_folder(tmp_path: Path) -> None:
    """Where there was nothing, there is nothing afterwards that could be published by mistake."""
    made = Releases(tmp_path)
    made.commit({**PAGES, "broken": ""})
    process = made.start()
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "was not made" in said
    assert not made.site.exists()


@pytest.mark.parametrize("leading", [False, True])
def test_a_page_that_went_away(releases: Releases, *, leading: bool) -> None:
    """A page that the last release had is a finding, unless its address leads on."""
    before = state_of(releases.site)
    pages = {"index.md": "Home", "first.md": "One", "month.md": "10"}
    releases.commit(pages | ({"one.moved": "first.html"} if leading else {}))
    account = releases.publish()
    if leading:
        assert account.findings == []
        return
    (finding,) = account.findings
    assert (finding.code, finding.path) == ("VER003", Path("docs/moved.toml"))
    assert finding.seen == "one.html is in 2026.10.0 and not in what comes next"
    assert state_of(releases.site) == before


def test_killed_in_the_middle(releases: Releases) -> None:
    """After kill -9 the folder of the last good run is there, and the next run clears up and goes on."""
    before = state_of(releases.site)
    releases.commit({**PAGES, "month.md": "11", "hang": ""})
    process = releases.start()
    builder = wait_for(releases.stand_in / "hangs")
    process.kill()
    process.communicate()
    os.kill(int(builder), signal.SIGKILL)
    assert state_of(releases.site) == before
    assert len(releases.git("worktree", "list").splitlines()) == 2
    releases.commit({**PAGES, "month.md": "11"})
    assert releases.publish().changed
    assert len(releases.git("worktree", "list").splitlines()) == 1
    assert sorted(path.name for path in releases.out.iterdir()) == ["cache", "lock", "site"]


def test_killed_between_two_strokes(releases: Releases) -> None:
    """A folder that was put aside a moment before the end of the run is put back by the next one."""
    before = state_of(releases.site)
    releases.site.rename(releases.out / "site.old")
    assert not releases.publish().changed
    assert state_of(releases.site) == before


def test_stopped_by_hand(releases: Releases) -> None:
    """Ctrl-C ends the builds too, and leaves no worktree behind."""
    releases.commit({**PAGES, "hang": ""})
    process = releases.start()
    builder = wait_for(releases.stand_in / "hangs")
    process.send_signal(signal.SIGINT)
    _, progress = process.communicate(timeout=30)
    assert process.returncode == 130
    assert progress.endswith("stopped\n")
    with pytest.raises(ProcessLookupError):
        os.kill(int(builder), 0)
    assert len(releases.git("worktree", "list").splitlines()) == 1
    assert not list(releases.out.glob("work-*"))


def wait_for(file: Path) -> str:
    """Give what a build writes into a file, as soon as it has."""
    deadline = time.monotonic() + 30
    while not (file.is_file() and file.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return file.read_text()


def test_one_run_at_a_time(releases: Releases) -> None:
    """A second run in the same folder is refused at once, and disturbs nothing."""
    with alone(releases.out), pytest.raises(BusyError, match="Another run"):
        releases.publish()


def test_no_end_is_a_failure(releases: Releases, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that hangs is ended at its deadline, and is a finding."""
    monkeypatch.setattr(programs, "DEADLINE", 0.5)
    releases.commit({**PAGES, "month.md": "10", "hang": ""})
    (finding,) = releases.publish().findings
    assert "no end within" in finding.seen


def test_a_version_is_built_with_what_it_pins(releases: Releases, tmp_path: Path) -> None:
    """A release whose pins differ from today's gets an environment of its own, made by uv."""
    wheel = tmp_path / "sphinx-1.0-py3-none-any.whl"
    facts = "sphinx-1.0.dist-info/"
    with zipfile.ZipFile(wheel, "w") as file:
        file.writestr("sphinx/__init__.py", "")
        file.writestr(
            "sphinx/__main__.py",
            "import pathlib, sys\nout = pathlib.Path(sys.argv[-1])\nout.mkdir()\n"
            "(out / 'index.html').write_text(f'<main role=\"main\">built by 1.0 in {sys.prefix}</main>')\n",
        )
        file.writestr(f"{facts}METADATA", "Metadata-Version: 2.1\nName: sphinx\nVersion: 1.0\n")
        file.writestr(f"{facts}WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\n")
        file.writestr(f"{facts}RECORD", "")
    releases.release("2026.7.0", {**PAGES, **pinning(wheel)}, day="2026-07-01")
    releases.commit({**PAGES, "month.md": "10"})
    assert releases.publish().findings == []
    assert "built by 1.0" in (releases.site / "2026.7.0" / "index.html").read_text()
    assert str(releases.out / "environments") in (releases.site / "2026.7.0" / "index.html").read_text()
    assert "built by 1.0" not in (releases.site / "index.html").read_text()


def pinning(wheel: Path) -> dict[str, str]:
    """Give the files of a project that is built with this package."""
    group = f'[dependency-groups]\ndocs = ["sphinx @ {wheel.as_uri()}"]\n'
    project = f'[project]\nname = "acme"\nversion = "1"\n{group}'
    return {"/pyproject.toml": project, "/checks/constraints.txt": "sphinx==1.0\n"}


def test_packages_that_cannot_be_had(releases: Releases, tmp_path: Path) -> None:
    """A version whose packages are gone is a finding of its own; once built, it comes from the cache."""
    releases.release(
        "2026.7.0", {**PAGES, **pinning(tmp_path / "sphinx-1.0-py3-none-any.whl")}, day="2026-07-01"
    )
    releases.commit({**PAGES, "month.md": "10"})
    (finding,) = releases.publish().findings
    assert finding.code == "VER002"
    assert "sphinx-1.0" in finding.seen


@pytest.mark.parametrize("name", ["v2026.11.0", "2026.11", "2026.13.0", "2026.07.1"])
def test_a_tag_with_a_slip(releases: Releases, name: str) -> None:
    """A tag that looks like a release and is none must not go unpublished without a word."""
    releases.git("tag", name)
    (finding,) = releases.publish().findings
    assert (finding.code, finding.seen) == ("VER004", name)


def test_pages_must_not_lie_where_a_version_is_published(releases: Releases) -> None:
    """A folder of pages called like a version would be mixed up with it."""
    releases.release("2026.11.0", {**PAGES, "month.md": "11", "stable/page.md": "Page"})
    account = releases.publish()
    assert [finding.code for finding in account.findings] == ["VER005"]


def test_a_shallow_clone_is_refused(releases: Releases, tmp_path: Path) -> None:
    """Where tags may be missing, nothing is published: old versions would vanish from the site."""
    releases.git("clone", "--quiet", "--depth=1", releases.folder.as_uri(), str(tmp_path / "shallow"))
    with pytest.raises(RefusedError, match="--unshallow"):
        Publication(Repository(tmp_path / "shallow"), releases.out, BASE).run()


def test_wrong_use_is_said_plainly(releases: Releases) -> None:
    """No slash at the end of the address, or a commit that does not exist: nothing is tried."""
    with pytest.raises(RefusedError, match="slash"):
        Publication(Repository(releases.folder), releases.out, BASE.rstrip("/")).run()
    with pytest.raises(GitError, match="no-such-branch"):
        Publication(Repository(releases.folder), releases.out, BASE).run("no-such-branch")


def test_what_is_not_committed(releases: Releases, capsys: pytest.CaptureFixture[str]) -> None:
    """Changes in the work tree are not published, and the progress says so."""
    (releases.folder / "docs" / "one.md").write_text("Not yet")
    releases.publish()
    assert "not committed is not published" in capsys.readouterr().err
    assert "Not yet" not in (releases.site / "latest" / "one.html").read_text()


def test_a_release_is_built_for_its_day() -> None:
    """An old release is built strictly as on its day, which holds for ever; the newest for today as well."""
    made = date(2026, 7, 1)
    assert recipe.recipes(Edition("2026.7.0", "old", "c0ffee", made), TODAY) == [Recipe(made)]
    assert recipe.recipes(Edition("2026.7.0", "stable", "c0ffee", made), TODAY) == [
        Recipe(made),
        Recipe(TODAY, strict=False),
    ]
    assert recipe.recipes(Edition("2026.7.0", "stable", "c0ffee", TODAY), TODAY) == [Recipe(TODAY)]
    assert recipe.recipes(Edition("latest", "development", "c0ffee"), TODAY) == [Recipe(TODAY)]
    assert "--fail-on-warning" not in Recipe(TODAY, strict=False).command(
        Path(sys.executable), Path(), Path("o"), 1
    )
    assert Recipe(made).environment(Path(sys.executable))["SOURCE_DATE_EPOCH"] == "1782907200"
    assert Recipe(made).environment(Path("other")).get("PYTHONPATH") is None


def test_the_cache_stays_small(releases: Releases) -> None:
    """Builds that nothing uses any more are thrown away, except for the last few."""
    for number in range(7):
        releases.commit({**PAGES, "month.md": "10", "new.md": str(number)})
        releases.publish()
    kept = len(list((releases.out / "cache").iterdir()))
    assert kept == 5 + 4  # in use: three releases, the newest for today, and latest; and four to spare
