"""What evidence means for a link: a pure function to a status, the sentence why, and the advice."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from linkcheck_plus import marks
from linkcheck_plus.address import fragment_of, page_of, shown
from linkcheck_plus.evidence import SILENT, Evidence, Failure
from linkcheck_plus.model import Status, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from linkcheck_plus.model import Expectation, Link

PERMANENT = {301, 308}
ACCEPTED = 202
NO_NETWORK = "But no host answered in this run, so there may be no network here."
#: Anchors that scripts make on known hosts, and routes of pages that are one page.
SCRIPT_ROUTES = ("/", "!", "?")
WHY_FAILED = {
    Failure.ADDRESS: "It is not a legal URL",
    Failure.DNS: "The host's name does not exist",
    Failure.DNS_TEMPORARY: "The name server could not say where the host is",
    Failure.REFUSED: "The host refuses the connection",
    Failure.UNREACHABLE: "The host cannot be reached",
    Failure.CONNECT_TIMEOUT: "The host did not accept a connection in time",
    Failure.TIMEOUT: "The host was reached but gave no complete answer in time",
    Failure.RESET: "The host broke off the connection",
    Failure.CERTIFICATE: "The host's certificate is not valid",
    Failure.ISSUER: "The issuer of the host's certificate is not known here",
    Failure.TLS: "No secure connection can be agreed on with the host",
    Failure.PROTOCOL: "The answer is not HTTP that a browser would accept",
    Failure.ENCODING: "The answer cannot be decoded",
    Failure.LOOP: "The redirects never end",
    Failure.HOPS: "The redirects never end",
    Failure.SCHEME: "The redirect leads out of the web",
    Failure.PROXY: "The proxy of this network refused or failed",
}
#: Failures that say nothing about the page, only about the moment or this network.
PASSING = {
    Failure.CONNECT_TIMEOUT: Status.TIMEOUT,
    Failure.TIMEOUT: Status.TIMEOUT,
    Failure.DNS_TEMPORARY: Status.UNVERIFIED,
    Failure.PROXY: Status.UNVERIFIED,
}
ADVICE = {
    Failure.ISSUER: "If a proxy opens TLS here, name its authority: --ca-file, linkcheck_plus_ca_file.",
    Failure.CERTIFICATE: "Tell the host's owner, or link elsewhere: browsers warn their readers off.",
    Failure.LOOP: "Open the link in a browser, and link to where it ends.",
}
CODES = {
    401: (Status.LOGIN_WALL, "The page asks for credentials (401).", ""),
    402: (Status.LOGIN_WALL, "The page is for paying users (402).", ""),
    403: (
        Status.BOT_WALL,
        "The host refuses this checker (403); a browser may be let in.",
        "Look at it in a browser.",
    ),
    404: (
        Status.BROKEN,
        "There is no such page (404).",
        "Find the page's new address, or take the link out.",
    ),
    405: (Status.WORKING, "The address exists, but does not answer GET (405).", ""),
    407: (
        Status.UNVERIFIED,
        "The proxy of this network asks for credentials (407).",
        "Set HTTPS_PROXY with them.",
    ),
    410: (
        Status.BROKEN,
        "The page is gone for good (410).",
        "Take the link out, or link to an archived copy.",
    ),
    429: (Status.RATE_LIMITED, "The host asks us to come back later (429).", ""),
    451: (Status.UNVERIFIED, "The page is withheld here for legal reasons (451).", ""),
    999: (Status.BOT_WALL, "The host refuses programs (999).", "Look at it in a browser."),
}


def judge(link: Link, evidence: Evidence, *, network: bool) -> Verdict:
    """Give the verdict on one link; `network` says whether any host was heard in this run."""
    for rule in RULES:
        verdict = rule(link, evidence, network)
        if verdict is not None:
            return expected(verdict, link.expectation)
    return expected(Verdict(Status.WORKING, f"The page answers ({evidence.code})."), link.expectation)


def _silent(link: Link, evidence: Evidence, network: bool) -> Verdict | None:  # noqa: ARG001, FBT001
    if network or evidence.failure not in SILENT:
        return None
    advice = ADVICE.get(evidence.failure, "Connect to the network, or set HTTPS_PROXY, and run again.")
    return Verdict(Status.UNVERIFIED, f"{WHY_FAILED[evidence.failure]}. {NO_NETWORK}", advice)


def _endless(link: Link, evidence: Evidence, network: bool) -> Verdict | None:  # noqa: ARG001, FBT001
    if evidence.failure not in (Failure.LOOP, Failure.HOPS):
        return None
    if any(marks.is_sign_in(hop.uri) for hop in evidence.hops):
        return Verdict(Status.LOGIN_WALL, f"It goes round through a sign-in: {evidence.detail}.")
    return None


def _failed(link: Link, evidence: Evidence, network: bool) -> Verdict | None:  # noqa: ARG001, FBT001
    if evidence.failure is None:
        return None
    status = PASSING.get(evidence.failure, Status.BROKEN)
    detail = f": {evidence.detail}" if evidence.detail else ""
    advice = ADVICE.get(
        evidence.failure,
        "Correct the address, or take the link out." if status is Status.BROKEN else "Run again later.",
    )
    return Verdict(status, f"{WHY_FAILED[evidence.failure]}{detail}.", advice)


def _challenged(link: Link, evidence: Evidence, network: bool) -> Verdict | None:  # noqa: ARG001, FBT001
    if not evidence.page.marks:
        empty = (
            evidence.code == ACCEPTED
            and evidence.page.words == 0
            and "html" in evidence.headers.get("content-type", "")
        )
        reason = "The host answers 202 with an empty page, as bot walls do."
        return Verdict(Status.BOT_WALL, reason, "Look at it in a browser.") if empty else None
    walls = ", ".join(evidence.page.marks)
    return Verdict(
        Status.BOT_WALL,
        f"A bot wall answered instead of the page ({walls}, {evidence.code}).",
        "Look at it in a browser.",
    )


def _coded(link: Link, evidence: Evidence, network: bool) -> Verdict | None:  # noqa: ARG001, FBT001
    if evidence.code in CODES:
        return Verdict(*CODES[evidence.code])
    if evidence.code == 503 and "retry-after" in evidence.headers:  # noqa: PLR2004
        return Verdict(Status.RATE_LIMITED, "The host is busy or under maintenance and names a time (503).")
    if 200 <= evidence.code < 300:  # noqa: PLR2004
        return None
    tries = f" in {evidence.attempts} tries" if evidence.attempts > 1 else ""
    return Verdict(
        Status.BROKEN, f"The host answers with an error ({evidence.code}{tries}).", "Run again later."
    )


def _sign_in(link: Link, evidence: Evidence, network: bool) -> Verdict | None:  # noqa: ARG001, FBT001
    if not evidence.hops or marks.is_sign_in(evidence.uri):
        return None
    for hop in evidence.hops:
        # a page that moved for good to /docs/auth is no sign-in, unless it keeps the way back
        passing = hop.code not in PERMANENT and hop.uri == evidence.hops[-1].uri
        if marks.is_sign_in(hop.uri) and (passing or marks.returns_to(hop.uri, evidence.uri)):
            return Verdict(Status.LOGIN_WALL, f"It leads to a sign-in: {hop.uri.partition('?')[0]}")
    if evidence.page.password_form or marks.returns_to(evidence.hops[-1].uri, evidence.uri):
        return Verdict(
            Status.LOGIN_WALL, f"It leads to a page to sign in at: {evidence.final_uri.partition('?')[0]}"
        )
    return None


def _fragment(link: Link, evidence: Evidence, network: bool) -> Verdict | None:  # noqa: ARG001, FBT001
    fragment = fragment_of(link.uri)
    if not fragment or evidence.page.anchors.get(
        fragment, "html" not in evidence.headers.get("content-type", "html")
    ):
        return None
    if fragment.startswith(SCRIPT_ROUTES) or evidence.page.shell:
        return Verdict(
            Status.UNVERIFIED,
            f"The page answers, but #{fragment} is made by its scripts, which do not run here.",
        )
    if not evidence.complete:
        return Verdict(Status.UNVERIFIED, f"The part of the page that was read does not hold #{fragment}.")
    return Verdict(
        Status.BROKEN,
        f"The page answers, but holds no place called #{fragment}.",
        "Correct the fragment, or drop it.",
    )


def _text(link: Link, evidence: Evidence, network: bool) -> Verdict | None:  # noqa: ARG001, FBT001
    text = link.expectation.text
    if text is None or evidence.page.texts.get(text, False):
        return None
    return Verdict(
        Status.BROKEN,
        f"The page answers, but does not hold the text {text!r}.",
        "Check what became of the page.",
    )


def _moved(link: Link, evidence: Evidence, network: bool) -> Verdict | None:  # noqa: ARG001, FBT001
    if not evidence.hops or page_of(shown(link.uri)) == evidence.final_uri:
        return None
    target = _with_fragment(evidence.final_uri, link.uri)
    if _to_front(evidence):
        reason = f"It redirects to the front page {evidence.final_uri}: the page itself is probably gone."
        return Verdict(Status.MOVED, reason, "Find the page's new address.")
    if all(hop.code in PERMANENT for hop in evidence.hops):
        return Verdict(
            Status.MOVED, f"It moved for good to {target}.", f"Replace {shown(link.uri)} by {target}", target
        )
    return None


def _with_fragment(target: str, uri: str) -> str:
    fragment = fragment_of(shown(uri))
    return f"{target}#{fragment}" if fragment and "#" not in target else target


def _to_front(evidence: Evidence) -> bool:
    asked, got = urlsplit(evidence.uri), urlsplit(evidence.final_uri)
    return asked.path.strip("/") != "" and got.path.strip("/") == "" and not got.query


def expected(verdict: Verdict, expectation: Expectation) -> Verdict:
    """Weigh a verdict against what the author expects of the link."""
    wanted = expectation.status
    if wanted is None:
        return verdict
    if verdict.status is wanted:
        return Verdict(verdict.status, f"{verdict.reason.rstrip('.')}, as expected.")
    if wanted is Status.WORKING and verdict.status is Status.LOGIN_WALL:
        advice = "Link to a page that is open to everyone, or expect a login-wall."
        return Verdict(Status.BROKEN, f"Expected to be open. {verdict.reason}", advice)
    if verdict.status is Status.WORKING:
        return Verdict(
            verdict.status, verdict.reason, f"A {wanted} was expected; the expectation can be dropped."
        )
    return verdict


RULES: tuple[Callable[[Link, Evidence, bool], Verdict | None], ...] = (
    _silent,
    _endless,
    _failed,
    _challenged,
    _coded,
    _sign_in,
    _fragment,
    _text,
    _moved,
)
