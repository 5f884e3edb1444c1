"""Results -> JSON lines, the form programs rely on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from linkcheck_plus.address import scrubbed, shown
from linkcheck_plus.evidence import to_json

if TYPE_CHECKING:
    from linkcheck_plus.model import Location, Result, Stale
    from linkcheck_plus.outcome import Outcome


def record(result: Result) -> dict[str, Any]:
    """Give one link's JSON object, with the keys in the order of the contract."""
    evidence, link = result.evidence, result.link
    return {
        "uri": shown(link.uri),
        "status": str(result.verdict.status),
        "code": evidence.code if evidence else 0,
        "reason": scrubbed(result.verdict.reason),
        "final_uri": evidence.final_uri if evidence else shown(link.uri),
        "evidence": to_json(evidence) if evidence else {},
        "locations": [_place(at) for at in link.locations],
        "first_seen": result.first_seen,
        "streak": result.streak,
        "advice": scrubbed(result.verdict.advice),
    }


def about_exception(stale: Stale) -> dict[str, Any]:
    """Give the JSON object of a finding about the settings: it has `exception` where links have `uri`."""
    return {
        "exception": shown(stale.pattern),
        "fails": stale.fails,
        "reason": scrubbed(stale.reason),
        "locations": [_place(stale.place)],
        "advice": stale.advice,
    }


def _place(at: Location) -> dict[str, Any]:
    return {"path": at.path, "line": at.line, "column": at.column}


def report(outcome: Outcome) -> str:
    """Give one JSON object a line: the links in their order, then what is found about exceptions."""
    records = [*map(record, outcome.results), *map(about_exception, outcome.stale)]
    encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
    return "".join(f"{encode(one)}\n" for one in records)
