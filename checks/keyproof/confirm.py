"""`keyproof confirm`: a person looks at dated facts one by one, and the day is written beside each."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from keyproof import amendments, providers
from keyproof.amendments import Amendment
from keyproof.model import Costs, FirstRequest, Provider, Step
from keyproof.positions import Path as KeyPath
from keyproof.report import Exit, Finding, Rule

OTHERWISE = Rule(
    "CONF001",
    "a person saw something else",
    "correct this entry, name in `sources` where you saw it, and write the day",
)
RULES = (OTHERWISE,)
HELP = "y = it is so, n = it is not so, s = skip. A note may follow: y the button is blue now"
#: An address stays whole, to be clicked.
_WHOLE: Mapping[str, Any] = {"break_long_words": False, "break_on_hyphens": False}
_ANSWERS = {"y": "y", "yes": "y", "n": "n", "no": "n", "s": "s", "skip": "s"}


class NotConfirmableError(Exception):
    """There is nobody or nothing to ask; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Question:
    """One dated fact: the key of its date, the date, and what a person compares with the screen."""

    key: KeyPath
    checked_on: date
    title: str
    facts: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        """Give the question as a terminal shows it."""
        room, width = shutil.get_terminal_size().columns, max(len(name) for name, _ in self.facts)
        lines = [
            textwrap.fill(f"  {name:<{width}}  {text}", room, subsequent_indent=" " * (width + 4), **_WHOLE)
            for name, text in self.facts
        ]
        return "\n".join([f"{self.title}, checked on {self.checked_on}", *lines])


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person said to a question: y, n or s, and a note or ''."""

    question: Question
    word: str
    note: str


def _steps(facts: Provider) -> Iterator[Question]:
    known = facts.links.known()
    for number, step in enumerate(facts.steps):
        rows = {"step": step.text, "open": known[step.link].url if step.link in known else None}
        rows["on screen"] = step.label
        yield _question(("steps", number), step, f"Step {number + 1} of {len(facts.steps)}", rows)


def _costs(facts: Provider) -> Iterator[Question]:
    costs, known = facts.costs, facts.links.known()
    pages = [known[name].url for name in ("billing", "limits", "docs_pricing") if name in known]
    rows = {
        "free": costs.free_tier,
        "prepaid": {True: "yes", False: "no", None: None}[costs.prepaid],
        "smallest payment": costs.min_topup,
        "credit ends": costs.credit_expiry,
        "top-up": costs.auto_reload,
        "spending limit": costs.spend_limit,
        "note": costs.note,
        "open": ", ".join(pages),
    }
    yield _question(("costs",), costs, "Costs", rows)


def _model(facts: Provider) -> Iterator[Question]:
    first, known = facts.first_request, facts.links.known()
    pages = [known[name].url for name in ("docs_models", "models", "docs_pricing") if name in known]
    rows = {
        "model": first.model or "none is named",
        "note": first.model_note,
        "price": first.price,
        "open": ", ".join(pages),
    }
    yield _question(("first_request",), first, "Model of our examples", rows)


def _question(
    table: KeyPath, dated: Step | Costs | FirstRequest, title: str, rows: Mapping[str, str | None]
) -> Question:
    facts = tuple((name, text) for name, text in rows.items() if text)
    return Question((*table, "checked_on"), dated.checked_on, title, facts)


#: What can be confirmed, and the questions about it.
PARTS: Mapping[str, Callable[[Provider], Iterator[Question]]] = {
    "steps": _steps,
    "costs": _costs,
    "model": _model,
}


def run(folder: Path, provider: str, parts: Sequence[str], today: date) -> tuple[str, Exit]:
    """Ask at the terminal, write the days, and give the text for standard output and the exit code.

    Raises NotConfirmableError and AmendmentError; then the file is as it was, as after Ctrl-C.
    """
    _insist_on_a_terminal()
    path = folder / provider / f"{provider}.toml"
    facts, before = _read(path, today)
    asked = [question for part in parts for question in PARTS[part](facts)]
    _say(f"{facts.name}: {len(asked)} to look at. {HELP}. Ctrl-C stops and writes nothing.\n")
    answers = list(map(_ask, asked))
    held = [Amendment(one.question.key, today, one.note) for one in answers if one.word == "y"]
    if held:
        amendments.write(path, before, held)
    return _told(folder, provider, answers, today)


def _insist_on_a_terminal() -> None:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        message = "keyproof confirm asks a person: run it in a terminal, not in a pipe or a workflow."
        raise NotConfirmableError(message)


def _read(path: Path, today: date) -> tuple[Provider, str]:
    if not path.is_file():
        message = f"There is no {path}: give the id of a provider, as `keyproof facts` prints it."
        raise NotConfirmableError(message)
    facts, findings = providers.read(path, today)
    if facts is None:
        message = "\n".join([*map(str, findings), f"{path.name} cannot be read: mend it first."])
        raise NotConfirmableError(message)
    return facts, path.read_bytes().decode()


def _ask(question: Question) -> Answer:
    _say(f"{question}\n")
    while True:
        _say("Is it so? [y/n/s] ", end="")
        line = sys.stdin.readline()
        if not line:  # Ctrl-D: whoever asked has gone
            raise KeyboardInterrupt
        word, _, note = line.strip().partition(" ")
        if word.lower() in _ANSWERS:
            _say("")
            return Answer(question, _ANSWERS[word.lower()], note.strip())
        _say(HELP)


def _told(folder: Path, provider: str, answers: Sequence[Answer], today: date) -> tuple[str, Exit]:
    wrong = [_finding(folder, provider, one) for one in answers if one.word == "n"]
    held = sum(one.word == "y" for one in answers)
    skipped = len(answers) - held - len(wrong)
    sum_up = f"{held} confirmed on {today.isoformat()}, {len(wrong)} otherwise, {skipped} skipped."
    code = Exit.FINDINGS if wrong else Exit.FINE if held else Exit.NOTHING_CHECKED
    return "\n".join([*map(str, wrong), sum_up]), code


def _finding(folder: Path, provider: str, answer: Answer) -> Finding:
    path, line = providers.place(folder, provider, answer.question.key[:-1])
    expected = "; ".join(f"{name}: {text}" for name, text in answer.question.facts)
    seen = answer.note or "the person who looked answered no"
    return OTHERWISE.finding(path, line, seen, expected)


def _say(text: str, end: str = "\n") -> None:
    print(text, end=end, file=sys.stderr, flush=True)  # noqa: T201 - the dialog
