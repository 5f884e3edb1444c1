"""The newest release of each package, in an environment of its own below `build/`."""

from __future__ import annotations

import importlib.metadata
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

FOLDER = Path("build/sdks")
LIMIT = 300.0
_SHOWN = 400


class NotInstalledError(RuntimeError):
    """A package could not be had; the message says why."""


def newest(packages: Iterable[str], folder: Path = FOLDER) -> Iterator[tuple[str, Path | NotInstalledError]]:
    """Give each package with the Python that has its newest release, or with why there is none.

    The environments stay in the folder, so that the next run downloads what is newer only.
    """
    with ThreadPoolExecutor() as pool:
        wanted = list(packages)
        yield from zip(wanted, pool.map(lambda name: _tried(name, folder), wanted), strict=True)


def _tried(package: str, folder: Path) -> Path | NotInstalledError:
    try:
        return _made(package, folder / f"{package}-{sys.version_info.major}.{sys.version_info.minor}")
    except NotInstalledError as error:
        return error


def _made(package: str, home: Path) -> Path:
    python = home.absolute() / "bin" / "python"
    if not python.exists():
        _uv("venv", "--quiet", "--python", sys.executable, str(home))
    _uv("pip", "install", "--quiet", "--upgrade", "--python", str(python), package)
    return python


def _uv(*arguments: str) -> None:
    command = shutil.which("uv")
    if command is None:
        message = "uv is not installed: `nox -s sdks` brings it, and runs this"
        raise NotInstalledError(message)
    try:
        done = subprocess.run(  # noqa: S603 - found on the path
            [command, *arguments], capture_output=True, text=True, timeout=LIMIT, check=False
        )
    except subprocess.TimeoutExpired as error:
        message = f"uv {arguments[0]} did not end within {LIMIT:g} s"
        raise NotInstalledError(message) from error
    if done.returncode:
        message = f"uv {arguments[0]} says: {' '.join(done.stderr.split())[-_SHOWN:]}"
        raise NotInstalledError(message)


def here(packages: Iterable[str]) -> Iterator[tuple[str, Path | NotInstalledError]]:
    """Give each package with the Python that runs this, or with the word that it is not installed here."""
    for name in packages:
        try:
            importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            yield name, NotInstalledError("it is not installed here")
        else:
            yield name, Path(sys.executable)
