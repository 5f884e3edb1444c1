"""Runs `scripts/check_key.R`: many situations in one R, or the command as readers type it."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from keyproof.runner import parity, tools
from keyproof.runner.programs import Programs

PROJECT = Path(__file__).parents[2]
SCRIPT = PROJECT / "scripts" / "check_key.R"
REASON = parity.Pair(PROJECT / "scripts", tools.look(PROJECT), Programs()).missing()
KEY = "Zq7w-Xk29_canaryVmB4tLp0eRd"
DRIVER = """\
source(Sys.getenv("SCRIPT"))
assign("DEADLINE", 1.5, environment(check_key))
options(httr2_verbosity = as.integer(Sys.getenv("LOUD", "0")))
for (one in jsonlite::parse_json(Sys.getenv("SITUATIONS"))) {
  if (length(one$env)) do.call(Sys.setenv, one$env)
  begun <- Sys.time()
  verdict <- tryCatch(check_key(one$provider, one$url), refused = function(error) {
    cat(conditionMessage(error), "\\n")
    "refused"
  })
  if (length(one$env)) Sys.unsetenv(names(one$env))
  cat("=====", verdict, as.numeric(Sys.time() - begun, units = "secs"), "\\n")
}
"""


@dataclass(frozen=True)
class Situation:
    """A provider, the address to ask, and the variables that are set."""

    url: str | None = None
    provider: str = "openai"
    env: Mapping[str, str] = field(default_factory=lambda: {"OPENAI_API_KEY": KEY})


@dataclass(frozen=True)
class Seen:
    """What the script printed, its verdict, and the seconds that it took."""

    text: str
    verdict: str
    seconds: float


@cache
def libraries() -> str:
    """Give the folders in which R finds its packages."""
    return tools.look(PROJECT).r_libraries


def in_r(situations: Sequence[Situation], folder: Path, **more: str) -> list[Seen]:
    """Ask in one R, one situation after the other."""
    listed = [{"provider": one.provider, "url": one.url, "env": dict(one.env)} for one in situations]
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8"}
    environment |= {"R_LIBS": libraries(), "SCRIPT": str(SCRIPT), "SITUATIONS": json.dumps(listed), **more}
    done = subprocess.run(
        ["Rscript", "-e", DRIVER],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    ends = re.findall(r"(.*?)^===== (\w+) (\S+) \n", done.stdout, re.MULTILINE | re.DOTALL)
    assert len(ends) == len(situations), done.stdout + done.stderr
    return [Seen(text + done.stderr, verdict, float(took)) for text, verdict, took in ends]


def started(*words: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the script as a reader does."""
    own = {"PATH": os.environ["PATH"], "HOME": str(folder), "R_LIBS": libraries(), **environment}
    command = ["Rscript", str(SCRIPT), *words]
    return subprocess.run(
        command, env=own, cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
