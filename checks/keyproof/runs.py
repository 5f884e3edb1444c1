"""What the last run of all snippets gave for each provider, kept for the pages to show."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pydantic

#: Beside the status of the live checks.
NAME = "snippets.json"


class RunsError(Exception):
    """The record cannot be read; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Ran:
    """The snippets of one provider: how many passed, failed, and were left out; and who judged them.

    `judged`: the requests were held against the provider's own OpenAPI document as well.
    """

    passed: int
    failed: int
    skipped: int
    judged: bool = False


@dataclass(frozen=True, slots=True)
class Runs:
    """One run: its day ('' for none), and what it gave by provider."""

    day: str = ""
    providers: Mapping[str, Ran] = field(default_factory=dict)


_SHAPE = pydantic.TypeAdapter(Runs)


def read(path: Path) -> Runs:
    """Read the record; an absent one is empty. Raises RunsError."""
    try:
        return _SHAPE.validate_json(path.read_bytes())
    except FileNotFoundError:
        return Runs()
    except (OSError, pydantic.ValidationError) as error:
        message = f"{path} cannot be read: delete it, or run `nox -s snippets` again."
        raise RunsError(message) from error


def write(path: Path, runs: Runs) -> None:
    """Write the record whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    new.write_text(json.dumps(dataclasses.asdict(runs), indent=1) + "\n", encoding="utf-8")
    new.replace(path)
