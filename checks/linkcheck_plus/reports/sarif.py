"""Results -> SARIF 2.1.0 for code scanning: one result an occurrence, with the rewrite of moved links."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from linkcheck_plus.address import scrubbed, shown
from linkcheck_plus.model import Status

if TYPE_CHECKING:
    from linkcheck_plus.model import Location, Result, Stale
    from linkcheck_plus.outcome import Outcome

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
#: The statuses that are findings: level, name and what the rule says.
RULES = {
    Status.BROKEN: ("error", "BrokenLink", "The page, or the place on it, is not there."),
    Status.MOVED: ("warning", "MovedLink", "The page moved for good: write its new address."),
    Status.BOT_WALL: ("note", "BotWall", "Only a browser sees the page: look at it by hand."),
    Status.LOGIN_WALL: ("note", "LoginWall", "The page wants a sign-in: readers without one do not see it."),
    Status.RATE_LIMITED: ("note", "RateLimited", "The host asks to come back later."),
    Status.TIMEOUT: ("note", "Timeout", "The host gave no answer in time."),
    Status.UNVERIFIED: ("note", "UnverifiedLink", "Whether the link works could not be told from here."),
}
#: Findings about the settings have a rule of their own.
EXCEPTION = "exception"
EXCEPTION_RULE = ("error", "StaleException", "An exception is over, or no link needs it.")


def report(outcome: Outcome) -> str:
    """Give the SARIF log; a link as its author expects it is no finding."""
    occurrences: Counter[tuple[str, str]] = Counter()
    results = []
    for result in outcome.results:
        if result.verdict.status in RULES and result.link.expectation.status is not result.verdict.status:
            for place in result.link.locations:
                number = occurrences[place.path, result.link.uri]
                occurrences[place.path, result.link.uri] += 1
                results.append(_result(result, place, number))
    results += [_exception(one) for one in outcome.stale]
    run = {
        "tool": {"driver": _driver()},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The folder the check ran in."}}},
        "invocations": [{"executionSuccessful": not outcome.interrupted, "exitCode": outcome.exit_code}],
        "results": results,
    }
    return (
        json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)
        + "\n"
    )


def _driver() -> dict[str, Any]:
    rules = [
        {
            "id": str(status),
            "name": name,
            "shortDescription": {"text": text},
            "defaultConfiguration": {"level": level},
            "properties": {"tags": ["links", "documentation"]},
        }
        for status, (level, name, text) in (RULES | {EXCEPTION: EXCEPTION_RULE}).items()
    ]
    return {"name": "linkcheck-plus", "rules": rules}


def _result(result: Result, place: Location, number: int) -> dict[str, Any]:
    verdict, uri = result.verdict, shown(result.link.uri)
    print_of = hashlib.sha256(f"{verdict.status}\n{place.path}\n{uri}\n{number}".encode()).hexdigest()
    found: dict[str, Any] = {
        "ruleId": str(verdict.status),
        "ruleIndex": list(RULES).index(verdict.status),
        "level": RULES[verdict.status][0],
        "message": {"text": scrubbed(f"{uri}: {verdict.reason} {verdict.advice}".strip())},
        "locations": [_location(place, len(result.link.uri))],
        # the line is left out of it: a link that slides down the page is the same finding
        "partialFingerprints": {"occurrence/v1": print_of},
    }
    if verdict.replacement:
        found["fixes"] = [_fix(result, place)]
    return found


def _exception(stale: Stale) -> dict[str, Any]:
    """Give a finding about the settings."""
    pattern = shown(stale.pattern)
    print_of = hashlib.sha256(f"{EXCEPTION}\n{stale.place.path}\n{pattern}".encode()).hexdigest()
    return {
        "ruleId": EXCEPTION,
        "ruleIndex": len(RULES),
        "level": "error" if stale.fails else "note",
        "message": {"text": scrubbed(f"{pattern}: {stale.reason} {stale.advice}")},
        "locations": [_location(stale.place, 0)],
        "partialFingerprints": {"occurrence/v1": print_of},
    }


def _location(place: Location, length: int) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": _artifact(place.path), "region": _region(place, length)}}


def _artifact(path: str) -> dict[str, str]:
    file = Path(path)
    if file.is_absolute():
        return {"uri": file.as_uri()}
    return {"uri": quote(file.as_posix()), "uriBaseId": "SRCROOT"}


def _region(place: Location, length: int) -> dict[str, int]:
    if not length:
        return {"startLine": place.line}
    return {"startLine": place.line, "startColumn": place.column, "endColumn": place.column + length}


def _fix(result: Result, place: Location) -> dict[str, Any]:
    change = {
        "artifactLocation": _artifact(place.path),
        "replacements": [
            {
                "deletedRegion": _region(place, len(result.link.uri)),
                "insertedContent": {"text": result.verdict.replacement},
            }
        ],
    }
    return {"description": {"text": "Write the new address."}, "artifactChanges": [change]}
