"""`status.json`: what was confirmed when, kept over many runs within bounds of size.

A first failure is only suspected. It is called broken when another day confirms it, so that one bad night
of a provider opens no issue. What could not be told leaves a subject as it was, but not for ever: after a
week without an answer somebody has to look.
"""

from __future__ import annotations

import dataclasses
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, ClassVar

import pydantic

from keyproof.live.observations import KINDS, Kind, Observation, State

SCHEMA_VERSION = 1
#: Runs that are kept, a nightly one for three months.
KEPT_RUNS = 90
#: Days without any answer after which a person is asked to look.
SILENT_DAYS = 7
TEXT_LIMIT = 500


class StatusError(Exception):
    """The status file cannot be used; the text says why and what to do."""


class _Closed:
    """Refuse unknown keys: they are of another version of this file."""

    __slots__ = ()
    __pydantic_config__: ClassVar[Mapping[str, object]] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(_Closed):
    """What is known of one subject.

    Days are ISO dates, '' for none: `held_on` is the last day on which it held, `differs_since` and
    `differs_on` are the first and the last day on which it differed since then, and `unknown_since` is the
    first day since which nothing at all could be told.
    """

    state: State
    seen: str
    expected: str
    path: str = ""
    line: int = 0
    fix: str = ""
    first_seen: str
    looked_on: str
    held_on: str = ""
    differs_since: str = ""
    differs_on: str = ""
    unknown_since: str = ""

    @property
    def broken(self) -> bool:
        """Whether a failure was confirmed on another day, or nothing was heard for a week."""
        return self.differs_on != self.differs_since or self.silent

    @property
    def silent(self) -> bool:
        """Whether nothing could be told for a week, though it was tried."""
        if not self.unknown_since:
            return False
        days = date.fromisoformat(self.looked_on) - date.fromisoformat(self.unknown_since)
        return days.days >= SILENT_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Run(_Closed):
    """One run: when, on what, and how many subjects came out how."""

    at: str
    kind: Kind
    holds: int
    differs: int
    unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Status(_Closed):
    """The whole file: subjects by kind, and the last runs, oldest first."""

    schema_version: int = SCHEMA_VERSION
    subjects: Mapping[Kind, Mapping[str, Record]] = field(default_factory=dict)
    runs: tuple[Run, ...] = ()

    def of(self, kind: Kind) -> Mapping[str, Record]:
        """Give the subjects of one kind."""
        return self.subjects.get(kind, {})


_SHAPE = pydantic.TypeAdapter(Status)


def updated(status: Status, observations: Sequence[Observation], kind: Kind, now: datetime) -> Status:
    """Give the status after one run of one kind: what our pages no longer name is forgotten.

    A run that heard of nobody says nothing about anybody: its own network was away.
    """
    before = status.of(kind)
    today = now.date()
    heard = any(one.state is not State.UNKNOWN for one in observations)
    fresh = {one.subject: _record(before.get(one.subject), one, today) for one in observations}
    counts = {state.value: sum(one.state is state for one in observations) for state in State}
    run = Run(at=now.isoformat(timespec="seconds"), kind=kind, **counts)
    subjects = {**status.subjects, kind: dict(sorted(fresh.items())) if heard else before}
    return Status(subjects=subjects, runs=(*status.runs, run)[-KEPT_RUNS * len(KINDS) :])


def _record(before: Record | None, one: Observation, today: date) -> Record:
    day = today.isoformat()
    held_on, since, last = (
        (before.held_on, before.differs_since, before.differs_on) if before else ("", "", "")
    )
    if one.state is State.HOLDS:
        held_on, since, last = day, "", ""
    elif one.state is State.DIFFERS:
        since, last = since or day, day
    # the reason of a failure outlives a night without a network
    told = before if before and since and one.state is State.UNKNOWN else one
    return Record(
        state=one.state,
        seen=told.seen[:TEXT_LIMIT],
        expected=told.expected[:TEXT_LIMIT],
        path=one.path,
        line=one.line,
        fix=told.fix[:TEXT_LIMIT],
        first_seen=before.first_seen if before else day,
        looked_on=day,
        held_on=held_on,
        differs_since=since,
        differs_on=last,
        unknown_since=(before.unknown_since if before else "") or day if one.state is State.UNKNOWN else "",
    )


def read(path: Path) -> Status:
    """Read the file; an absent one is an empty status. Raises StatusError."""
    try:
        return _SHAPE.validate_json(path.read_bytes())
    except FileNotFoundError:
        return Status()
    except OSError as error:
        message = f"{path}: cannot be read: {error.strerror}."
        raise StatusError(message) from error
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        message = (
            f"{path}: {place}: {first['msg']}. Restore it from an earlier run, or delete it to begin anew."
        )
        raise StatusError(message) from error


def written(status: Status) -> str:
    """Give the file's text."""
    return json.dumps(dataclasses.asdict(status), indent=1, ensure_ascii=False) + "\n"


def write(path: Path, status: Status) -> None:
    """Write the file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, prefix=path.name, delete=False, encoding="utf-8"
    ) as file:
        file.write(written(status))
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)


def schema() -> Mapping[str, Any]:
    """Give the JSON Schema of the file."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_SHAPE.json_schema()}


def broken(status: Status, kind: Kind) -> Mapping[str, Record]:
    """Give the subjects of a kind that need a person: see `Record.broken`."""
    return {name: record for name, record in status.of(kind).items() if record.broken}
