"""The own site in a folder, what a project lets pass, and where an archive may help."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from linkcheck_plus import archive, migration
from linkcheck_plus.audit import audit
from linkcheck_plus.evidence import Evidence, Failure, Page
from linkcheck_plus.leniency import lenient, without_fragment
from linkcheck_plus.model import Link, LinkcheckError, Location, Past, Result, Status, Verdict
from linkcheck_plus.settings import Route, Settings, changed
from linkcheck_plus.site import FolderSite, path_of

BASE = "https://me.site.dev/docs/"


@pytest.mark.parametrize(
    ("uri", "status"),
    [
        ("https://me.site.dev/docs", "working"),
        ("https://me.site.dev/docs/", "working"),
        ("http://me.site.dev/docs/a.html#here", "working"),
        ("https://me.site.dev/docs/a#here", "working"),
        ("https://me.site.dev/docs/a.html?x=1#%68ere", "working"),
        ("https://me.site.dev/docs/a.html#gone", "broken"),
        ("https://me.site.dev/docs/b.html", "broken"),
        ("https://me.site.dev/docs/../secret.txt", "broken"),
        ("https://me.site.dev/docs/file.zip", "working"),
    ],
)
def test_a_built_folder_answers_for_its_address(tmp_path: Path, uri: str, status: str) -> None:
    """Pages, places and files of the build are known without a request, as a static host would serve them."""
    build = tmp_path / "build"
    build.mkdir()
    (build / "index.html").write_text("<p>hello")
    (build / "a.html").write_text("<p id=here>hello")
    (build / "file.zip").write_bytes(b"PK")
    (tmp_path / "secret.txt").write_text("x")
    settings = Settings(site=BASE, site_folder=str(build))
    outcome = audit([Link(uri, (Location("a.md"),))], settings)
    assert (outcome.asked, outcome.results[0].verdict.status) == (0, status)


def test_the_own_site_is_no_sign_of_a_network(tmp_path: Path) -> None:
    """Where nobody else answers, nothing was checked, though the documents know their own pages."""
    (tmp_path / "index.html").write_text("<p>hello")
    nowhere = (Route("", 0, "127.0.0.1", 1),)
    settings = Settings(site=BASE, site_folder=str(tmp_path), connect_to=nowhere)
    links = [Link(uri, (Location("a.md"),)) for uri in (BASE, "https://docs.site.dev/")]
    assert audit(links, settings).exit_code == 3
    assert audit(links[:1], settings).exit_code == 0


def test_other_addresses_are_not_the_own_site() -> None:
    """A longer name, another folder and a neighbour's page go to the network."""
    assert path_of(BASE, "https://me.site.dev/docs/a/b.html") == "a/b.html"
    for uri in (
        "https://me.site.dev/documents/",
        "https://me.site.dev.evil.dev/docs/",
        "https://me.site.dev/",
    ):
        assert path_of(BASE, uri) is None


def test_a_folder_without_address_or_build_is_wrong_use(tmp_path: Path) -> None:
    """Both are errors that say what to do."""
    with pytest.raises(LinkcheckError, match="without site"):
        FolderSite("", tmp_path)
    with pytest.raises(LinkcheckError, match="Build the documents first"):
        FolderSite(BASE, tmp_path / "nowhere")


def test_leniency() -> None:
    """Fragments, redirects and timeouts are judged as the project says."""
    link = Link("https://a.site.dev/x#made", (Location("a.md"),))
    seen = Evidence("https://a.site.dev/x", "https://a.site.dev/v2", 200)
    moved, late = Verdict(Status.MOVED, "It moved."), Verdict(Status.TIMEOUT, "No answer.")
    assert without_fragment(link, Settings(skip_fragments=("[^#]*#made",))).uri == "https://a.site.dev/x"
    assert without_fragment(link, Settings(skip_fragments=("[^#]*#other",))) is link
    pairs = {"https://a.site.dev/x": r"https://a.site.dev/v\d"}
    assert lenient(link, seen, moved, Settings(allowed_redirects=pairs)).status is Status.WORKING
    pairs = {"https://a.site.dev/x": "https://a.site.dev/w"}
    assert lenient(link, seen, moved, Settings(allowed_redirects=pairs)) is moved
    assert lenient(link, seen, late, Settings(timeouts_broken=True)).status is Status.BROKEN
    assert lenient(link, seen, late, Settings()) is late


@pytest.mark.parametrize("values", [{"skip_fragments": ["("]}, {"allowed_redirects": {"(": "x"}}])
def test_what_is_no_regular_expression_is_wrong_use(values: dict[str, object]) -> None:
    """The option and the pattern are named."""
    with pytest.raises(LinkcheckError, match="is no regular expression"):
        changed(Settings(), values, "pyproject.toml")


GONE = Evidence("https://a.site.dev/x", "https://a.site.dev/x", 404)


@pytest.mark.parametrize(
    ("uri", "status", "seen", "found"),
    [
        ("https://a.site.dev/x", Status.BROKEN, GONE, True),
        ("https://a.site.dev/x", Status.BROKEN, replace(GONE, code=0, failure=Failure.DNS), True),
        ("https://a.site.dev/x", Status.BROKEN, replace(GONE, code=500), False),
        (
            "https://a.site.dev/x#y",
            Status.BROKEN,
            replace(GONE, code=200, page=Page(anchors={"y": False})),
            False,
        ),
        ("https://a.site.dev/x", Status.BROKEN, replace(GONE, code=200, page=Page(parked=("x",))), True),
        ("https://a.site.dev/x", Status.BROKEN, replace(GONE, attempts=0), False),
        ("https://web.archive.org/web/1/x", Status.BROKEN, GONE, False),
        ("https://a.site.dev/x", Status.TIMEOUT, GONE, False),
    ],
)
def test_an_archive_is_named_for_dead_pages_only(
    uri: str, status: Status, seen: Evidence, *, found: bool
) -> None:
    """Offline and by rule: pages that are gone may be archived, faults and fragments are another matter."""
    link = Link(uri, (Location("a.md"),))
    copy = archive.suggestion(Result(link, Verdict(status, "x"), seen))
    assert copy == (f"https://web.archive.org/web/*/{uri}" if found else "")


def test_the_archived_copy_is_that_of_the_last_good_day() -> None:
    """A history knows when the page was last as its author meant it."""
    link = Link("https://a.site.dev/x", (Location("a.md"),))
    past = Past(Status.BROKEN, "2026-11-20", 1, "2026-11-20", (("2026-11-19", Status.WORKING),))
    copy = archive.suggestion(Result(link, Verdict(Status.BROKEN, "x"), GONE, past=past))
    assert copy == "https://web.archive.org/web/20261119/https://a.site.dev/x"


@pytest.mark.parametrize(
    ("pattern", "host"),
    [
        (r"https://foo\.site\.dev/.+", "foo.site.dev"),
        (r"^https?://foo\.site\.dev/", "foo.site.dev"),
        ("https://foo.site.dev/", "foo.site.dev"),
        (r"https://(foo|bar)\.site\.dev/", ""),
        (".*", ""),
    ],
)
def test_the_host_of_a_pattern(pattern: str, host: str) -> None:
    """Credentials are only sent where the pattern names one host and no other."""
    assert migration._host_of(pattern) == host  # noqa: SLF001
