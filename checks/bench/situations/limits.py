"""Hosts that ask for a pause, and faults that pass."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from bench.fault_server import Situation
from bench.replies import (
    SILENCE,
    Depends,
    Page,
    Request,
    at_first,
    typed,
)
from bench.situations.prose import GOOD_PAGE

KEYS = "/guide/keys"
WORKING = ("working",)
LIMITED = ("rate-limited",)


def _soon(request: Request) -> Page:
    """Ask for a pause of about two seconds by a date, once."""
    if request.before:
        return GOOD_PAGE
    moment = datetime.now(UTC) + timedelta(seconds=2)
    return Page("", 429, {"Retry-After": format_datetime(moment, usegmt=True)})


LIMITS = (
    Situation(
        "429 for a second",
        WORKING,
        "Asked again when it said.",
        at={KEYS: at_first(Page("", 429, {"Retry-After": "1"}), GOOD_PAGE)},
        waits=True,
    ),
    Situation(
        "429 until a date", WORKING, "Asked again when it said.", at={KEYS: Depends(_soon)}, waits=True
    ),
    Situation(
        "429 for hours",
        LIMITED,
        "Nobody waits six hours for a link.",
        at={KEYS: Page("", 429, {"Retry-After": "21600"})},
        waits=True,
    ),
    Situation(
        "429 for ever", LIMITED, "It names no time and does not relent.", at={KEYS: Page("", 429)}, waits=True
    ),
    Situation(
        "429 with a silly pause",
        LIMITED,
        "A header that says nothing is none.",
        at={KEYS: Page("", 429, {"Retry-After": "soon"})},
        waits=True,
    ),
    Situation(
        "429 at once again",
        WORKING,
        "It may be asked again at once, and then answers.",
        at={KEYS: at_first(Page("", 429, {"Retry-After": "0"}), GOOD_PAGE)},
    ),
    Situation(
        "429 until a date gone by",
        WORKING,
        "The pause is over already.",
        at={KEYS: at_first(Page("", 429, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}), GOOD_PAGE)},
    ),
    Situation(
        "429 until a date far off",
        LIMITED,
        "Nobody waits for years.",
        at={KEYS: Page("", 429, {"Retry-After": "Fri, 31 Dec 2099 23:59:59 GMT"})},
        waits=True,
    ),
    Situation(
        "503 for a second",
        WORKING,
        "Maintenance that ends in time.",
        at={KEYS: at_first(Page("", 503, {"Retry-After": "1"}), GOOD_PAGE)},
        waits=True,
    ),
    Situation(
        "503 for hours",
        ("rate-limited", "unverified"),
        "It says that it will be back.",
        at={"*": Page("", 503, {"Retry-After": "7200"})},
        waits=True,
    ),
    Situation("500 once", WORKING, "A passing fault.", at={KEYS: at_first(Page("", 500), GOOD_PAGE)}),
    Situation("502 once", WORKING, "A passing fault.", at={KEYS: at_first(Page("", 502), GOOD_PAGE)}),
    Situation("504 once", WORKING, "A passing fault.", at={KEYS: at_first(Page("", 504), GOOD_PAGE)}),
    Situation(
        "silence once",
        WORKING,
        "A passing fault: asked again, the host answers in time.",
        at={KEYS: at_first(SILENCE, GOOD_PAGE)},
        waits=True,
    ),
    Situation(
        "API out of order once",
        WORKING,
        "A passing fault.",
        at={
            KEYS: at_first(
                Page("{}", 503, {"Content-Type": "application/json"}), typed("{}", "application/json")
            )
        },
    ),
)
