"""Results -> text for people or JSON lines for programs."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from linkcheck_plus.address import scrubbed, shown
from linkcheck_plus.evidence import to_json
from linkcheck_plus.model import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from linkcheck_plus.audit import Outcome
    from linkcheck_plus.model import Result, Verdict

#: The groups of the text report in the order of what to do; the other statuses are only counted.
HEADINGS = {
    Status.BROKEN: "Broken: mend these",
    Status.MOVED: "Moved: write the new address",
    Status.TIMEOUT: "No answer in time: look again later",
    Status.RATE_LIMITED: "Rate-limited: the host asks for patience",
    Status.UNVERIFIED: "Unverified: could not be told from here",
    Status.BOT_WALL: "Behind a bot wall: only a browser sees the page",
    Status.LOGIN_WALL: "Behind a login: the page wants a sign-in",
}
MAX_PLACES = 5


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
        "locations": [{"path": at.path, "line": at.line, "column": at.column} for at in link.locations],
        "first_seen": result.first_seen,
        "streak": result.streak,
        "advice": scrubbed(result.verdict.advice),
    }


def json_lines(outcome: Outcome) -> str:
    """Give one JSON object a line, in the order of the links."""
    return "".join(json.dumps(record(result), ensure_ascii=False) + "\n" for result in outcome.results)


def text(outcome: Outcome) -> str:
    """Give the report for a terminal; what is to be mended stands last, just above the prompt."""
    lines: list[str] = []
    for status in reversed(HEADINGS):
        group = [result for result in outcome.results if result.verdict.status is status]
        if group:
            lines += [f"{HEADINGS[status]} ({len(group)})", *_section(group), ""]
    counts = ", ".join(f"{count} {status}" for status, count in sorted(outcome.counts.items()))
    lines += [f"{len(outcome.results)} links: {counts}."] if counts else []
    return "\n".join([*lines, outcome.sentence, ""])


def _section(group: Sequence[Result]) -> Iterator[str]:
    """Give the lines of one status; what several links have in common is said once, below them."""
    by_verdict: defaultdict[Verdict, list[Result]] = defaultdict(list)
    for result in group:
        by_verdict[result.verdict].append(result)
    for verdict, results in by_verdict.items():
        for result in results:
            yield from _entry(result)
        yield f"    {scrubbed(verdict.reason)}"
        if verdict.advice:
            yield f"    -> {scrubbed(verdict.advice)}"


def _entry(result: Result) -> Iterator[str]:
    """Give the lines that are one link's own: the URL, its places, its past."""
    yield f"  {shown(result.link.uri)}"
    places = [str(place) for place in result.link.locations]
    more = [f"and {len(places) - MAX_PLACES} more"] if len(places) > MAX_PLACES else []
    yield f"    at {', '.join(places[:MAX_PLACES] + more)}"
    if result.streak > 1:
        yield f"    {result.verdict.status} since {result.first_seen[:10]}, seen so on {result.streak} days."


FORMATS: dict[str, Callable[[Outcome], str]] = {"text": text, "json": json_lines}
