"""Of what kind a piece of inline code is. The list is closed: what fits none of it is a finding."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable
from dataclasses import dataclass

from keyproof.claims import known, rules, shell
from keyproof.claims.known import Known
from keyproof.claims.pages import Page
from keyproof.claims.usage import Fault, Usage, listed
from keyproof.claims.values import GAP, SCHEME, is_value, stands_in

MARKS = {"example", "quoted-as-wrong"}
_VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_ASSIGNED = re.compile(rf"({_VARIABLE.pattern})=.*")
_WORDS = re.compile(r"[^\s()\[\]{},;\"'=]+")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_BEFORE_STAR = 3
_LIKE_CODE = re.compile(r"\w+\(\)|\w+::\w+|[a-z]+_\w+|[a-z]+[A-Z]\w*")
_PATH = re.compile(r"[\w.*<>{}~-]+(?:/[\w.*<>{}~-]+)*/?")


@dataclass(slots=True)
class Context:
    """Where a literal stands: its page, and the commands that its text, its page and the line before name."""

    page: Page
    shown: str = ""
    programs: frozenset[str] = frozenset()
    here: tuple[str, ...] = ()
    last: str | None = None


Verdict = str | Fault | None


class Classifier:
    """Says of what kind a piece of inline code is, or what is wrong with it."""

    def __init__(self, truth: Known) -> None:
        self._known = truth
        self.usage = Usage(truth)
        self._tests: tuple[tuple[str, Callable[[str, Context], bool | Fault]], ...] = (
            ("fact", lambda text, _: truth.is_fact(text)),
            ("statement", lambda text, _: truth.stated(text)),
            ("value", lambda text, _: is_value(text)),
            ("command", self._command),
            ("option", self._option),
            ("address", self._address),
            ("path", self._path),
            ("variable", self._variable),
            ("name", lambda text, _: self._is_name(text)),
            ("placeholder", lambda text, _: self._is_placeholder(text)),
            ("screen", lambda text, _: truth.repository.says(text)),
            ("shown", lambda text, context: stands_in(text, context.shown)),
            ("code", self._code),
        )

    def kind(self, text: str, marks: tuple[str, ...], context: Context) -> str | Fault:
        """Give the kind of a piece of code, or the fault."""
        own = [mark for mark in marks if mark not in {"code", "docutils", "literal"}]
        if own:
            return own[0] if own[0] in MARKS else Fault(rules.UNKNOWN, f"a mark of {', '.join(MARKS)}")
        for name, test in self._tests:
            found = test(text, context)
            if found:
                return found if isinstance(found, Fault) else name
        return _unknown(text)

    def _command(self, text: str, _context: Context) -> bool | Fault:
        if " " not in text and text not in self._known.commands:
            return False
        judged = (self.usage.fault(call) for call in shell.calls(text))
        return next((found for found in judged if found is not None), False)

    def _option(self, text: str, context: Context) -> bool | Fault:
        option = text.split(maxsplit=1)[0].partition("=")[0] if text.strip() else ""
        if not re.fullmatch(r"--?[A-Za-z][\w-]*", option):
            return False
        ours = [self._known.commands[name] for name in context.here if name in self._known.commands]
        if not ours and context.last is not None:
            ours = [self._known.commands[context.last]]
        if any(option in command.every_option() for command in ours):
            return True
        for stated in self._known.stated_names["options"]:
            program, _, name = stated.partition(" ")
            if name == option and program in context.programs:
                return self._known.stated(stated, "options")
        names = " or ".join(command.name for command in ours) or "no command that the page names"
        taken = "; ".join(listed(command.every_option()) for command in ours)
        return Fault(rules.OPTION, f"{names} takes {taken}" if ours else f"{names} takes it")

    def _address(self, text: str, _context: Context) -> bool | Fault:
        if not SCHEME.match(text) or " " in text:
            reserved = "." in text and " " not in text and known.is_reserved(text.partition("/")[0])
            return text in self._known.hosts or reserved
        return self._known.is_address(text) or Fault(rules.ADDRESS, "an address of the facts or a statement")

    def _path(self, text: str, context: Context) -> bool | Fault:
        if not _PATH.fullmatch(text) or _VARIABLE.fullmatch(text):
            return False
        repository = self._known.repository
        text = text.removeprefix("~/")
        if repository.has(text, context.page.path) or repository.is_ignored(text):
            return True
        if repository.has(_filled(text, context.shown)):
            return True
        if "/" in text.strip("/") and text.partition("/")[0] in repository.tops:
            return Fault(rules.PATH, "a path that git knows")
        return "." in text.strip(".") and repository.has_file_called(text)

    def _variable(self, text: str, _context: Context) -> bool | Fault:
        assigned = _ASSIGNED.fullmatch(text)
        name = assigned[1] if assigned else text
        if not _VARIABLE.fullmatch(name):
            return False
        if self.is_variable(name):
            return True
        return Fault(rules.VARIABLE, "a variable of the facts, of our programs, or of a statement")

    def is_variable(self, name: str) -> bool:
        """Say whether somebody reads this variable."""
        ours = name in self._known.repository.words
        return ours or self._known.is_fact(name) or self._known.stated(name, "variables")

    def _is_name(self, text: str) -> bool:
        repository = self._known.repository
        plain = text.removesuffix("()")
        if "*" in plain[_BEFORE_STAR:] and plain.replace("*", "").isidentifier():
            return bool(fnmatch.filter(repository.words, plain))
        return repository.uses(plain) or text in repository.words or self._known.stated(plain, "names")

    def _is_placeholder(self, text: str) -> bool:
        ours = self._known.commands.values()
        return bool(GAP.fullmatch(text)) or any(text in one.every_placeholder() for one in ours)

    def _code(self, text: str, context: Context) -> bool:
        words = _WORDS.findall(_QUOTED.sub(_unless_prose, text))
        return bool(words) and len(words) < len(text) and all(self._is_word(word, context) for word in words)

    def _is_word(self, word: str, context: Context) -> bool:
        plain = word.strip("$:+!~/.") or word
        return (
            is_value(word)
            or self._known.is_fact(word)
            or self._known.stated(word)
            or self._known.stated(plain)
            or plain in self._known.repository.names
            or self._path(word, context) is True
            or self._is_placeholder(plain)
            or self.is_variable(plain)
            or self._address(word, context) is True
            or self._option(word, context) is True
        )


def _filled(path: str, shown: str) -> str:
    """Give a path with `*` for each part that the page's own commands make up: `new_provider -- acme`."""
    head, *rest = path.split("/")
    return "/".join([head, *("*" if part and stands_in(part, shown) else part for part in rest)])


def _unless_prose(quoted: re.Match[str]) -> str:
    """Give a quoted text as it is, and nothing for one of several words: that is said to people."""
    return "" if " " in quoted[0] else quoted[0]


def _unknown(text: str) -> Fault:
    if _LIKE_CODE.fullmatch(text):
        return Fault(rules.NAME, "a name of our code, of the facts, or of a statement")
    return Fault(rules.UNKNOWN, "one of the kinds in docs/reference/page-claims.md")
