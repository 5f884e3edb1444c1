"""What is published: the pages in development, and every release."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from keyproof.report import Finding
from keyproof.versions import rules
from keyproof.versions.calendar import FORM, Version, meant_as_version, version_of
from keyproof.versions.repository import Repository, Tag

Kind = Literal["stable", "development", "old"]
LATEST = "latest"
STABLE = "stable"


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of the pages: its name is its folder on the site."""

    name: str
    kind: Kind
    commit: str
    released: date | None = None


def editions(repository: Repository, latest: str) -> list[Edition]:
    """Give the newest release, then the pages in development, then the older releases, newest first."""
    named = [(version, tag) for tag in repository.tags() if (version := version_of(tag.name))]
    development = Edition(LATEST, "development", repository.commit(latest))
    releases = [
        _release(version, tag) for version, tag in sorted(named, key=lambda one: one[0], reverse=True)
    ]
    if not releases:
        return [development]
    newest = releases[0]
    return [Edition(newest.name, "stable", newest.commit, newest.released), development, *releases[1:]]


def _release(version: Version, tag: Tag) -> Edition:
    return Edition(str(version), "old", tag.commit, tag.made_on)


def misnamed(repository: Repository) -> Iterator[Finding]:
    """Give each tag that looks like a release and is none."""
    for tag in repository.tags():
        if meant_as_version(tag.name) and version_of(tag.name) is None:
            yield rules.TAG.finding(Path(f"refs/tags/{tag.name}"), 1, tag.name, FORM)
