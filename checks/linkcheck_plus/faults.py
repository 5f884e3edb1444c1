"""Rules of judgement for links that no answer was had from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linkcheck_plus import marks, reasons
from linkcheck_plus.case import TOO_MANY
from linkcheck_plus.evidence import SILENT, Failure
from linkcheck_plus.model import Status, Verdict

if TYPE_CHECKING:
    from linkcheck_plus.case import Case, Rule


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
    said = f": {detail.rstrip('.')}" if detail else ""
    for kind, pattern, status, why in reasons.ODDITIES:
        if kind is failure and pattern.search(detail):
            return Verdict(status, f"{why}{said}.", reasons.LOOK)
    status = reasons.PASSING.get(failure, Status.BROKEN)
    usual = reasons.CORRECT if status is Status.BROKEN else reasons.LATER
    return Verdict(status, f"{reasons.WHY_FAILED[failure]}{said}.", reasons.ADVICE.get(failure, usual))


RULES: tuple[Rule, ...] = (_not_asked, _silent, _distrusted, _endless, _failed)
