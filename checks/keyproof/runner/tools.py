"""What this machine can run, and the reason where it cannot."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from keyproof.snippets import Snippet

KEY_CHECK = "check_key.py"
_PASSED_ON = ("LANG", "LC_ALL", "TZ", "SYSTEMROOT", "LD_LIBRARY_PATH")
_R_LIMIT = 60.0
_R_QUESTION = 'cat(.libPaths(), sep = "\\n"); cat("\\n\\n"); cat(rownames(installed.packages()), sep = "\\n")'
_COMMANDS = {"bash": "bash", "r": "Rscript"}


@dataclass(frozen=True, slots=True)
class Tools:
    """What was found here."""

    r_libraries: str
    r_packages: frozenset[str]
    key_check: Path | None

    def missing(self, snippet: Snippet) -> str | None:
        """Give what the snippet needs and this machine lacks; None when it can run."""
        command = _COMMANDS.get(snippet.lexer)
        if command and shutil.which(command) is None:
            return f"{command} is not installed"
        return next(self._lacking(snippet), None)

    def missing_r(self, packages: Iterable[str]) -> str | None:
        """Give which of the R packages this machine lacks, or R itself; None when it has all."""
        if shutil.which(_COMMANDS["r"]) is None:
            return f"{_COMMANDS['r']} is not installed"
        absent = (name for name in packages if name not in self.r_packages)
        return next((f"the R package {name} is not installed" for name in absent), None)

    def _lacking(self, snippet: Snippet) -> Iterator[str]:
        if snippet.lexer == "r":
            reason = self.missing_r(re.findall(r"^library\((\w+)\)", snippet.text, re.MULTILINE))
            if reason is not None:
                yield reason
        elif snippet.lexer == "python":
            for name in _imported(snippet.text):
                if importlib.util.find_spec(name) is None:
                    yield f"the package {name} is not installed"
        elif KEY_CHECK in snippet.text and self.key_check is None:
            yield f"there is no scripts/{KEY_CHECK}"
        elif "curl " in snippet.text and shutil.which("curl") is None:
            yield "curl is not installed"

    def environment(self, home: Path) -> dict[str, str]:
        """Give an environment with nothing of the person who runs this, and our Python first."""
        folders = [str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]
        temporary = home / "tmp"
        temporary.mkdir(parents=True, exist_ok=True)
        return {
            **{name: os.environ[name] for name in _PASSED_ON if name in os.environ},
            "PATH": os.pathsep.join(folders),
            "HOME": str(home),
            "TMPDIR": str(temporary),
            "R_LIBS": self.r_libraries,
        }


def look(project: Path) -> Tools:
    """Look around on this machine."""
    libraries, packages = _r()
    script = project / "scripts" / KEY_CHECK
    return Tools(libraries, packages, script if script.is_file() else None)


def _r() -> tuple[str, frozenset[str]]:
    """Ask R, in the environment of the person who runs this, for its libraries and packages."""
    command = shutil.which("Rscript")
    if command is None:
        return "", frozenset()
    try:
        done = subprocess.run(  # noqa: S603 - found on the path
            [command, "-e", _R_QUESTION], capture_output=True, text=True, timeout=_R_LIMIT, check=True
        )
    except (subprocess.SubprocessError, OSError):
        return "", frozenset()
    libraries, _, packages = done.stdout.partition("\n\n")
    return os.pathsep.join(libraries.split("\n")), frozenset(packages.split())


def _imported(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]
