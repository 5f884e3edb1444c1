"""What a package did in a situation, and the file beside a provider's facts that keeps it."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from keyproof.model import Task

FILE = "sdks.json"
Case = tuple[str, str, Task, bool]
_MARK = '{"package"'


class RecordError(ValueError):
    """The file cannot be read; the message says where and why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What became of one program.

    `situation` is the id of an error row of the facts (with _) or of a situation of ours (with -).
    `raises` is the exception by its shortest public name; `tells` are its attributes that tell rows apart.
    `requests` counts what the stand-in saw of ours, `also_asks` lists what the package asked besides.
    `waits` are the seconds that it would have slept, in tens; `shows_key` where the whole key stood.
    `remedied`: the program was the snippet of our pages, not the plain one.
    """

    package: str
    situation: str
    at: Task
    remedied: bool = False
    raises: str | None = None
    status: int | None = None
    requests: int = 0
    waits: int = 0
    message: str = ""
    tells: Mapping[str, str] = field(default_factory=dict)
    shows_key: tuple[str, ...] = ()
    also_asks: tuple[str, ...] = ()

    @property
    def case(self) -> Case:
        """Give what tells this outcome from all others of the same provider."""
        return self.package, self.situation, self.at, self.remedied


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """What the packages did at one provider: when, with which releases."""

    recorded_on: date
    python: str
    packages: Mapping[str, str]
    outcomes: tuple[Outcome, ...]

    def by_case(self) -> dict[Case, Outcome]:
        """Give the outcomes by their cases."""
        return {one.case: one for one in self.outcomes}


_ADAPTER = TypeAdapter(Record)
_OUTCOMES = TypeAdapter(tuple[Outcome, ...])


def read(path: Path) -> Record | None:
    """Give the record; None when there is no file. RecordError when it makes no sense."""
    try:
        return _ADAPTER.validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        raise RecordError(_short(error)) from error


def _short(error: OSError | ValidationError) -> str:
    if isinstance(error, OSError):
        return error.strerror or str(error)
    detail = error.errors()[0]
    place = ".".join(map(str, detail["loc"])) or "the file"
    return f"{place}: {detail['msg']}"


def lines(path: Path) -> dict[Case, int]:
    """Give the line on which each case is recorded. RecordError when the file makes no sense."""
    known = read(path)
    text = path.read_text(encoding="utf-8") if known else ""
    numbers = [number for number, line in enumerate(text.splitlines(), 1) if line.startswith(_MARK)]
    return dict(zip((one.case for one in known.outcomes) if known else (), numbers, strict=False))


def written(record: Record) -> str:
    """Give the record as JSON with one line an outcome, so that a change is one line of a difference."""
    head = {
        "recorded_on": record.recorded_on.isoformat(),
        "python": record.python,
        "packages": dict(sorted(record.packages.items())),
    }
    lines = ",\n".join(_json(_slim(one)) for one in sorted(record.outcomes, key=lambda one: one.case))
    top = "".join(f"{json.dumps(name)}: {_json(value)},\n" for name, value in head.items())
    return f'{{\n{top}"outcomes": [\n{lines}\n]\n}}\n'


def _slim(one: Outcome) -> dict[str, Any]:
    """Give an outcome without what is as usual."""
    plain: dict[str, Any] = _OUTCOMES.dump_python((one,), mode="json", exclude_defaults=True)[0]
    return {**plain, "requests": one.requests}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def write(path: Path, record: Record) -> None:
    """Write the record in one step: a reader sees the old file or the new one."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(written(record))
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
