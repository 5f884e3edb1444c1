"""One provider's snippets, tried against its stand-in or a real server: what each did, and what was wrong."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from keyproof import contracts, local_server
from keyproof.bodies import reply
from keyproof.emulator import Emulator, Request, Seen, bad_key, good_key
from keyproof.model import Provider
from keyproof.report import Finding, Rule
from keyproof.runner import rules
from keyproof.runner.programs import Programs, Result
from keyproof.runner.tools import KEY_CHECK, Tools
from keyproof.snippets import Snippet

LOOPBACK = ("127.0.0.1", "localhost")


@dataclass(frozen=True, slots=True)
class Trial:
    """A way to run a snippet: with which key, against a server that asks for keys or one that does not."""

    name: str
    key: str
    is_refused: bool = False
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one snippet: why it was not run, or how long each trial took and what was wrong."""

    snippet: str
    skipped: str | None = None
    seconds: tuple[tuple[str, float], ...] = ()
    findings: tuple[Finding, ...] = ()


class Stage:
    """A provider's stand-in, and the real server where there is one, for as long as the `with` lasts."""

    def __init__(self, provider: Provider, tools: Tools, programs: Programs, judge: contracts.Judge) -> None:
        self._provider, self._tools, self._programs, self._judge = provider, tools, programs, judge
        self._exit = ExitStack()
        self._emulator = Emulator({provider.id: provider}, before=self._watch)
        self._keyed: tuple[str, int] | None = None
        self._open: tuple[str, int] | None = None
        self._secret, self._in_arguments = "", set[str]()

    def __enter__(self) -> Self:
        """Start the servers."""
        self._exit.enter_context(self._emulator)
        if self._provider.id == local_server.PROVIDER and local_server.missing() is None:
            says, model = reply(self._provider), self._provider.first_request.model or ""
            keys = [good_key(self._provider)]
            self._keyed = self._exit.enter_context(local_server.serving(says, keys, model))
            self._open = self._exit.enter_context(local_server.serving(says, (), model))
        return self

    def __exit__(self, *_: object) -> None:
        """Stop them."""
        self._exit.close()

    def prove(self, snippet: Snippet, template: Path) -> Outcome:
        """Run the snippet in every way that makes sense, and say what was wrong."""
        trials = tuple(self._trials(snippet))
        reason = self._tools.missing(snippet) or (
            None if trials else "it needs a server that asks for no key"
        )
        if reason is not None:
            return Outcome(snippet.id, skipped=reason)
        seconds: list[tuple[str, float]] = []
        findings: list[Finding] = []
        for trial in trials:
            result, seen = self._run(snippet, trial)
            seconds.append((trial.name, result.seconds))
            wrong = self._wrong(snippet, trial, result, seen)
            findings += [
                rule.finding(template, 1, f"{snippet.id}, {trial.name}: {what}", expected)
                for rule, what, expected in wrong
            ]
        return Outcome(snippet.id, None, tuple(seconds), tuple(findings))

    def _trials(self, snippet: Snippet) -> Iterator[Trial]:
        """Give the ways to run it. A snippet with a fixed key in it works with an open server only."""
        facts = self._provider
        takes_key = facts.key.env_var in snippet.text or snippet.task != "macbehaviour"
        if takes_key:
            yield Trial("good key", good_key(facts))
        if self._open is not None and snippet.task != "script":
            yield Trial("open server", facts.server.dummy_key if facts.server else "", is_open=True)
        if snippet.bad is not None and (takes_key or self._open is not None):
            yield Trial("bad key", bad_key(facts), is_refused=True)

    def _run(self, snippet: Snippet, trial: Trial) -> tuple[Result, list[Seen]]:
        self._lead_to(self._open if trial.is_open else self._keyed)
        self._secret, self._in_arguments = trial.key, set()
        begin = len(self._emulator.seen)
        with tempfile.TemporaryDirectory(prefix="keyproof-") as folder:
            home = Path(folder)
            work = home / "work"
            work.mkdir()
            if self._tools.key_check is not None and KEY_CHECK in snippet.text:
                shutil.copy(self._tools.key_check, work)
            file = work / Path(snippet.path).name
            file.write_text(snippet.text, encoding="utf-8", newline="\n")
            environment = self._tools.environment(home) | self._emulator.environment
            environment[self._provider.key.env_var] = trial.key
            result = self._programs.run(_command(snippet, file), work, environment, secret=trial.key)
        return result, self._emulator.seen[begin:]

    def _lead_to(self, address: tuple[str, int] | None) -> None:
        if address is not None and self._provider.server is not None:
            for host in LOOPBACK:
                self._emulator.route(host, self._provider.server.default_port, address)

    def _watch(self, _: Request) -> None:
        """Look at the processes while the snippet waits for its answer: the one sure moment."""
        self._in_arguments |= self._programs.showing(self._secret)

    def _wrong(
        self, snippet: Snippet, trial: Trial, result: Result, seen: list[Seen]
    ) -> Iterator[tuple[Rule, str, str]]:
        shown = _shown(result, trial.key)
        if result.code is None:
            yield rules.SLOW, shown, f"an end within {result.seconds:.0f} s"
        elif trial.is_refused and str(snippet.bad) not in result.output:
            yield rules.SILENT, shown, f"{snippet.bad!r} in the output"
        elif not trial.is_refused and (result.code != 0 or snippet.good not in result.output):
            yield rules.FAILS, shown, f"exit code 0 and {snippet.good!r} in the output"
        if trial.key in result.output:
            yield rules.PRINTS_KEY, shown, "an output without the key"
        if self._in_arguments:
            yield (
                rules.ARGUMENT,
                f"the arguments of {', '.join(self._in_arguments)}",
                "no key in any argument",
            )
        if result.leaks:
            yield rules.LEAVES_KEY, f"the key in {', '.join(result.leaks)}", "no file with the key in it"
        strangers = sorted({exchange.url for exchange in seen if exchange.is_refused})
        if strangers:
            yield rules.STRANGER, ", ".join(strangers), "only addresses of the facts"
        if not seen:
            yield rules.ASKS_NOBODY, shown, "at least one request"
        for breach in self._judge.breaches(self._provider.id, seen):
            yield rules.BREACH, breach, "what the provider's OpenAPI document says"


def _command(snippet: Snippet, file: Path) -> list[str]:
    commands = {"bash": ["bash"], "python": [sys.executable], "r": ["Rscript"]}
    return [*commands[snippet.lexer], str(file)]


def _shown(result: Result, key: str) -> str:
    return result.said.replace(key, "<the key>").replace("\n", "\n            ")
