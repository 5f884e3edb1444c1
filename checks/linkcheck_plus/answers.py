"""Rules of judgement for answers that are something else than the page asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from linkcheck_plus import marks, reasons
from linkcheck_plus.case import ACCEPTED, FIRST_ERROR, OK, PERMANENT, UNAVAILABLE, alike, bare
from linkcheck_plus.model import Status, Verdict

if TYPE_CHECKING:
    from linkcheck_plus.case import Case, Rule

BAD_REQUEST = 400


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
    if seen.code == BAD_REQUEST and marks.CERTIFICATE_TITLE.search(seen.page.title):
        return Verdict(Status.LOGIN_WALL, "The host wants a client's certificate (400).", reasons.LOOK)
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
        return Verdict(Status.BROKEN, f"It leads to a market for domains: {bare(seen.final_uri)}", advice)
    if not seen.page.parked or not (alike(seen) or marks.FOR_SALE_WORDS not in seen.page.parked):
        return None
    if seen.page.words > marks.WALL_WORDS and not alike(seen):
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
            return Verdict(Status.LOGIN_WALL, f"It leads to a sign-in: {bare(hop.uri)}")
    if seen.page.password_form or marks.returns_to(seen.hops[-1].uri, seen.uri):
        return Verdict(Status.LOGIN_WALL, f"It leads to a page to sign in at: {bare(seen.final_uri)}")
    return None


def _absent(case: Case) -> Verdict | None:
    """Judge pages that answer 200 and are not there."""
    seen, advice = case.seen, "Find the page's new address, or take the link out."
    if seen.hops and marks.is_missing_path(seen.final_uri) and not marks.is_missing_path(seen.uri):
        reason = f"It redirects to the site's page for what is not there: {bare(seen.final_uri)}"
        return Verdict(Status.BROKEN, reason, advice)
    if not alike(seen) or seen.sibling is None or urlsplit(seen.uri).path.strip("/") == "":
        return None
    if seen.page.missing:
        reason = "It answers 200, but with the words and the page that an invented address gets too."
        return Verdict(Status.BROKEN, reason, advice)
    if seen.sibling.code >= FIRST_ERROR:
        return None
    reason = "The host answers an invented address with the same page, so this one may not exist."
    return Verdict(Status.UNVERIFIED, reason, reasons.LOOK)


RULES: tuple[Rule, ...] = (_by_policy, _challenged, _coded, _parked, _sign_in, _absent)
