"""Finished builds, each under the hash of all that it is made of. What has a name here is whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection
from pathlib import Path

SPARE = 4


class Cache:
    """A folder of finished builds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, key: str) -> Path | None:
        """Give the build of this name, or None."""
        found = self.folder / key
        return found if found.is_dir() else None

    def keep(self, key: str, html: Path) -> Path:
        """Take a finished build in, at one stroke, and give its place."""
        self.folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(html / "_sources", ignore_errors=True)
        (html / ".buildinfo").unlink(missing_ok=True)  # names options of the build, and nothing for readers
        return html.rename(self.folder / key)

    def tidy(self, used: Collection[str]) -> None:
        """Mark what is in use, and throw the rest away except for the few that were used last."""
        for key in used:
            os.utime(self.folder / key)
        spare = [path for path in self.folder.iterdir() if path.name not in used]
        for path in sorted(spare, key=lambda path: path.stat().st_mtime, reverse=True)[SPARE:]:
            shutil.rmtree(path)
