"""What was seen against what is recorded, and against what the facts say: pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from keyproof.model import Provider
from keyproof.positions import Positions
from keyproof.report import Finding, Rule
from keyproof.sdks import rules
from keyproof.sdks.record import Case, Outcome
from keyproof.sdks.situations import BY_ID, CRASH, GOOD, LATE, PACKAGES

WORDING = "message"  # differs from release to release and is no finding
_CLASS = re.compile(r"((?:\w+\.)*[A-Z]\w+)(?=:|$)")


@dataclass(frozen=True, slots=True)
class Files:
    """Where findings point: the record with the line of each case, and the fact file with its text."""

    record: Path
    lines: Mapping[Case, int]
    facts: Path
    text: str

    def at(self, case: Case) -> tuple[Path, int]:
        """Give the place of a recorded case."""
        return self.record, self.lines.get(case, 1)

    def of_fact(self, *path: str | int) -> tuple[Path, int]:
        """Give the place of a fact."""
        return self.facts, Positions(self.text).line(path)


def wrong(outcomes: Iterable[Outcome], files: Files) -> Iterator[Finding]:
    """Give what is wrong whatever is recorded: no end, a working key refused, a remedy that does not help."""
    for one in outcomes:
        if one.raises in {LATE, CRASH}:
            yield _finding(rules.NO_END, files.at(one.case), one, str(one.raises), "an exception or a result")
        elif one.situation == GOOD and one.raises:
            yield _finding(rules.GOOD_FAILS, files.at(one.case), one, shown(one), "no exception")
        elif one.remedied and not helps(one):
            expected = "one request at most, no key on the screen, and an end in words"
            yield _finding(rules.NO_REMEDY, files.at(one.case), one, shown(one), expected)


def helps(one: Outcome) -> bool:
    """Say whether the snippet of our pages did better than the plain program."""
    situation = BY_ID.get(one.situation)
    is_mended = situation is not None and situation.answer is None
    ended = one.raises is None if is_mended else one.raises == "SystemExit"
    return ended and one.requests <= 1 and not one.waits and not one.shows_key


def changed(outcomes: Sequence[Outcome], recorded: Mapping[Case, Outcome], files: Files) -> Iterator[Finding]:
    """Give where the packages do otherwise than recorded; `recorded` holds the cases of these packages."""
    for one in outcomes:
        old = recorded.get(one.case)
        if old is None:
            yield _finding(
                rules.NOT_RECORDED, files.at(one.case), one, shown(one), "a line for it in the record"
            )
        elif old.raises != one.raises:
            yield _finding(rules.OTHER_CLASS, files.at(one.case), one, shown(one), shown(old))
        elif difference := _difference(one, old):
            yield _finding(rules.OTHERWISE, files.at(one.case), one, *difference)
    for case in recorded.keys() - {one.case for one in outcomes}:
        old = recorded[case]
        yield _finding(rules.NO_LONGER, files.at(case), old, "nothing brings it about", shown(old))


def _difference(one: Outcome, old: Outcome) -> tuple[str, str] | None:
    names = [
        field.name
        for field in fields(one)
        if field.name != WORDING and getattr(one, field.name) != getattr(old, field.name)
    ]
    if not names:
        return None
    return tuple(", ".join(f"{name} {getattr(which, name)!r}" for name in names) for which in (one, old))  # type: ignore[return-value]


def reworded(outcomes: Iterable[Outcome], recorded: Mapping[Case, Outcome]) -> int:
    """Give how many messages read otherwise than recorded."""
    return sum(one.message != recorded[one.case].message for one in outcomes if one.case in recorded)


def against_facts(provider: Provider, outcomes: Sequence[Outcome], files: Files) -> Iterator[Finding]:
    """Give where a fact names an exception that no package raised in that situation."""
    for index, sdk in enumerate(provider.sdk):
        own = [
            one
            for one in outcomes
            if one.package == sdk.package and sdk.language == "python" and not one.remedied
        ]
        invalid = [one for one in own if one.situation == provider.check.invalid_error]
        missing = [one for one in own if one.situation in {"key-missing", "key-empty"}]
        for name, seen in (("invalid_key_exception", invalid), ("missing_key_exception", missing)):
            yield from _named(getattr(sdk, name), seen, files.of_fact("sdk", index, name))
    for index, row in enumerate(provider.client_errors):
        met = [one for one in outcomes if _tells_of(one, row.id) and not one.remedied]
        found = _CLASS.match(row.shows)
        # a class without its package may be one of a package that is not driven
        if found and ("." in found[1] or _drives_all(provider)):
            yield from _named(found[1], met, files.of_fact("client_errors", index, "shows"))


def _drives_all(provider: Provider) -> bool:
    return all(sdk.package in PACKAGES for sdk in provider.sdk if sdk.language == "python")


def _tells_of(one: Outcome, row: str) -> bool:
    return one.situation in BY_ID and row in BY_ID[one.situation].rows


def _named(name: str | None, seen: Sequence[Outcome], place: tuple[Path, int]) -> Iterator[Finding]:
    raised = {_last(one.raises) for one in seen}
    if name is not None and seen and _last(name) not in raised:
        yield _finding(
            rules.OTHER_FACT, place, seen[0], name, " or ".join(sorted({shown(one) for one in seen}))
        )


def _last(name: str | None) -> str:
    return (name or "nothing").rpartition(".")[2]


def shown(one: Outcome) -> str:
    """Give what a package did, in a few words."""
    status = f" ({one.status})" if one.status else ""
    plural = "" if one.requests == 1 else "s"
    return f"{one.raises or 'no exception'}{status} after {one.requests} request{plural}"


def _finding(rule: Rule, place: tuple[Path, int], one: Outcome, seen: str, expected: str) -> Finding:
    what = f"{one.package}, {one.situation}, {one.at}{', with our snippet' if one.remedied else ''}"
    return rule.finding(*place, f"{what}: {seen}", expected)
