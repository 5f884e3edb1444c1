"""When something fails: exit codes, findings, and the folder of the last good run left as it was."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest
from version_repository import BASE, Releases, copied, state_of, three_releases

from keyproof.versions import programs
from keyproof.versions.handover import BusyError, alone
from keyproof.versions.publication import Publication, RefusedError
from keyproof.versions.repository import GitError, Repository

PAGES = {"index.md": "Home", "one.md": "One"}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a published repository of three releases; what is in development is the last."""
    return three_releases(tmp_path_factory.mktemp("template"), PAGES)


@pytest.fixture
def releases(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Releases:
    """Give a published repository of one's own."""
    return copied(template, tmp_path, monkeypatch)


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
