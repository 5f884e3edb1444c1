"""Links of reStructuredText read without Sphinx: every URL but those in code, literals and comments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from linkcheck_plus.sources import URL, Found, bare

if TYPE_CHECKING:
    from collections.abc import Iterator

DIRECTIVE = re.compile(r"\s*\.\. (?:\|[^|]+\| )?(?P<name>[\w:+.-]+)::(?:\s|$)")
EXPLICIT = re.compile(r"\s*\.\.(?:\s|$)")
#: Explicit markup that is shown or holds the addresses of links: targets, footnotes, substitutions.
SHOWN = re.compile(r"\s*\.\. (?:_|\[|\|)")
#: Directives whose content is code or data.
CODE = {
    "code", "code-block", "sourcecode", "parsed-literal", "literalinclude", "prompt", "highlight", "math",
    "doctest", "testcode", "testsetup", "testoutput", "graphviz", "mermaid", "productionlist", "console",
    "ipython", "jupyter-execute", "plot", "command-output", "program-output",
}  # fmt: skip
LITERAL = re.compile(r"``.+?``")


def read(text: str, path: str) -> Iterator[Found]:  # noqa: ARG001  readers share one form
    """Give the links of a text with their places."""
    hidden: int | None = None  # the indentation of what a block of code or comment hangs on
    for number, line in enumerate(text.split("\n"), start=1):
        indent = len(line) - len(line.lstrip())
        if hidden is not None and (not line.strip() or indent > hidden):
            continue
        hidden = indent if _hides(line) else None
        if hidden is not None and EXPLICIT.match(line):
            continue
        visible = LITERAL.sub(lambda match: " " * len(match.group()), line)
        for match in URL.finditer(visible):
            yield Found(bare(match), number, match.start() + 1)


def _hides(line: str) -> bool:
    """Say whether the indented lines below this one are code or a comment."""
    if directive := DIRECTIVE.match(line):
        return directive["name"].rpartition(":")[2] in CODE
    if EXPLICIT.match(line):
        return not SHOWN.match(line)
    return line.rstrip().endswith("::")
