"""The repository as a workshop: what its own files promise is there."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from keyproof import providers
from keyproof.emulator import Emulator, good_key

TOP = {
    ".ci",
    ".github",
    ".gitignore",
    "LICENSE",
    "README.md",
    "checks",
    "docs",
    "noxfile.py",
    "pyproject.toml",
    "scripts",
}
REGISTRIES = re.compile(r"(pypi|npmjs|debian|pythonhosted)[.](org|com)")


def tracked(project: Path) -> list[str]:
    """Give the files that git tracks."""
    command = ["git", "-C", str(project), "ls-files"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


def settings(project: Path) -> dict[str, Any]:
    """Give pyproject.toml."""
    return tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))


def sessions(project: Path) -> dict[str, str | None]:
    """Give each nox session with its docstring."""
    tree = ast.parse((project / "noxfile.py").read_text(encoding="utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return {
        node.name: ast.get_docstring(node)
        for node in functions
        if any("nox.session" in ast.unparse(mark) for mark in node.decorator_list)
    }


def test_the_top_level_is_tidy(project: Path) -> None:
    """Nothing stands at the top that the layout does not name."""
    assert {name.split("/")[0] for name in tracked(project)} == TOP


def test_every_session_has_one_line_of_help(project: Path) -> None:
    """`nox -l` shows a sentence for each session."""
    for name, text in sessions(project).items():
        assert text, name
        assert "\n" not in text, name


@pytest.mark.parametrize("page", ["README.md", ".github/CONTRIBUTING.md", ".ci/run"])
def test_sessions_named_in_prose_exist(project: Path, page: str) -> None:
    """A command that a page shows is a session that there is."""
    text = (project / page).read_text(encoding="utf-8")
    named = re.findall(r"nox -s ((?:[a-z_]+ ?)+)", text)
    assert named
    assert {name for group in named for name in group.split()} <= set(sessions(project)), page


def test_the_map_of_folders_is_true(project: Path) -> None:
    """Each path that the README draws as a map is in the repository."""
    text = (project / "README.md").read_text(encoding="utf-8")
    block = re.search(r"## The folders\n\n```\n(.*?)```", text, re.DOTALL)
    assert block
    base = ""
    for line in block.group(1).splitlines():
        for name in re.findall(r"(?:^| )([\w.<>/]+/|[\w]+\.(?:py|txt))(?= )", line[:20]):
            base = base if line.startswith(" ") else name
            path = f"{base}{name}" if line.startswith(" ") else name
            assert list(project.glob(path.replace("<id>", "*"))), path


def test_linkcheck_plus_is_never_a_requirement(project: Path) -> None:
    """No registry has that name, so anyone could register it."""
    facts = settings(project)
    requirements = facts["project"]["dependencies"] + [
        entry for group in facts["dependency-groups"].values() for entry in group if isinstance(entry, str)
    ]
    assert requirements
    assert not [entry for entry in requirements if re.match(r"linkcheck[-_.]?plus", entry, re.IGNORECASE)]
    pinned = (project / "checks" / "constraints.txt").read_text(encoding="utf-8")
    assert not re.search(r"^linkcheck", pinned, re.MULTILINE | re.IGNORECASE)


def test_constraints_pin_every_requirement_with_hashes(project: Path) -> None:
    """Each requirement of each group is pinned; each pin has hashes; no address stands there."""
    text = (project / "checks" / "constraints.txt").read_text(encoding="utf-8")
    pins = dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", text, re.MULTILINE))
    facts = settings(project)
    wanted = [*facts["project"]["dependencies"], *chain(*facts["dependency-groups"].values())]
    for entry in wanted:
        if isinstance(entry, str):
            name = re.split(r"[\[<>=!~; ]", entry)[0].lower().replace("_", "-")
            assert name in pins, entry
    assert "://" not in text
    for block in re.split(r"^(?=\S)", text, flags=re.MULTILINE):
        assert not block.strip() or "--hash=sha256:" in block, block


def workflows(project: Path) -> list[Path]:
    """Give the workflow files."""
    return sorted((project / ".github" / "workflows").glob("*.yml"))


def test_workflows_are_closed_by_default(project: Path) -> None:
    """No permission at the top, pinned actions, bounded jobs, no stored credentials."""
    assert workflows(project)
    for file in workflows(project):
        text = file.read_text(encoding="utf-8")
        assert re.search(r"^permissions: \{\}$", text, re.MULTILINE), file
        for use in re.findall(r"uses: (.*)", text):
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)*", use), use
        assert text.count("runs-on:") == text.count("timeout-minutes:"), file
        assert text.count("actions/checkout@") == text.count("persist-credentials: false"), file


def test_ci_runs_the_sessions_of_the_noxfile(project: Path) -> None:
    """Each session that plain `nox` runs is a job of CI and a line of .ci/run."""
    source = (project / "noxfile.py").read_text(encoding="utf-8")
    by_default = set(re.findall(r"@nox\.session\ndef (\w+)", source))
    assert by_default
    ci = (project / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    run = (project / ".ci" / "run").read_text(encoding="utf-8")
    for name in by_default:
        assert re.search(rf"\b{name}\b", ci), f"{name} is no job of ci.yml"
        assert re.search(rf"nox -s .*\b{name}\b", run), f"{name} is not in .ci/run"


def test_no_file_names_a_registry_host(project: Path) -> None:
    """Packages are named, hosts are not: mirrors stay possible, and no lock file pins an address."""
    for name in tracked(project):
        path = project / name
        if path.suffix not in {".png", ".svg", ".woff2"} and path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            assert not REGISTRIES.search(text), name


def test_the_answer_that_the_readme_shows_is_the_answer(project: Path) -> None:
    """The README's sample of the key check is what the script prints, but for the time that it took."""
    text = (project / "README.md").read_text(encoding="utf-8")
    command, _, shown = text.partition("```console\n$ ")[2].partition("```")[0].partition("\n")
    name = command.rpartition(" ")[2]
    facts = providers.load(project / "docs" / "providers").providers[name]
    with Emulator({name: facts}) as emulator:
        own = {**emulator.environment, facts.key.env_var: good_key(facts)}
        script = [sys.executable, str(project / "scripts" / "check_key.py"), name]
        done = subprocess.run(script, env={**os.environ, **own}, capture_output=True, text=True, check=True)
    printed = [line for line in done.stdout.splitlines() if "proxy" not in line]
    timeless = [re.sub(r"[\d.]+ s\)", "s)", line) for line in printed]
    assert [re.sub(r"[\d.]+ s\)", "s)", line) for line in shown.splitlines()] == timeless
