"""The script that makes a provider's folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from keyproof import providers


def new_provider(project: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the script as `nox -s new_provider` does."""
    command = [
        sys.executable,
        str(project / "scripts" / "new_provider.py"),
        "--folder",
        str(folder),
        *arguments,
    ]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=60, check=False)


REST = ("--base-url", "https://api.acme.example/v1", "--docs", "https://docs.acme.example/")


@pytest.mark.parametrize("kind", ["hosted", "gateway", "self-hosted"])
def test_a_new_provider_is_in_order_at_once(project: Path, tmp_path: Path, kind: str) -> None:
    """The folder has facts without findings, marked as a draft, and a page."""
    done = new_provider(project, tmp_path, "acme-ai", 'Acme "AI"', *REST, "--kind", kind)
    assert done.returncode == 0, done.stderr
    catalog = providers.load(tmp_path)
    assert catalog.findings == ()
    facts = catalog.providers["acme-ai"]
    assert (facts.name, facts.kind, facts.key.env_var) == ('Acme "AI"', kind, "ACME_AI_API_KEY")
    assert facts.draft
    assert (tmp_path / "acme-ai" / "index.md").read_text(encoding="utf-8").startswith("#")


@pytest.mark.parametrize("name", ["Acme", "acme_ai", "-acme", "../acme", "acme/ai", ""])
def test_an_id_that_is_no_folder_name_is_refused(project: Path, tmp_path: Path, name: str) -> None:
    """A bad id is wrong use, and nothing is written."""
    done = new_provider(project, tmp_path, *REST, "--", name, "Acme")
    assert done.returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_an_existing_provider_is_left_alone(project: Path, tmp_path: Path) -> None:
    """A second run does not overwrite what somebody has written."""
    (tmp_path / "acme").mkdir()
    done = new_provider(project, tmp_path, "acme", "Acme", *REST)
    assert done.returncode == 2
    assert "exists already" in done.stderr


def test_a_bad_address_leaves_nothing_behind(project: Path, tmp_path: Path) -> None:
    """Plain http to a host elsewhere is refused with the finding, and no half-made folder stays."""
    rest = ("--base-url", "http://api.acme.example/v1", "--docs", "https://docs.acme.example/")
    done = new_provider(project, tmp_path, "acme", "Acme", *rest)
    assert done.returncode == 2
    assert "FACT013" in done.stderr
    assert list(tmp_path.iterdir()) == []
