"""The facts about the R package MacBehaviour: the shape of `docs/macbehaviour/macbehaviour.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from keyproof.model import Source, Strict


@dataclass(frozen=True, kw_only=True, slots=True)
class Release(Strict):
    """What was looked at, and with what. `needs_r` is the package's own word, `r` and `httr` are ours."""

    version: str
    released: date
    commit: str
    committed: date
    needs_r: str
    needs: tuple[str, ...]
    r: str
    httr: str
    sources: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Message(Strict):
    """A text on the reader's screen, and what to do.

    `shows` is the part by which the text is found. Where the same text means two things, `after` is the line
    before it. `trap` is the anchor of the part of the page about traps that tells more.
    """

    id: str
    shows: str
    meaning: str
    when: str
    fix: str
    sources: tuple[str, ...]
    after: str | None = None
    trap: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts(Strict):
    """Everything about the package that pages and checks share."""

    checked_on: date
    release: Release
    messages: tuple[Message, ...]
    sources: Mapping[str, Source]
