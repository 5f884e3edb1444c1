"""When to ask again: pauses after passing faults, and what Retry-After says."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from linkcheck_plus.evidence import Failure

if TYPE_CHECKING:
    from linkcheck_plus.evidence import Evidence

TOO_MANY = 429
PASSING_CODES = {408, 425, TOO_MANY, 500, 502, 503, 504, 520, 521, 522, 523, 524}
PASSING_FAILURES = {Failure.RESET, Failure.DNS_TEMPORARY, Failure.CONNECT_TIMEOUT, Failure.TIMEOUT}
FIRST_PAUSE = 0.5


def pause_before_retry(seen: Evidence) -> float | None:
    """Give the seconds to wait before asking again, None when the answer would be the same."""
    if seen.failure is not None:
        return backoff(seen.attempts) if seen.failure in PASSING_FAILURES else None
    if seen.code not in PASSING_CODES or seen.page.marks:
        return None
    asked = retry_after(seen.headers.get("retry-after", ""))
    return backoff(seen.attempts) if asked is None else max(asked, FIRST_PAUSE / 2)


def backoff(attempts: int) -> float:
    """Give the pause after so many attempts: each twice the one before."""
    return FIRST_PAUSE * 2.0 ** (attempts - 1)


def retry_after(value: str) -> float | None:
    """Give the seconds a Retry-After asks for, as a number or a date; None when it says neither."""
    if value.strip().isascii() and value.strip().isdigit():
        return float(value.strip()[:9])
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 - loads what reads mail, for a rare header

    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max((moment - datetime.now(UTC)).total_seconds(), 0.0)
