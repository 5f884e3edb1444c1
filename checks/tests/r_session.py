"""R with MacBehaviour against the stand-in, for tests that make the package do what the pages say it does."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from conftest import PROJECT

from keyproof import providers
from keyproof.emulator import Answer, Emulator, Request, Seen, good_key
from keyproof.model import Provider
from keyproof.runner import sessions, tools
from keyproof.runner.programs import Programs

KNOWN: Mapping[str, Provider] = providers.load(PROJECT / "docs" / "providers").providers
CODE = PROJECT / "docs" / "macbehaviour" / "_code"
OPENAI = "https://api.openai.com/v1/chat/completions"
ONCE = "max_retries = 1, initial_wait_time = 0"
TRUST = ("SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "R_PROFILE_USER")
TRIAL = """\
design <- experimentDesign(loadData(1, 1, "a", "a stimulus"))
runExperiment(preCheck(design), "one.csv")
"""
# in place of the package's waits: each is told, and the third ends the program
TOLD = """\
waits <- 0
unlockBinding("Sys.sleep", baseenv())
assign("Sys.sleep", function(time) {
  waits <<- waits + 1
  cat("waits", time, "seconds\\n")
  if (waits == 3) quit(status = 7)
}, baseenv())
"""


@cache
def here() -> tools.Tools:
    """Give what this machine has; asked once."""
    return tools.look(PROJECT)


def _reason() -> str | None:
    return here().missing_r([sessions.PACKAGE])


needs_package = pytest.mark.skipif(_reason() is not None, reason=str(_reason()))


@dataclass(frozen=True, slots=True)
class Ran:
    """How an R program ended: without a code it was stopped."""

    code: int | None
    output: str
    seen: list[Seen]
    files: dict[str, str]

    @property
    def urls(self) -> list[str]:
        """Give the addresses that were asked, in their order."""
        return [one.url for one in self.seen]

    @property
    def bodies(self) -> list[dict[str, object]]:
        """Give what was sent, in its order."""
        return [json.loads(one.body or b"{}") for one in self.seen]


def said(text: str | None) -> Callable[[Request], Answer]:
    """Give a server that answers every chat with this text."""
    choice = {"message": {"role": "assistant", "content": text}}
    return lambda _: Answer.json(200, {"choices": [choice], "content": [{"type": "text", "text": text}]})


def status(number: int, body: str = '{"error": "no"}') -> Callable[[Request], Answer]:
    """Give a server that answers everything with this status."""
    return lambda _: Answer(number, body.encode(), {"content-type": "application/json"})


def piece(name: str) -> str:
    """Give the code of a remedy, as the page shows it."""
    return (CODE / f"{name}.R").read_text(encoding="utf-8")


def call(
    key: str = '"keyproof-good-openai"', url: str | None = OPENAI, more: str = ONCE, model: str = "m"
) -> str:
    """Give a `setKey()`, right unless told otherwise."""
    parts = [f"api_key = {key}", f'model = "{model}"', f'api_url = "{url}"' if url else "", more]
    return f"setKey({', '.join(filter(None, parts))})\n"


def run(
    code: str,
    before: Callable[[Request], Answer | None] | None = None,
    *,
    trusting: bool = True,
    deadline: float = 60.0,
    keys: Mapping[str, str] | None = None,
) -> Ran:
    """Run R code with the package; `before` answers in place of the providers."""
    with Emulator(KNOWN, before) as emulator, tempfile.TemporaryDirectory(prefix="keyproof-") as folder:
        home = Path(folder)
        work = home / "work"
        work.mkdir()
        program = home / "program.R"
        program.write_text(f"suppressPackageStartupMessages(library({sessions.PACKAGE}))\n{code}\n")
        environment = here().environment(home) | emulator.environment
        environment |= {one.key.env_var: good_key(one) for one in KNOWN.values()} | dict(keys or {})
        for name in () if trusting else TRUST:
            environment.pop(name)
        result = Programs().run(["Rscript", str(program)], work, environment, deadline)
        files = {
            file.name: file.read_text(errors="replace")
            for file in home.rglob("*.*")
            if file.suffix in {".txt", ".csv"}
        }
        return Ran(result.code, result.output, list(emulator.seen), files)
