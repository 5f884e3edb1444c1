"""What evidence means: a table of cases, without a network."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as some

from linkcheck_plus.evidence import Evidence, Failure, Hop, Page, Sibling
from linkcheck_plus.judgement import judge
from linkcheck_plus.model import Expectation, Link, Location, Status, Verdict

URI = "https://docs.site.dev/guide/keys"
PLACES = (Location("a.md", 1, 1),)
SEEN = Evidence(
    uri=URI,
    final_uri=URI,
    code=200,
    headers={"content-type": "text/html"},
    page=Page(title="Keys", words=300),
)
SIGN_IN = "https://accounts.site.dev/login?next=%2Fguide%2Fkeys"


def sent_on(*hops: Hop, code: int = 200, page: Page = SEEN.page) -> Evidence:
    """Give evidence of a chain of redirects."""
    return replace(SEEN, hops=hops, final_uri=hops[-1].uri, code=code, page=page)


def coded(code: int, page: Page = SEEN.page, **headers: str) -> Evidence:
    """Give evidence of one answer."""
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    return replace(SEEN, code=code, page=page, headers={"content-type": "text/html", **named})


def failed(failure: Failure, *hops: Hop) -> Evidence:
    """Give evidence of no answer."""
    return replace(SEEN, code=0, failure=failure, detail="so it was", hops=hops)


def verdict(evidence: Evidence, uri: str = URI, expectation: Expectation | None = None) -> Verdict:
    """Judge with a network that is known to be there."""
    return judge(Link(uri, PLACES, expectation or Expectation()), evidence, network=True)


CASES = {
    "a good page": (SEEN, Status.WORKING),
    "no content": (coded(204), Status.WORKING),
    "GET not allowed": (coded(405), Status.WORKING),
    "not found": (coded(404), Status.BROKEN),
    "gone": (coded(410), Status.BROKEN),
    "server error": (coded(500), Status.BROKEN),
    "a status beyond all ranges": (coded(700), Status.BROKEN),
    "maintenance with a time": (coded(503, retry_after="60"), Status.RATE_LIMITED),
    "too many requests": (coded(429), Status.RATE_LIMITED),
    "credentials wanted": (coded(401), Status.LOGIN_WALL),
    "a plain 403": (coded(403), Status.BOT_WALL),
    "999": (coded(999), Status.BOT_WALL),
    "legal reasons": (coded(451), Status.UNVERIFIED),
    "a 200 challenge": (coded(200, Page(marks=("Anubis",))), Status.BOT_WALL),
    "a 404 challenge": (coded(404, Page(marks=("Cloudflare",))), Status.BOT_WALL),
    "an empty 202 page": (coded(202, Page()), Status.BOT_WALL),
    "a 202 with text": (coded(202), Status.WORKING),
    "no such name": (failed(Failure.DNS), Status.BROKEN),
    "name server down": (failed(Failure.DNS_TEMPORARY), Status.UNVERIFIED),
    "refused": (failed(Failure.REFUSED), Status.BROKEN),
    "silent": (failed(Failure.TIMEOUT), Status.TIMEOUT),
    "no connection in time": (failed(Failure.CONNECT_TIMEOUT), Status.TIMEOUT),
    "an expired certificate": (failed(Failure.CERTIFICATE), Status.BROKEN),
    "an endless chain": (failed(Failure.HOPS, Hop(302, URI + "/1")), Status.BROKEN),
    "a sign-on that goes round": (failed(Failure.LOOP, Hop(302, SIGN_IN), Hop(302, URI)), Status.LOGIN_WALL),
    "a redirect to file:": (failed(Failure.SCHEME), Status.BROKEN),
    "a sign-in redirect": (sent_on(Hop(302, SIGN_IN)), Status.LOGIN_WALL),
    "a sign-in that answers 403": (sent_on(Hop(302, SIGN_IN), code=403), Status.BOT_WALL),
    "a password form elsewhere": (
        sent_on(Hop(302, "https://docs.site.dev/welcome"), page=Page(words=20, password_form=True)),
        Status.LOGIN_WALL,
    ),
    "moved for good": (sent_on(Hop(301, "https://docs.site.dev/new/keys")), Status.MOVED),
    "moved for good to a page about sign-in": (
        sent_on(Hop(301, "https://docs.site.dev/docs/auth")),
        Status.MOVED,
    ),
    "moved for good twice": (
        sent_on(Hop(301, "https://docs.site.dev/b"), Hop(308, "https://docs.site.dev/c")),
        Status.MOVED,
    ),
    "moved for now": (sent_on(Hop(302, "https://docs.site.dev/en/keys")), Status.WORKING),
    "sent to the front page": (sent_on(Hop(302, "https://docs.site.dev/")), Status.MOVED),
    "moved to a page that is not there": (
        sent_on(Hop(301, "https://docs.site.dev/x"), code=404),
        Status.BROKEN,
    ),
}

LIKE = Sibling(URI + "x", 200, 0.97)
UNLIKE = Sibling(URI + "x", 200, 0.4)
LOST = Page(title="Not found", words=9, missing=True)
CASES |= {
    "not asked in a tar pit": (failed(Failure.NOT_ASKED), Status.UNVERIFIED),
    "not asked after refusals": (replace(failed(Failure.NOT_ASKED), code=429), Status.RATE_LIMITED),
    "not modified": (coded(304), Status.WORKING),
    "a redirect to nowhere": (coded(302), Status.BROKEN),
    "no acceptable form": (coded(406), Status.UNVERIFIED),
    "request timeout": (coded(408), Status.TIMEOUT),
    "a network's own sign-in": (coded(511), Status.UNVERIFIED),
    "a circle with cookies": (
        replace(failed(Failure.LOOP, Hop(302, URI + "/b")), cookies=2),
        Status.UNVERIFIED,
    ),
    "a circle without cookies": (failed(Failure.LOOP, Hop(302, URI + "/b")), Status.BROKEN),
    "a circle that keeps the way back": (
        failed(Failure.HOPS, Hop(302, "https://x.dev/check?return=/guide/keys")),
        Status.LOGIN_WALL,
    ),
    "a client's certificate wanted": (
        replace(failed(Failure.TLS), detail="tlsv13 alert certificate required"),
        Status.LOGIN_WALL,
    ),
    "TLS that browsers may accept": (
        replace(failed(Failure.TLS), detail="sslv3 alert handshake failure"),
        Status.UNVERIFIED,
    ),
    "TLS that nobody accepts": (replace(failed(Failure.TLS), detail="wrong version number"), Status.BROKEN),
    "a header that browsers forgive": (
        replace(failed(Failure.PROTOCOL), detail="illegal header line: bytearray(b'x')"),
        Status.UNVERIFIED,
    ),
    "no HTTP at all": (
        replace(failed(Failure.PROTOCOL), detail="illegal status line: bytearray(b'SSH-2.0')"),
        Status.BROKEN,
    ),
    "a soft 404": (replace(SEEN, page=LOST, sibling=LIKE), Status.BROKEN),
    "words of a 404 on a page of its own": (replace(SEEN, page=LOST, sibling=UNLIKE), Status.WORKING),
    "words of a 404 that nothing was compared with": (replace(SEEN, page=LOST), Status.WORKING),
    "a shell for every address": (
        replace(SEEN, page=Page(words=3, shell=True), sibling=LIKE),
        Status.UNVERIFIED,
    ),
    "a shell of the front page": (
        replace(SEEN, uri="https://docs.site.dev/", page=Page(words=3, shell=True), sibling=LIKE),
        Status.WORKING,
    ),
    "a prerendered page whose 404 is the same shell": (
        replace(SEEN, page=Page(words=3, shell=True), sibling=Sibling(URI, 404, 1.0)),
        Status.WORKING,
    ),
    "parts of a parking service": (replace(SEEN, page=Page(words=5, parked=("bodis.com",))), Status.BROKEN),
    "words of sale for every address": (
        replace(SEEN, page=Page(words=5, parked=("words of sale",)), sibling=LIKE),
        Status.BROKEN,
    ),
    "words of sale on a page of its own": (
        replace(SEEN, page=Page(words=5, parked=("words of sale",)), sibling=UNLIKE),
        Status.WORKING,
    ),
    "a market for domains": (sent_on(Hop(302, "https://dan.com/buy-domain/site.dev")), Status.BROKEN),
    "a page for what is not there": (sent_on(Hop(302, "https://docs.site.dev/404.html")), Status.BROKEN),
    "moved for good to a front page of its own": (
        sent_on(Hop(301, "https://keys.site.dev/")),
        Status.MOVED,
    ),
    "a browser's answer": (replace(SEEN, as_browser=True, opinions=(403, 200)), Status.WORKING),
}


@pytest.mark.parametrize("failure", list(Failure))
def test_every_failure_has_its_words(failure: Failure) -> None:
    """No failure is without a sentence, whatever else is known."""
    for network in (True, False):
        given = judge(Link(URI, PLACES), failed(failure), network=network)
        assert given.reason.strip()
        assert given.status is not Status.WORKING


def test_an_unknown_issuer_is_the_host_s_fault_only_when_others_were_trusted() -> None:
    """Behind a proxy that opens TLS every issuer is unknown: that breaks no link."""
    evidence = failed(Failure.ISSUER)
    assert judge(Link(URI, PLACES), evidence, trust=True).status is Status.BROKEN
    assert judge(Link(URI, PLACES), evidence, trust=False).status is Status.UNVERIFIED


def test_a_redirect_out_of_tls_is_named() -> None:
    """The verdict stays, the reason says what a browser would warn of."""
    given = verdict(sent_on(Hop(302, "http://docs.site.dev/x")))
    assert given.status is Status.WORKING
    assert "https to http" in given.reason


@given_any(
    some.builds(
        Evidence,
        uri=some.just(URI),
        final_uri=some.just(URI),
        code=some.integers(0, 1200),
        failure=some.none() | some.sampled_from(Failure),
        page=some.builds(
            Page,
            marks=some.sampled_from([(), ("Cloudflare",)]),
            words=some.integers(0, 999),
            missing=some.booleans(),
            shell=some.booleans(),
            parked=some.sampled_from([(), ("words of sale",), ("bodis.com",)]),
            refresh=some.just(""),
            title=some.just(""),
            scripted=some.just(()),
            anchors=some.just({}),
            texts=some.just({}),
        ),
        hops=some.just(()),
        headers=some.just({}),
        sibling=some.none()
        | some.builds(Sibling, some.just(URI), some.integers(200, 599), some.floats(0, 1)),
        opinions=some.just(()),
        detail=some.text(max_size=9),
    )
)
def test_any_evidence_has_a_verdict(evidence: Evidence) -> None:
    """No combination of what may be seen is without a status and a reason."""
    given = verdict(evidence, URI + "#part")
    assert given.status in Status
    assert given.reason


@pytest.mark.parametrize(("evidence", "status"), CASES.values(), ids=CASES)
def test_each_kind_of_evidence_has_its_status(evidence: Evidence, status: Status) -> None:
    """Every kind of evidence leads to one status, with a sentence that says why."""
    given = verdict(evidence)
    assert given.status is status
    assert given.reason.strip()


@pytest.mark.parametrize(
    "failure", [Failure.DNS, Failure.REFUSED, Failure.UNREACHABLE, Failure.CONNECT_TIMEOUT, Failure.ISSUER]
)
def test_without_a_network_nothing_is_broken(failure: Failure) -> None:
    """When no host of the run was heard, a link is unverified, whatever its own failure was."""
    given = judge(Link(URI, PLACES), failed(failure), network=False)
    assert given.status is Status.UNVERIFIED
    assert "network" in given.reason


def test_a_permanent_move_names_the_replacement_with_the_fragment() -> None:
    """The advice can be followed by copying it: the fragment is kept."""
    evidence = replace(
        sent_on(Hop(301, "https://docs.site.dev/new")), page=Page(words=300, anchors={"create": True})
    )
    assert (
        verdict(evidence, URI + "#create").advice
        == f"Replace {URI}#create by https://docs.site.dev/new#create"
    )


@pytest.mark.parametrize(
    ("fragment", "page", "status"),
    [
        ("there", Page(words=300, anchors={"there": True}), Status.WORKING),
        ("lost", Page(words=300, anchors={"lost": False}), Status.BROKEN),
        ("/route", Page(words=300, anchors={"/route": False}), Status.UNVERIFIED),
        ("made", Page(words=3, shell=True, anchors={"made": False}), Status.UNVERIFIED),
    ],
)
def test_fragments(fragment: str, page: Page, status: Status) -> None:
    """A missing place is broken, unless scripts make it."""
    assert verdict(replace(SEEN, page=page), f"{URI}#{fragment}").status is status


@pytest.mark.parametrize(
    ("expectation", "evidence", "status"),
    [
        (Expectation(Status.LOGIN_WALL), sent_on(Hop(302, SIGN_IN)), Status.LOGIN_WALL),
        (Expectation(Status.LOGIN_WALL), coded(404), Status.BROKEN),
        (Expectation(Status.LOGIN_WALL), SEEN, Status.WORKING),
        (Expectation(Status.WORKING), sent_on(Hop(302, SIGN_IN)), Status.BROKEN),
        (Expectation(Status.WORKING), coded(403), Status.BOT_WALL),
        (
            Expectation(text="Create key"),
            replace(SEEN, page=Page(texts={"Create key": True})),
            Status.WORKING,
        ),
        (
            Expectation(text="Create key"),
            replace(SEEN, page=Page(texts={"Create key": False})),
            Status.BROKEN,
        ),
    ],
)
def test_expectations(expectation: Expectation, evidence: Evidence, status: Status) -> None:
    """A link that is not as its author says is a finding; a wall in the way of an open page is none."""
    assert verdict(evidence, expectation=expectation).status is status
