"""The one reader of fact files: TOML text to `Provider`, or to findings that say what to mend."""

from __future__ import annotations

import difflib
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from keyproof import model, shape
from keyproof.positions import Path as KeyPath
from keyproof.positions import Positions
from keyproof.report import Finding

FOLDER = Path("docs/providers")
_ADAPTER = TypeAdapter(model.Provider)
_TITLES = {
    "extra_forbidden": ("FACT003", "unknown key", "delete it, or correct its spelling"),
    "unexpected_keyword_argument": ("FACT003", "unknown key", "delete it, or correct its spelling"),
    "missing": ("FACT004", "missing key", "add the key; `docs/reference/facts.md` says what it holds"),
}
_WRONG = ("FACT005", "wrong type or value", "write a value of the expected type")


@dataclass(frozen=True, slots=True)
class Catalog:
    """All providers that could be read, by id, and what is wrong with the files."""

    providers: dict[str, model.Provider]
    findings: tuple[Finding, ...]
    files: tuple[Path, ...]


def load(folder: Path = FOLDER, today: date | None = None) -> Catalog:
    """Read every `<id>/<id>.toml` below the folder. A file with findings of type gives no provider."""
    providers: dict[str, model.Provider] = {}
    findings: list[Finding] = []
    files = tuple(_files(folder))
    for path in files:
        facts, wrong = read(path, today or date.today())  # noqa: DTZ011 - a fact's date is a day, not a moment
        findings += wrong
        if facts is not None:
            providers[facts.id] = facts
    return Catalog(providers, tuple(sorted(findings)), files)


def _files(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        return
    for home in sorted(folder.iterdir()):
        if home.is_dir() and not home.name.startswith((".", "_")):
            yield home / f"{home.name}.toml"


def read(path: Path, today: date) -> tuple[model.Provider | None, list[Finding]]:
    """Read one fact file. Without a provider there is at least one finding."""
    try:
        text = path.read_bytes().decode()
        data = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return None, [_unreadable(path, error)]
    where = Positions(text)
    try:
        facts = _ADAPTER.validate_json(_shaped(data))
    except ValidationError as error:
        return None, [_mistake(path, where, detail) for detail in error.errors()]
    return facts, [*_misplaced(path, facts), *_ruled(path, where, facts, today)]


def toml(path: Path) -> dict[str, Any]:
    """Give the tables of any TOML file. OSError or tomllib.TOMLDecodeError when it cannot be read."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _unreadable(path: Path, error: OSError | UnicodeDecodeError | tomllib.TOMLDecodeError) -> Finding:
    line, code, title, expected = 1, "FACT001", "fact file cannot be read", "a file of UTF-8 text"
    if isinstance(error, UnicodeDecodeError):
        line = error.object[: error.start].count(b"\n") + 1
        expected = "UTF-8 text: save the file in that encoding"
    elif isinstance(error, tomllib.TOMLDecodeError):
        line = getattr(error, "lineno", None) or _line_in(str(error))
        code, title, expected = "FACT002", "not valid TOML", "TOML 1.0"
    seen = error.strerror or str(error) if isinstance(error, OSError) else str(error)
    return _finding(path, line, (code, title, "correct the file at this line"), seen, expected)


def _line_in(message: str) -> int:
    """Give the line that tomllib names in its message only, before Python 3.14."""
    _, _, tail = message.partition("(at line ")
    digits = tail.partition(",")[0]
    return int(digits) if digits.isdigit() else 1


def _shaped(data: Mapping[str, Any]) -> str:
    """Write the short form of a link out in full, and everything as JSON.

    pydantic's strict mode takes tables for dataclasses and lists for tuples from JSON only.
    """
    shaped = dict(data)
    links = shaped.get("links")
    if isinstance(links, dict):
        shaped["links"] = {
            name: {"url": link} if isinstance(link, str) else link for name, link in links.items()
        }
    return json.dumps(shaped, default=str)


def _mistake(path: Path, where: Positions, detail: Any) -> Finding:  # noqa: ANN401 - pydantic's own dict
    place: KeyPath = tuple(detail["loc"])
    kind = _TITLES.get(detail["type"], _WRONG)
    seen = _key(place) if kind is not _WRONG else f"{_key(place)} = {_short(detail['input'])}"
    expected = detail["msg"] if kind is _WRONG else _expected(place, detail["type"])
    return _finding(path, where.line(place), kind, seen, expected)


def _expected(place: KeyPath, problem: str) -> str:
    if problem == "missing":
        return f"the key {_key(place)}"
    known = _known(place[:-1])
    close = difflib.get_close_matches(str(place[-1]), known, n=1)
    return f"{close[0]!r}?" if close else f"one of {', '.join(known)}"


def _known(place: KeyPath) -> list[str]:
    """Give the keys that the table at this path may hold."""
    schema = _ADAPTER.json_schema()
    here: dict[str, Any] = schema
    for part in place:
        here = _inside(_table(here, schema), part)
    return list(_table(here, schema).get("properties", {}))


def _inside(table: dict[str, Any], part: str | int) -> dict[str, Any]:
    if isinstance(part, int):
        return dict(table["items"])
    return dict(table.get("properties", {}).get(part) or table["additionalProperties"])


def _table(here: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference of JSON Schema, also one that may be null."""
    for option in here.get("anyOf", [here]):
        if "$ref" in option:
            target: dict[str, Any] = schema["$defs"][option["$ref"].rpartition("/")[2]]
            return target
    return here


def _misplaced(path: Path, facts: model.Provider) -> Iterator[Finding]:
    if facts.id != path.parent.name:
        kind = ("FACT006", "id is not the folder's name", "rename the folder, or the id")
        yield _finding(path, 1, kind, facts.id, path.parent.name)
    if not (path.parent / "index.md").is_file():
        kind = ("FACT007", "provider without a page", "write index.md beside the facts")
        yield _finding(path, 1, kind, "no index.md", "a page for every provider")


def _ruled(path: Path, where: Positions, facts: model.Provider, today: date) -> Iterator[Finding]:
    for one in shape.RULES:
        for problem in one.check(facts, today):
            seen = f"{_key(problem.path)}: {problem.seen}"
            kind = (one.code, one.title, one.fix)
            yield _finding(path, where.line(problem.path), kind, seen, problem.expected)


def _finding(path: Path, line: int, kind: tuple[str, str, str], seen: str, expected: str) -> Finding:
    code, title, fix = kind
    return Finding(path=path, line=line, code=code, title=title, seen=seen, expected=expected, fix=fix)


def _key(place: KeyPath) -> str:
    """Write a key path as people do: errors[3].status."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    return text.lstrip(".")


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."  # noqa: PLR2004 - a line of a terminal
