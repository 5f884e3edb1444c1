"""The one reader of fact files: TOML text to `Provider`, or to findings that say what to mend."""

from __future__ import annotations

import difflib
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from keyproof import audit, audit_shape, macbehaviour, model, setkey, shape
from keyproof.positions import Path as KeyPath
from keyproof.positions import Positions
from keyproof.report import Finding, Rule

FOLDER = Path("docs/providers")
CLAIMS = Path("docs/guides/claims.toml")
PACKAGE = Path("macbehaviour", "macbehaviour.toml")  # beside the folder of the providers
_ADAPTER = TypeAdapter(model.Provider)
_PACKAGE_ADAPTER = TypeAdapter(macbehaviour.Facts)
_AUDIT_ADAPTER = TypeAdapter(audit.Audit)
Facts = TypeVar("Facts")
UNREADABLE = Rule("FACT001", "fact file cannot be read", "correct the file at this line")
NOT_TOML = Rule("FACT002", "not valid TOML", "correct the file at this line")
UNKNOWN_KEY = Rule("FACT003", "unknown key", "delete it, or correct its spelling")
MISSING_KEY = Rule("FACT004", "missing key", "add the key; `docs/reference/facts.md` says what it holds")
WRONG_VALUE = Rule("FACT005", "wrong type or value", "write a value of the expected type")
OTHER_NAME = Rule("FACT006", "id is not the folder's name", "rename the folder, or the id")
NO_PAGE = Rule("FACT007", "provider without a page", "write index.md beside the facts")
RULES = (UNREADABLE, NOT_TOML, UNKNOWN_KEY, MISSING_KEY, WRONG_VALUE, OTHER_NAME, NO_PAGE)
# pydantic's names for the mistakes that have a rule of their own
_RULE_OF = {
    "extra_forbidden": UNKNOWN_KEY,
    "unexpected_keyword_argument": UNKNOWN_KEY,
    "missing": MISSING_KEY,
}


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


def place(folder: Path, provider: str, key: KeyPath) -> tuple[Path, int]:
    """Give the file and the line of a fact, by its path of keys; raise OSError when there is no such file."""
    path = folder / provider / f"{provider}.toml"
    return path, Positions(path.read_text(encoding="utf-8")).line(key)


def read(path: Path, today: date) -> tuple[model.Provider | None, list[Finding]]:
    """Read one fact file. Without a provider there is at least one finding."""
    found = _typed(path, _ADAPTER, shape.RULES, today)
    facts, where, wrong = found
    if facts is None:
        return None, wrong
    return facts, [*_misplaced(path, facts), *wrong, *_connected(path, where, facts)]


def load_package(
    folder: Path = FOLDER, today: date | None = None
) -> tuple[macbehaviour.Facts | None, tuple[Finding, ...]]:
    """Read the facts about MacBehaviour, which lie beside the folder of the providers.

    Without facts and without a finding there is no such file.
    """
    path = folder.parent / PACKAGE
    if not path.exists():
        return None, ()
    rules = [one for one in shape.RULES if one.any_file]
    found = _typed(path, _PACKAGE_ADAPTER, rules, today or date.today())  # noqa: DTZ011 - as above
    facts, _, wrong = found
    return facts, tuple(sorted(wrong))


def read_audit(path: Path, today: date | None = None) -> tuple[audit.Audit | None, list[Finding]]:
    """Read the claims of older guides. Without them there is at least one finding."""
    day = today or date.today()  # noqa: DTZ011 - as above
    found = _typed(path, _AUDIT_ADAPTER, audit_shape.RULES, day)
    facts, _, wrong = found
    return facts, wrong


def _typed(
    path: Path, adapter: TypeAdapter[Facts], rules: Iterable[shape.Rule], today: date
) -> tuple[Facts | None, Positions, list[Finding]]:
    """Read one file into its class and hold it to the rules; give where its keys stand, too."""
    where = Positions("")
    try:
        text = path.read_bytes().decode()
        data = tomllib.loads(text)
        where = Positions(text)
        facts = adapter.validate_json(_shaped(data))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return None, where, [_unreadable(path, error)]
    except ValidationError as error:
        return None, where, [_mistake(path, where, detail, adapter) for detail in error.errors()]
    return facts, where, list(_ruled(path, where, facts, rules, today))


def toml(path: Path) -> dict[str, Any]:
    """Give the tables of any TOML file. OSError or tomllib.TOMLDecodeError when it cannot be read."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _unreadable(path: Path, error: OSError | UnicodeDecodeError | tomllib.TOMLDecodeError) -> Finding:
    if isinstance(error, tomllib.TOMLDecodeError):
        line = getattr(error, "lineno", None) or _line_in(str(error))
        return NOT_TOML.finding(path, line, str(error), "TOML 1.0")
    if isinstance(error, UnicodeDecodeError):
        line = error.object[: error.start].count(b"\n") + 1
        return UNREADABLE.finding(path, line, str(error), "UTF-8 text: save the file in that encoding")
    return UNREADABLE.finding(path, 1, error.strerror or str(error), "a file of UTF-8 text")


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


def _mistake(path: Path, where: Positions, detail: Any, adapter: TypeAdapter[Any]) -> Finding:  # noqa: ANN401 - pydantic's
    place: KeyPath = tuple(detail["loc"])
    rule = _RULE_OF.get(detail["type"], WRONG_VALUE)
    is_value = rule is WRONG_VALUE
    seen = f"{_key(place)} = {_short(detail['input'])}" if is_value else _key(place)
    expected = detail["msg"] if is_value else _expected(place, detail["type"], adapter)
    return rule.finding(path, where.line(place), seen, expected)


def _expected(place: KeyPath, problem: str, adapter: TypeAdapter[Any]) -> str:
    if problem == "missing":
        return f"the key {_key(place)}"
    known = _known(place[:-1], adapter)
    close = difflib.get_close_matches(str(place[-1]), known, n=1)
    return f"{close[0]!r}?" if close else f"one of {', '.join(known)}"


def _known(place: KeyPath, adapter: TypeAdapter[Any]) -> list[str]:
    """Give the keys that the table at this path may hold."""
    here = schema = adapter.json_schema()
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
        yield OTHER_NAME.finding(path, 1, facts.id, path.parent.name)
    if not (path.parent / "index.md").is_file():
        yield NO_PAGE.finding(path, 1, "no index.md", "a page for every provider")


def _ruled(
    path: Path, where: Positions, facts: object, rules: Iterable[shape.Rule], today: date
) -> Iterator[Finding]:
    for one in rules:
        for problem in one.check(facts, today):
            seen = f"{_key(problem.path)}: {problem.seen}"
            rule = Rule(one.code, one.title, one.fix)
            yield rule.finding(path, where.line(problem.path), seen, problem.expected)


def _connected(path: Path, where: Positions, facts: model.Provider) -> Iterator[Finding]:
    """Hold the call that the facts make to the rules for such calls."""
    for fault in setkey.of_facts(facts):
        rule = Rule(fault.rule.code, fault.rule.title, fault.rule.fix)
        yield rule.finding(path, where.line(("macbehaviour",)), fault.seen, fault.expected)


def _key(place: KeyPath) -> str:
    """Write a key path as people do: errors[3].status."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    return text.lstrip(".")


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."  # noqa: PLR2004 - a line of a terminal
