"""Every code block is executed, skipped with a reason, or complained about."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from runner_site import Site, with_curl

from keyproof import __main__, providers, snippets
from keyproof.report import Exit
from keyproof.runner import blocks, proof
from keyproof.runner.rules import RULES
from keyproof.runner.tally import Tally
from keyproof.runner.tools import Tools
from keyproof.runner.trials import Outcome


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Give pages with the provider OpenAI; the facts alone judge, the contracts have tests of their own."""
    monkeypatch.setenv("KEYPROOF_CONTRACTS", str(tmp_path / "none"))
    return Site(tmp_path).add("openai")


@with_curl
def test_every_block_is_executed_skipped_or_complained_about(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A block with nothing is SNP001 at its page and line; an unknown snippet SNP002; another text SNP003."""
    monkeypatch.setattr(
        Tools, "missing", lambda _, one: None if one.id == "openai/check/curl" else "left out"
    )
    site.shell("curl -s https://api.openai.com/v1/models; echo fine; echo refused\n")
    site.block("what is this?").block("y", snippet="openai/nothing/curl", line=None)
    site.block("curl something else", snippet="openai/check/curl").block("z", snippet="openai/check/r")
    account = site.run()
    found = {finding.code: (finding.path.name, finding.line) for finding in account.findings}
    assert found == {"SNP001": ("page.md", 7), "SNP002": ("page.md", 1), "SNP003": ("page.md", 7)}
    tally = account.tally
    assert (tally.executed, tally.skipped, tally.unproved) == ({"snippets": 1}, {"left out": 1}, 2)


@pytest.mark.parametrize(
    ("text", "language", "reason"),
    [
        ("nox -s docs", "bash", "it installs something or starts a session of its own"),
        ("uvx nox -s tests", "bash", "it installs something or starts a session of its own"),
        ("python -m pip install x", "bash", "it installs something or starts a session of its own"),
        ("keyproof snippets", "bash", "it installs something or starts a session of its own"),
        ("Get-Item x", "powershell", "nothing runs powershell in the checkout"),
    ],
)
def test_what_is_too_heavy_is_skipped_with_its_reason(
    site: Site, text: str, language: str, reason: str
) -> None:
    """A command that would start this very session, or install, is counted and not run."""
    account = site.block(text, language=language, **{"class": "run-project"}).run("openai/script")
    assert account.tally.skipped == {"it was not asked for": 1}
    shutil.rmtree(site.facts / "openai")
    account = site.run()
    assert account.tally.skipped == {reason: 1}
    assert account.exit == Exit.NOTHING_CHECKED


def test_commands_of_the_project_run_in_the_checkout(site: Site) -> None:
    """They end with exit code 0 or are SNP012; they find the project's files and a working key, not ours."""
    shutil.rmtree(site.facts / "openai")
    (site.folder / "here.txt").write_text("x")
    site.block('test -f here.txt\ntest -z "$OPENAI_API_KEY"', **{"class": "run-project"})
    site.block("false\ntrue", line=9, **{"class": "run-project"})
    account = site.run()
    assert [(finding.code, finding.line) for finding in account.findings] == [("SNP012", 9)]
    assert account.tally.executed == {"commands of this project": 2}


def test_a_skipped_block_shows_its_reason(site: Site) -> None:
    """The sentence of the ledger, or the name of the class without one; none executed is exit 3."""
    shutil.rmtree(site.facts / "openai")
    site.block(**{"class": "skip-asks"}, reason="It waits for you to type.").block(**{"class": "skip-screen"})
    account = site.run()
    assert account.tally.skipped == {"It waits for you to type.": 1, "skip-screen": 1}
    assert account.exit == Exit.NOTHING_CHECKED
    assert "It waits for you to type." in str(account)


def test_what_is_missing_here_is_a_reason(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without R, an R package or a Python package, the snippet is skipped and the account says why."""
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "openai" else real(name))
    monkeypatch.setattr(shutil, "which", lambda name: None if name == "Rscript" else "/bin/sh")
    account = site.run("openai/check/r", "openai/check/sdk", "openai/script")
    assert [outcome.skipped for outcome in account.outcomes] == [
        "the package openai is not installed",
        "Rscript is not installed",
        "there is no scripts/check_key.py",
    ]
    assert account.exit == Exit.NOTHING_CHECKED


def test_an_unknown_name_is_wrong_use(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """`keyproof snippets nobody` names what there is, and ends with exit code 2."""
    with pytest.raises(proof.UnknownNameError, match="'nobody'; there are: openai"):
        site.run("nobody")
    arguments = ["--providers", str(site.facts), "snippets", "--docs", str(site.docs), "nobody"]
    assert __main__.main(arguments) == Exit.WRONG_USE
    assert "openai" in capsys.readouterr().err


def test_missing_packages_are_named_with_the_session_that_has_them(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the stand-in's packages the command says how to get them."""
    for name in [name for name in sys.modules if name.startswith(("keyproof.runner", "keyproof.emulator"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "trustme", None)
    assert __main__.main(["--providers", str(site.facts), "snippets"]) == Exit.WRONG_USE
    said = capsys.readouterr().err
    assert "trustme" in said
    assert "nox -s snippets" in said


def test_pages_that_do_not_build_are_told(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """Sphinx's own words, and exit code 3: nothing was checked."""
    (site.docs / "conf.py").write_text("raise SystemError('the moon is full')")
    arguments = ["--providers", str(site.facts), "snippets", "--docs", str(site.docs), "openai/script"]
    assert __main__.main(arguments) == Exit.NOTHING_CHECKED
    assert "the moon is full" in capsys.readouterr().err


@pytest.mark.parametrize("line", ["{", "[]", '{"page": "x"}', "null", '"x"'])
def test_a_ledger_that_makes_no_sense_is_named(tmp_path: Path, line: str) -> None:
    """File and line."""
    file = tmp_path / "blocks.jsonl"
    file.write_text(f"{line}\n")
    with pytest.raises(blocks.LedgerError, match=r"blocks\.jsonl:1: "):
        blocks.read(file)
    with pytest.raises(blocks.LedgerError, match="No such file"):
        blocks.read(tmp_path / "none")


reasons = st.none() | st.sampled_from(["R is not installed", "it asks"])


@given(st.lists(st.tuples(st.sampled_from(["snippets", "commands"]), reasons)), st.integers(0, 9))
def test_the_account_always_balances(booked: list[tuple[str, str | None]], unproved: int) -> None:
    """Executed, skipped and unproved together are all blocks."""
    tally = Tally(unproved=unproved)
    for kind, reason in booked:
        tally.add(kind, Outcome("x", skipped=reason))
    assert tally.blocks == len(booked) + unproved
    assert tally.executed.total() == sum(reason is None for _, reason in booked)
    assert f"{tally.blocks:>5}" in next(tally.lines())


def test_the_rules_can_be_listed_without_the_packages_that_running_needs() -> None:
    """The pages list the codes, and are built where neither the stand-in's nor the server's packages are."""
    heavy = "{'uvicorn', 'trustme', 'openapi_core', 'xllamacpp'}"
    program = f"import sys; from keyproof.runner import rules; print({heavy} & sys.modules.keys() or 'none')"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "none\n"


def test_codes_are_given_once() -> None:
    """Each rule has a code of its own, in order, with a title and a mend."""
    assert [rule.code for rule in RULES] == [f"SNP{number:03}" for number in range(1, len(RULES) + 1)]
    assert all(rule.title and rule.fix for rule in RULES)


def test_names(site: Site) -> None:
    """A provider, a task of it, or one snippet can be asked for."""
    made = snippets.all_snippets(providers.load(site.facts).providers.values(), site.templates)

    def chosen(*only: str) -> Sequence[str]:
        return [one.id for one in made if proof._asked(one.id, only)]  # noqa: SLF001

    assert chosen() == chosen("openai") == [one.id for one in made]
    assert chosen("openai/check") == [one.id for one in made if one.task == "check"]
    assert chosen("openai/check/r", "openai/script") == ["openai/check/r", "openai/script/curl"]
    assert chosen("open") == []
