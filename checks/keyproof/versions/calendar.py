"""The name of a release: `2026.11.0` is the first release of November 2026.

The form is the normal form of PEP 440, so that a tag, the version in pyproject.toml and the folder on the
site are the same text: no `v` before it, no zero before the month.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_FORM = re.compile(r"(20\d\d)\.([1-9]|1[0-2])\.(0|[1-9]\d*)")
_MEANT = re.compile(r"v?20\d\d([.-]|$)")
FORM = "YEAR.MONTH.NUMBER without zeros in front, for example 2026.11.0"


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """A release, in the order in which releases follow each other."""

    year: int
    month: int
    number: int

    def __str__(self) -> str:
        """Give the name as it stands in the tag, in pyproject.toml and in addresses."""
        return f"{self.year}.{self.month}.{self.number}"


def version_of(text: str) -> Version | None:
    """Give the version with this name, or None when it is no version's name."""
    found = _FORM.fullmatch(text)
    return Version(*map(int, found.groups())) if found else None


def meant_as_version(text: str) -> bool:
    """Say whether a tag looks as if a release was meant: such a slip must not go unpublished silently."""
    return _MEANT.match(text) is not None


def following(last: Version | None, day: date) -> Version:
    """Give the name of the release made on this day, after the last one."""
    if last is not None and (last.year, last.month) >= (day.year, day.month):
        return Version(last.year, last.month, last.number + 1)
    return Version(day.year, day.month, 0)
