"""What MyST adds to Markdown: directives in fences, whose content is prose for some and code for others."""

from __future__ import annotations

import re

#: Directives whose content a reader sees as code or not at all.
CODE = {
    "code", "code-block", "code-cell", "sourcecode", "literalinclude", "parsed-literal", "prompt", "math",
    "mermaid", "graphviz", "doctest", "testcode", "testoutput", "eval-rst", "raw", "highlight", "comment",
    "program-output", "command-output",
}  # fmt: skip
COLONS = re.compile(r"(?P<fence>:{3,})\{(?P<name>[^}]+)\}")
NAME = re.compile(r"\{(?P<name>[^}]+)\}(?P<argument>.*)")


def prose_of(info: str, content: str) -> str:
    """Give the prose of a fence in backticks, '' when it is code; its argument may be an address."""
    match = NAME.match(info.strip())
    if match is None or _is_code(match["name"]):
        return ""
    return f"{match['argument'].strip()}\n{content}"


def without_code(text: str) -> str:
    """Give the text with what stands in colon fences of code blanked out; every line stays in its place."""
    lines, fence = [], ""
    for line in text.split("\n"):
        bare = line.strip()
        if fence:
            lines.append("")
            if bare.startswith(fence) and not bare.strip(":"):
                fence = ""
            continue
        match = COLONS.match(bare)
        fence = match["fence"] if match and _is_code(match["name"]) else ""
        lines.append("" if fence else line)
    return "\n".join(lines)


def _is_code(name: str) -> bool:
    return name.rpartition(":")[2].strip().lower() in CODE
