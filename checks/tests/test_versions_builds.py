"""How versions are built: from the cache, two at once, and in their own environment."""

from __future__ import annotations

import sys
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from version_repository import Releases, copied, state_of, three_releases

from keyproof.report import Exit
from keyproof.versions import recipe
from keyproof.versions.edition import Edition
from keyproof.versions.recipe import Recipe

PAGES = {"index.md": "Home", "one.md": "One"}
TODAY = datetime.now(UTC).date()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a published repository of three releases; what is in development is the last."""
    return three_releases(tmp_path_factory.mktemp("template"), PAGES)


@pytest.fixture
def releases(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Releases:
    """Give a published repository of one's own."""
    return copied(template, tmp_path, monkeypatch)


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
        Recipe(TODAY, strict=False, live=True),
    ]
    assert recipe.recipes(Edition("2026.7.0", "stable", "c0ffee", TODAY), TODAY) == [Recipe(TODAY)]
    assert recipe.recipes(Edition("latest", "development", "c0ffee"), TODAY) == [Recipe(TODAY, live=True)]
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
