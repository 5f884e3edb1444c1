"""`keyproof facts`: what is known about the providers, and what is wrong with the fact files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from keyproof import model, providers, report


def run(folder: Path, *, as_json: bool, only: tuple[str, ...] = ()) -> tuple[str, report.Exit]:
    """Give the text for standard output and the exit code; findings come last."""
    catalog = providers.load(folder)
    package, wrong = providers.load_package(folder)
    found = (*catalog.findings, *wrong)
    checked = len(catalog.files) + (package is not None or bool(wrong))
    known = {name: facts for name, facts in catalog.providers.items() if not only or name in only}
    body = _json(known) if as_json else "\n\n".join(map(_sheet, known.values()))
    tail = "\n".join(map(str, found))
    summary = f"{checked} fact files, {len(found)} findings"
    parts = [body] if as_json else [body, tail, summary]
    return "\n\n".join(filter(None, parts)), report.verdict(found, checked)


def _json(known: dict[str, model.Provider]) -> str:
    return json.dumps([asdict(facts) for facts in known.values()], indent=2, default=str, ensure_ascii=False)


def _sheet(facts: model.Provider) -> str:
    state = "a draft of" if facts.draft else "checked on"
    lines = [f"{facts.name} ({facts.id}, {facts.kind}), {state} {facts.checked_on}", f"  {facts.summary}"]
    width = max(len(name) for name, _ in _rows(facts))
    return "\n".join([*lines, *(f"  {name:<{width}}  {text}" for name, text in _rows(facts))])


def _rows(facts: model.Provider) -> Iterator[tuple[str, str]]:
    yield "variable", facts.key.env_var
    yield "check", f"{facts.check.method} {facts.check.url}"
    yield "first request", f"POST {facts.first_request.url} ({facts.first_request.model})"
    yield "errors", f"{len(facts.errors)} rows, {len(facts.errors_at('check'))} of them at the check"
    yield "sources", str(len(facts.sources))
    for name, link in facts.links.known().items():
        yield f"link {name}", link.url if link.expect == "working" else f"{link.url} ({link.expect})"
