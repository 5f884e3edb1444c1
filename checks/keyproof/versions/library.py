"""Which page lies where: the newest release at the top, every version in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from keyproof.report import Finding
from keyproof.versions import rules
from keyproof.versions.edition import STABLE, Edition
from keyproof.versions.workshop import Built

FRONT = "index.html"
MISSING = "404.html"
MOVED = Path("docs/moved.toml")


@dataclass(frozen=True, slots=True)
class Place:
    """A version at a place: `folder` is empty at the top, else it ends with a slash."""

    edition: Edition
    folder: str
    html: Path
    pages: frozenset[str]

    def nearest(self, page: str) -> str:
        """Give the address of the same page here, or of the front page where there is no such page."""
        return self.folder + (page if page in self.pages else FRONT)


@dataclass(frozen=True, slots=True)
class Library:
    """All places, the address of the top, and a text that changes when anything published does."""

    base: str
    home: Place
    folders: tuple[Place, ...]
    state: str

    @property
    def offered(self) -> tuple[Place, ...]:
        """Give the places that a reader chooses from: each version once, the newest release at the top."""
        others = [place for place in self.folders if place.edition.name != self.home.edition.name]
        return (self.home, *others)

    @property
    def stable(self) -> Place | None:
        """Give the place of the newest release, or None before the first."""
        return self.home if self.home.edition.kind == "stable" else None

    def canonical(self, place: Place, page: str) -> str:
        """Give the address under which robots are to know a page: at the top, where it is there."""
        folder = self.home.folder if page in self.home.pages else place.folder
        return f"{self.base}{folder}{page}"


def library(base: str, built: Sequence[Built], state: str) -> Library:
    """Give the places of these versions, of which the first is the newest release, or the only one."""
    folders = tuple(Place(one.edition, f"{one.edition.name}/", one.html, pages(one.html)) for one in built)
    first = folders[0]
    return Library(base, Place(first.edition, "", first.html, first.pages), folders, state)


def pages(html: Path) -> frozenset[str]:
    """Give the pages of a build, as addresses below its folder."""
    names = (path.relative_to(html).as_posix() for path in html.rglob("*.html"))
    return frozenset(name for name in names if not name.startswith("_") and name != MISSING)


def faults(shelf: Library) -> Iterator[Finding]:
    """Give what is wrong with the pages as a whole."""
    yield from _lost(shelf)
    taken = {place.folder for place in shelf.folders} | {f"{STABLE}/"}
    for path in sorted(shelf.home.html.iterdir()):
        if f"{path.name}/" in taken:
            where = Path(f"{shelf.home.edition.name}:docs/{path.name}")
            yield rules.CLASH.finding(where, 1, f"{path.name}/", "a name that no version has")


def _lost(shelf: Library) -> Iterator[Finding]:
    """Give the pages of the newest release that the pages in development neither have nor lead on from."""
    if shelf.stable is None:
        return
    coming = next(place for place in shelf.folders if place.edition.kind == "development")
    for page in sorted(shelf.stable.pages - coming.pages):
        seen = f"{page} is in {shelf.stable.edition.name} and not in what comes next"
        yield rules.LOST.finding(MOVED, 1, seen, f'a page there, or a line "{page}" = "..."')
