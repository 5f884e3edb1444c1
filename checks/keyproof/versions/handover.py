"""One run at a time, and the finished folder in the place of the old one at one stroke."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

SITE = "site"


class BusyError(RuntimeError):
    """Another run is at work in the same folder."""


@contextmanager
def alone(out: Path) -> Iterator[Path]:
    """Give a folder for this run, while no other run is at work; what a killed one left is cleared away."""
    out.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(out / "lock", timeout=0):
            _mend(out)
            work = Path(tempfile.mkdtemp(prefix="work-", dir=out))
            try:
                yield work
            finally:
                shutil.rmtree(work, ignore_errors=True)
    except Timeout as error:
        message = f"Another run is at work in {out}. Wait for its end."
        raise BusyError(message) from error


def replace(new: Path, site: Path) -> None:
    """Put the new folder in the place of the old one; a run killed in between is made good by the next."""
    if site.exists():
        site.rename(_former(site))
    new.rename(site)
    shutil.rmtree(_former(site), ignore_errors=True)


def _mend(out: Path) -> None:
    site, former = out / SITE, _former(out / SITE)
    if former.exists() and not site.exists():
        former.rename(site)
    for left in (former, *out.glob("work-*")):
        shutil.rmtree(left, ignore_errors=True)


def _former(site: Path) -> Path:
    return site.with_name(f"{site.name}.old")
