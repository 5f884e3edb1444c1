"""The R code on a page, run from top to bottom in one session, as a reader runs it.

Blocks of the class `run-r` are run with MacBehaviour against a real llama.cpp server that asks for no key,
and against the stand-in for everything else. A block of the class `shows-r` says what the one before it
prints: each of its lines must come, in this order.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from keyproof import local_server
from keyproof.emulator import Emulator, good_key
from keyproof.model import Provider
from keyproof.report import Finding
from keyproof.runner import rules
from keyproof.runner.blocks import Block
from keyproof.runner.programs import Programs, Result
from keyproof.runner.tools import Tools
from keyproof.runner.trials import LOOPBACK, Outcome

RUN, SHOWS = "run-r", "shows-r"
PACKAGE = "MacBehaviour"
REPLY = "yes"
DEADLINE = 120.0
_ANY_KEY = "keyproof-good-"
_MARK = re.compile(r"^<<keyproof (\d+)>>\n", re.MULTILINE)
_LOAD = f"suppressPackageStartupMessages(library({PACKAGE}))\n"


@dataclass(frozen=True, slots=True)
class Sessions:
    """Runs the R code of pages."""

    providers: Mapping[str, Provider]
    tools: Tools
    programs: Programs

    def missing(self) -> str | None:
        """Give why no session can run here; None when it can."""
        return self.tools.missing_r([PACKAGE]) or local_server.missing()

    def prove(self, blocks: list[Block], page: Path) -> list[Outcome]:
        """Give an outcome for each block of one page; the time of the session stands at the first."""
        reason = self.missing()
        if reason is not None:
            return [Outcome(block.place, skipped=reason) for block in blocks]
        result = self._run([block.text for block in blocks if block.mark == RUN])
        findings = tuple(_wrong(result, blocks, page))
        first = Outcome(f"{blocks[0].page} (R)", None, (("session", result.seconds),), findings)
        return [first, *(Outcome(block.place) for block in blocks[1:])]

    def _run(self, texts: list[str]) -> Result:
        with ExitStack() as stack:
            emulator = stack.enter_context(Emulator(self.providers))
            home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="keyproof-")))
            facts = self.providers.get(local_server.PROVIDER)
            if facts is not None and facts.server is not None:
                model = facts.first_request.model or ""
                address = stack.enter_context(local_server.serving(REPLY, (), model))
                for host in LOOPBACK:
                    emulator.route(host, facts.server.default_port, address)
            work = home / "work"
            work.mkdir()
            file = home / "page.R"
            file.write_text(script(texts), encoding="utf-8", newline="\n")
            environment = self.tools.environment(home) | emulator.environment
            environment |= {one.key.env_var: good_key(one) for one in self.providers.values()}
            return self.programs.run(["Rscript", str(file)], work, environment, DEADLINE, secret=_ANY_KEY)


def script(texts: list[str]) -> str:
    """Give the texts as one program that tells where each begins."""
    load = "" if any(f"library({PACKAGE})" in text for text in texts) else _LOAD
    marked = (
        f'cat("\\n<<keyproof {number}>>\\n", file = stderr())\n{text.rstrip()}\n'
        for number, text in enumerate(texts)
    )
    return load + "".join(marked)


def parts(output: str) -> list[str]:
    """Give what each text printed, as far as the program came."""
    return _MARK.split(output)[2::2]


def _wrong(result: Result, blocks: list[Block], page: Path) -> Iterator[Finding]:
    printed, number = parts(result.output), -1
    last = len(printed) - 1
    for block in blocks:
        if block.mark == RUN:
            number += 1
            if number == last and result.code != 0:
                expected = f"a session without an error, within {DEADLINE:.0f} s"
                yield rules.R_FAILS.finding(page, block.line, result.said, expected)
        elif number <= last:
            lost = unseen(block.text, printed[number] if number >= 0 else "")
            if lost is not None:
                said = printed[number].strip() if number >= 0 else "no R code stands before it"
                yield rules.SHOWS_OTHER.finding(page, block.line, said, f"the line {lost!r}, in its place")
    if result.leaks:
        seen = f"a key in {', '.join(result.leaks)}"
        yield rules.LEAVES_KEY.finding(page, blocks[0].line, seen, "no file with a key in it")


def unseen(screen: str, printed: str) -> str | None:
    """Give the first line of the screen that was not printed, or not in its place; None when all were."""
    left = iter([line.strip() for line in re.split(r"[\r\n]+", printed)])
    for line in filter(None, (line.strip() for line in screen.splitlines())):
        if line != "..." and not any(line == other for other in left):
            return line
    return None
