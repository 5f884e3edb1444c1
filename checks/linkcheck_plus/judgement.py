"""What evidence means for a link: a pure function to a status, the sentence why, and the advice."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from linkcheck_plus import answers, faults, fragments, pdf, reasons
from linkcheck_plus.address import fragment_of, host_of, page_of, shown
from linkcheck_plus.case import PERMANENT, Case, bare
from linkcheck_plus.model import Status, Verdict
from linkcheck_plus.policy import OPEN, Policy

if TYPE_CHECKING:
    from linkcheck_plus.case import Rule
    from linkcheck_plus.evidence import Evidence
    from linkcheck_plus.model import Expectation, Link


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
        reason += f" It redirects from https to http: {bare(seen.final_uri)}"
    return Verdict(Status.WORKING, reason)


def _downgraded(seen: Evidence) -> bool:
    return seen.uri.startswith("https:") and seen.final_uri.startswith("http:")


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


RULES: tuple[Rule, ...] = (*faults.RULES, *answers.RULES, _fragment, _text, _moved)
