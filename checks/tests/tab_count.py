"""Counts, from the sources of a page alone, how many tabs its readers must see."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import jinja2

from keyproof import snippets
from keyproof.model import Provider

OPENING = re.compile(r"^\s*(?P<colons>:{3,})\{(?P<name>[\w-]+)\}\s*(?P<argument>.*?)\s*$")
OPTION = re.compile(r"^\s*:(?P<name>[\w-]+):\s*(?P<value>.*?)\s*$")
TABS = {"tab", "group-tab", "code-tab"}
CODE = {"code-block", "toctree"}


def blocks(lines: list[str]) -> Iterator[tuple[str, str, list[str]]]:
    """Give the outermost colon fences: their directive, argument and body."""
    rest = iter(lines)
    for line in rest:
        found = OPENING.match(line)
        if found is None:
            continue
        body: list[str] = []
        for inner in rest:
            if inner.strip() == found["colons"]:
                break
            body.append(inner)
        yield found["name"], found["argument"], body


def options(body: list[str]) -> dict[str, str]:
    """Give the options at the head of a directive's body."""
    found: dict[str, str] = {}
    for line in body:
        match = OPTION.match(line)
        if match is None:
            break
        found[match["name"]] = match["value"]
    return found


def count(lines: list[str], own: str, providers: Mapping[str, Provider], templates: Path) -> int:
    """Give the number of tabs; `own` is the provider whose page this is, or ''."""
    total = 0
    for name, argument, body in blocks(lines):
        given = options(body)
        if name == "each-provider":
            for one in _selected(providers, given):
                text = jinja2.Template("\n".join(body)).render(provider=one)
                total += 1 + count(text.splitlines(), own, providers, templates)
        elif name == "include":
            part = (templates.parent / argument.lstrip("/")).read_text(encoding="utf-8").splitlines()
            total += count(part, own, providers, templates)
        elif name == "for-provider" and given.get("provider", own) in providers:
            one = providers[given.get("provider", own)]
            text = jinja2.Template("\n".join(body)).render(provider=one)
            total += count(text.splitlines(), own, providers, templates)
        elif name == "snippet":
            total += _forms(providers.get(given.get("provider", own)), argument, templates)
        elif name not in CODE:
            total += (name in TABS) + count(body, own, providers, templates)
    return total


def _selected(providers: Mapping[str, Provider], given: Mapping[str, str]) -> list[Provider]:
    kinds = given.get("kind", "").split()
    found = [one for one in providers.values() if not kinds or one.kind in kinds]
    found = [one for one in found if "having" not in given or getattr(one, given["having"])]
    return [one for one in found if one.tutorial] if "tutorial" in given else found


def _forms(one: Provider | None, task: str, templates: Path) -> int:
    if one is None:
        return 0
    forms = [form for form in snippets.all_snippets([one], templates) if form.task == task]
    return len(forms) if len(forms) > 1 else 0
