"""The rules that the claims of older guides obey once they have the right types.

The rules about sources, dates and expressions are those of the providers' facts, under the same codes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from keyproof import shape
from keyproof.audit import Audit
from keyproof.shape import Problem, Rule

if TYPE_CHECKING:
    from keyproof.positions import Path

LONGEST_QUOTE = 600
Check = Callable[[Audit, date], Iterator[Problem]]

RULES: list[Rule] = [one for one in shape.RULES if one.any_file]


def rule(code: str, title: str) -> Callable[[Check], None]:
    """Add the function below to the rules."""
    return lambda check: RULES.append(Rule(code, title, check))


@rule("OLD001", "name that the file does not list")
def unlisted_name(facts: Audit, _today: date) -> Iterator[Problem]:
    """Correct the name, or add the `[guides.<name>]` or `[topics.<name>]` table."""
    for index, claim in enumerate(facts.claims):
        yield from _unlisted(("claims", index, "guide"), claim.guide, facts.guides)
        yield from _unlisted(("claims", index, "topic"), claim.topic, facts.topics)
    for index, omission in enumerate(facts.omissions):
        yield from _unlisted(("omissions", index, "topic"), omission.topic, facts.topics)
        for place, guide in enumerate(omission.guides):
            yield from _unlisted(("omissions", index, "guides", place), guide, facts.guides)


def _unlisted(path: Path, name: str, known: Iterable[str]) -> Iterator[Problem]:
    if name not in known:
        yield Problem(path, repr(name), f"one of {', '.join(known)}")


@rule("OLD002", "two entries of one id")
def doubled_id(facts: Audit, _today: date) -> Iterator[Problem]:
    """Give each claim and omission an `id` of its own: it is the entry's address on the site."""
    seen = set[str]()
    for name in ("claims", "omissions"):
        for index, entry in enumerate(getattr(facts, name)):
            if entry.id in seen:
                yield Problem((name, index, "id"), repr(entry.id), "an id that no entry before has")
            seen.add(entry.id)


@rule("OLD003", "claim neither run nor excused")
def unproved_claim(facts: Audit, _today: date) -> Iterator[Problem]:
    """Add `[[claims.executed]]` with what is run and what it shows, or say why not in `not_executed`."""
    for index, claim in enumerate(facts.claims):
        if bool(claim.executed) == bool(claim.not_executed):
            seen = "both" if claim.executed else "neither"
            yield Problem(("claims", index), f"{claim.id} has {seen}", "`executed` or `not_executed`")


@rule("OLD004", "execution that runs nothing")
def empty_execution(facts: Audit, _today: date) -> Iterator[Problem]:
    """Write the `program`, or give the claim the `quote` that is to be run."""
    for index, claim in enumerate(facts.claims):
        for place, execution in enumerate(claim.executed):
            if execution.program is None and claim.quote is None:
                path = ("claims", index, "executed", place)
                yield Problem(path, f"{claim.id} has neither", "a `program`, or a `quote`")


@rule("OLD005", "quotation that is too long")
def long_quote(facts: Audit, _today: date) -> Iterator[Problem]:
    """Quote the words that a reader would look for, and say the rest in your own: the text is not ours."""
    for index, claim in enumerate(facts.claims):
        if len(claim.quote or "") > LONGEST_QUOTE:
            expected = f"at most {LONGEST_QUOTE} characters"
            yield Problem(("claims", index, "quote"), f"{len(claim.quote or '')} characters", expected)


@rule("OLD006", "topic that nothing is about")
def idle_topic(facts: Audit, _today: date) -> Iterator[Problem]:
    """Delete the topic, or correct the claim that should name it."""
    used = {entry.topic for entry in facts.entries}
    for name in facts.topics.keys() - used:
        yield Problem(("topics", name), repr(name), "a topic of some claim or omission")
