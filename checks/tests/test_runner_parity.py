"""`keyproof snippets` holds check_key.R to check_key.py, and says so where it cannot."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from runner_site import PROJECT, Site

from keyproof import providers
from keyproof.report import Exit
from keyproof.runner import parity, tools
from keyproof.runner.programs import Programs, Result
from keyproof.runner.tools import Tools


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Give a site with one provider, and a copy of both scripts."""
    (tmp_path / "scripts").mkdir()
    for name in ("check_key.py", "check_key.R"):
        shutil.copy(PROJECT / "scripts" / name, tmp_path / "scripts")
    return Site(tmp_path).add("llama-cpp")


def with_packages(*names: str) -> Tools:
    """Give the tools of a machine whose R has these packages."""
    return replace(tools.look(PROJECT), r_packages=frozenset(names))


def test_a_machine_without_r_prints_the_skip_with_its_reason(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The comparison stands in the account, skipped, and nothing counts as executed."""
    monkeypatch.setattr(shutil, "which", lambda name: None if name == "Rscript" else f"/bin/{name}")
    account = site.run("llama-cpp/check_key.R")
    assert "llama-cpp/check_key.R  skipped: Rscript is not installed" in str(account)
    assert account.exit == Exit.NOTHING_CHECKED


def test_what_else_is_missing_is_named(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package of R, or one of the two scripts."""
    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}")
    folder = site.folder / "scripts"
    pair = parity.Pair(folder, with_packages("jsonlite"), Programs())
    assert pair.missing() == "the R package httr2 is not installed"
    assert parity.Pair(folder, with_packages("httr2", "jsonlite"), Programs()).missing() is None
    (folder / "check_key.R").unlink()
    assert pair.missing() == "there is no scripts/check_key.R"


def test_every_provider_of_macbehaviour_is_compared(site: Site) -> None:
    """Those with a `[macbehaviour]` table and no others; a name that is none of them is wrong use."""
    site.add("groq", "openai")
    shutil.rmtree(site.folder / "scripts")
    account = site.run("llama-cpp/check_key.R", "openai/check_key.R")
    assert [one.snippet for one in account.outcomes] == ["llama-cpp/check_key.R", "openai/check_key.R"]
    known = providers.load(site.facts).providers
    assert known["groq"].macbehaviour is None
    with pytest.raises(LookupError, match=r"groq/check_key\.R"):
        site.run("groq/check_key.R")


def test_what_the_scripts_say_is_read_from_their_output() -> None:
    """The R script's lines for people, and the other's JSON; a crash is no verdict."""
    lines = "The check sends X one short request. Price: nothing\nX: no_credit\n  Next: pay\n  More: https://x/y#z\n"
    assert str(parity.of_r(Result(1, lines, 0.1, ()))) == "no_credit, exit 1, https://x/y#z"
    text = 'check_key: a note\n{"verdict": "ok", "docs_url": "https://x/ok"}\n'
    assert str(parity.of_python(Result(0, text, 0.1, ()))) == "ok, exit 0, https://x/ok"
    for read in (parity.of_r, parity.of_python):
        assert "Execution halted" in str(read(Result(1, "Error: x\nExecution halted\n", 0.1, ())))
