"""Dated statements about names that are neither ours nor a provider's: those of R, of GitHub, of a shell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, timedelta
from pathlib import Path
from typing import ClassVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from keyproof import providers
from keyproof.claims import rules
from keyproof.positions import Positions
from keyproof.report import Finding
from keyproof.shape import STALE_AFTER

FILE = Path("checks/outside-names.toml")
UNCONFIRMED_AFTER = timedelta(days=90)


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """What was seen, where and when; the lists hold the names for which it vouches, by kind.

    An option stands behind its command: `curl --insecure`.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    what: str
    source: str
    seen_on: date
    url: str | None = None
    commands: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


KINDS = tuple(item.name for item in fields(Statement) if item.name.endswith("s"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Outside:
    """All statements of the file, and the proper names that headings may write large."""

    statements: tuple[Statement, ...]
    proper_names: tuple[str, ...] = ()

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    def names(self, *kinds: str) -> Iterator[str]:
        """Give the names of these kinds."""
        return (name for one in self.statements for kind in kinds for name in getattr(one, kind))


class OutsideError(ValueError):
    """The file of statements makes no sense; the message says where and why."""


def load(path: Path) -> Outside:
    """Read the statements. OutsideError names the line; a project without the file has none."""
    if not path.is_file():
        return Outside(statements=())
    try:
        data = providers.toml(path)
        return TypeAdapter(Outside).validate_python(data)
    except ValidationError as error:
        where = Positions(path.read_text(encoding="utf-8"))
        lines = (
            f"{path}:{where.line(tuple(fault['loc']))}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}"
            for fault in error.errors()
        )
        raise OutsideError("\n".join(lines)) from error
    except ValueError as error:  # not UTF-8, or not TOML
        message = f"{path}: {error}"
        raise OutsideError(message) from error


def faults(path: Path, outside: Outside, used: set[str], today: date) -> Iterator[Finding]:
    """Give the statements that are too old, and the names that no page uses."""
    if not path.is_file():
        return
    where = Positions(path.read_text(encoding="utf-8"))
    for number, one in enumerate(outside.statements):
        if today - one.seen_on > STALE_AFTER:
            expected = f"a day within the last {STALE_AFTER.days} days"
            line = where.line(("statements", number, "seen_on"))
            yield rules.OLD.finding(path, line, f"{one.what}: seen on {one.seen_on}", expected)
        for kind in KINDS:
            for index, name in enumerate(getattr(one, kind)):
                if name not in used:
                    line = where.line(("statements", number, kind, index))
                    yield rules.UNUSED.finding(path, line, f"{kind}: {name}", "a page that names it")


def unconfirmed(outside: Outside, today: date) -> list[Statement]:
    """Give the statements that somebody should soon look at again."""
    return [one for one in outside.statements if today - one.seen_on > UNCONFIRMED_AFTER]
