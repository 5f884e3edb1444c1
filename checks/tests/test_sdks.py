"""The real packages of this environment meet the stand-in: what they raise is recorded and compared."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sdk_facts import few, without

from keyproof import __main__, providers
from keyproof.report import Exit
from keyproof.sdks import session, trials
from keyproof.sdks.record import FILE, Case, Outcome, read
from keyproof.sdks.session import Account
from keyproof.sdks.situations import CRASH, LATE

ROWS = ("invalid_api_key", "missing_api_key", "credit_balance_exhausted")


@pytest.fixture(scope="module")
def driven(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Account]:
    """Give the facts of OpenAI with a few error rows, the record of them, and the account of the drive."""
    folder = few(tmp_path_factory.mktemp("facts"), "openai", *ROWS)
    account = run(folder, rewrite=True)
    assert account.exit == Exit.FINE, account
    return folder, account


@pytest.fixture(scope="module")
def recorded(driven: tuple[Path, Account]) -> Path:
    """Give the facts of OpenAI with a few error rows, and the record of them."""
    return driven[0]


@pytest.fixture
def facts(driven: tuple[Path, Account], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a copy of the facts and their record, to be spoilt; what the packages did is remembered."""
    recorded, account = driven
    monkeypatch.setattr(session, "_driven", lambda *_: list(account.drives))
    home = tmp_path / "openai"
    home.mkdir()
    for path in (recorded / "openai").iterdir():
        (home / path.name).write_bytes(path.read_bytes())
    return tmp_path


def run(folder: Path, *only: str, rewrite: bool = False) -> Account:
    """Drive the packages that are installed here."""
    return session.run(folder, only=only, rewrite=rewrite, home=None, seconds=120)


def outcomes(folder: Path, provider: str = "openai") -> Mapping[Case, Outcome]:
    """Give what is recorded."""
    known = read(folder / provider / FILE)
    assert known
    return known.by_case()


def lines(folder: Path) -> list[str]:
    """Give the lines of the record."""
    return (folder / "openai" / FILE).read_text(encoding="utf-8").splitlines()


def test_the_record_holds_class_status_requests_and_words(recorded: Path) -> None:
    """A wrong key, no credit (asked three times) and the working key, each with what tells it apart."""
    known = outcomes(recorded)
    wrong = known["openai", "invalid_api_key", "check", False]
    assert (wrong.raises, wrong.status, wrong.requests) == ("openai.AuthenticationError", 401, 1)
    assert wrong.tells["code"] == "invalid_api_key"
    assert wrong.message == "Error code: 401 - Incorrect API key provided: <your key, masked>."
    empty = known["openai", "credit_balance_exhausted", "first-request", False]
    assert (empty.raises, empty.requests) == ("openai.RateLimitError", 3)
    good = known["openai", "good-key", "first-request", False]
    assert (good.raises, good.requests, good.message) == (None, 1, "Hello, your key works.")


def test_the_remedies_of_the_pages_help(recorded: Path) -> None:
    """Our snippet strips the key and does not repeat; the plain program shows the key, and asks thrice."""
    known = outcomes(recorded)
    plain = known["openai", "key-newline", "check", False]
    assert (plain.raises, plain.requests) == ("openai.APIConnectionError", 0)
    assert "traceback" in plain.shows_key
    ours = known["openai", "key-newline", "check", True]
    assert (ours.raises, ours.requests, ours.shows_key) == (None, 1, ())
    assert known["openai", "credit_balance_exhausted", "first-request", True].requests == 1


def test_the_network_is_left_out_or_changed(recorded: Path) -> None:
    """An empty address, a refused connection, an unknown name reach nobody; a page comes from the proxy."""
    known = outcomes(recorded)
    for situation in ("address-empty", "connection-refused", "name-unknown"):
        one = known["openai", situation, "first-request", False]
        assert (one.raises, one.requests) == ("openai.APIConnectionError", 0)
    assert known["openai", "proxy-page", "check", False].raises == "AttributeError"
    assert known["openai", "redirect", "check", False].requests == 2


def test_what_is_as_recorded_is_fine(facts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`keyproof sdks --here` tells how much was driven, and changes nothing."""
    before = lines(facts)
    assert __main__.main(["--providers", str(facts), "sdks", "--here"]) == Exit.FINE
    said = capsys.readouterr()
    assert f"1 providers, {len(ROWS)} error rows, 1 packages, " in said.out
    assert "openai        openai" in said.out
    assert "looking for openai" in said.err
    assert lines(facts) == before


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("openai.AuthenticationError", "openai.NotFoundError", "SDK001"),
        ('"status": 401', '"status": 403', "SDK004"),
        ('"requests": 1', '"requests": 2', "SDK004"),
        ('"code": "invalid_api_key"', '"code": "x"', "SDK004"),
    ],
)
def test_a_changed_record_is_a_finding_at_its_line(facts: Path, old: str, new: str, code: str) -> None:
    """Class, status, requests and what tells rows apart: each is compared, and told with place and mend."""
    place, text = next(
        (n, line) for n, line in enumerate(lines(facts), 1) if '"invalid_api_key", "at": "check"' in line
    )
    assert old in text
    spoilt = [*lines(facts)]
    spoilt[place - 1] = text.replace(old, new)
    (facts / "openai" / FILE).write_text("\n".join(spoilt), encoding="utf-8")
    account = run(facts)
    assert [(found.code, found.line, found.path.name) for found in account.findings] == [(code, place, FILE)]
    assert account.exit == Exit.FINDINGS
    assert "`nox -s sdks -- --write`" in str(account)


def test_a_row_without_a_record_is_a_finding(facts: Path) -> None:
    """SDK002 says what was seen, and how to record it."""
    kept = [line for line in lines(facts) if '"situation": "missing_api_key", "at": "check"' not in line]
    assert len(kept) == len(lines(facts)) - 1
    (facts / "openai" / FILE).write_text("\n".join(kept), encoding="utf-8")
    (finding,) = run(facts).findings
    assert (finding.code, finding.path.name) == ("SDK002", FILE)
    assert "openai.AuthenticationError (401) after 1 request" in finding.seen


def test_a_record_of_a_row_that_has_gone_is_a_finding(
    facts: Path, driven: tuple[Path, Account], monkeypatch: pytest.MonkeyPatch
) -> None:
    """SDK003 stands at the line; `--write` takes it out, and leaves the other lines."""
    (drive,) = driven[1].drives
    less = tuple(one for one in drive.outcomes if one.situation != "missing_api_key")
    monkeypatch.setattr(session, "_driven", lambda *_: [dataclasses.replace(drive, outcomes=less)])
    findings = run(facts).findings
    assert {found.code for found in findings} == {"SDK003"}
    assert {"missing_api_key" in lines(facts)[found.line - 1] for found in findings} == {True}
    before = lines(facts)
    assert run(facts, rewrite=True).exit == Exit.FINE
    assert set(lines(facts)) < set(before)


def test_a_row_that_has_gone_from_the_facts_is_not_tried(tmp_path: Path) -> None:
    """What the facts do not know has no program."""
    folder = few(tmp_path, "openai", *ROWS)
    without(folder, "openai", "missing_api_key")
    facts = providers.load(folder).providers["openai"]
    tried = {one.situation for one in trials.trials(facts, "openai")}
    assert "invalid_api_key" in tried
    assert "missing_api_key" not in tried


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"situation": "good-key", "raises": "openai.RateLimitError"}, "SDK005"),
        ({"situation": "key-newline", "remedied": True, "shows_key": ("traceback",)}, "SDK006"),
        ({"situation": "credit_balance_exhausted", "remedied": True, "requests": 3}, "SDK006"),
        ({"situation": "long-wait", "remedied": True, "waits": 120}, "SDK006"),
        ({"situation": "invalid_api_key", "raises": LATE}, "SDK007"),
        ({"situation": "invalid_api_key", "raises": CRASH}, "SDK007"),
    ],
)
def test_what_is_wrong_whatever_is_recorded(
    change: dict[str, Any],
    code: str,
    facts: Path,
    driven: tuple[Path, Account],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A refused good key, a remedy that does not help, no end: recording it does not make it right."""
    (drive,) = driven[1].drives
    wanted = {
        "remedied": False,
        **{name: change[name] for name in ("situation", "remedied") if name in change},
    }
    spoilt = tuple(
        dataclasses.replace(one, **change)
        if all(getattr(one, name) == wanted[name] for name in wanted)
        else one
        for one in drive.outcomes
    )
    assert spoilt != drive.outcomes
    monkeypatch.setattr(session, "_driven", lambda *_: [dataclasses.replace(drive, outcomes=spoilt)])
    account = run(facts, rewrite=True)
    assert code in {found.code for found in account.findings}
    assert account.exit == Exit.FINDINGS


def test_another_release_or_wording_is_a_note(
    facts: Path, driven: tuple[Path, Account], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words change from release to release: that is told, and is no finding."""
    (drive,) = driven[1].drives
    said = tuple(dataclasses.replace(one, message=f"{one.message}!") for one in drive.outcomes)
    newer = dataclasses.replace(drive, version="99.0", outcomes=said)
    monkeypatch.setattr(session, "_driven", lambda *_: [newer])
    account = run(facts)
    assert account.exit == Exit.FINE
    assert f"{len(said)} messages read otherwise" in account.notes[0]
    assert "driven with 99.0" in account.notes[1]


def test_a_fact_that_names_another_exception_is_a_finding(facts: Path) -> None:
    """The line of the fact file is told, whatever is recorded."""
    path = facts / "openai" / "openai.toml"
    text = path.read_text(encoding="utf-8")
    spoilt = text.replace(
        '_key_exception = "openai.AuthenticationError"', '_key_exception = "openai.NotFoundError"'
    )
    spoilt = spoilt.replace(
        'shows = "openai.APIConnectionError: Connection error."', 'shows = "openai.KeyError: x"'
    )
    path.write_text(spoilt, encoding="utf-8")
    findings = run(facts).findings
    assert {found.code for found in findings} == {"SDK009"}
    named = spoilt.splitlines()
    assert [named[found.line - 1].partition(" =")[0] for found in findings] == [
        "shows",
        "invalid_key_exception",
    ]


def test_a_record_that_cannot_be_read_is_a_finding_and_can_be_made_anew(facts: Path) -> None:
    """SDK008 names what is wrong; `--write` makes the file again."""
    path = facts / "openai" / FILE
    path.write_text('{"recorded_on": "yesterday"}', encoding="utf-8")
    account = run(facts)
    assert [found.code for found in account.findings] == ["SDK008"]
    assert account.exit == Exit.FINDINGS
    assert run(facts, rewrite=True).exit == Exit.FINE
    assert json.loads(path.read_text(encoding="utf-8"))["packages"].keys() == {"openai"}


def test_no_key_is_in_what_is_written_and_printed(facts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither in the record nor in the account nor in the progress, though packages do print it."""
    account = run(facts, rewrite=True)
    said = capsys.readouterr()
    everything = [str(account), said.out, said.err, "\n".join(lines(facts))]
    assert any("shows_key" in line for line in lines(facts))
    assert not [text for text in everything if "keyproof-good" in text or "keyproof-row" in text]


def test_an_unknown_name_is_wrong_use(facts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The providers and packages that there are, are named."""
    assert __main__.main(["--providers", str(facts), "sdks", "--here", "opnai"]) == Exit.WRONG_USE
    assert "'opnai'; there are: openai" in capsys.readouterr().err


def test_nothing_driven_is_not_fine(tmp_path: Path) -> None:
    """Without providers, or without time, the exit code is 3."""
    assert run(tmp_path).exit == Exit.NOTHING_CHECKED
    account = session.run(few(tmp_path, "openai", *ROWS), home=None, seconds=0)
    assert account.exit == Exit.NOTHING_CHECKED
    assert "the time for the whole run is over" in str(account)
