"""Second opinions: when an answer is doubted, what a browser would send, and which answer is believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linkcheck_plus.decoding import ACCEPTED
from linkcheck_plus.evidence import Failure

if TYPE_CHECKING:
    from linkcheck_plus.evidence import Evidence

#: What a browser sends: asked only after the honest headers were refused.
BROWSER_HEADERS = {
    "User-Agent": (
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0"
        " Safari/537.36"
    ),
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
    "Accept-Language": "en-US,en;q=0.9",
    "Accept-Encoding": ACCEPTED,
    "Upgrade-Insecure-Requests": "1",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "none",
    "Sec-Fetch-User": "?1",
    "Sec-Ch-Ua": '"Chromium";v="142", "Not_A Brand";v="99"',
    "Sec-Ch-Ua-Mobile": "?0",
    "Sec-Ch-Ua-Platform": '"Linux"',
}
#: Errors that do not depend on who asks.
SURE_CODES = {401, 402, 407, 408, 410, 414, 425, 429, 431, 451}
ACCEPTED_ONLY = 202
#: Failures by which hosts turn away programs they do not know.
TURNED_AWAY = {Failure.RESET, Failure.PROTOCOL, Failure.LOOP, Failure.HOPS}
FIRST_ERROR = 400
FORBIDDEN = {401, 403, 999}
GONE = {404, 410}


def doubtful(seen: Evidence) -> bool:
    """Say whether an answer may be meant for programs only."""
    if seen.failure is not None:
        return seen.failure in TURNED_AWAY
    if seen.page.marks or (seen.code == ACCEPTED_ONLY and not seen.page.words):
        return True
    return seen.code >= FIRST_ERROR and seen.code not in SURE_CODES


def fine(seen: Evidence) -> bool:
    """Say whether an answer is the page itself."""
    return seen.failure is None and 200 <= seen.code < 300 and not doubtful(seen)  # noqa: PLR2004


def believed(first: Evidence, second: Evidence) -> Evidence:
    """Give the answer to believe: a page over a refusal, a browser's 404 over a 403, a named wall."""
    for better in (fine, _sends_to_sign_in, _answers):
        if better(first) != better(second):
            return first if better(first) else second
    if first.code in FORBIDDEN and (second.code in GONE or second.page.marks):
        return second
    if first.page.marks and second.code in GONE and not second.page.marks:
        return second
    return first


def _answers(seen: Evidence) -> bool:
    return seen.failure is None


def _sends_to_sign_in(seen: Evidence) -> bool:
    return seen.failure is None and seen.code == 401  # noqa: PLR2004
