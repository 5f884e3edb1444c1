"""The table of providers inside `scripts/check_key.R`: the providers of MacBehaviour, written as R code."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

# What the R script does without: it sends no probe, and reads no other variables, files or prefixes.
_UNUSED = ("id", "base_env", "env_ignored", "token_files", "prefixes", "regions", "id_header")
_NAMES = {"answers": "is_array"}
Fields = Iterable[tuple[str, object]]
Row = tuple[tuple[object, ...], Mapping[str, object]]


def entry(name: str, fields: Fields, rows: Iterable[Row]) -> str:
    """Give one provider, with the answers that the check can meet."""
    used = [(name, value) for name, value in fields if name not in _UNUSED and not name.startswith("probe_")]
    lines = [f"    {_NAMES.get(name, name)} = {_field(name, value)}," for name, value in used]
    answers = ",\n".join(f"      row({', '.join([*map(r, given), *_named(marks)])})" for given, marks in rows)
    return "\n".join([f"  {_name(name)} = provider(", *lines, "    rows = list(", answers, "    )", "  )"])


def block(entries: Iterable[str], site: str) -> list[str]:
    """Give the lines between the two marker comments."""
    return [f"SITE <- {r(site)}", "TABLE <- list(", ",\n".join(entries), ")"]


def r(value: object) -> str:
    """Write a value as R does. Letters beyond ASCII are escaped: R on Windows may read files otherwise."""
    if isinstance(value, tuple):
        return f"c({', '.join(map(r, value))})"
    if isinstance(value, Mapping):
        return f"list({', '.join(_named(value))})"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, str):
        return json.dumps(value)
    return repr(value)


def _field(name: str, value: object) -> str:
    if name == "answers":
        return r(value is list)
    if name == "body":
        return r(json.dumps(value, separators=(",", ":")))
    if name == "permission" and isinstance(value, tuple):
        return f"c({', '.join(_named(dict(zip(('id', 'name', 'fix'), value, strict=True))))})"
    return r(value)


def _named(values: Mapping[str, object]) -> list[str]:
    return [f"{_name(name)} = {r(value)}" for name, value in values.items()]


def _name(name: str) -> str:
    return name if name.isidentifier() else f"`{name}`"
