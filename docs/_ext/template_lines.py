"""Where the lines of a rendered template come from, so that messages name the line of the source."""

from __future__ import annotations

import re
from collections.abc import Sequence

import jinja2
from docutils import nodes

from keyproof.model import Provider

# no page holds these characters
_MARK = "\x02{}\x03"
_MARKED = re.compile("\x02([0-9]+)\x03")


def origins(environment: jinja2.Environment, source: Sequence[str], provider: Provider) -> list[int | None]:
    """Give for each line of the rendered text the line of the source that made it, both counted from 0.

    The text is rendered once more with a number behind each line that says something; a line that holds
    none (it is blank, or a tag took its end) has no origin. None at all are given when a number
    would break the template, as in the middle of a tag that runs over several lines.
    """
    numbered = [line + _MARK.format(number) if line.strip() else line for number, line in enumerate(source)]
    try:
        rendered = environment.from_string("\n".join(numbered)).render(provider=provider)
    except jinja2.TemplateError:
        return []
    found = [_MARKED.findall(line) for line in rendered.split("\n")]
    return [int(numbers[-1]) if numbers else None for numbers in found]


def move(made: Sequence[nodes.Node], place: str, first: int, origin: Sequence[int | None]) -> None:
    """Give the nodes of a rendered text, whose first line is `first`, the lines of its source."""
    for root in made:
        for node in root.findall(nodes.Element):
            index = (node.line or 0) - first
            if node.source == place and 0 <= index < len(origin):
                node.line = first + _nearest(origin, index)


def _nearest(origin: Sequence[int | None], index: int) -> int:
    """Give the source's line for a line of the text; a line without one belongs to the line above it."""
    return next((number for number in reversed(origin[: index + 1]) if number is not None), 0)
