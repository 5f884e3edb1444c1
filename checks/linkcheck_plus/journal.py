"""A JSON-lines file of records by key that survives a kill at any moment and merges line by line in git."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self

from linkcheck_plus.model import LinkcheckError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

BEGINNING = '{"key": '
#: The fields that say when a record was made.
MOMENTS = ("last_seen", "seen_at")


class Journal:
    """Records by key; every change is appended at once, and the file is put in order at the end.

    A line that is cut short or is none of ours (a merge conflict's marker) costs that line only. Of two
    lines with one key, as a union merge leaves them, the one that was seen later counts.
    """

    def __init__(self, file: str | Path) -> None:
        """Read the file if there is one; raise LinkcheckError when it is a file of another kind."""
        self.path = Path(file)
        self.records: dict[str, dict[str, Any]] = {}
        self._stream: IO[str] | None = None
        self._load()

    def __enter__(self) -> Self:
        """Give the journal itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Put the file in order."""
        self.close()

    def put(self, key: str, record: dict[str, Any]) -> None:
        """Set the record of a key, on disk at once; raise LinkcheckError when it cannot be written."""
        if self.records.get(key) == record:
            return
        self.records[key] = record
        try:
            if self._stream is None:
                self._stream = self._opened()
            self._stream.write(_line(key, record))
            self._stream.flush()
        except OSError as error:
            raise _unwritable(self.path, error) from error

    def drop(self, keys: Iterable[str]) -> None:
        """Take records out; they leave the file when it is put in order after a change."""
        for key in list(keys):
            del self.records[key]

    def close(self) -> None:
        """Write the records in the order of their keys, whole or not at all; nothing when nothing changed."""
        if self._stream is None:
            return
        self._stream.close()
        self._stream = None
        write_atomically(self.path, "".join(_line(key, self.records[key]) for key in sorted(self.records)))

    def _opened(self) -> IO[str]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        stream = self.path.open("a", encoding="utf-8")
        if stream.tell():
            stream.write("\n")  # ends a line that a kill cut short; empty lines are skipped on reading
        return stream

    def _load(self) -> None:
        if not self.path.exists():
            return
        try:
            lines = self.path.read_text(encoding="utf-8", errors="replace").split("\n")
        except OSError as error:
            msg = f"{self.path}: it cannot be read: {error.strerror}. Mend its permissions or name another."
            raise LinkcheckError(msg) from error
        for line in lines:
            try:
                data = json.loads(line)
                self._merge(str(data.pop("key")), data)
            except (ValueError, AttributeError, KeyError, TypeError):
                continue
        if any(lines) and not self.records and not any(_begun(line) for line in lines):
            msg = f"{self.path}: no line is a record of linkcheck-plus. Name another file; it was left alone."
            raise LinkcheckError(msg)

    def _merge(self, key: str, record: dict[str, Any]) -> None:
        known = self.records.get(key)
        if known is None or _moment(known) <= _moment(record):
            self.records[key] = record


def _moment(record: dict[str, Any]) -> str:
    return next((str(record[name]) for name in MOMENTS if name in record), "")


def _begun(line: str) -> bool:
    """Say whether a line is the beginning of a record, cut short at any point."""
    return bool(line) and line[: len(BEGINNING)] == BEGINNING[: len(line)]


def _line(key: str, record: dict[str, Any]) -> str:
    return json.dumps({"key": key, **record}, ensure_ascii=False, separators=(", ", ": ")) + "\n"


def _unwritable(path: Path, error: OSError) -> LinkcheckError:
    msg = f"{path}: it cannot be written: {error.strerror}. Mend the folder's permissions or name another."
    return LinkcheckError(msg)


def write_atomically(path: Path, text: str) -> None:
    """Write a file so that a reader meets the old one or the new one, never a part; raise LinkcheckError."""
    import tempfile  # noqa: PLC0415 - see schedule.READERS

    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="", dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as file:
            temporary = file.name
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise _unwritable(path, error) from error
