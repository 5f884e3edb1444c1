"""Runs what a claim says can be run, and compares what it shows."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from keyproof import contracts
from keyproof.audit import Claim, Execution
from keyproof.emulator import Emulator, good_key, row_key
from keyproof.model import Provider
from keyproof.runner.programs import Programs, Result
from keyproof.runner.tools import Tools

QUOTE = "quote.txt"
MODEL, CONTRACT = "KEYPROOF_MODEL", "KEYPROOF_CONTRACT"
DEADLINE = 30.0
_COMMANDS = {"python": sys.executable, "r": "Rscript", "bash": "bash"}
_SUFFIXES = {"python": ".py", "r": ".R", "bash": ".sh"}
# the typographic quotes and the double prime of guide B, as programs write them
_STRAIGHT = str.maketrans(dict.fromkeys("\u201c\u201d\u2033", '"') | dict.fromkeys("\u2018\u2019", "'"))
_NEEDS = {"command", "package", "r-package", "contract", "folder"}
NOTHING = "nothing found"


@dataclass(frozen=True, slots=True)
class Shown:
    """What an execution showed: its output, how long it took, and what is wrong with that."""

    output: str
    seconds: float = 0.0
    wrong: str | None = None


@dataclass(frozen=True, slots=True)
class Bench:
    """What executions may use: the providers, this machine's tools, and the guides that are at hand."""

    providers: Mapping[str, Provider]
    tools: Tools
    programs: Programs
    guides: Mapping[str, str]

    def missing(self, claim: Claim, execution: Execution) -> str | None:
        """Give what the execution needs and is not here; None when it can run."""
        return next(self._lacking(claim, execution), None)

    def _lacking(self, claim: Claim, execution: Execution) -> Iterator[str]:
        if execution.provider is not None and execution.provider not in self.providers:
            yield f"there is no provider {execution.provider}"
        if execution.form == "guide" and claim.guide not in self.guides:
            yield f"the text of guide {claim.guide} is not here"
        command = _COMMANDS.get(execution.form)
        if command and shutil.which(command) is None:
            yield f"{command} is not installed"
        for need in execution.needs:
            yield from self._unmet(*need.partition(":")[::2])

    def _unmet(self, kind: str, name: str) -> Iterator[str]:
        if kind == "command" and shutil.which(name) is None:
            yield f"{name} is not installed"
        elif kind == "package" and importlib.util.find_spec(name) is None:
            yield f"the package {name} is not installed"
        elif kind == "r-package" and name not in self.tools.r_packages:
            yield f"the R package {name} is not installed"
        elif kind == "contract" and not contract(name).is_file():
            yield f"there is no {name}.openapi.json in {contracts.folder()}"
        elif kind == "folder" and not Path(name).is_dir():
            yield f"there is no folder {name}"
        elif kind not in _NEEDS:
            yield f"nobody knows what the need {f'{kind}:{name}'!r} is"

    def run(self, claim: Claim, execution: Execution) -> Shown:
        """Run it, and say what is wrong with what it showed."""
        text = execution.program or claim.quote or ""
        if execution.form == "json":
            return _compared(execution, Shown(_as_json(text)))
        if execution.form == "facts":
            return _compared(execution, Shown(_dead(self.providers[execution.provider or ""], text)))
        if execution.form == "guide":
            found = re.findall(text, self.guides[claim.guide])
            return _compared(execution, Shown(f"found {found[0]!r}" if found else NOTHING))
        return self._program(claim, execution, text)

    def _program(self, claim: Claim, execution: Execution, text: str) -> Shown:
        with tempfile.TemporaryDirectory(prefix="keyproof-") as folder:
            work = Path(folder, "work")
            work.mkdir()
            file = work / f"program{_SUFFIXES[execution.form]}"
            file.write_text(text, encoding="utf-8", newline="\n")
            (work / QUOTE).write_text(claim.quote or "", encoding="utf-8")
            environment = self.tools.environment(Path(folder)) | {"LC_ALL": "C.UTF-8"} | _contract(execution)
            command = [_COMMANDS[execution.form], file.name]
            known = self._asked(execution)
            with Emulator(known) as emulator:  # also without a provider: nothing gets past its door
                environment |= emulator.environment | _keys(execution, known)
                result = self.programs.run(command, work, environment, DEADLINE)
                asked = [seen.url for seen in emulator.seen]
        return _judged(execution, result, asked)

    def _asked(self, execution: Execution) -> dict[str, Provider]:
        name = execution.provider
        return {name: self.providers[name]} if name else {}


def contract(name: str) -> Path:
    """Give the provider's own description of its interface, where it is looked for."""
    return (contracts.folder() / f"{name}.openapi.json").absolute()


def _contract(execution: Execution) -> dict[str, str]:
    names = [need.removeprefix("contract:") for need in execution.needs if need.startswith("contract:")]
    return {CONTRACT: str(contract(names[0]))} if names else {}


def _keys(execution: Execution, known: Mapping[str, Provider]) -> dict[str, str]:
    keys: dict[str, str] = {}
    for facts in known.values():
        row = facts.error(execution.row) if execution.row else None
        keys[facts.key.env_var] = row_key(facts, row) if row else good_key(facts)
        keys[MODEL] = facts.first_request.model or ""
    return keys


def _judged(execution: Execution, result: Result, asked: list[str]) -> Shown:
    shown = Shown(result.output, result.seconds)
    if result.code is None:
        return Shown(result.output, result.seconds, f"no end within {DEADLINE:.0f} s")
    if execution.fails != bool(result.code):
        return Shown(result.output, result.seconds, result.said)
    if execution.asks and not any(url.startswith(execution.asks) for url in asked):
        return Shown(result.output, result.seconds, f"asked {', '.join(asked) or 'nobody'}")
    return _compared(execution, shown)


def _compared(execution: Execution, shown: Shown) -> Shown:
    if execution.shows in shown.output:
        return shown
    return Shown(shown.output, shown.seconds, shown.output.strip()[-300:] or "nothing")


def _as_json(text: str) -> str:
    """Say whether the text is JSON, as it stands or with quotes repaired and braces added."""
    straight = text.translate(_STRAIGHT).rstrip().rstrip(",")
    for attempt in (text, straight, f"{{{straight}}}"):
        try:
            json.loads(attempt)
        except ValueError:
            continue
        return "JSON"
    return "not JSON"


def _dead(provider: Provider, text: str) -> str:
    """Give what our facts say now about a dead end, unless they still use it themselves."""
    if text in (provider.first_request.model, provider.first_request.url, provider.check.url):
        return f"the facts of {provider.name} use it"
    rows = [row for row in provider.dead if text in row.says]
    return " / ".join(f"{row.says} -> {row.now}" for row in rows) or "no dead end"
