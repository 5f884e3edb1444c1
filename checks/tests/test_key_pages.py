"""What the pages say about check_key.py is what the script does."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import jinja2
import prose
import pytest
from conftest import PROJECT

from keyproof import providers
from keyproof.emulator import Emulator, good_key
from keyproof.model import Provider

DOCS = PROJECT / "docs"
REFERENCE = (DOCS / "reference" / "check-key.md").read_text(encoding="utf-8")
PROVIDERS = providers.load(DOCS / "providers").providers
SCREEN = re.compile(r":class: skip-screen\n\n(.*?)\n *:{3,}\n", re.DOTALL)
# the script's own table; test_keytable holds it to the facts, whatever it still lacks
SCRIPT = (PROJECT / "scripts" / "check_key.py").read_text(encoding="utf-8")
KNOWN = [facts for facts in PROVIDERS.values() if f'id="{facts.id}"' in SCRIPT]
IN_GUIDES = [facts for facts in KNOWN if facts.tutorial]
SHOWN = [DOCS / "tutorials" / "first-key.md", DOCS / "how-to" / "check-a-key.md"]


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the script as a reader does, without anything at the keyboard."""
    return subprocess.run(
        [sys.executable, "scripts/check_key.py", *arguments],
        cwd=PROJECT,
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def section(title: str) -> str:
    """Give the text below a heading of the reference page."""
    return REFERENCE.partition(f"## {title}\n")[2].partition("\n## ")[0]


def terms(text: str) -> list[str]:
    """Give the words that the page explains, without their values."""
    return re.findall(r"^`(-*[\w-]+)(?: [A-Z]+)?`$", text, re.MULTILINE)


def test_every_option_is_explained() -> None:
    """The reference page explains every option that `--help` names, and no other."""
    named = set(re.findall(r"--[a-z][a-z-]*", run("--help").stdout)) - {"--help"}
    assert set(terms(section("Arguments and options"))) == named | {"PROVIDER"}
    assert set(re.findall(r"--[a-z][a-z-]*", section("Usage").partition("In a copy")[0])) == named


def test_every_key_of_the_json_is_explained() -> None:
    """The reference page explains the keys of `--json` in the order in which they are printed."""
    answer = run(KNOWN[0].id, "--json")
    assert answer.returncode == 1
    assert terms(section("JSON")) == list(json.loads(answer.stdout))


def test_every_exit_code_is_explained() -> None:
    """The reference page explains the four exit codes."""
    assert terms(section("Verdicts and exit codes")) == ["0", "1", "2", "3"]


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: path.stem)
@pytest.mark.parametrize("facts", IN_GUIDES, ids=lambda facts: facts.id)
def test_the_screen_on_the_page_is_the_screen(facts: Provider, path: os.PathLike[str]) -> None:
    """Every line that a page shows as the script's answer to a good key begins a line that it prints."""
    text = (DOCS / path).read_text(encoding="utf-8")
    (template,) = SCREEN.findall(text)
    shown = jinja2.Environment(autoescape=False).from_string(template).render(provider=facts).splitlines()
    with Emulator({facts.id: facts}) as emulator:
        answer = run(facts.id, **{**emulator.environment, facts.key.env_var: good_key(facts)})
    printed = [line.strip() for line in answer.stdout.splitlines()]
    wanted = [line.strip() for line in shown if line.strip()]
    assert wanted[0] == f"{facts.name}: ok"
    assert [line for line in wanted if not any(one.startswith(line) for one in printed)] == []


def test_the_script_is_never_shown_with_a_key() -> None:
    """No command on a page gives the script anything that could be a key."""
    commands = [
        line
        for path in prose.page_files(DOCS)
        for line in prose.code(prose.lines(path.read_text(encoding="utf-8"))).splitlines()
        if "check_key.py" in line
    ]
    harmless = r"PROVIDER|ADDRESS|openai-compatible|https://llm\.example\.org/v1|--[a-z-]+"
    assert commands
    for command in (one for one in commands if "[" not in one):
        filled = re.sub(r"\{\{ provider\.check\.base_url .*?\}\}", "ADDRESS", command)
        words = filled.replace("{{ provider.id }}", "PROVIDER").partition("check_key.py")[2].split()
        assert [word for word in words if not re.fullmatch(harmless, word)] == [], command
