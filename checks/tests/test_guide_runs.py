"""Claims are run as their file says, and what shows something else is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
from conftest import PROJECT
from small_audit import CLAIMS, audit, written

from keyproof import __main__ as door
from keyproof import contracts, providers
from keyproof.audit import Claim, Execution, Form
from keyproof.guides import executions, passages, proof, traces
from keyproof.guides.executions import Bench
from keyproof.guides.passages import Site
from keyproof.guides.proof import Account
from keyproof.runner import tools
from keyproof.runner.programs import Programs
from keyproof.runner.tools import Tools

KNOWN = providers.load(PROJECT / "docs" / "providers").providers
REAL = providers.read_audit(PROJECT / providers.CLAIMS)[0]
NO_TOOLS = Tools("", frozenset(), None)


def bench(here: Tools = NO_TOOLS, guides: Mapping[str, str] | None = None) -> Bench:
    """Give the real providers, and as much of this machine as is asked for."""
    return Bench(KNOWN, here, Programs(), guides or {})


def claim(folder: Path, quote: str | None = None) -> Claim:
    """Give a claim with this quotation."""
    return replace(audit(folder).claims[0], quote=quote)


def execution(form: Form, program: str | None, shows: str, **more: Any) -> Execution:  # noqa: ANN401 - any key
    """Give an execution."""
    return Execution(form=form, what="this.", shows=shows, program=program, **more)


def wrong(folder: Path, one: Execution, quote: str | None = None, **more: Any) -> str | None:  # noqa: ANN401 - as above
    """Run it, and give what is wrong with what it shows."""
    return bench(**more).run(claim(folder, quote), one).wrong


def test_a_program_shows_what_it_must(tmp_path: Path) -> None:
    """The output is compared, and the exit code must be that of a failure exactly where one is claimed."""
    assert wrong(tmp_path, execution("python", "print('yes')", "yes")) is None
    assert wrong(tmp_path, execution("python", "print('no')", "yes")) == "no"
    assert "exit code 3" in str(wrong(tmp_path, execution("python", "print('yes'); exit(3)", "yes")))
    assert wrong(tmp_path, execution("python", "print('yes'); exit(3)", "yes", fails=True)) is None
    assert "exit code 0" in str(wrong(tmp_path, execution("bash", "echo yes", "yes", fails=True)))


def test_the_quotation_is_run_or_lies_beside_the_program(tmp_path: Path) -> None:
    """Without a program the guide's own words are run; with one they are a file."""
    assert wrong(tmp_path, execution("python", None, "(U+2018)", fails=True), "key = ‘KEY’") is None  # noqa: RUF001 - as printed
    assert wrong(tmp_path, execution("bash", "cat quote.txt", "two"), "one\ntwo") is None


@pytest.mark.parametrize(
    ("text", "shown"), [("“a”: 1,", "JSON"), ("“a”: “b”: 1", "not JSON"), ("{}", "JSON")]
)
def test_json_is_tried_with_its_quotes_repaired(tmp_path: Path, text: str, shown: str) -> None:
    """What is called no JSON is none even with straight quotes and braces around it."""
    assert bench().run(claim(tmp_path, text), execution("json", None, shown)).output == shown


def test_a_dead_end_is_looked_up_in_the_facts(tmp_path: Path) -> None:
    """A name among the dead ends gives what holds now; one that the facts use themselves is found wrong."""
    one = execution("facts", "text-davinci-003", "chat.completions", provider="openai")
    assert wrong(tmp_path, one) is None
    used = KNOWN["openai"].first_request.model
    assert "use it" in str(wrong(tmp_path, replace(one, program=used)))
    assert wrong(tmp_path, replace(one, program="no-such-model")) == "no dead end"


def test_a_search_in_the_guide(tmp_path: Path) -> None:
    """Form `guide` searches the text that is at hand."""
    one = execution("guide", "credit|price", "nothing found")
    assert wrong(tmp_path, one, guides={"A": "words"}) is None
    assert wrong(tmp_path, one, guides={"A": "the price"}) == "found 'price'"


def test_the_stand_in_answers_and_notes_who_was_asked(tmp_path: Path) -> None:
    """A program reaches the provider's stand-in under its real name, and a stranger is refused and noted."""
    text = 'curl --silent "https://api.openai.com/v1/models?api_key=$OPENAI_API_KEY"; curl --silent http://a.example/'
    one = execution("bash", text, "no such host", provider="openai", asks="http://a.example/")
    assert wrong(tmp_path, one) is None
    assert "asked https://api.openai.com" in str(wrong(tmp_path, replace(one, asks="http://b.example/")))


def test_without_a_provider_nothing_gets_out(tmp_path: Path) -> None:
    """A program of a claim without a stand-in finds every host closed."""
    assert wrong(tmp_path, execution("bash", "curl --silent http://a.example/", "no such host")) is None


def test_a_program_without_end_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the deadline the program is ended, and that is the finding."""
    monkeypatch.setattr("keyproof.guides.executions.DEADLINE", 0.5)
    assert wrong(tmp_path, execution("bash", "sleep 60", "")) == "no end within 0 s"


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"needs": ("package:no_such",)}, "the package no_such is not installed"),
        ({"needs": ("r-package:NoSuch",)}, "the R package NoSuch is not installed"),
        ({"needs": ("command:no-such",)}, "no-such is not installed"),
        ({"needs": ("folder:/no-such",)}, "there is no folder /no-such"),
        ({"needs": ("contract:no-such",)}, "there is no no-such.openapi.json in"),
        ({"provider": "no-such"}, "there is no provider no-such"),
    ],
)
def test_what_is_missing_is_named(tmp_path: Path, more: dict[str, Any], reason: str) -> None:
    """An execution that cannot run here says what it would need."""
    missing = bench().missing(claim(tmp_path), execution("bash", "true", "", **more))
    assert (missing or "").startswith(reason)
    assert bench().missing(claim(tmp_path), execution("bash", "true", "")) is None


def test_a_need_that_nobody_knows_is_named(tmp_path: Path) -> None:
    """A slip in `needs` skips the execution with a reason; it does not pass as met."""
    missing = bench().missing(claim(tmp_path), execution("bash", "true", "", needs=("pack:x",)))
    assert missing == "nobody knows what the need 'pack:x' is"


def test_the_account_adds_up(tmp_path: Path) -> None:
    """Executed, skipped and excused claims together are all claims, and each number is printed."""
    text = CLAIMS.replace('shows = "True"', 'shows = "True"\nneeds = [ "package:no_such" ]')
    for source, executed, skipped in ((CLAIMS, 1, 0), (text, 0, 1)):
        known = audit(tmp_path, source)
        account = Account(known.claims, proof.executed(known, bench()), (), ())
        assert (len(account.executed), account.skipped.total()) == (executed, skipped)
        assert len(account.executed) + account.skipped.total() + account.excused.total() == 2
        assert account.exit == (0 if executed else 3)
        assert "claims of older guides       2" in str(account)


def test_a_claim_that_the_world_contradicts_is_found(tmp_path: Path) -> None:
    """A program that shows something else is a finding at the claim's line."""
    known = audit(tmp_path, CLAIMS.replace("1 == 1", "1 == 2"))
    place = traces.place_of(written(tmp_path, CLAIMS))
    found = list(proof.failed(proof.executed(known, bench()), place))
    assert [(one.code, one.line) for one in found] == [("OLD015", place.lines["A01"])]
    assert "False" in found[0].seen


def test_every_claim_that_can_run_runs() -> None:
    """The real claims: what needs nothing that is missing here shows what its claim says."""
    assert REAL is not None
    here = bench(tools.look(PROJECT))
    outcomes = proof.executed(REAL, here)
    assert [outcome for outcome in outcomes if outcome.shown and outcome.shown.wrong] == []
    account = Account(REAL.claims, outcomes, (), ())
    assert len(account.executed) + account.skipped.total() + account.excused.total() == len(REAL.claims)
    assert len(account.executed) >= 20
    print(*account.lines(), sep="\n")  # noqa: T201 - the skips with their reasons


def test_every_program_of_the_file_is_bounded_to_test_keys() -> None:
    """No program holds anything that looks like a real key; keys come from variables."""
    assert REAL is not None
    programs = [one.program or "" for claim in REAL.claims for one in claim.executed]
    assert len(programs) > 40
    assert not [text for text in programs if "sk-" in text or "hf_" in text]


def test_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`keyproof guides` prints the account and gives the exit code of its findings."""
    monkeypatch.setattr(passages, "build", lambda _docs: Site((), {"start": frozenset({"models"})}))
    monkeypatch.setenv("KEYPROOF_GUIDES", str(tmp_path))
    written(tmp_path)
    arguments = ["--providers", str(PROJECT / "docs" / "providers"), "guides", "--docs", str(tmp_path)]
    assert door.main(arguments) == 0
    said = capsys.readouterr().out
    assert "2 claims, 0 findings" in said
    assert "guide A: skipped" in said
    written(tmp_path, CLAIMS.replace("start#models", "start#lost"))
    assert door.main(arguments) == 1
    assert "OLD014" in capsys.readouterr().out
    written(tmp_path, "checked_on = ")
    assert door.main(arguments) == 1
    assert "FACT002" in capsys.readouterr().out


def test_contracts_are_found_from_any_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """The path of a contract that a program gets is absolute, since it runs elsewhere."""
    monkeypatch.setenv(contracts.VARIABLE, "here")
    assert executions.contract("openai") == Path.cwd() / "here" / "openai.openapi.json"


def test_forms_of_execution_are_all_used() -> None:
    """Each form that the model allows is one that some real claim uses."""
    assert REAL is not None
    used = {one.form for claim in REAL.claims for one in claim.executed}
    assert used == set(get_args(Form))
