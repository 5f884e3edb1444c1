"""What evidence means for a link: a pure function to a status, the sentence why, and the advice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from linkcheck_plus import fragments, marks, pdf, reasons
from linkcheck_plus.address import fragment_of, host_of, page_of, shown
from linkcheck_plus.evidence import SILENT, Evidence, Failure
from linkcheck_plus.model import Status, Verdict
from linkcheck_plus.policy import OPEN, Policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from linkcheck_plus.model import Expectation, Link

PERMANENT = {301, 308}
OK, ACCEPTED, TOO_MANY, UNAVAILABLE = 200, 202, 429, 503
#: An invented address that gives a page this much like the asked one shows that the host gives it to all.
ALIKE = 0.85
FIRST_ERROR = 400


@dataclass(frozen=True, slots=True)
class Case:
    """All that a verdict rests on.

    `network` says whether any host was heard in this run, `trust` whether any certificate was accepted.
    """

    link: Link
    seen: Evidence
    network: bool = True
    trust: bool = True
    policy: Policy = OPEN


def judge(
    link: Link, evidence: Evidence, *, network: bool = True, trust: bool = True, policy: Policy = OPEN
) -> Verdict:
    """Give the verdict on one link; the first rule that has something to say decides."""
    case = Case(link, evidence, network, trust, policy)
    for rule in RULES:
        verdict = rule(case)
        if verdict is not None:
            return expected(verdict, link.expectation)
    return expected(_working(case), link.expectation)


def _not_asked(case: Case) -> Verdict | None:
    if case.seen.failure is not Failure.NOT_ASKED:
        return None
    status = Status.RATE_LIMITED if case.seen.code == TOO_MANY else Status.UNVERIFIED
    return Verdict(status, f"It was not asked: {case.seen.detail}.", reasons.LATER)


def _silent(case: Case) -> Verdict | None:
    failure = case.seen.failure
    if case.network or failure not in SILENT:
        return None
    advice = reasons.ADVICE.get(failure, "Connect to the network, or set HTTPS_PROXY, and run again.")
    return Verdict(Status.UNVERIFIED, f"{reasons.WHY_FAILED[failure]}. {reasons.NO_NETWORK}", advice)


def _distrusted(case: Case) -> Verdict | None:
    if case.trust or case.seen.failure is not Failure.ISSUER:
        return None
    reason = f"{reasons.WHY_FAILED[Failure.ISSUER]}. {reasons.NO_TRUST}"
    return Verdict(Status.UNVERIFIED, reason, reasons.ADVICE[Failure.ISSUER])


def _endless(case: Case) -> Verdict | None:
    seen = case.seen
    if seen.failure not in (Failure.LOOP, Failure.HOPS):
        return None
    if any(marks.is_sign_in(hop.uri) or marks.returns_to(hop.uri, seen.uri) for hop in seen.hops):
        return Verdict(Status.LOGIN_WALL, f"It goes round through a sign-in: {seen.detail}.")
    if seen.cookies:
        reason = f"It goes round setting cookies, which may end in a browser: {seen.detail}."
        return Verdict(Status.UNVERIFIED, reason, reasons.LOOK)
    return None


def _failed(case: Case) -> Verdict | None:
    failure, detail = case.seen.failure, case.seen.detail
    if failure is None:
        return None
    said = f": {detail}" if detail else ""
    for kind, pattern, status, why in reasons.ODDITIES:
        if kind is failure and pattern.search(detail):
            return Verdict(status, f"{why}{said}.", reasons.LOOK)
    status = reasons.PASSING.get(failure, Status.BROKEN)
    usual = reasons.CORRECT if status is Status.BROKEN else reasons.LATER
    return Verdict(status, f"{reasons.WHY_FAILED[failure]}{said}.", reasons.ADVICE.get(failure, usual))


def _by_policy(case: Case) -> Verdict | None:
    status = case.policy.statuses.get(case.seen.code)
    if status is None:
        return None
    why = f": {case.policy.reason.rstrip('.')}" if case.policy.reason else ""
    return Verdict(
        status, f"It answers {case.seen.code}, which the policy for {case.policy.host} names{why}."
    )


def _challenged(case: Case) -> Verdict | None:
    seen, page = case.seen, case.seen.page
    if page.marks:
        walls = ", ".join(page.marks)
        return Verdict(
            Status.BOT_WALL,
            f"A bot wall answered instead of the page ({walls}, {seen.code}).",
            reasons.LOOK,
        )
    if seen.code == ACCEPTED and page.words == 0 and "html" in seen.headers.get("content-type", "html"):
        reason = "The host answers 202 with an empty page, as bot walls do."
        return Verdict(Status.BOT_WALL, reason, reasons.LOOK)
    return None


def _coded(case: Case) -> Verdict | None:
    seen = case.seen
    if seen.code in reasons.CODES:
        return Verdict(*reasons.CODES[seen.code])
    if seen.code == UNAVAILABLE and "retry-after" in seen.headers:
        return Verdict(Status.RATE_LIMITED, "The host is busy or under maintenance and names a time (503).")
    if OK <= seen.code < OK + 100:
        return None
    if OK + 100 <= seen.code < FIRST_ERROR:
        reason = f"It redirects ({seen.code}) without saying where to."
        return Verdict(Status.BROKEN, reason, reasons.CORRECT)
    tries = f" in {seen.attempts} tries" if seen.attempts > 1 else ""
    return Verdict(Status.BROKEN, f"The host answers with an error ({seen.code}{tries}).", reasons.LATER)


def _parked(case: Case) -> Verdict | None:
    seen, advice = case.seen, "Link to the new home of the page, or take the link out."
    if seen.hops and marks.is_market(seen.final_uri) and not marks.is_market(seen.uri):
        return Verdict(Status.BROKEN, f"It leads to a market for domains: {_bare(seen.final_uri)}", advice)
    if not seen.page.parked or not (_alike(seen) or marks.FOR_SALE_WORDS not in seen.page.parked):
        return None
    if seen.page.words > marks.WALL_WORDS and not _alike(seen):
        return None
    walls = ", ".join(seen.page.parked)
    return Verdict(Status.BROKEN, f"The domain is parked or for sale ({walls}).", advice)


def _sign_in(case: Case) -> Verdict | None:
    seen = case.seen
    if marks.is_sign_in(seen.uri):
        return None
    if not seen.hops:
        titled = seen.page.password_form and marks.SIGN_IN_TITLE.search(seen.page.title)
        return Verdict(Status.LOGIN_WALL, "It shows a form to sign in at.") if titled else None
    for hop in seen.hops:
        # a page that moved for good to /docs/auth is no sign-in, unless it keeps the way back
        passing = hop.code not in PERMANENT and hop.uri == seen.hops[-1].uri
        if marks.is_sign_in(hop.uri) and (passing or marks.returns_to(hop.uri, seen.uri)):
            return Verdict(Status.LOGIN_WALL, f"It leads to a sign-in: {_bare(hop.uri)}")
    if seen.page.password_form or marks.returns_to(seen.hops[-1].uri, seen.uri):
        return Verdict(Status.LOGIN_WALL, f"It leads to a page to sign in at: {_bare(seen.final_uri)}")
    return None


def _absent(case: Case) -> Verdict | None:
    """Judge pages that answer 200 and are not there."""
    seen, advice = case.seen, "Find the page's new address, or take the link out."
    if seen.hops and marks.is_missing_path(seen.final_uri) and not marks.is_missing_path(seen.uri):
        reason = f"It redirects to the site's page for what is not there: {_bare(seen.final_uri)}"
        return Verdict(Status.BROKEN, reason, advice)
    if not _alike(seen) or seen.sibling is None or urlsplit(seen.uri).path.strip("/") == "":
        return None
    if seen.page.missing:
        reason = "It answers 200, but with the words and the page that an invented address gets too."
        return Verdict(Status.BROKEN, reason, advice)
    if seen.sibling.code >= FIRST_ERROR:
        return None
    reason = "The host answers an invented address with the same page, so this one may not exist."
    return Verdict(Status.UNVERIFIED, reason, reasons.LOOK)


def _fragment(case: Case) -> Verdict | None:
    seen, fragment = case.seen, fragment_of(case.link.uri)
    html = "html" in seen.headers.get("content-type", "html")
    if not fragment or seen.page.anchors.get(fragment, not html):
        unknown = "pdf" in seen.headers.get("content-type", "") and pdf.page_asked(fragment)
        if not unknown or fragment in seen.page.anchors:
            return None
        return Verdict(
            Status.UNVERIFIED, f"The file answers, but how many pages it has cannot be told ({fragment})."
        )
    if not html and pdf.page_asked(fragment):
        reason = f"The file answers, but has no page {pdf.page_asked(fragment)}."
        return Verdict(Status.BROKEN, reason, "Correct the page's number.")
    name, _, text = fragment.partition(fragments.DIRECTIVE)
    what = f"the text of #{fragment}" if text and not name else f"a place called #{name}"
    if reasons.SCRIPT_FRAGMENTS.match(name) or seen.page.shell or fragment in seen.page.scripted:
        reason = f"The page answers, but {what} may be made by its scripts, which do not run here."
        return Verdict(Status.UNVERIFIED, reason, reasons.LOOK)
    if not seen.complete:
        return Verdict(Status.UNVERIFIED, f"The part of the page that was read does not hold {what}.")
    return Verdict(
        Status.BROKEN, f"The page answers, but does not hold {what}.", "Correct the fragment, or drop it."
    )


def _text(case: Case) -> Verdict | None:
    text = case.link.expectation.text
    if text is None or case.seen.page.texts.get(text, False):
        return None
    said = f"The page answers, but does not hold the text {text!r}"
    if case.seen.page.shell or not case.seen.complete:
        why = "its scripts may write it" if case.seen.page.shell else "only a part of it was read"
        return Verdict(Status.UNVERIFIED, f"{said}; {why}.", reasons.LOOK)
    return Verdict(Status.BROKEN, f"{said}.", "Check what became of the page.")


def _moved(case: Case) -> Verdict | None:
    seen, uri = case.seen, case.link.uri
    if not seen.hops or page_of(shown(uri)) == seen.final_uri:
        return None
    if _to_front(seen):
        reason = f"It redirects to the front page {seen.final_uri}: the page itself is probably gone."
        return Verdict(Status.MOVED, reason, "Find the page's new address.")
    if not all(hop.code in PERMANENT for hop in seen.hops):
        return None
    target = _with_fragment(seen.hops[-1].uri, uri)
    if _downgraded(seen):
        reason = f"It moved for good to {target}, which is without TLS."
        return Verdict(Status.MOVED, reason, "Ask the owner to mend the redirect, or link elsewhere.")
    return Verdict(
        Status.MOVED, f"It moved for good to {target}.", f"Replace {shown(uri)} by {target}", target
    )


def _working(case: Case) -> Verdict:
    seen = case.seen
    reason = f"The page answers ({seen.code})."
    if seen.as_browser and seen.opinions and seen.opinions[0] in (403, 404, 406, 999):
        first = seen.opinions[0]
        reason = f"The page answers a browser ({seen.code}), but not a checker that says its name ({first})."
    if _downgraded(seen):
        reason += f" It redirects from https to http: {_bare(seen.final_uri)}"
    return Verdict(Status.WORKING, reason)


def _downgraded(seen: Evidence) -> bool:
    return seen.uri.startswith("https:") and seen.final_uri.startswith("http:")


def _alike(seen: Evidence) -> bool:
    return seen.sibling is not None and seen.sibling.likeness >= ALIKE


def _bare(uri: str) -> str:
    return uri.partition("?")[0]


def _with_fragment(target: str, uri: str) -> str:
    fragment = fragment_of(shown(uri))
    return f"{target}#{fragment}" if fragment and "#" not in target else target


def _to_front(seen: Evidence) -> bool:
    asked, got = urlsplit(seen.uri), urlsplit(seen.final_uri)
    # a page that moved for good to a host of its own is not lost
    own = all(hop.code in PERMANENT for hop in seen.hops) and host_of(seen.uri) != host_of(seen.final_uri)
    return asked.path.strip("/") != "" and got.path.strip("/") == "" and not got.query and not own


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
        advice = f"A {wanted} was expected; the expectation can be dropped."
        return Verdict(verdict.status, verdict.reason, advice)
    return verdict


RULES: tuple[Callable[[Case], Verdict | None], ...] = (
    _not_asked,
    _silent,
    _distrusted,
    _endless,
    _failed,
    _by_policy,
    _challenged,
    _coded,
    _parked,
    _sign_in,
    _absent,
    _fragment,
    _text,
    _moved,
)
