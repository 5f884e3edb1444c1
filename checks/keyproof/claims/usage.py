"""How a command of ours is used: whether its sessions, subcommands and options are those that it takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from keyproof.claims import rules, shell
from keyproof.claims.commands import Command
from keyproof.claims.known import Known
from keyproof.claims.values import GAP
from keyproof.report import Rule


@dataclass(frozen=True, slots=True)
class Fault:
    """Something named that is not so: the rule that it breaks, and what was expected."""

    rule: Rule
    expected: str


class Usage:
    """Judges commands by what is known."""

    def __init__(self, known: Known) -> None:
        self._known = known

    def fault(self, call: shell.Call) -> bool | Fault | None:
        """Judge one command: true when it is in order, None when this program is nobody's."""
        words = call.program
        if not words:
            return None
        if words[0] == "nox":
            return self._nox(words[1:])
        command = self.named(words[0])
        if command is not None:
            return self._ours(command, words[1:])
        if words[0].endswith(".py"):
            there = words[0] in self._known.downloads or self._known.repository.has(words[0])
            return there or Fault(rules.PATH, "a script of ours, or of the site")
        outer = call.words[0].rpartition("/")[2]
        known = any(
            self._known.stated(name, "commands") or name in self._known.servers for name in (words[0], outer)
        )
        return True if known else None

    def named(self, word: str) -> Command | None:
        """Give the command of ours that this word starts: a name, or the path of a script."""
        bare = word.rpartition("/")[2]
        found = self._known.commands.get(bare)
        if found is None or (word != bare and not self._known.repository.has(word)):
            return None
        return found

    def _nox(self, words: tuple[str, ...]) -> bool | Fault:
        self._known.stated("nox", "commands")
        sessions = self._known.repository.sessions
        named, posargs = list(_sessions(words)), _behind(words)
        for name in named:
            if name not in sessions:
                return Fault(rules.SESSION, f"one of {', '.join(sorted(sessions))}")
        for name in named if posargs else ():
            # what stands behind `--` goes to the command of the session's name
            ours = self._known.commands.get(f"{name}.py") or self._below("keyproof", name)
            if ours is not None:
                return self._ours(ours, posargs)
        return True

    def _below(self, name: str, below: str) -> Command | None:
        found = self._known.commands.get(name)
        return found.below.get(below) if found is not None else None

    def _ours(self, command: Command, words: tuple[str, ...]) -> bool | Fault:
        for word in words:
            if word.startswith("-") and len(word) > 1:
                option = word.partition("=")[0]
                if option not in command.options and not GAP.fullmatch(option):
                    return Fault(rules.OPTION, f"{command.name} takes {listed(command.options)}")
            elif command.below:
                if word not in command.below and not GAP.match(word):
                    return Fault(rules.COMMAND, f"{command.name} has {listed(command.below)}")
                command = command.below.get(word, command)
        return True


def _sessions(words: tuple[str, ...]) -> Iterator[str]:
    """Give the sessions that nox is asked for."""
    asked = False
    for word in words:
        if word == "--":
            return
        if word.startswith("-"):
            asked = word in {"-s", "--session", "--sessions", "-e"}
        elif asked and not word.startswith(("$", "<")):
            yield word


def _behind(words: tuple[str, ...]) -> tuple[str, ...]:
    return words[words.index("--") + 1 :] if "--" in words else ()


def listed(names: Iterable[str]) -> str:
    """Give names for a message."""
    return ", ".join(sorted(names))
