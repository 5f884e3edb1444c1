"""`keyproof keys`: proves `scripts/check_key.py` itself, then checks the reader's own keys with it.

First the script runs as a child process against the stand-in for the providers, once for each answer that
the facts know. Then it runs once for each provider whose variable is set, against the provider itself.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from keyproof import keytable, providers
from keyproof.emulator import Emulator, bad_key, good_key, row_key
from keyproof.emulator.answers import EXAMPLE
from keyproof.model import VERDICTS, Provider, filled
from keyproof.report import Exit

LIMIT = 60.0  # seconds for one run of the script, which has a deadline of its own
COULD_NOT_TELL = {"rate_limited", "provider_down", "network", "tls", "proxy", "redirected", "unexpected"}
EXITS: Mapping[str, int] = {
    verdict: 3 if verdict in COULD_NOT_TELL else int(verdict != "ok") for verdict in VERDICTS
}
_PROBE = ("--probe", "--yes")  # free of charge: only ever sent to the stand-in
_KEPT = {"PATH", "SYSTEMROOT", "HOME", "USERPROFILE", "TEMP", "TMP", "TMPDIR", "LANG", "LC_ALL"}


@dataclass(frozen=True, slots=True)
class Case:
    """A situation, the key that brings it about (None: no key), and the verdict that belongs to it."""

    facts: Provider
    situation: str
    key: str | None
    verdict: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run of the script came to."""

    provider: str
    situation: str
    expected: str
    seen: str
    message: str = ""


def run(folder: Path, script: Path = keytable.SCRIPT) -> tuple[str, Exit]:
    """Prove the script, use it, and give the text for standard output and the exit code."""
    known = {name: facts for name, facts in providers.load(folder).providers.items() if not facts.draft}
    proofs = prove(known, script)
    own = [facts for facts in known.values() if os.environ.get(facts.key.env_var)]
    checked = [check(facts, script) for facts in own if not _left_out(facts)]
    parts = [_table(proofs), _summary(proofs), *_real(known, checked)]
    return "\n".join(parts), _exit(proofs, checked)


def cases(facts: Provider) -> Iterator[Case]:
    """Give the situations of this provider that the script must tell apart."""
    check, plain = facts.check, options(facts)
    own = facts.kind == "self-hosted"
    yield Case(facts, "a key that works", good_key(facts), "ok", plain)
    yield Case(facts, "an unknown key", bad_key(facts), _verdict(facts, check.invalid_error), plain)
    yield Case(facts, "no key", None, "missing" if check.invalid_error or not own else "ok", plain)
    if keytable.has_probe(facts):
        yield Case(facts, "a key with credit", good_key(facts), "ok", (*plain, *_PROBE))
    for row in keytable.asked(facts):
        words = plain if "check" in row.at else (*plain, *_PROBE)
        yield Case(facts, row.id, row_key(facts, row), row.verdict, words)


def _verdict(facts: Provider, row: str | None) -> str:
    """Give the verdict of this error row; a server that has none for an unknown key lets it in."""
    return "ok" if row is None else facts.error(row).verdict


def options(facts: Provider) -> tuple[str, ...]:
    """Give what the script needs to be told about this provider, besides its name."""
    address = filled(facts.check.base_url, EXAMPLE)
    base = () if address == facts.check.base_url else ("--base-url", address)
    return base if facts.check.free else (*base, "--yes")


def prove(known: Mapping[str, Provider], script: Path) -> list[Outcome]:
    """Run the script in every situation of every provider, against the stand-in."""
    wanted = [case for facts in known.values() for case in cases(facts)]
    kept = {name: text for name, text in os.environ.items() if name.upper() in _KEPT}
    with ExitStack() as stack:
        # One for each: several servers have the same address, and without a key nothing tells them apart.
        alone = {name: stack.enter_context(Emulator({name: facts})) for name, facts in known.items()}
        pool = stack.enter_context(ThreadPoolExecutor(os.cpu_count()))
        return list(
            pool.map(lambda case: _proved(case, script, kept | alone[case.facts.id].environment), wanted)
        )


def _proved(case: Case, script: Path, environment: Mapping[str, str]) -> Outcome:
    own = {} if case.key is None else {case.facts.key.env_var: case.key}
    verdict, code, message, printed = _run(case.facts, script, {**environment, **own}, case.options)
    seen = _words(verdict, code)
    if case.key is not None and case.key in printed:
        seen += ", and prints the key"
    return Outcome(case.facts.id, case.situation, _words(case.verdict, EXITS[case.verdict]), seen, message)


def _left_out(facts: Provider) -> str:
    """Give the reason why this provider is not asked about the reader's own key; empty when it is."""
    check = facts.check
    if not check.free:
        return f"its check is not free ({check.price})"
    lacks_address = "{" in check.base_url and not os.environ.get(check.base_url_env or "")
    return f"{check.base_url_env} is not set" if lacks_address else ""


def check(facts: Provider, script: Path) -> Outcome:
    """Run the script on the reader's own key, against the provider itself."""
    verdict, code, message, _printed = _run(facts, script, os.environ, ())
    return Outcome(facts.id, facts.key.env_var, _words("ok", 0), _words(verdict, code), message)


def _run(
    facts: Provider, script: Path, environment: Mapping[str, str], options: Sequence[str]
) -> tuple[str, int, str, str]:
    """Give verdict, exit code, message and all that was printed. The key is in no argument."""
    command = [sys.executable, str(script), facts.id, "--json", *options]
    try:
        done = subprocess.run(  # noqa: S603 - our own script
            command, env=dict(environment), capture_output=True, text=True, timeout=LIMIT, check=False
        )
    except subprocess.TimeoutExpired:
        return "nothing", -1, f"did not end within {LIMIT:g} seconds", ""
    printed = done.stdout + done.stderr
    try:
        report = json.loads(done.stdout)
    except ValueError:
        return "no JSON", done.returncode, "", printed
    return str(report["verdict"]), done.returncode, str(report["message"]), printed


def _words(verdict: str, code: int) -> str:
    return f"{verdict}, exit {code}"


def _table(outcomes: Sequence[Outcome]) -> str:
    rows = [("", "provider", "situation", "expected", "seen")]
    rows += [
        ("ok" if one.seen == one.expected else "WRONG", one.provider, one.situation, one.expected, one.seen)
        for one in outcomes
    ]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _summary(proofs: Sequence[Outcome]) -> str:
    right = sum(one.seen == one.expected for one in proofs)
    return f"\nstand-in: {right} of {len(proofs)} situations right; no provider was asked and no key was used"


def _real(known: Mapping[str, Provider], checked: Sequence[Outcome]) -> Iterator[str]:
    for one in checked:
        yield f"for real: {one.provider} ({one.situation}): {one.seen}. {one.message}"
    for facts in known.values():
        if os.environ.get(facts.key.env_var) and _left_out(facts):
            yield f"for real: {facts.id} ({facts.key.env_var}) is left out: {_left_out(facts)}"
    absent = [facts.key.env_var for facts in known.values() if not os.environ.get(facts.key.env_var)]
    if absent:
        yield f"for real: looked for {', '.join(absent)}; not set, so not checked"


def _exit(proofs: Sequence[Outcome], checked: Sequence[Outcome]) -> Exit:
    if not proofs:
        return Exit.NOTHING_CHECKED
    verdicts = {one.seen.partition(",")[0] for one in checked}
    if any(one.seen != one.expected for one in proofs) or verdicts - COULD_NOT_TELL - {"ok"}:
        return Exit.FINDINGS
    return Exit.NOTHING_CHECKED if verdicts & COULD_NOT_TELL else Exit.FINE
