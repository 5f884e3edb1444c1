"""The command line of keyproof, run as a reader runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest


def keyproof(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder."""
    command = [sys.executable, "-m", "keyproof", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=60, check=False)


def test_facts_are_printed(project: Path) -> None:
    """`keyproof facts` prints each provider and the number of findings, and exits 0."""
    done = keyproof("facts", cwd=project)
    assert done.returncode == 0, done.stderr
    assert "OPENAI_API_KEY" in done.stdout
    assert done.stdout.endswith("fact files, 0 findings\n")


def test_facts_of_some_providers_as_json(project: Path) -> None:
    """`keyproof facts ID --json` prints just that provider, whole, with dates as text."""
    done = keyproof("facts", "openai", "--json", cwd=project)
    (facts,) = json.loads(done.stdout)
    assert facts["id"] == "openai"
    assert facts["errors"][0]["status"] == 401
    assert facts["checked_on"] == "2026-11-21"


def test_an_unknown_provider_is_named(project: Path) -> None:
    """A misspelt id is wrong use: exit 2, with the ids there are."""
    done = keyproof("facts", "opnai", cwd=project)
    assert done.returncode == 2
    assert "opnai" in done.stderr
    assert "openai" in done.stderr


def test_findings_end_with_exit_1(tmp_path: Path) -> None:
    """A broken fact file gives its finding, with place and mend, and exit 1."""
    home = tmp_path / "acme"
    home.mkdir()
    (home / "acme.toml").write_text('id = "acme"\nname = \n', encoding="utf-8")
    done = keyproof("--providers", str(tmp_path), "facts", cwd=tmp_path)
    assert done.returncode == 1
    assert "acme/acme.toml:2: FACT002 not valid TOML" in done.stdout
    assert "fix:" in done.stdout


@pytest.mark.parametrize("command", ["facts", "links"])
def test_nothing_checked_is_not_fine(tmp_path: Path, command: str) -> None:
    """In a folder without facts the command says so and exits 3."""
    done = keyproof(command, cwd=tmp_path)
    assert done.returncode == 3
    assert "docs/providers" in done.stderr


def test_links_say_what_is_expected(project: Path) -> None:
    """`keyproof links --json` gives each link with what a visitor should meet there."""
    done = keyproof("links", "--json", cwd=project)
    rows = {
        row["name"]: row for row in map(json.loads, done.stdout.splitlines()) if row["provider"] == "openai"
    }
    assert rows["links.keys"]["expect"] == "login-wall"
    assert rows["sources.error-codes"]["expect"] == "working"


def test_wrong_use_exits_2(project: Path) -> None:
    """No command, or an unknown one, is wrong use."""
    assert keyproof(cwd=project).returncode == 2
    assert keyproof("fact", cwd=project).returncode == 2


def test_a_closed_pipe_is_no_error(project: Path) -> None:
    """`keyproof facts | head -1` ends without a traceback."""
    command = f"{sys.executable} -m keyproof facts --json | head -1"
    done = subprocess.run(
        ["bash", "-c", command], cwd=project, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stderr == ""
