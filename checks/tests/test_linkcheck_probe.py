"""Probing: what is sent and read, against a real loopback server."""

from __future__ import annotations

import gzip
import ssl
import tracemalloc
from dataclasses import replace
from pathlib import Path

import linkcheck_server as loopback
import pytest
import trustme

from linkcheck_plus.audit import audit
from linkcheck_plus.model import Link, Location, Result, Status
from linkcheck_plus.outcome import Outcome
from linkcheck_plus.settings import Route, Settings

HOST = "docs.site.dev"


def check(server: loopback.Server, *uris: str, settings: Settings | None = None) -> Outcome:
    """Check these URLs against the server."""
    links = [Link(uri, (Location("a.md", number + 1, 1),)) for number, uri in enumerate(uris)]
    return audit(links, settings or server.settings)


def one(replies: dict[str, loopback.Reply], path: str, deadline: float = 5) -> Result:
    """Check one URL and give its result."""
    with loopback.Server({HOST + key: value for key, value in replies.items()}) as server:
        chosen = replace(server.settings, deadline=deadline)
        return check(server, f"http://{HOST}{path}", settings=chosen).results[0]


def test_one_request_serves_all_fragments_of_a_page() -> None:
    """Three links to places of one page cost one GET, and no HEAD."""
    with loopback.Server({f"{HOST}/a": loopback.page("<p id=one><a name=two></a>")}) as server:
        base = f"http://{HOST}/a"
        outcome = check(server, base, f"{base}#one", f"{base}#two", f"{base}#three")
    assert [result.verdict.status for result in outcome.results] == [*[Status.WORKING] * 3, Status.BROKEN]
    assert server.asked(f"{HOST}/a") == len(server.requests) == 1


def test_an_anchor_in_a_comment_or_a_script_is_none() -> None:
    """Only what a browser parses as an element is a place."""
    body = "<!-- <p id=a> --><script>'<p id=a>'</script><p>" + "word " * 60
    assert one({"/a": loopback.page(body)}, "/a#a").verdict.status is Status.BROKEN


def test_redirects_are_followed_by_hand() -> None:
    """The chain is evidence: each status and each place it led to."""
    replies: dict[str, loopback.Reply] = {
        "/a": loopback.redirect("/b", 301),
        "/b": loopback.redirect("http://other.site.dev/c", 308),
    }
    result = one(replies, "/a")
    assert result.evidence is not None
    assert [hop.code for hop in result.evidence.hops] == [301, 308]
    assert (result.evidence.final_uri, result.evidence.code) == ("http://other.site.dev/c", 404)


@pytest.mark.parametrize(
    ("location", "failure"),
    [
        ("/a", "loop"),
        ("file:///etc/passwd", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("http://[", "address"),
    ],
)
def test_redirects_that_no_client_should_follow(location: str, failure: str) -> None:
    """A circle and a way out of the web end the chain."""
    result = one({"/a": loopback.redirect(location)}, "/a")
    assert result.verdict.status is Status.BROKEN
    assert result.evidence is not None
    assert result.evidence.failure == failure


def test_cookies_are_kept_within_a_chain() -> None:
    """A page that sets a cookie and sends back to itself is no circle, and sees the cookie."""
    with loopback.Server({f"{HOST}/a": loopback.redirect("/b", set_cookie="seen=1; Path=/")}) as server:
        server.replies[f"{HOST}/b"] = loopback.page("hello")
        check(server, f"http://{HOST}/a")
    assert server.requests[-1].headers["cookie"] == "seen=1"
    assert "cookie" not in server.requests[0].headers


def test_credentials_stay_with_their_origin_and_out_of_the_report() -> None:
    """Name and password go to the link's own host, not to where it redirects, and into no result."""
    with loopback.Server({f"{HOST}/a": loopback.redirect("http://other.site.dev/b")}) as server:
        outcome = check(server, f"http://user:secret@{HOST}/a")
    assert "authorization" in server.requests[0].headers
    assert "authorization" not in server.requests[1].headers
    assert "secret" not in str(outcome.results[0].evidence)
    assert "secret" not in str(outcome.results[0].verdict)


def test_a_gzip_bomb_costs_no_memory() -> None:
    """A body is decoded up to the limit only: 200 MB in 200 kB are not unfolded."""
    bomb = gzip.compress(b"<p>" + b"\0" * 200_000_000, 6)
    tracemalloc.start()
    result = one({"/a": loopback.page(bomb, content_encoding="gzip")}, "/a")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert result.verdict.status is Status.WORKING
    assert peak < 40_000_000


def test_a_broken_gzip_is_broken() -> None:
    """A body that no browser can decode is no page."""
    assert (
        one({"/a": loopback.page(b"no gzip", content_encoding="gzip")}, "/a").verdict.status is Status.BROKEN
    )


@pytest.mark.parametrize(
    ("encoding", "status"),
    [
        ("br", Status.UNVERIFIED),
        ("zstd", Status.UNVERIFIED),
        ("gzip, br", Status.UNVERIFIED),
        ("utf-8", Status.WORKING),
    ],
)
def test_an_encoding_that_was_not_offered(encoding: str, status: Status) -> None:
    """It is never asked for, and sent all the same it is no verdict on the page; a slip is no encoding."""
    replies: dict[str, loopback.Reply] = {f"{HOST}/a": loopback.page("hello", content_encoding=encoding)}
    with loopback.Server(replies) as server:
        result = check(server, f"http://{HOST}/a").results[0]
    assert {request.headers["accept-encoding"] for request in server.requests} == {"gzip, deflate"}
    assert result.verdict.status is status
    assert (repr(encoding) in result.verdict.reason) is (status is Status.UNVERIFIED)


def test_a_sign_in_redirect_is_a_login_wall() -> None:
    """A redirect that keeps the way back is a sign-in, whatever it answers."""
    replies: dict[str, loopback.Reply] = {
        "/console/keys": loopback.redirect("/login?next=%2Fconsole%2Fkeys"),
        "/login?next=%2Fconsole%2Fkeys": loopback.page("<input type=password>"),
    }
    assert one(replies, "/console/keys").verdict.status is Status.LOGIN_WALL


@pytest.mark.parametrize(
    "reply",
    [
        loopback.page("<title>Just a moment...</title>", 403, cf_mitigated="challenge"),
        loopback.page("", 202, x_amzn_waf_action="challenge"),
        loopback.page("<script id='x' src='/.within.website/x/cmd/anubis/static/js/main.mjs'></script>"),
        loopback.page("", 999),
    ],
)
def test_bot_walls_are_told_from_broken_pages(reply: bytes) -> None:
    """The marks of Cloudflare, AWS WAF, Anubis and 999 are known."""
    assert one({"/a": reply}, "/a").verdict.status is Status.BOT_WALL


def test_a_good_page_behind_cloudflare_is_no_wall() -> None:
    """Cloudflare's script in a page does not make the page a challenge."""
    body = "<title>Guide</title><script src='/cdn-cgi/challenge-platform/x.js'></script>" + "word " * 60
    assert one({"/a": loopback.page(body)}, "/a").verdict.status is Status.WORKING


def test_a_large_file_is_not_downloaded() -> None:
    """A body that nobody needs is left unread."""
    result = one({"/a": loopback.page(b"x" * 5_000_000, content_type="application/zip")}, "/a")
    assert result.evidence is not None
    assert (result.verdict.status, result.evidence.size) == (Status.WORKING, 0)


def test_a_dead_host_among_answering_ones_is_broken() -> None:
    """Once another host has answered, a refused connection is the host's own fault."""
    with loopback.Server({f"{HOST}/a": loopback.page("hello")}) as server:
        routes = (Route("dead.site.dev", 0, "127.0.0.1", 1), *server.settings.connect_to)
        settings = replace(server.settings, connect_to=routes)
        outcome = check(server, f"http://{HOST}/a", "http://dead.site.dev/", settings=settings)
        alone = check(server, "http://dead.site.dev/", settings=settings)
    assert [result.verdict.status for result in outcome.results] == [Status.WORKING, Status.BROKEN]
    assert (alone.results[0].verdict.status, alone.exit_code) == (Status.UNVERIFIED, 3)


def test_placeholders_are_never_asked() -> None:
    """Reserved names, private addresses and holes to be filled in cost no request."""
    uris = (
        "https://example.com/x",
        "http://localhost:8080/v1",
        "http://192.168.1.5/",
        "https://<id>.site.dev/",
    )
    with loopback.Server() as server:
        outcome = check(server, *uris)
    assert {result.verdict.status for result in outcome.results} == {Status.IGNORED}
    assert not server.requests
    assert outcome.exit_code == 3


def test_tls_is_checked_against_the_real_name(tmp_path: Path) -> None:
    """Behind --connect-to the certificate must be the named host's; --ca-file names its authority."""
    authority = trustme.CA()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST).configure_cert(tls)
    pem = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(pem)
    with loopback.Server({f"{HOST}/a": loopback.page("hello")}, tls) as server:
        settings = replace(server.settings, ca_file=str(pem))
        outcome = check(server, f"https://{HOST}/a", "https://wrong.site.dev/a", settings=settings)
        distrusted = check(server, f"https://{HOST}/a")
    assert [result.verdict.status for result in outcome.results] == [Status.WORKING, Status.BROKEN]
    assert distrusted.results[0].verdict.status is Status.UNVERIFIED


def test_never_more_than_the_limit_at_one_host() -> None:
    """Many links of one host wait for their turn, and connections are used again."""
    replies: dict[str, loopback.Reply] = {f"{HOST}/{n}": loopback.page("hello") for n in range(60)}
    with loopback.Server(replies) as server:
        outcome = check(server, *(f"http://{HOST}/{n}" for n in range(60)))
    assert outcome.counts == {Status.WORKING: 60}
    assert len(server.requests) == 60


@pytest.mark.parametrize(
    "uri", ["http://docs.site.dev:99999/", "http://do cs.site.dev/", "http://", "http://[::1/"]
)
def test_what_is_no_url_is_not_asked(uri: str) -> None:
    """A bad port, a space in the name, no name: broken without a request."""
    with loopback.Server({f"{HOST}/": loopback.page("hello")}) as server:
        outcome = check(server, uri, f"http://{HOST}/")
    assert [result.verdict.status for result in outcome.results] == [Status.BROKEN, Status.WORKING]
    assert len(server.requests) == 1


def test_a_corrupt_gzip_is_broken_and_a_wrong_checksum_is_not() -> None:
    """Browsers show nothing of a body that cannot be decoded, and do not mind a wrong sum at its end."""
    whole = gzip.compress(b"".join(b"<p>%d" % (number * 7919) for number in range(2000)))
    corrupt = whole[:10] + b"\xff" * 40 + whole[50:]
    wrong_sum = whole[:-8] + b"\0" * 4 + whole[-4:]
    for body, status in ((corrupt, Status.BROKEN), (wrong_sum, Status.WORKING), (whole[:-9], Status.WORKING)):
        assert one({"/a": loopback.page(body, content_encoding="gzip")}, "/a").verdict.status is status
