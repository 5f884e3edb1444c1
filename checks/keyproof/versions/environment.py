"""The Python that builds a version: with the packages that this version pins, not with today's."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
import threading
from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path

from keyproof.versions.programs import Programs
from keyproof.versions.repository import Repository

PINS = "checks/constraints.txt"
PROJECT = "pyproject.toml"
GROUP = "docs"


class InstallError(RuntimeError):
    """The packages of a version cannot be installed; the text is what uv said."""


class Environments:
    """One environment for each set of pins; versions with the same pins share it."""

    def __init__(self, repository: Repository, folder: Path, programs: Programs) -> None:
        self._repository, self._folder, self._programs = repository, folder, programs
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._own = wanted(*(_read(repository.folder / name) for name in (PINS, PROJECT)))

    def python(self, checkout: Path) -> Path:
        """Give the interpreter for this checkout: ours where it pins what we run on, or pins nothing."""
        pins, project = (_read(checkout / name) for name in (PINS, PROJECT))
        state = wanted(pins, project)
        if not pins or state == self._own:
            return Path(sys.executable)
        with self._locks[state]:
            home = self._folder / state[:16]
            if not home.is_dir():
                self._make(home, checkout)
            return _python(home)

    def _make(self, home: Path, checkout: Path) -> None:
        new = home.with_suffix(".new")
        shutil.rmtree(new, ignore_errors=True)
        self._uv(checkout, "venv", "--quiet", "--relocatable", f"--python={sys.executable}", str(new))
        groups = (f"--constraints={PINS}", f"--requirements={PROJECT}", f"--group={GROUP}")
        self._uv(checkout, "pip", "install", "--quiet", f"--python={_python(new)}", *groups)
        new.rename(home)

    def _uv(self, checkout: Path, *arguments: str) -> None:
        environment = {name: text for name, text in os.environ.items() if name != "VIRTUAL_ENV"}
        said = self._programs.run([*_command(), *arguments], checkout, environment)
        if said is not None:
            raise InstallError(said)


def wanted(pins: str, project: str) -> str:
    """Give a text that changes when the packages of a version do, but not with its own number."""
    unnumbered = re.sub(r'(?m)^version = "[^"]*"$', "", project)
    return hashlib.sha256(f"{pins}\0{unnumbered}".encode()).hexdigest()


def _command() -> list[str]:
    if find_spec("uv") is not None:
        return [sys.executable, "-m", "uv"]
    found = shutil.which("uv")
    if found is None:
        message = "uv is not installed; `nox -s versions` brings it along"
        raise InstallError(message)
    return [found]


def _python(home: Path) -> Path:
    return home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.is_file() else ""
