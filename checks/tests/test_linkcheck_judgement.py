"""What evidence means: a table of cases, without a network."""

from __future__ import annotations

from dataclasses import replace

import pytest

from linkcheck_plus.evidence import Evidence, Failure, Hop, Page
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
