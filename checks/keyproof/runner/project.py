"""The commands of this project that pages show, run in the checkout."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from keyproof.emulator import Emulator, good_key
from keyproof.model import Provider
from keyproof.runner import rules
from keyproof.runner.blocks import Block
from keyproof.runner.programs import Programs
from keyproof.runner.tools import Tools
from keyproof.runner.trials import Outcome

DEADLINE = 120.0
# A page that shows how to start this very command must not start it again.
_HEAVY = re.compile(
    r"^\s*(?:\S*/)?(?:nox|uvx|pipx|pip|git clone)\b|\bpip install\b|keyproof snippets", re.MULTILINE
)
_HEAVY_REASON = "it installs something or starts a session of its own"
_SHELLS = {"bash", "sh", "shell"}


@dataclass(frozen=True, slots=True)
class Checkout:
    """The project's folder, with a stand-in for the providers around it."""

    folder: Path
    providers: Mapping[str, Provider]
    tools: Tools
    programs: Programs

    def prove(self, block: Block, page: Path) -> Outcome:
        """Run the block, with a working key of every provider; it must end with exit code 0."""
        if block.language not in _SHELLS:
            return Outcome(block.place, skipped=f"nothing runs {block.language} in the checkout")
        if _HEAVY.search(block.text):
            return Outcome(block.place, skipped=_HEAVY_REASON)
        with tempfile.TemporaryDirectory(prefix="keyproof-") as home, Emulator(self.providers) as emulator:
            environment = self.tools.environment(Path(home)) | emulator.environment
            environment |= {facts.key.env_var: good_key(facts) for facts in self.providers.values()}
            command = ["bash", "-e", "-c", block.text]
            result = self.programs.run(command, self.folder, environment, DEADLINE)
        expected = f"exit code 0 within {DEADLINE:.0f} s"
        wrong = () if result.code == 0 else (rules.PROJECT.finding(page, block.line, result.said, expected),)
        return Outcome(block.place, None, (("command", result.seconds),), wrong)
