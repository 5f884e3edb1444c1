"""`scripts/check_key.R` beside `scripts/check_key.py`: the same answers must get the same verdicts."""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from keyproof.emulator import Emulator
from keyproof.keys import Case, cases
from keyproof.model import VERDICTS, Provider
from keyproof.report import Finding
from keyproof.runner import rules
from keyproof.runner.programs import Programs, Result
from keyproof.runner.tools import KEY_CHECK, Tools
from keyproof.runner.trials import Outcome

R_CHECK = "check_key.R"
NEEDS = ("httr2", "jsonlite")


def name(facts: Provider) -> str:
    """Give the name under which the account lists the comparison."""
    return f"{facts.id}/{R_CHECK}"


@dataclass(frozen=True, slots=True)
class Said:
    """What one of the two scripts made of a situation."""

    verdict: str
    code: int | None
    docs_url: str

    def __str__(self) -> str:
        """Give it as a finding shows it."""
        return f"{self.verdict}, exit {self.code}, {self.docs_url}"


@dataclass(frozen=True, slots=True)
class Pair:
    """The two scripts in a checkout, and what runs them."""

    folder: Path
    tools: Tools
    programs: Programs

    def missing(self) -> str | None:
        """Give why the two cannot be compared here; None when they can."""
        for script in (R_CHECK, KEY_CHECK):
            if not (self.folder / script).is_file():
                return f"there is no scripts/{script}"
        if shutil.which("Rscript") is None:
            return "Rscript is not installed"
        lacking = [package for package in NEEDS if package not in self.tools.r_packages]
        return f"the R package {lacking[0]} is not installed" if lacking else None

    def prove(self, facts: Provider) -> Outcome:
        """Run both in every situation that the check can meet, and give where they differ."""
        reason = self.missing()
        if reason is not None:
            return Outcome(name(facts), skipped=reason)
        wanted = [case for case in cases(facts) if "--probe" not in case.options]
        begun = time.monotonic()
        with Emulator({facts.id: facts}) as emulator:
            findings = [one for case in wanted for one in self._wrong(case, emulator.environment)]
        took = (f"{len(wanted)} situations", time.monotonic() - begun)
        return Outcome(name(facts), None, (took,), tuple(findings))

    def _wrong(self, case: Case, stand_in: Mapping[str, str]) -> Iterator[Finding]:
        words = [word for word in case.options if word != "--base-url"]
        ours = self._run(case, ["Rscript", R_CHECK, case.facts.id, *words], stand_in)
        theirs = self._run(
            case, [sys.executable, KEY_CHECK, case.facts.id, "--json", *case.options], stand_in
        )
        seen, expected = of_r(ours), of_python(theirs)
        script, place = self.folder / R_CHECK, f"{case.facts.id}, {case.situation}: "
        if seen != expected:
            yield rules.OTHERWISE.finding(script, 1, f"{place}{seen}", str(expected))
        if case.key and case.key in ours.output:
            yield rules.PRINTS_KEY.finding(script, 1, f"{place}the key", "an output without the key")
        if ours.leaks:
            yield rules.LEAVES_KEY.finding(
                script, 1, f"{place}{', '.join(ours.leaks)}", "no file with the key"
            )

    def _run(self, case: Case, command: list[str], stand_in: Mapping[str, str]) -> Result:
        with tempfile.TemporaryDirectory(prefix="keyproof-") as folder:
            work = Path(folder) / "work"
            work.mkdir()
            script = next(word for word in command if word in {R_CHECK, KEY_CHECK})
            shutil.copy(self.folder / script, work)
            environment = self.tools.environment(Path(folder)) | dict(stand_in)
            environment |= {case.facts.key.env_var: case.key} if case.key else {}
            return self.programs.run(command, work, environment, secret=case.key or "")


def of_r(result: Result) -> Said:
    """Give what the R script said, from its lines for people."""
    verdict = re.search(rf"^\S.*: ({'|'.join(VERDICTS)})$", result.output, re.MULTILINE)
    more = re.search(r"^  More: (\S+)$", result.output, re.MULTILINE)
    return Said(verdict[1] if verdict else result.said, result.code, more[1] if more else "")


def of_python(result: Result) -> Said:
    """Give what check_key.py said, from its JSON; what it prints besides comes before."""
    lines = [line for line in result.output.splitlines() if line.startswith("{")]
    report = json.loads(lines[-1]) if lines else {"verdict": result.said, "docs_url": ""}
    return Said(report["verdict"], result.code, report["docs_url"])
