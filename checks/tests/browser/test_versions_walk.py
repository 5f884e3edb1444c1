"""The published folder below a prefix, served as GitHub Pages does, walked by a browser."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from accessibility import barriers
from pages_server import serving
from playwright.sync_api import expect
from selectolax.lexbor import LexborHTMLParser

from keyproof.versions import dressing, library, shelves
from keyproof.versions.edition import Edition
from keyproof.versions.workshop import Built

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Response

PREFIX = "/some/keyproof/"
NEW, OLD, GONE = "how-to/new-thing.html", "how-to/old-thing.html", "how-to/gone-thing.html"
SAME = "how-to/store-a-key.html"
STABLE, FORMER = "2026.11.0", "2026.10.0"
LINKING = "a[href], link[href], [src]"
LINKS = f"[...document.querySelectorAll('{LINKING}')].map((it) => it.href ?? it.src)"


def edition(name: str, folder: Path, pages: dict[str, str], published: Path) -> Built:
    """Give a version: the real site, and some pages more."""
    kind, day = {STABLE: ("stable", 5), FORMER: ("old", 1), "latest": ("development", 0)}[name]
    shutil.copytree(published, folder / name)
    for page, text in pages.items():
        (folder / name / page).write_text(text, encoding="utf-8")
    made = date(2026, 11, day) if day else None
    return Built(Edition(name, kind, "c0ffee", made), folder / name, 0.0)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def site(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder with two releases and what comes next; they differ in some pages."""
    home = tmp_path_factory.mktemp("versions")
    text = (published / SAME).read_text(encoding="utf-8")
    moved = dressing.leading("store-a-key.html", "https://acme.example/")
    built = [
        edition(STABLE, home, {OLD: moved}, published),
        edition("latest", home, {OLD: moved, NEW: text}, published),
        edition(FORMER, home, {OLD: text, GONE: text}, published),
    ]
    shelves.write(library.library(f"https://acme.example{PREFIX}", built, "0" * 64), home / "site")
    return home / "site"


@pytest.fixture(scope="module")
def top(site: Path) -> Iterator[str]:
    """Give the address of the folder on this machine."""
    with serving(site, PREFIX) as address:
        yield address


@pytest.fixture(scope="module")
def profiles(chromium: Browser, top: str) -> Iterator[dict[bool, BrowserContext]]:
    """Give a profile with JavaScript and one without, which know the files of the page before."""
    made = {
        scripts: chromium.new_context(base_url=top, java_script_enabled=scripts) for scripts in (True, False)
    }
    yield made
    for profile in made.values():
        profile.close()


@pytest.fixture
def tab(profiles: dict[bool, BrowserContext]) -> Iterator[Page]:
    """Give a browser tab for the folder; an error of a script or a missing asset fails the test."""
    page, faults = profiles[True].new_page(), list[str]()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("response", lambda answer: faults.append(answer.url) if lost(answer) else None)
    yield page
    page.close()
    assert faults == []


def lost(answer: Response) -> bool:
    """Say whether something that a page needs is missing; a page itself may be asked for in vain."""
    request = answer.request
    return bool(answer.status >= 400 and not request.is_navigation_request() and request.method != "HEAD")


def test_every_page_opens_and_links_to_what_is_there(site: Path, tab: Page) -> None:
    """The browser opens every page at the top; each link, file and anchor of ours is there."""
    wanted: dict[str, str] = {}
    for name in (
        name for name in names(site) if name.split("/")[0] not in {STABLE, FORMER, "latest", "stable"}
    ):
        if dressing.redirects((site / name).read_text(encoding="utf-8")):
            continue
        answer = tab.goto(name, wait_until="domcontentloaded")
        assert answer is not None
        assert answer.status == 200
        wanted |= dict.fromkeys(map(str, tab.evaluate(LINKS)), name)
    assert len(wanted) > 200
    assert {address: name for address, name in wanted.items() if not is_there(site, address, tab.url)} == {}


def test_the_pages_of_every_version_link_to_what_is_there(site: Path) -> None:
    """No page of any version, nor one that leads on, names a file or an anchor of ours that is not there."""
    here = "http://here"
    wanted: dict[str, str] = {}
    for name in names(site):
        page = LexborHTMLParser((site / name).read_bytes())
        links = [
            node.attributes.get("href") or node.attributes.get("src") or "" for node in page.css(LINKING)
        ]
        wanted |= {urljoin(f"{here}{PREFIX}{name}", link): name for link in links if not link.startswith("#")}
    assert len({name.split("/")[0] for name in wanted.values()} & {STABLE, FORMER, "latest", "stable"}) == 4
    assert {address: name for address, name in wanted.items() if not is_there(site, address, here)} == {}


def names(site: Path) -> list[str]:
    """Give the addresses of all pages below the top."""
    found = (path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    return sorted(name for name in found if "_static/" not in name)


def is_there(site: Path, address: str, here: str) -> bool:
    """Say whether an address leads to a file of the folder, and to the anchor in it; others are not ours."""
    path, anchor = urldefrag(address)
    if urlsplit(path).scheme not in {"", "http"} or urlsplit(path).netloc != urlsplit(here).netloc:
        return True
    below = unquote(urlsplit(path).path)
    file = site / below.removeprefix(PREFIX)
    file = file / "index.html" if file.is_dir() else file
    if not (below.startswith(PREFIX) and file.is_file()):
        return False
    return not anchor or file.suffix != ".html" or unquote(anchor) in anchors(file)


def anchors(file: Path, known: dict[Path, set[str]] = {}) -> set[str]:  # noqa: B006 - kept for the next link
    """Give the ids of a page."""
    if file not in known:
        page = LexborHTMLParser(file.read_bytes())
        known[file] = {node.attributes["id"] or "" for node in page.css("[id]")}
    return known[file]


def choose(page: Page, version: str) -> None:
    """Choose a version in the switcher, as a reader does."""
    page.locator(".version-switch summary").click()
    page.locator(".version-switch a", has_text=version).click()


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without"])
def reader(request: pytest.FixtureRequest, profiles: dict[bool, BrowserContext]) -> Iterator[Page]:
    """Give a browser tab of a reader with JavaScript, and of one without."""
    page = profiles[request.param].new_page()
    yield page
    page.close()


@pytest.mark.parametrize(
    ("start", "version", "goal"),
    [
        (SAME, "latest", f"latest/{SAME}"),
        (f"latest/{SAME}", FORMER, f"{FORMER}/{SAME}"),
        (f"{FORMER}/{SAME}", STABLE, SAME),
        (f"{FORMER}/{OLD}", STABLE, SAME),
        (f"latest/{NEW}", STABLE, "index.html"),
        (f"{FORMER}/{GONE}", "latest", "latest/index.html"),
        ("", "latest", "latest/index.html"),
        (f"{STABLE}/how-to/", FORMER, f"{FORMER}/how-to/index.html"),
        ("not/here/at/all", "latest", "latest/index.html"),
    ],
)
def test_the_switcher_keeps_the_page(reader: Page, top: str, start: str, version: str, goal: str) -> None:
    """It leads to the same page (be it one that leads on) or to the first page, with and without scripts."""
    reader.goto(start)
    choose(reader, version)
    reader.wait_for_url(f"{top}{goal}")


def test_the_switcher_keeps_the_place_on_the_page(tab: Page, top: str) -> None:
    """With JavaScript the anchor, the chosen tab and the searched word come along."""
    tab.goto(f"{SAME}?provider=openai#for-this-window-only")
    choose(tab, "latest")
    tab.wait_for_url(f"{top}latest/{SAME}?provider=openai#for-this-window-only")
    tab.goto("search.html?q=key")
    choose(tab, FORMER)
    tab.wait_for_url(f"{top}{FORMER}/search.html?q=key")


def test_the_list_knows_later_releases(tab: Page, top: str, site: Path) -> None:
    """A page from yesterday learns of today's release from versions.json, and where the page is in it."""
    listed = json.loads((site / "versions.json").read_text())
    former = {**listed["versions"][0], "kind": "old", "path": f"{STABLE}/"}
    newest = {"version": "2026.12.0", "kind": "stable", "path": "", "released": "2026-12-01"}
    listed["versions"] = [newest, listed["versions"][1], former]
    tab.route("**/versions.json", lambda route: route.fulfill(json=listed))
    tab.goto(f"latest/{NEW}")
    with tab.expect_response("**/versions.json"):
        tab.locator(".version-switch summary").click()
    links = tab.locator(".version-switch a")
    expect(links).to_have_text(["2026.12.0 stable", "latest unreleased", f"{STABLE} "])
    goals = [link.evaluate("it => it.href") for link in links.all()]
    assert goals == [f"{top}index.html", f"{top}latest/{NEW}", f"{top}{STABLE}/index.html"]
    expect(links.nth(1)).to_have_attribute("aria-current", "true")


def test_no_answer_leaves_the_list_alone(tab: Page, top: str) -> None:
    """Where versions.json cannot be had, the list of the build still leads on."""
    tab.route("**/versions.json", lambda route: route.abort())
    tab.goto(SAME)
    choose(tab, FORMER)
    tab.wait_for_url(f"{top}{FORMER}/{SAME}")


@pytest.mark.parametrize(
    ("start", "goal"), [(f"{FORMER}/{SAME}", SAME), (f"latest/{SAME}", SAME), (f"latest/{NEW}", "index.html")]
)
def test_the_banner_leads_to_the_newest_release(tab: Page, top: str, start: str, goal: str) -> None:
    """A reader of old or coming pages is one click away from the page that holds."""
    tab.goto(start)
    tab.locator(".version-note a").click()
    tab.wait_for_url(f"{top}{goal}")
    expect(tab.locator(".version-note")).to_have_count(0)


@pytest.mark.parametrize(
    "address", ["nothing.html", "how-to/nothing", "2026.1.0/providers/openai/index.html", "a/b/c/d/"]
)
def test_a_missing_address(tab: Page, top: str, address: str) -> None:
    """At any depth the page for missing addresses has its styles and leads back into the site."""
    answer = tab.goto(address)
    assert answer is not None
    assert answer.status == 404
    assert tab.locator("h1").evaluate("it => getComputedStyle(it).fontWeight") == "650"
    tab.locator("article").get_by_role("link").first.click()
    tab.wait_for_url(f"{top}index.html")


@pytest.mark.parametrize("start", [OLD, f"stable/{SAME}"])
def test_moved_and_stable_addresses_lead_on(reader: Page, top: str, start: str) -> None:
    """An old address and one below `stable/` arrive, with and without scripts."""
    reader.goto(start, wait_until="commit")
    reader.wait_for_url(f"{top}{SAME}")


@pytest.mark.parametrize("start", [OLD, f"stable/{SAME}"])
def test_a_link_to_an_anchor_arrives_at_it(tab: Page, top: str, start: str) -> None:
    """What leads on takes the anchor and the query of the link along."""
    tab.goto(f"{start}?provider=openai#for-this-window-only", wait_until="commit")
    tab.wait_for_url(f"{top}{SAME}?provider=openai#for-this-window-only")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_no_barrier(chromium: Browser, top: str, scheme: Literal["light", "dark"], width: int) -> None:
    """Banner and open switcher are accessible, light and dark, and no page is wider than a phone."""
    profile = chromium.new_context(
        base_url=top, color_scheme=scheme, viewport={"width": width, "height": 800}
    )
    page = profile.new_page()
    for address in (f"{FORMER}/{SAME}", f"latest/{NEW}"):
        page.goto(address)
        page.locator(".version-switch details").evaluate("it => { it.open = true }")
        assert barriers(page, ".version-switch", ".version-note") == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    profile.close()


def test_no_barrier_on_the_page_for_missing_addresses(tab: Page) -> None:
    """The whole page that a lost reader sees is accessible."""
    tab.goto("no/such/page")
    assert barriers(tab) == []


def test_the_keyboard_reaches_the_switcher(tab: Page, top: str) -> None:
    """Enter opens the list, Tab goes to its links, Enter follows one."""
    tab.goto(SAME)
    tab.locator(".version-switch summary").focus()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Tab")
    expect(tab.locator(".version-switch a").nth(1)).to_be_focused()
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"{top}latest/{SAME}")
