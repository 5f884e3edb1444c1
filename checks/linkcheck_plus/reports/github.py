"""Results -> GitHub's workflow commands, which become annotations beside the lines, and a step summary."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from linkcheck_plus.address import scrubbed, shown
from linkcheck_plus.model import LinkcheckError
from linkcheck_plus.reports import markdown
from linkcheck_plus.reports.groups import grouped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from linkcheck_plus.model import Location, Result, Stale
    from linkcheck_plus.outcome import Outcome

LEVELS = {"Mend": "error", "Replace": "warning", "Find anew": "warning"}
#: GitHub takes a summary of at most 1 MiB a step.
SUMMARY_BYTES = 1024 * 1024 - 1024


def report(outcome: Outcome) -> str:
    """Give one command a line for each occurrence, mend first: GitHub shows only ten a kind."""
    lines = [
        _command(LEVELS[group.deed], place, result)
        for group, results in grouped(outcome.results)
        if group.deed in LEVELS
        for place, result in _by_turns(results)
    ]
    lines += [_about_exception(one) for one in outcome.stale]
    level = "notice" if outcome.exit_code == 0 else "error" if outcome.exit_code == 1 else "warning"
    return "".join(f"{line}\n" for line in [*lines, f"::{level} title=Links::{_data(outcome.sentence)}"])


def _by_turns(results: list[Result]) -> Iterator[tuple[Location, Result]]:
    """Give the first place of every link, then the second ones: no link is seen twice before all are."""
    for turn in range(max(len(result.link.locations) for result in results)):
        for result in results:
            if turn < len(result.link.locations):
                yield result.link.locations[turn], result


def _command(level: str, place: Location, result: Result) -> str:
    verdict = result.verdict
    message = scrubbed(f"{shown(result.link.uri)}: {verdict.reason} {verdict.advice}".strip())
    where = {"file": _in_repository(place.path), "line": str(place.line), "col": str(place.column)}
    where["title"] = f"{str(verdict.status).capitalize()} link"
    properties = ",".join(f"{name}={_property(value)}" for name, value in where.items())
    return f"::{level} {properties}::{_data(message)}"


def _about_exception(stale: Stale) -> str:
    where = {"file": _in_repository(stale.place.path), "line": str(stale.place.line)}
    where["title"] = "Exception for links"
    properties = ",".join(f"{name}={_property(value)}" for name, value in where.items())
    message = scrubbed(f"{shown(stale.pattern)}: {stale.reason} {stale.advice}")
    return f"::{'error' if stale.fails else 'notice'} {properties}::{_data(message)}"


def _in_repository(path: str) -> str:
    """Give the path from the repository's top, which GitHub calls the workspace."""
    workspace = os.environ.get("GITHUB_WORKSPACE", "")
    try:
        return Path(path).resolve().relative_to(Path(workspace).resolve()).as_posix() if workspace else path
    except ValueError:
        return path


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def add_step_summary(outcome: Outcome, environment: Mapping[str, str] = os.environ) -> None:
    """Append the Markdown report to the job's summary, where a workflow runs; raise LinkcheckError."""
    name = environment.get("GITHUB_STEP_SUMMARY", "")
    if not name:
        return
    try:
        with Path(name).open("a", encoding="utf-8") as file:
            file.write(markdown.report(outcome, SUMMARY_BYTES))
    except OSError as error:
        msg = f"{name}: the step summary cannot be written: {error.strerror}. Correct GITHUB_STEP_SUMMARY."
        raise LinkcheckError(msg) from error
