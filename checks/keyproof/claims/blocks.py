"""What the code blocks name: commands, options, variables, addresses, and the folders of a drawn tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from keyproof.claims import rules, shell
from keyproof.claims.kinds import Classifier
from keyproof.claims.known import Known
from keyproof.claims.pages import Block, Page
from keyproof.claims.usage import Fault
from keyproof.report import Finding, Rule

# a block without a language may still show what somebody types
_PLAIN = {"text", "default", "none"}
_SET = re.compile(
    r"(?:\$env:|\bexport |\$\{?#?|\bread -rs |os\.environ\[\"|getenv\(\")([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\b"
)
_ADDRESS = re.compile(r"https?://[^\s\"'`<>)\\]+")
_TREE = re.compile(r"^(?P<indent> *)(?P<name>[\w.<>/-]+)(?: {2,}(?P<more>[\w.<>-]+/(?= )))?(?: {2,}|$)")


@dataclass(frozen=True, slots=True)
class Blocks:
    """Judges code blocks by what is known."""

    known: Known
    classifier: Classifier

    def faults(self, page: Page, block: Block) -> Iterator[Finding]:
        """Give what is wrong in a block that no directive made and nobody runs."""
        if block.snippet is not None or self.known.is_fact(block.text):
            return
        if _is_tree(block):
            yield from self._tree(page, block)
            return
        yield from self._commands(block)
        yield from self._words(block)

    def programs(self, block: Block) -> Iterator[str]:
        """Give the commands that a block names, in order."""
        for call in _calls(block):
            program = call.program
            command = self.classifier.usage.named(program[0]) if program else None
            yield command.name if command is not None else (program or call.words or ("",))[0]

    def _commands(self, block: Block) -> Iterator[Finding]:
        strict = block.language in shell.LANGUAGES
        for call in _calls(block):
            judged = self.classifier.usage.fault(call)
            line = block.line + call.line
            shown = " ".join(call.words)
            if isinstance(judged, Fault):
                yield judged.rule.finding(block.path, line, shown, judged.expected)
            elif judged is None and strict and call.words:
                expected = "a command of this project, or of a statement"
                yield rules.COMMAND.finding(block.path, line, call.words[0], expected)

    def _words(self, block: Block) -> Iterator[Finding]:
        for number, row in enumerate(block.text.splitlines(), block.line):
            for found in _SET.finditer(row):
                if not self.classifier.is_variable(found[1]):
                    yield _finding(rules.VARIABLE, block, number, found[1])
            for found in _ADDRESS.finditer(row):
                address = found[0].rstrip(".,;")
                if not (self.known.is_address(address) or block.mark == "skip-screen"):
                    yield _finding(rules.ADDRESS, block, number, address)

    def _tree(self, page: Page, block: Block) -> Iterator[Finding]:
        above: list[tuple[int, str]] = []
        for number, row in enumerate(block.text.splitlines(), block.line):
            found = _TREE.match(row)
            if found is None:
                continue
            depth = len(found["indent"])
            above = [(indent, name) for indent, name in above if indent < depth]
            folder = "".join(name for _, name in above)
            for name in filter(None, (found["name"], found["more"])):
                if not self.known.repository.has(folder + name, page.path):
                    yield _finding(rules.PATH, block, number, folder + name)
            if found["name"].endswith("/"):
                above.append((depth, found["name"]))


def _calls(block: Block) -> Iterator[shell.Call]:
    if block.language in shell.LANGUAGES | _PLAIN and block.mark != "skip-screen":
        yield from shell.calls("\n".join(shell.typed(block.text, block.language)))


def _is_tree(block: Block) -> bool:
    """Say whether a block draws folders: it names no language, and each line begins with a name and a gap."""
    rows = block.text.splitlines()
    return (
        block.language in _PLAIN
        and len(rows) > 1
        and all(_TREE.match(row) for row in rows)
        and "/" in rows[0]
    )


def _finding(rule: Rule, block: Block, line: int, seen: str) -> Finding:
    expected = {
        rules.VARIABLE.code: "a variable of the facts, of our programs, or of a statement",
        rules.ADDRESS.code: "an address of the facts or a statement",
        rules.PATH.code: "a path that git knows",
    }[rule.code]
    return rule.finding(block.path, line, seen, expected)
