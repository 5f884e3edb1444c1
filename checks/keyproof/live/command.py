"""`keyproof live`: look, remember, tell, and bring the issues up to date."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from keyproof import providers
from keyproof.live import issues, link_audit, own_keys, refusals, rules, status
from keyproof.live.github import Repository
from keyproof.live.observations import Kind, Observation, State
from keyproof.report import Exit, Finding

_log = logging.getLogger(__name__)
STATUS = Path("build/live/status.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to look at, where to remember it, and which moment it is."""

    providers: Path
    now: datetime
    status: Path = STATUS
    looks: tuple[str, ...] = ("links", "refusals", "keys")
    issues: bool = False


def run(wanted: Wanted) -> tuple[str, Exit]:
    """Look, and give the text for standard output and the exit code.

    Raises StatusError, LinkAuditError and GitHubError. The status is written after every kind, so that a
    killed run loses the kind under way only.
    """
    known = status.read(wanted.status)
    told: list[str] = []
    counts: Counter[State] = Counter()
    for look in wanted.looks:
        _log.info("looking at %s ...", look)
        by_kind = _by_kind(LOOKS[look](wanted), told)
        for kind, seen in by_kind.items():
            known = status.updated(known, seen, kind, wanted.now)
            counts.update(one.state for one in seen)
            told += _told(kind, seen, known)
        status.write(wanted.status, known)
    if wanted.issues:
        told += [f"issue {todo}: {issue.title}" for issue, todo in _settled(known) if todo != "nothing"]
    if not wanted.looks:
        return "\n".join(told or ["The issues are as they should be."]), Exit.FINE
    return "\n".join([*told, _summary(counts, wanted.status)]), _exit(known, wanted.looks, counts)


def _links(_wanted: Wanted) -> Iterator[Observation]:
    return link_audit.observations(link_audit.report())


def _refusals(wanted: Wanted) -> Iterator[Observation | str]:
    known = providers.load(wanted.providers).providers.values()
    yield from (f"not asked: {skip.provider}: {skip.reason}" for skip in refusals.skipped(known))
    yield from refusals.observe(wanted.providers)


def _keys(wanted: Wanted) -> Iterator[Observation | str]:
    own = own_keys.with_keys(wanted.providers)
    if not own:
        yield "no key of a hosted provider is set: none was checked for real"
    yield from own_keys.observe(wanted.providers)
    yield from own_keys.observe_models(wanted.providers, wanted.now.date())


LOOKS: Mapping[str, Callable[[Wanted], Iterator[Observation | str]]] = {
    "links": _links,
    "refusals": _refusals,
    "keys": _keys,
}
KINDS_OF: Mapping[str, tuple[Kind, ...]] = {
    "links": ("links", "moved-links"),
    "refusals": ("refusals",),
    "keys": ("keys", "models"),
}


def _by_kind(found: Iterator[Observation | str], told: list[str]) -> dict[Kind, list[Observation]]:
    kinds: dict[Kind, list[Observation]] = {}
    for one in found:
        if isinstance(one, str):
            told.append(one)
        else:
            kinds.setdefault(one.kind, []).append(one)
    return kinds


def _told(kind: Kind, seen: Sequence[Observation], known: status.Status) -> Iterator[str]:
    """Give a finding for what needs a person, and a line for what is only suspected or not known."""
    for one in seen:
        record = known.of(kind).get(one.subject)
        if record is not None and record.broken:
            yield str(_finding(kind, one.subject, record))
        elif record is not None and one.state is State.DIFFERS:
            yield f"suspected since {record.differs_since}: {kind}: {one.subject}: {one.seen}"
        elif one.state is State.UNKNOWN:
            yield f"not known: {kind}: {one.subject}: {one.seen}"


def _finding(kind: Kind, subject: str, record: status.Record) -> Finding:
    rule = rules.OF_KIND[kind]
    seen = f"{subject}: {record.seen}"
    found = rule.finding(Path(record.path or "."), record.line, seen, record.expected)
    return replace(found, fix=record.fix or rule.fix)


def _settled(known: status.Status) -> Iterator[tuple[issues.Issue, issues.Action]]:
    return Repository.from_environment().settle(issues.desired(known))


def _summary(counts: Counter[State], path: Path) -> str:
    parts = ", ".join(f"{counts[state]} {words}" for state, words in WORDS.items())
    return f"{counts.total()} looked at: {parts}. Remembered in {path.as_posix()}."


WORDS = {State.HOLDS: "hold", State.DIFFERS: "differ", State.UNKNOWN: "not known"}


def _exit(known: status.Status, looks: Sequence[str], counts: Counter[State]) -> Exit:
    if any(status.broken(known, kind) for look in looks for kind in KINDS_OF[look]):
        return Exit.FINDINGS
    return Exit.FINE if counts[State.HOLDS] + counts[State.DIFFERS] else Exit.NOTHING_CHECKED
