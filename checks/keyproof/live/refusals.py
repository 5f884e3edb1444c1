"""Live key probes without any secret: an invented key must be refused just as our facts state.

`scripts/check_key.py` itself asks, so the address, the header, the status and the marks of the error row are
proved with the tool that readers use. The invented key goes by standard input, like a reader's own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from keyproof import keytable, providers
from keyproof.live.observations import Observation, State
from keyproof.model import Provider

#: Nobody's key, and it looks like none: no scanner and no provider takes it for a leaked one.
INVENTED = "keyproof-invented-key-that-nobody-owns"
LIMIT = 60.0  # seconds for one run of the script, which has a deadline of its own
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


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the script said: its verdict, the anchor of the row, and a sentence."""

    verdict: str
    row: str
    text: str


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
    known = [facts for facts in providers.load(folder).providers.values() if not facts.draft and not _reason(facts)]
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        seen = list(pool.map(lambda facts: ask(facts, script), known))
    places = {facts.id: providers.place(folder, facts.id, _row_path(facts)) for facts in known}
    found = [_observation(facts, one, places[facts.id]) for facts, one in zip(known, seen, strict=True)]
    return _without_interception(found, seen)


def ask(facts: Provider, script: Path, environment: Mapping[str, str] = os.environ) -> _Seen:
    """Run the script with the invented key; its output cannot hold a key of the reader's."""
    command = [sys.executable, str(script), facts.id, "--stdin", "--yes", "--json"]
    try:
        done = subprocess.run(  # noqa: S603 - our own script
            command,
            env=dict(environment),
            input=INVENTED,
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
        report = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        return _Seen("network", "", f"no end within {LIMIT:g} seconds")
    except ValueError:
        return _Seen("unexpected", "", f"the script printed no report and ended with {done.returncode}")
    row = str(report["docs_url"]).partition("#error-")[2]
    return _Seen(str(report["verdict"]), row, f"HTTP {report['http_status']}: {report['message']}")


def _observation(facts: Provider, seen: _Seen, place: tuple[Path, int]) -> Observation:
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
        fix=f"Look at {facts.check.url} and correct the row {row.id!r}, then run `keyproof keytable --write`.",
    )


def _row_path(facts: Provider) -> tuple[str | int, ...]:
    rows = [row.id for row in facts.errors]
    return ("errors", rows.index(facts.check.invalid_error or ""))


def _without_interception(found: list[Observation], seen: list[_Seen]) -> list[Observation]:
    """Doubt foreign answers in a run in which nobody was heard: our own network may give them."""
    if any(one.state is State.HOLDS for one in found):
        return found
    pairs = zip(found, seen, strict=True)
    return [replace(one, state=State.UNKNOWN) if told.verdict in INTERCEPTED else one for one, told in pairs]
