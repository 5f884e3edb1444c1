"""The folder to publish: what lies where, and how its pages tie the versions together."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from jsonschema import Draft202012Validator
from sphinx_site import one
from version_repository import BASE, Releases

from keyproof.versions import dressing
from keyproof.versions.library import Place

OLD = {"index.md": "Home", "a/one.md": "One", "a/two.md": "Two", "404.md": "Nothing"}
NEW = {
    "index.md": "Home",
    "a/one.md": "One, better",
    "a/deux.md": "Two",
    "a/two.moved": "deux.html",
    "404.md": "No",
}
NEXT = {**NEW, "a/three.md": "Three", "check.txt": "a file"}


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Releases:
    """Give a repository with two releases and something new, published."""
    made = Releases(tmp_path_factory.mktemp("releases"))
    made.release("2026.9.0", OLD, day="2026-09-30")
    made.release("2026.10.0", NEW, day="2026-10-05")
    made.git("tag", "backup-of-tuesday")
    made.commit(NEXT)
    with pytest.MonkeyPatch.context() as patch:
        made.stand_in_for_sphinx(patch)
        account = made.publish()
    assert account.findings == []
    return made


@pytest.fixture
def young(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Releases:
    """Give a repository without a release, published."""
    made = Releases(tmp_path)
    made.stand_in_for_sphinx(monkeypatch)
    made.commit(OLD)
    made.publish()
    return made


def test_the_newest_release_lies_at_the_top(releases: Releases) -> None:
    """The shortest addresses are the newest release; every version has a folder of its own as well."""
    assert "One, better" in one(releases.page("a/one.html"), "main").text()
    assert {path.name for path in releases.site.iterdir() if path.is_dir()} == {
        *("a", "stable", "latest", "2026.9.0", "2026.10.0")
    }
    assert not (releases.site / "a" / "three.html").exists()
    assert (releases.site / "latest" / "check.txt").read_text() == "a file"


def test_the_folder_is_fit_for_pages(releases: Releases) -> None:
    """Plain files only, none of them linked, and no server is to take `_static` for a private folder."""
    files = [path for path in releases.site.rglob("*") if not path.is_dir()]
    assert not [path for path in files if path.is_symlink() or path.stat().st_nlink > 1]
    assert releases.site / ".nojekyll" in files


def test_the_list_of_versions_obeys_its_schema(releases: Releases, young: Releases) -> None:
    """versions.json is what versions.schema.json, which lies beside it, says; with and without a release."""
    for made in (releases, young):
        schema = json.loads((made.site / "versions.schema.json").read_text())
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
        assert list(validator.iter_errors(made.listed())) == []
    assert releases.listed()["stable"] == "2026.10.0"
    assert releases.listed()["versions"] == [
        {"version": "2026.10.0", "kind": "stable", "path": "", "released": "2026-10-05"},
        {"version": "latest", "kind": "development", "path": "latest/", "released": None},
        {"version": "2026.9.0", "kind": "old", "path": "2026.9.0/", "released": "2026-09-30"},
    ]


def switch(releases: Releases, address: str) -> dict[str, str]:
    """Give where the switcher of a page leads, for each version."""
    links = releases.page(address).css("nav.version-switch a")
    return {
        link.text().split()[0]: urljoin(f"/{address}", link.attributes["href"] or "").removeprefix("/")
        for link in links
    }


@pytest.mark.parametrize(
    ("address", "goals"),
    [
        ("index.html", ("index.html", "latest/index.html", "2026.9.0/index.html")),
        ("a/one.html", ("a/one.html", "latest/a/one.html", "2026.9.0/a/one.html")),
        ("2026.9.0/a/one.html", ("a/one.html", "latest/a/one.html", "2026.9.0/a/one.html")),
        ("2026.9.0/a/two.html", ("a/two.html", "latest/a/two.html", "2026.9.0/a/two.html")),
        ("latest/a/three.html", ("index.html", "latest/a/three.html", "2026.9.0/index.html")),
        ("2026.10.0/a/deux.html", ("a/deux.html", "latest/a/deux.html", "2026.9.0/index.html")),
    ],
)
def test_the_switcher_keeps_the_page(releases: Releases, address: str, goals: tuple[str, str, str]) -> None:
    """Plain links lead to the same page of each version, be it one that leads on, or to its first page."""
    assert switch(releases, address) == dict(zip(("2026.10.0", "latest", "2026.9.0"), goals, strict=True))
    for goal in goals:
        assert (releases.site / goal).is_file()


def test_the_switcher_says_where_the_reader_is(releases: Releases) -> None:
    """The version of the page is marked in the list, also in the folder of the newest release."""
    for folder, name in {
        "": "2026.10.0",
        "2026.10.0/": "2026.10.0",
        "latest/": "latest",
        "2026.9.0/": "2026.9.0",
    }.items():
        page = releases.page(f"{folder}a/one.html")
        assert one(page, "a[aria-current]").text().split()[0] == name
        assert one(page, "summary strong").text() == name


@pytest.mark.parametrize(
    ("address", "words", "goal"),
    [
        ("2026.9.0/a/one.html", "an old version", "a/one.html"),
        ("2026.9.0/a/two.html", "an old version", "a/two.html"),
        ("latest/a/one.html", "In development", "a/one.html"),
        ("latest/a/three.html", "has no such page", "index.html"),
    ],
)
def test_the_banner_leads_to_the_newest_release(
    releases: Releases, address: str, words: str, goal: str
) -> None:
    """On old pages and on those in development, a banner leads to the same page of the newest release."""
    banner = one(releases.page(address), "aside.version-note")
    assert words in banner.text()
    assert urljoin(f"/{address}", one(banner, "a").attributes["href"]) == f"/{goal}"


def test_no_banner_where_there_is_nothing_to_say(releases: Releases, young: Releases) -> None:
    """The newest release has no banner, wherever it lies; before the first release no page has one."""
    shown = [releases.page("a/one.html"), releases.page("2026.10.0/a/one.html"), young.page("index.html")]
    assert [page.css_first("aside.version-note") for page in shown] == [None, None, None]


def test_before_the_first_release(young: Releases) -> None:
    """The pages in development lie at the top and in `latest`; there is nothing to choose, and it is said."""
    nav = one(young.page("a/one.html"), "nav.version-switch")
    assert nav.text().strip() == "Nothing is released yet"
    assert nav.css("a") == []
    assert (young.site / "latest" / "a" / "one.html").is_file()
    assert not (young.site / "stable").exists()
    assert young.listed()["stable"] is None


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("a/one.html", "a/one.html"),
        ("2026.10.0/a/one.html", "a/one.html"),
        ("2026.9.0/a/one.html", "a/one.html"),
        ("latest/a/one.html", "a/one.html"),
        ("latest/a/three.html", "latest/a/three.html"),
        ("stable/a/one.html", "a/one.html"),
    ],
)
def test_robots_know_one_address(releases: Releases, address: str, known: str) -> None:
    """The canonical address is the one at the top, and there is just one of it."""
    links = releases.page(address).css('link[rel="canonical"]')
    assert [link.attributes["href"] for link in links] == [f"{BASE}{known}"]


def test_the_map_for_robots(releases: Releases) -> None:
    """The sitemap names the pages at the top but those that lead on; robots.txt names the sitemap."""
    page = releases.page("sitemap.xml")
    assert {node.text() for node in page.css("loc")} == {
        f"{BASE}{name}.html" for name in ("index", "a/one", "a/deux")
    }
    assert f"Sitemap: {BASE}sitemap.xml" in (releases.site / "robots.txt").read_text()


def test_stable_leads_to_the_top(releases: Releases) -> None:
    """Each page below `stable/` leads on to the newest release, with and without JavaScript."""
    for name in ("index.html", "a/deux.html"):
        page = releases.page(f"stable/{name}")
        goal = one(page, "a").attributes["href"] or ""
        assert urljoin(f"/stable/{name}", goal) == f"/{name}"
        assert f"url={goal}" in (releases.site / "stable" / name).read_text()


def test_the_page_for_missing_addresses_works_anywhere(releases: Releases) -> None:
    """All its addresses begin at the prefix of the site, whatever the depth at which it is shown."""
    page = releases.page("404.html")
    links = [
        node.attributes.get("href") or node.attributes.get("src") or "" for node in page.css("[href], [src]")
    ]
    assert links
    assert [link for link in links if not link.startswith(urlsplit(BASE).path)] == []
    assert one(page, "nav").css_first("a[href]") is not None
    assert page.css_first('link[rel="canonical"]') is None
    assert one(page, "meta[name=robots]").attributes["content"] == "noindex"
    assert not (releases.site / "latest" / "404.html").exists()


def test_a_page_that_leads_on_is_left_alone(releases: Releases) -> None:
    """It gets no switcher and no banner: nobody reads it."""
    text = (releases.site / "2026.10.0" / "a" / "two.html").read_text()
    assert text == '<html><meta http-equiv="refresh" content="0; url=deux.html"></html>'


def test_a_theme_without_a_place_for_the_list(releases: Releases, tmp_path: Path) -> None:
    """The list comes at the end of a page that has no mark for it: no version is a dead end."""
    from keyproof.versions.edition import Edition  # noqa: PLC0415 - only here
    from keyproof.versions.library import Library  # noqa: PLC0415

    place = Place(Edition("2026.9.0", "stable", "c0ffee"), "", tmp_path, frozenset({"index.html"}))
    shelf = Library(BASE, place, (place,), "")
    html = dressing.dressed("<head></head><body><p>Text</p></body>", "index.html", place, shelf)
    assert html.index("Text") < html.index("version-switch") < html.index("</body>")
