"""`keyproof links`: every link of the facts, and what a visitor is expected to meet there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from keyproof import model, providers, report


def run(folder: Path, *, as_json: bool) -> tuple[str, report.Exit]:
    """Give the text for standard output and the exit code."""
    catalog = providers.load(folder)
    rows = [row for facts in catalog.providers.values() for row in _rows(facts)]
    if as_json:
        lines = [json.dumps(row) for row in rows]
    else:
        lines = [f"{row['expect']:<10}  {row['url']}  ({row['provider']}: {row['name']})" for row in rows]
        lines += map(str, catalog.findings)
    return "\n".join(lines), report.verdict(catalog.findings, len(rows))


def _rows(facts: model.Provider) -> Iterator[dict[str, str | None]]:
    for name, link in facts.links.known().items():
        yield _row(facts.id, f"links.{name}", link)
    for name, source in facts.sources.items():
        if source.url is not None:
            yield _row(facts.id, f"sources.{name}", model.Link(url=source.url))


def _row(provider: str, name: str, link: model.Link) -> dict[str, str | None]:
    return {"provider": provider, "name": name, "url": link.url, "expect": link.expect, "text": link.text}
