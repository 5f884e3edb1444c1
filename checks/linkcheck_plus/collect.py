"""Files and folders -> links: each URL once, with all the places it stands at."""

from __future__ import annotations

import os
import sys
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from linkcheck_plus.address import is_web
from linkcheck_plus.deferred import deferred
from linkcheck_plus.model import ANYTHING, Expectation, Link, LinkcheckError, Location
from linkcheck_plus.sources import MARK, Found, beside, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

SOURCES = "linkcheck_plus.sources"
MARKDOWN, MARKUP = deferred(f"{SOURCES}.markdown", "read"), deferred(f"{SOURCES}.markup", "read")
FACTS = deferred(f"{SOURCES}.facts", "read")
READERS: dict[str, Callable[..., Iterator[Found]]] = {
    ".htm": MARKUP,
    ".html": MARKUP,
    ".markdown": MARKDOWN,
    ".md": MARKDOWN,
    ".mdx": MARKDOWN,
    ".qmd": MARKDOWN,
    ".rmd": MARKDOWN,
    ".rst": deferred(f"{SOURCES}.restructured", "read"),
    ".toml": FACTS,
    ".txt": plain.read,
    ".xhtml": MARKUP,
}
# what builds and package managers leave behind is nobody's source
SKIPPED_FOLDERS = {"_build", "build", "dist", "node_modules", "site-packages", "venv", "__pycache__"}


class Collection:
    """Gathers occurrences; the same URL met again adds a place, a stated expectation wins over none."""

    def __init__(self) -> None:
        """Begin empty."""
        self._places: dict[str, dict[Location, None]] = {}
        self._expectations: dict[str, tuple[Expectation, Location]] = {}

    def add(self, uri: str, location: Location, expectation: Expectation = ANYTHING) -> None:
        """Take one occurrence; raise LinkcheckError when two places expect different things of one URL."""
        if not is_web(uri):
            return
        self._places.setdefault(uri, {})[location] = None
        if expectation == ANYTHING:
            return
        known, where = self._expectations.setdefault(uri, (expectation, location))
        if known != expectation:
            msg = f"{location}: this link's expectation differs from the one at {where}. State it once."
            raise LinkcheckError(msg)

    def links(self) -> list[Link]:
        """Give the links in the order they were first met."""
        return [
            Link(uri, tuple(sorted(places)), self._expectations.get(uri, (ANYTHING, None))[0])
            for uri, places in self._places.items()
        ]


def collect(
    paths: Iterable[str | Path], toml_keys: Sequence[str] = ("*",), exclude: Sequence[str] = ()
) -> list[Link]:
    """Give the links of files, folders, URLs and '-' (standard input).

    Raises LinkcheckError when a path does not exist, cannot be read or does not hold what its name says.
    """
    collection = Collection()
    add_paths(collection, paths, toml_keys, exclude)
    return collection.links()


def add_paths(
    collection: Collection,
    paths: Iterable[str | Path],
    toml_keys: Sequence[str] = ("*",),
    exclude: Sequence[str] = (),
) -> None:
    """Add the links of files, folders, URLs and '-' to a collection; `exclude` holds shell patterns."""
    for path in paths:
        if is_web(str(path)):
            collection.add(str(path), Location("<argument>"))
        elif str(path) == "-":
            _add(collection, plain.read(sys.stdin.read(), "<stdin>"), "<stdin>")
        else:
            for file in _files(Path(path)):
                if any(fnmatchcase(file.as_posix(), pattern) for pattern in exclude):
                    continue
                _add(collection, _read(file, toml_keys), file.as_posix())


def _add(collection: Collection, found: Iterable[Found], path: str) -> None:
    for link in found:
        collection.add(link.uri, Location(path, link.line, link.column), link.expectation)


def _files(path: Path) -> Iterator[Path]:
    """Give the file itself, or the readable files below a folder in a stable order."""
    if not path.exists():
        msg = f"{path}: there is no such file or folder. Check the spelling and the folder you are in."
        raise LinkcheckError(msg)
    if not path.is_dir():
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if name not in SKIPPED_FOLDERS and name[:1] not in "._")
        yield from (Path(folder, name) for name in sorted(names) if Path(name).suffix.lower() in READERS)


def _read(file: Path, toml_keys: Sequence[str]) -> Iterator[Found]:
    """Read one file by its kind; a kind that is not known is searched as plain text."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"{file}: byte {error.start} is not UTF-8. Save the file as UTF-8, or leave it out."
        raise LinkcheckError(msg) from error
    except OSError as error:
        msg = f"{file}: it cannot be read: {error.strerror}. Mend its permissions, or leave it out."
        raise LinkcheckError(msg) from error
    read = READERS.get(file.suffix.lower(), plain.read)
    path = file.as_posix()
    found = read(text, path, toml_keys) if read is FACTS else read(text, path)
    return _with_comments(found, text, path)


def _with_comments(found: Iterable[Found], text: str, path: str) -> Iterator[Found]:
    """Add what comments beside the links expect of those that state nothing else."""
    lines = text.split("\n") if MARK in text else []
    for link in found:
        stated = ANYTHING
        if lines and link.expectation == ANYTHING:
            stated = beside(lines, link.line, link.column, f"{path}:{link.line}")
        yield link if stated == ANYTHING else link._replace(expectation=stated)
