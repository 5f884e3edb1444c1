"""Every code block is proved or accounted for, and whatever is wrong with one is found."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyproof import __main__, local_server, providers, snippets
from keyproof.report import Exit
from keyproof.runner import blocks, programs, proof
from keyproof.runner.programs import Programs, StoppedError
from keyproof.runner.rules import RULES
from keyproof.runner.tally import Tally
from keyproof.runner.tools import Tools
from keyproof.runner.trials import Outcome

PROJECT = Path(__file__).parents[2]
SECRET = "keyproof-good-openai"
on_linux = pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="no /proc on this system")
with_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")


class Site:
    """A copy of the pages' sources with some providers, whose facts and templates a test may break."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.docs = folder / "docs"
        self.facts = self.docs / "providers"
        self.templates = self.docs / "_snippets"
        self.ledger = folder / "blocks.jsonl"
        shutil.copytree(PROJECT / "docs" / "_snippets", self.templates)
        self.entries: list[Mapping[str, object]] = []

    def add(self, *names: str) -> Site:
        """Add providers as they are."""
        for name in names:
            shutil.copytree(PROJECT / "docs" / "providers" / name, self.facts / name)
        return self

    def change(self, name: str, old: str, new: str) -> Site:
        """Break a fact."""
        file = self.facts / name / f"{name}.toml"
        text = file.read_text(encoding="utf-8")
        assert old in text, "the fact to break is gone"
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        return self

    def shell(self, text: str) -> Site:
        """Put this in place of the template of the check in shell."""
        said = '{% set good = "fine" %}\n{% set bad = "refused" %}\n'
        (self.templates / "check" / "openai.sh.jinja").write_text(said + text, encoding="utf-8")
        return self

    def block(self, text: str = "x", **more: object) -> Site:
        """Add a code block to the ledger."""
        entry = {"page": "page", "line": 7, "tab": None, "language": "bash", "snippet": None, "class": None}
        self.entries.append({**entry, "text": text, **more})
        return self

    def run(self, *only: str) -> proof.Account:
        """Run it, and hold the account to its sum."""
        self.ledger.write_text("".join(f"{json.dumps(entry)}\n" for entry in self.entries), encoding="utf-8")
        account = proof.run(self.facts, self.docs, only=only, listed=self.ledger, project=self.folder)
        assert account.tally.blocks == len(self.entries)
        return account


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Give pages with the provider OpenAI, and without a contract beside them."""
    return Site(tmp_path).add("openai")


@pytest.fixture(autouse=True)
def no_contracts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Judge by the facts alone; the contracts have tests of their own."""
    monkeypatch.setenv("KEYPROOF_CONTRACTS", str(tmp_path / "none"))


def codes(account: proof.Account) -> list[str]:
    """Give the codes of what was found."""
    return sorted({finding.code for finding in account.findings})


@with_curl
def test_a_right_snippet_is_fine(site: Site) -> None:
    """The shell form of the check runs with both keys, and the block on the page is booked as executed."""
    one = snippets.render(providers.load(site.facts).providers["openai"], "check", "curl", site.templates)
    account = site.block(one.text, snippet=one.id).run("openai/check/curl")
    assert [finding.seen for finding in account.findings] == []
    assert account.exit == Exit.FINE
    assert [name for name, _ in account.outcomes[0].seconds] == ["good key", "bad key"]
    assert account.tally.executed == {"snippets": 1}
    assert "no contract was asked" in str(account)


ASKED = (
    'curl -s --max-time 9 -H @- https://api.openai.com/v1/models <<< "Authorization: Bearer $OPENAI_API_KEY"'
)
TELL = f"if {ASKED} | grep -q shutdown_date; then echo fine; else echo refused; fi\n"


@with_curl
@pytest.mark.parametrize(
    ("template", "expected"),
    [
        (TELL, []),
        (f"{TELL}exit 3\n", ["SNP004"]),
        (f"{ASKED}\n", ["SNP004", "SNP005"]),
        (f"{TELL}echo $OPENAI_API_KEY\n", ["SNP006"]),
        pytest.param(
            TELL.replace("-H @-", '-H "Authorization: Bearer $OPENAI_API_KEY"'), ["SNP007"], marks=on_linux
        ),
        (f"{TELL}echo $OPENAI_API_KEY > key.txt\n", ["SNP008"]),
        (f"{TELL}echo $OPENAI_API_KEY > ~/.key\n", ["SNP008"]),
        (f"{TELL}curl -s https://evil.example/ || true\n", ["SNP010"]),
        ("echo fine; echo refused\n", ["SNP011"]),
    ],
    ids=lambda one: "-".join(one) or "fine" if isinstance(one, list) else "",
)
def test_each_slip_in_a_template_has_its_finding(site: Site, template: str, expected: list[str]) -> None:
    """A wrong exit, a silent failure, a key on show, in arguments or in a file, a stranger, no request."""
    account = site.shell(template).run("openai/check/curl")
    assert codes(account) == expected
    assert account.exit == (Exit.FINDINGS if expected else Exit.FINE)
    for finding in account.findings:
        assert finding.path == site.templates / "check" / "openai.sh.jinja"
        assert SECRET not in str(finding)
        assert "keyproof-bad-openai" not in str(finding)


def test_a_snippet_without_end_is_stopped(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The deadline ends it together with what it started."""
    monkeypatch.setattr(programs, "DEADLINE", 0.3)
    account = site.shell("sleep 60 & sleep 60\n").run("openai/check/curl")
    assert "SNP009" in codes(account)


def needs(*names: str) -> pytest.MarkDecorator:
    """Skip where one of the packages is missing, and say which."""
    absent = [name for name in names if importlib.util.find_spec(name) is None]
    return pytest.mark.skipif(bool(absent), reason=f"the package {', '.join(absent)} is not installed")


@pytest.mark.parametrize(
    ("snippet", "old", "new", "expected"),
    [
        pytest.param(
            *(
                "openai/check/sdk",
                'status = 401\ncode = "invalid_api_key"',
                'status = 400\ncode = "invalid_api_key"',
            ),
            ["SNP005"],
            marks=needs("openai"),
            id="the package raises another class for a wrong status",
        ),
        pytest.param(
            *("openai/check/sdk", 'path = "/models"', 'path = "/modelz"', ["SNP004", "SNP005"]),
            marks=needs("openai"),
            id="the package asks at the right path, not at a dead one",
        ),
        pytest.param(
            *("openai/check/sdk", '"OPENAI_API_KEY"', '"OPEN_AI_KEY"', ["SNP004", "SNP005", "SNP011"]),
            marks=needs("openai"),
            id="the package reads its own variable, not an invented one",
        ),
        pytest.param(
            *("openai/check/sdk", "openai.AuthenticationError", "openai.WrongKeyError", ["SNP005"]),
            marks=needs("openai"),
            id="the package has no such exception",
        ),
        pytest.param(
            *("huggingface/check/sdk", '"HF_TOKEN"', '"HF_KEY"', ["SNP004", "SNP005", "SNP011"]),
            marks=needs("huggingface_hub"),
            id="huggingface_hub reads its own variable",
        ),
        pytest.param(
            *("huggingface/check/sdk", '"/api/whoami-v2"', '"/api/whoami"', ["SNP004", "SNP005"]),
            marks=needs("huggingface_hub"),
            id="huggingface_hub asks at the right path",
        ),
        pytest.param(
            *("llama-cpp/check/curl", "status = 401", "status = 403", ["SNP005"]),
            marks=[needs(*local_server.PACKAGES), with_curl],
            id="the real server answers another status",
        ),
        pytest.param(
            *("llama-cpp/check/curl", 'path = "/models"', 'path = "/modelz"', ["SNP004"]),
            marks=[needs(*local_server.PACKAGES), with_curl],
            id="the real server has no such path",
        ),
    ],
)
def test_one_wrong_fact_turns_a_snippet_red(
    tmp_path: Path, snippet: str, old: str, new: str, expected: list[str]
) -> None:
    """Mutation: the official package or the real server disagrees with the changed fact."""
    provider = snippet.partition("/")[0]
    account = Site(tmp_path).add(provider).change(provider, old, new).run(snippet)
    assert codes(account) == expected
    assert account.exit == Exit.FINDINGS


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


def run(text: str, folder: Path, **more: str) -> programs.Result:
    """Run a shell text in a folder."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), **more}
    return Programs().run(["bash", "-c", text], folder, environment, secret=SECRET)


def test_a_program_sees_only_the_environment_it_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No variable of the person who runs this is inherited."""
    monkeypatch.setenv("OTHER_API_KEY", "keyproof-own")
    result = run("env", tmp_path, GIVEN="yes")
    assert "GIVEN=yes" in result.output
    assert "OTHER_API_KEY" not in result.output
    assert (result.code, result.leaks) == (0, ())


def test_output_is_kept_up_to_a_limit(tmp_path: Path) -> None:
    """A program that floods the screen costs no memory, and undecodable bytes are no error."""
    result = run(f"head -c {3 * programs.OUTPUT_LIMIT} /dev/zero; printf '\\xff'", tmp_path)
    assert len(result.output) == programs.OUTPUT_LIMIT
    assert run("printf '\\xff'", tmp_path).output == "\ufffd"


def test_a_program_ends_with_all_that_it_started(tmp_path: Path) -> None:
    """Children in the background do not outlive it."""
    run("(sleep 0.5; touch late) & exit 0", tmp_path)
    time.sleep(0.8)
    assert not (tmp_path / "late").exists()


def test_a_file_with_the_key_is_found(tmp_path: Path) -> None:
    """In the working folder, however deep."""
    assert run(f"mkdir -p a/b; echo x{SECRET}x > a/b/log.txt", tmp_path).leaks == ("log.txt",)


@on_linux
def test_a_key_in_arguments_is_seen_in_our_own_programs_only(tmp_path: Path) -> None:
    """The program is named; a stranger's process with the same text is none of our business."""
    started = Programs()
    environment = {"PATH": os.environ["PATH"]}
    job = _in_thread(lambda: started.run(["sleep", "5"], tmp_path, environment))
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(5)", SECRET])
    loud = _in_thread(lambda: started.run(["bash", "-c", f"sleep 5; : {SECRET}"], tmp_path, environment))
    try:
        assert _soon(lambda: started.showing(SECRET) == {"bash"})
    finally:
        started.stop()
        stranger.kill()
        stranger.wait()
        job.join()
        loud.join()


def test_stopping_ends_what_runs_and_starts_nothing_more(tmp_path: Path) -> None:
    """After Ctrl-C no program is left, and none begins."""
    started = Programs()
    ended: list[float] = []
    begin = time.monotonic()

    def work() -> None:
        started.run(["sleep", "30"], tmp_path, {"PATH": os.environ["PATH"]})
        ended.append(time.monotonic() - begin)

    job = _in_thread(work)
    assert _soon(lambda: bool(started._running))  # noqa: SLF001 - the moment when it has begun
    started.stop()
    job.join()
    assert ended[0] < 20
    with pytest.raises(StoppedError):
        started.run(["true"], tmp_path, {})


def _in_thread(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def _soon(condition: Callable[[], bool], limit: float = 10) -> bool:
    """Wait until the condition holds, at most this long."""
    end = time.monotonic() + limit
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def test_names(site: Site) -> None:
    """A provider, a task of it, or one snippet can be asked for."""
    made = snippets.all_snippets(providers.load(site.facts).providers.values(), site.templates)

    def chosen(*only: str) -> Sequence[str]:
        return [one.id for one in made if proof._asked(one, only)]  # noqa: SLF001

    assert chosen() == chosen("openai") == [one.id for one in made]
    assert chosen("openai/check") == [one.id for one in made if one.task == "check"]
    assert chosen("openai/check/r", "openai/script") == ["openai/check/r", "openai/script/curl"]
    assert chosen("open") == []
