"""JSON values written as code: for the shell, for Python and for R, in lines of bounded length."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

WIDTH = 88
_STEP = 2
_R_NAME = re.compile(r"[A-Za-z.][A-Za-z0-9._]*")


@dataclass(frozen=True, slots=True)
class Syntax:
    """How a language writes tables, lists and the three words."""

    table: tuple[str, str]
    array: tuple[str, str]
    pair: str
    words: Mapping[object, str]
    step: int = _STEP
    last: str = ""
    bare_names: bool = False


JSON = Syntax(("{", "}"), ("[", "]"), ": ", {True: "true", False: "false", None: "null"})
PYTHON = Syntax(("{", "}"), ("[", "]"), ": ", {True: "True", False: "False", None: "None"}, 4, ",")
R = Syntax(
    ("list(", ")"), ("list(", ")"), " = ", {True: "TRUE", False: "FALSE", None: "NULL"}, bare_names=True
)


def text(value: str) -> str:
    """Give a string literal that Python, R and JSON read alike."""
    return json.dumps(value, ensure_ascii=False)


def written(value: Any, syntax: Syntax, indent: int = 0, *, spread: bool = False) -> str:  # noqa: ANN401 - any JSON
    """Give the value as code, spread over lines where one would be too long, or where it is asked for.

    The lines after the first are indented by that many blanks.
    """
    if not isinstance(value, (dict, list)) or not value:
        return _scalar(value, syntax)
    opening, closing = syntax.table if isinstance(value, dict) else syntax.array
    line = f"{opening}{', '.join(_items(value, syntax, indent))}{closing}"
    if not spread and "\n" not in line and len(line) + indent <= WIDTH:
        return line
    inner = indent + syntax.step
    lines = f",\n{' ' * inner}".join(_items(value, syntax, inner))
    return f"{opening}\n{' ' * inner}{lines}{syntax.last}\n{' ' * indent}{closing}"


def _items(value: dict[str, Any] | list[Any], syntax: Syntax, indent: int) -> list[str]:
    if isinstance(value, list):
        return [written(inner, syntax, indent) for inner in value]
    return [
        f"{_name(name, syntax)}{syntax.pair}{written(inner, syntax, indent)}" for name, inner in value.items()
    ]


def _name(name: str, syntax: Syntax) -> str:
    if not syntax.bare_names:
        return text(name)
    quoted = text(name)[1:-1].replace("`", "\\`")
    return name if _R_NAME.fullmatch(name) else f"`{quoted}`"


def _scalar(value: Any, syntax: Syntax) -> str:  # noqa: ANN401 - any JSON
    if isinstance(value, str):
        return text(value)
    if isinstance(value, (dict, list)):
        return "".join(syntax.table if isinstance(value, dict) else syntax.array)
    return syntax.words[value] if value is None or isinstance(value, bool) else json.dumps(value)
