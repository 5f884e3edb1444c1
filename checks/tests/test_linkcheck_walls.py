"""Refusals are doubted, and pages that answer 200 and are not there are found out."""

from __future__ import annotations

import re

import linkcheck_server as loopback
import pytest

from linkcheck_plus.audit import audit
from linkcheck_plus.evidence import Evidence, Failure, Page
from linkcheck_plus.model import Link, Location, Result, Status
from linkcheck_plus.opinion import believed, doubtful
from linkcheck_plus.sibling import invented

HOST = "docs.site.dev"
PROSE = "<p>" + "A good page says something of its own in many words. " * 30
NOT_FOUND = "<title>Page not found</title><h1>Oops</h1><p>We could not find this page."
SHELL = "<title>Console</title><div id=root></div><script src=/app.js></script>"


def check(
    replies: dict[str, loopback.Reply], path: str, otherwise: loopback.Reply | None = None
) -> tuple[Result, loopback.Server]:
    """Check one URL of a host and give the result and the server."""
    with loopback.Server({HOST + key: value for key, value in replies.items()}) as server:
        server.otherwise = otherwise or server.otherwise
        links = [Link(f"http://{HOST}{path}", (Location("a.md"),))]
        return audit(links, server.settings).results[0], server


def unless_browser(code: int) -> loopback.Choice:
    """Refuse everyone who does not look like a browser."""
    return loopback.Choice(
        lambda request: (
            loopback.page(PROSE)
            if request.headers["user-agent"].startswith("Mozilla/5.0 (X11")
            else loopback.page("no", code)
        )
    )


@pytest.mark.parametrize("code", [400, 403, 404, 406, 418, 503, 999])
def test_a_page_that_answers_browsers_only_is_working(code: int) -> None:
    """A refusal is doubted once: what a browser is given decides."""
    result, server = check({"/a": unless_browser(code)}, "/a")
    assert result.verdict.status is Status.WORKING
    assert server.asked(f"{HOST}/a") == 2
    assert result.evidence is not None
    assert (result.evidence.opinions, result.evidence.as_browser) == ((code, 200), True)


def test_a_refusal_of_everyone_stays_a_wall() -> None:
    """A 403 to browsers too may be a wall or a closed page: nothing says that it is broken."""
    result, server = check({"/a": loopback.page("no", 403)}, "/a")
    assert result.verdict.status is Status.BOT_WALL
    assert server.asked(f"{HOST}/a") == 2


def test_a_page_that_is_gone_for_browsers_too_is_broken() -> None:
    """A 403 to checkers with a 404 to browsers is a dead page."""
    choice = loopback.Choice(
        lambda request: loopback.page("", 404 if "sec-fetch-mode" in request.headers else 403)
    )
    assert check({"/a": choice}, "/a")[0].verdict.status is Status.BROKEN


@pytest.mark.parametrize("code", [200, 204, 401, 410, 429])
def test_answers_that_depend_on_nobody_are_not_doubted(code: int) -> None:
    """A good answer, and an error that is the same for everyone, costs no second opinion."""
    assert not doubtful(Evidence("u", "u", code, page=Page(words=50)))


def test_an_answer_is_believed_over_none() -> None:
    """A host that breaks off for checkers and answers browsers is there."""
    broken_off = Evidence("u", "u", failure=Failure.RESET)
    refusal = Evidence("u", "u", 403)
    assert believed(broken_off, refusal) is refusal
    assert believed(refusal, broken_off) is refusal


@pytest.mark.parametrize(
    ("page", "otherwise", "status"),
    [
        pytest.param(NOT_FOUND, loopback.page(NOT_FOUND), Status.BROKEN, id="soft 404"),
        pytest.param(NOT_FOUND, loopback.page(NOT_FOUND, 404), Status.BROKEN, id="the 404 page with 200"),
        pytest.param(NOT_FOUND + PROSE, loopback.page("nothing", 404), Status.WORKING, id="about 404"),
        pytest.param(
            "<title>404 errors</title>" + PROSE, loopback.page(NOT_FOUND), Status.WORKING, id="two pages"
        ),
        pytest.param(SHELL, loopback.page(SHELL), Status.UNVERIFIED, id="a shell for everything"),
        pytest.param(SHELL, loopback.page("nothing", 404), Status.WORKING, id="a shell for real pages"),
        pytest.param(PROSE, loopback.page(PROSE), Status.WORKING, id="nothing suspicious"),
        pytest.param(
            "<title>Front</title><link rel=canonical href='/'>" + PROSE,
            loopback.page("<title>Front</title><link rel=canonical href='/'>" + PROSE),
            Status.UNVERIFIED,
            id="the front page for everything",
        ),
    ],
)
def test_pages_that_answer_to_everything(page: str, otherwise: bytes, status: Status) -> None:
    """A suspicious page is compared with what an invented address gives; words alone decide nothing."""
    result, _ = check({"/guide/keys": loopback.page(page)}, "/guide/keys", otherwise)
    assert result.verdict.status is status


@pytest.mark.parametrize(
    ("script", "status"),
    [("document.body.innerHTML += '<i id=late>'", Status.UNVERIFIED), ("let late = 1", Status.BROKEN)],
)
def test_a_page_s_own_scripts_are_looked_through_before_a_fragment_is_lost(
    script: str, status: Status
) -> None:
    """A place that a script of the host makes cannot be seen here; one that no script knows is lost."""
    with loopback.Server() as server:
        server.replies[f"{HOST}/a"] = loopback.page(f"<script src=/js/app.js></script>{PROSE}")
        server.replies[f"{HOST}/js/app.js"] = loopback.page(script, content_type="text/javascript")
        links = [Link(f"http://{HOST}/a#late", (Location("a.md"),))]
        assert audit(links, server.settings).results[0].verdict.status is status
    assert server.asked(f"{HOST}/js/app.js") == 1


def test_a_page_that_repeats_its_address_is_compared_without_it() -> None:
    """A catch-all page that shows the asked path is the same page all the same."""

    def echo(request: loopback.Request) -> bytes:
        return loopback.page(f"<title>{request.uri} not found</title><p>There is no {request.uri} here.")

    result, _ = check({}, "/guide/keys", loopback.Choice(echo))
    assert result.verdict.status is Status.BROKEN


def test_an_invented_address_is_asked_once_for_a_folder() -> None:
    """Twenty shells of one folder cost one comparison."""
    with loopback.Server(otherwise=loopback.page(SHELL)) as server:
        links = [Link(f"http://{HOST}/keys/{n}", (Location("a.md"),)) for n in range(20)]
        outcome = audit(links, server.settings)
    assert outcome.counts == {Status.UNVERIFIED: 20}
    assert len(server.requests) == 21


@pytest.mark.parametrize(
    ("uri", "sibling"),
    [
        ("https://a.dev/x/y.html#z", r"https://a\.dev/x/linkcheck-plus-\w{8}\.html"),
        ("https://a.dev/x/y/", r"https://a\.dev/x/linkcheck-plus-\w{8}/"),
        ("https://a.dev/", r"https://a\.dev/linkcheck-plus-\w{8}"),
        ("https://a.dev/x?id=12&b=", r"https://a\.dev/x\?id=\d{10}&b="),
        ("https://a.dev/x?name=y", r"https://a\.dev/x\?name=linkcheck-plus-\w{8}"),
    ],
)
def test_invented_addresses_stand_beside_the_asked_ones(uri: str, sibling: str) -> None:
    """The same folder, kind of file and parameters, with a name that nobody has given."""
    assert re.fullmatch(sibling, invented(uri))


def test_a_redirect_to_the_page_for_missing_pages_is_broken() -> None:
    """A site that sends lost readers to /404 with 200 has lost the page."""
    replies = {"/a": loopback.redirect("/404.html"), "/404.html": loopback.page(PROSE)}
    assert check({**replies}, "/a")[0].verdict.status is Status.BROKEN


@pytest.mark.parametrize(
    ("replies", "path", "otherwise"),
    [
        pytest.param(
            {},
            "/",
            loopback.page("<title>x</title><script src='//c.parkingcrew.net/p.js'></script>"),
            id="script",
        ),
        pytest.param(
            {},
            "/keys",
            loopback.page("<title>docs.site.dev</title><h1>This domain is for sale!</h1>"),
            id="words",
        ),
        pytest.param(
            {"/keys": loopback.redirect("http://www.hugedomains.com/domain_profile.cfm?d=site.dev")},
            "/keys",
            loopback.page(PROSE),
            id="redirect",
        ),
    ],
)
def test_parked_domains_are_broken(replies: dict[str, loopback.Reply], path: str, otherwise: bytes) -> None:
    """A domain that is for sale no longer holds the page, whatever it answers."""
    result, _ = check(replies, path, otherwise)
    assert result.verdict.status is Status.BROKEN
    assert "domain" in result.verdict.reason


def test_an_article_about_parked_domains_is_none() -> None:
    """Words of sale count only when the host gives the same page for an invented address."""
    article = "<title>What it means that this domain is for sale</title><p>Short."
    assert check({"/a": loopback.page(article)}, "/a")[0].verdict.status is Status.WORKING


def test_a_refresh_to_a_dead_page_is_broken() -> None:
    """A page that sends its reader on is followed, as in a browser."""
    refresh = loopback.page("<meta http-equiv=Refresh content='0; URL=gone.html'>")
    result, _ = check({"/x/a": refresh}, "/x/a")
    assert result.verdict.status is Status.BROKEN
    assert result.evidence is not None
    assert result.evidence.final_uri == f"http://{HOST}/x/gone.html"


@pytest.mark.parametrize(
    "body",
    [
        "<meta http-equiv=refresh content='30'>",
        "<meta http-equiv=refresh content='300; url=/gone'>",
        "<noscript><meta http-equiv=refresh content='0; url=/gone'></noscript>",
        "<meta http-equiv=refresh content='0; url=#part'>",
    ],
)
def test_a_refresh_that_no_reader_follows(body: str) -> None:
    """A page that renews itself, sends on late, or only readers without scripts, is the page."""
    result, server = check({"/a": loopback.page(f"<head>{body}</head>{PROSE}")}, "/a")
    assert result.verdict.status is Status.WORKING
    assert len(server.requests) == 1


def test_a_sign_in_form_in_place_of_the_page_is_a_login_wall() -> None:
    """A console that answers 200 with its form to sign in is behind a login."""
    form = "<title>Sign in - Console</title><form><input type=password></form>"
    assert check({"/keys": loopback.page(form)}, "/keys")[0].verdict.status is Status.LOGIN_WALL


def test_a_sign_on_that_goes_round_with_cookies_is_a_login_wall() -> None:
    """A single sign-on that sets a new cookie on every turn never ends for us; that is not broken."""
    turns = iter(range(100))

    def turn(request: loopback.Request) -> bytes:
        to = "/sso?return_to=%2Fkeys" if request.uri.endswith("/keys") else "/keys"
        return loopback.redirect(to, set_cookie=f"turn={next(turns)}; Path=/")

    result, _ = check({}, "/keys", loopback.Choice(turn))
    assert result.verdict.status is Status.LOGIN_WALL


@pytest.mark.parametrize(
    "good",
    [
        loopback.page(PROSE, x_datadome="protected"),
        loopback.page(PROSE, cf_ray="1", server="cloudflare"),
        loopback.page(PROSE, server="AkamaiGHost"),
    ],
)
def test_headers_of_good_pages_behind_a_wall_are_no_marks(good: bytes) -> None:
    """Hosts behind a wall say so on good pages too."""
    assert check({"/a": good}, "/a")[0].verdict.status is Status.WORKING
