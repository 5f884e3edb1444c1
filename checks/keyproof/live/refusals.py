"""Live key probes without any secret: an invented key must be refused just as our facts state.

`scripts/check_key.py` itself asks, so the address, the header, the status and the marks of the error row are
proved with the tool that readers use. The invented key goes by standard input, like a reader's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from keyproof import keytable, providers
from keyproof.live.key_script import Report, run
from keyproof.live.observations import Observation, State
from keyproof.model import Provider

#: Nobody's key, and it looks like none: no scanner and no provider takes it for a leaked one.
INVENTED = "keyproof-invented-key-that-nobody-owns"
AT_A_TIME = 4
#: The provider, or the way there, is at fault: nothing is said about our facts.
UNHEARD = frozenset({"network", "tls", "provider_down", "rate_limited", "region"})
#: A portal or a proxy on our side answers like this for every provider.
INTERCEPTED = frozenset({"proxy", "redirected"})


@dataclass(frozen=True, slots=True)
class Skip:
    """A provider that is not asked, and why."""

    provider: str
    reason: str


def skipped(known: Iterable[Provider]) -> Iterator[Skip]:
    """Give the providers that cannot be probed without a key, with the reason."""
    for facts in known:
        if reason := _reason(facts):
            yield Skip(facts.id, reason)


def _reason(facts: Provider) -> str:
    if facts.kind == "self-hosted":
        return "it runs on the reader's own machine"
    if "{" in facts.check.base_url:
        return "its address holds a name of the reader's own"
    if facts.check.invalid_error is None:
        return "it has no refusal to compare with"
    return ""


def observe(folder: Path, script: Path = keytable.SCRIPT) -> list[Observation]:
    """Ask every hosted provider with an invented key, a few at a time."""
    known = [
        facts for facts in providers.load(folder).providers.values() if not facts.draft and not _reason(facts)
    ]
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        seen = list(pool.map(lambda facts: run(script, facts.id, "--yes", key=INVENTED), known))
    places = {facts.id: providers.place(folder, facts.id, _row_path(facts)) for facts in known}
    found = [_observation(facts, one, places[facts.id]) for facts, one in zip(known, seen, strict=True)]
    return _without_interception(found, seen)


def _observation(facts: Provider, seen: Report, place: tuple[Path, int]) -> Observation:
    row = facts.error(facts.check.invalid_error or "")
    expected = f"HTTP {row.status}, the row {row.id!r} (verdict {row.verdict})"
    state = State.DIFFERS
    if seen.row == row.id.replace("_", "-") and seen.verdict == row.verdict:
        state = State.HOLDS
    elif seen.verdict in UNHEARD:
        state = State.UNKNOWN
    path, line = place
    return Observation(
        kind="refusals",
        subject=facts.id,
        state=state,
        seen=f"verdict {seen.verdict}. {seen.text}",
        expected=expected,
        path=path.as_posix(),
        line=line,
        fix=f"Correct the row {row.id!r} as {facts.check.url} answers, then `keyproof keytable --write`.",
    )


def _row_path(facts: Provider) -> tuple[str | int, ...]:
    rows = [row.id for row in facts.errors]
    return ("errors", rows.index(facts.check.invalid_error or ""))


def _without_interception(found: list[Observation], seen: list[Report]) -> list[Observation]:
    """Doubt foreign answers in a run in which nobody was heard: our own network may give them."""
    if any(one.state is State.HOLDS for one in found):
        return found
    pairs = zip(found, seen, strict=True)
    return [replace(one, state=State.UNKNOWN) if told.verdict in INTERCEPTED else one for one, told in pairs]
