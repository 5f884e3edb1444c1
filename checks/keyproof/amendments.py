"""The one writer of fact files: puts a value into its place and leaves every other byte as it is."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from keyproof.positions import Path as KeyPath
from keyproof.positions import Positions


class AmendmentError(Exception):
    """The file cannot be changed; the text says why and what to do. It is as it was."""


@dataclass(frozen=True, slots=True)
class Amendment:
    """A new value for a key that the file has, and a note for the next maintainer, as a comment behind it."""

    key: KeyPath
    value: date | str
    note: str = ""


def amended(text: str, changes: Iterable[Amendment]) -> str:
    """Give the text with these values. Raises AmendmentError for a key that is not there."""
    places, data = Positions(text), text.encode()
    # from the end, so that the places before it stay true
    for change in sorted(changes, key=lambda one: _span(places, one.key), reverse=True):
        start, end = _span(places, change.key)
        head, line, rest = data[:start], *_split(data[end:])
        data = head + _literal(change.value).encode() + _commented(line, change.note) + rest
    return data.decode()


def _span(places: Positions, key: KeyPath) -> tuple[int, int]:
    try:
        return places.span(key)
    except KeyError as error:
        message = f"The file has no value at {'.'.join(map(str, key))}."
        raise AmendmentError(message) from error


def _split(data: bytes) -> tuple[bytes, bytes]:
    """Give what follows on the same line, and the rest with the end of that line."""
    end = data.find(b"\n")
    end = len(data) if end < 0 else end - data[:end].endswith(b"\r")
    return data[:end], data[end:]


def _commented(line: bytes, note: str) -> bytes:
    words = "".join(one for one in " ".join(note.split()) if one.isprintable())
    if not words:
        return line
    known = line.strip()
    if known and not known.startswith(b"#"):
        message = "A note needs a line of its own: write this value on a line by itself first."
        raise AmendmentError(message)
    return (line.rstrip() + b"; " if known else b"  # ") + words.encode()


def _literal(value: date | str) -> str:
    # a JSON string is a basic string of TOML, but for DEL, which no fact holds
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


def write(path: Path, before: str, changes: Iterable[Amendment]) -> None:
    """Change the file, whole or not at all, unless it is no longer `before`. Raises AmendmentError."""
    text = amended(before, changes)
    target = path.resolve()
    try:
        if target.read_bytes().decode() != before:
            message = f"{path} was changed meanwhile: nothing was written. Begin again."
            raise AmendmentError(message)
        _replace(target, text.encode())
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}. It is as it was."
        raise AmendmentError(message) from error


def _replace(target: Path, data: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
        new = Path(file.name)
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            shutil.copymode(target, new)
            new.replace(target)
        except BaseException:
            new.unlink(missing_ok=True)
            raise
