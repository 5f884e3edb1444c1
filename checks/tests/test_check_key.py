"""check_key against the stand-in for the providers, under their real host names."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import faults
import pytest
from faults import FaultServer
from key_check import KEYS, Run, call, module

from keyproof import keys, providers
from keyproof.emulator import Emulator, bad_key, good_key, row_key
from keyproof.model import VERDICTS, Provider
from verdict_texts import MEANINGS

ALL = providers.load(Path(__file__).parents[2] / "docs" / "providers").providers
FACTS = {name: facts for name, facts in ALL.items() if not facts.draft}
CASES = [case for facts in FACTS.values() for case in keys.cases(facts)]
WHOAMI: Mapping[str, object] = {"name": "reader", "email": "reader@example.org", "auth": {}}
RIGHT = "inference.serverless.write"


@pytest.fixture(scope="module")
def stand_in() -> Iterator[Emulator]:
    """Give the stand-in for all providers."""
    with Emulator(FACTS) as emulator:
        yield emulator


@pytest.fixture(scope="module")
def alone() -> Iterator[Mapping[str, Emulator]]:
    """Give a stand-in for each provider: several servers share an address."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(Emulator({name: facts})) for name, facts in FACTS.items()}


def ask(stand_in: Emulator, folder: Path, *words: str, **environment: str) -> Run:
    """Run the script so that it meets the stand-in in place of the providers."""
    return call(*words, environment=stand_in.environment | environment, folder=folder)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.facts.id}-{case.situation}")
def test_every_answer_in_the_facts_gets_its_verdict(
    case: keys.Case, alone: Mapping[str, Emulator], tmp_path: Path
) -> None:
    """Good key, unknown key, no key and each error row: verdict and exit code as the facts say."""
    own = {case.facts.key.env_var: case.key} if case.key else {}
    seen = ask(alone[case.facts.id], tmp_path, case.facts.id, "--json", *case.options, **own)
    assert (seen.report["verdict"], seen.code) == (case.verdict, keys.EXITS[case.verdict]), seen.printed
    assert list(seen.report) == KEYS
    if case.situation in {row.id for row in case.facts.errors}:
        assert seen.report["docs_url"].endswith(f"#error-{case.situation.replace('_', '-')}")
    assert case.key is None or case.key not in seen.printed


def test_the_exit_codes_are_those_of_the_contract() -> None:
    """The script and the reference page know the verdicts of the model, and their exit codes."""
    assert {verdict: code for verdict, (code, _) in module().VERDICTS.items()} == keys.EXITS
    assert set(keys.EXITS) == set(VERDICTS)
    assert {verdict: meaning.code for verdict, meaning in MEANINGS.items()} == keys.EXITS


@pytest.mark.parametrize("facts", FACTS.values(), ids=FACTS)
def test_the_key_travels_in_one_header_only(facts: Provider, stand_in: Emulator, tmp_path: Path) -> None:
    """Neither the address nor another header nor a body holds the key."""
    before, key = len(stand_in.seen), good_key(facts)
    ask(stand_in, tmp_path, facts.id, "--json", *keys.options(facts), **{facts.key.env_var: key})
    exchanges = stand_in.seen[before:]
    assert exchanges
    for exchange in exchanges:
        assert key not in exchange.url
        assert key.encode() not in exchange.body
        holders = [name.lower() for name, text in exchange.headers.items() if key in text]
        assert holders in ([facts.auth.header.lower()], [])


def test_a_row_leads_to_its_section_and_a_verdict_to_its_own(stand_in: Emulator, tmp_path: Path) -> None:
    """docs_url names the page's anchor of the error row, or that of the verdict."""
    facts = FACTS["openai"]
    refused = ask(stand_in, tmp_path, "openai", "--json", OPENAI_API_KEY=bad_key(facts)).report
    assert refused["docs_url"].endswith("/providers/openai/index.html#error-invalid-api-key")
    missing = ask(stand_in, tmp_path, "openai", "--json").report
    assert missing["docs_url"].endswith("/reference/errors.html#verdict-missing")


def test_people_read_verdict_reason_next_step_and_link(stand_in: Emulator, tmp_path: Path) -> None:
    """Without --json the first line is the verdict; the others say why, what next, where, and what not."""
    seen = ask(stand_in, tmp_path, "openai", OPENAI_API_KEY=good_key(FACTS["openai"]))
    lines = seen.stdout.splitlines()
    assert lines[0] == "OpenAI: ok"
    assert lines[1] == "  The key from OPENAI_API_KEY works."
    assert lines[2].startswith("  The proxy http://127.0.0.1:")
    assert [line.split(":")[0].strip() for line in lines[3:7]] == ["Next", "More", "Asked", "Proved"]
    assert "  Not proved: that the account has credit" in lines
    assert "\x1b" not in seen.stdout


def test_all_checks_every_provider_whose_variable_is_set(stand_in: Emulator, tmp_path: Path) -> None:
    """--all gives one report for each variable that is set, and the worst exit code."""
    good, bad = good_key(FACTS["huggingface"]), bad_key(FACTS["openai"])
    seen = ask(stand_in, tmp_path, "--all", "--json", HUGGING_FACE_HUB_TOKEN=good, OPENAI_API_KEY=bad)
    reports = [json.loads(line) for line in seen.stdout.splitlines()]
    assert {one["provider"]: one["verdict"] for one in reports} == {"huggingface": "ok", "openai": "invalid"}
    assert seen.code == 1


def test_one_key_to_mend_outweighs_one_that_could_not_be_judged(stand_in: Emulator, tmp_path: Path) -> None:
    """--all with a refused key and a provider that is too busy is exit code 1, not 3."""
    busy, bad = row_key(FACTS["huggingface"], "rate_limited"), bad_key(FACTS["openai"])
    assert ask(stand_in, tmp_path, "--all", HF_TOKEN=busy).code == 3
    assert ask(stand_in, tmp_path, "--all", HF_TOKEN=busy, OPENAI_API_KEY=bad).code == 1


def test_all_without_any_key_has_checked_nothing(stand_in: Emulator, tmp_path: Path) -> None:
    """--all with no variable set is exit code 3, and names the variables."""
    seen = ask(stand_in, tmp_path, "--all")
    assert (seen.code, seen.stdout) == (3, "")
    assert all(facts.key.env_var in seen.stderr for facts in FACTS.values())


def test_all_as_text_is_short_where_nothing_is_to_be_done(stand_in: Emulator, tmp_path: Path) -> None:
    """A table comes first; a key that works takes two lines more, another brings its next step and link."""
    good, bad = good_key(FACTS["huggingface"]), bad_key(FACTS["openai"])
    seen = ask(stand_in, tmp_path, "--all", HF_TOKEN=good, OPENAI_API_KEY=bad)
    table, _, blocks = seen.stdout.partition("\n\n")
    assert [line.split()[:3] for line in table.splitlines()] == [
        ["huggingface", "ok", "HF_TOKEN"],
        ["openai", "invalid", "OPENAI_API_KEY"],
    ]
    heads = [line for line in blocks.splitlines() if not line.startswith(" ")]
    assert heads == ["Hugging Face: ok", "OpenAI: invalid"]
    assert seen.stdout.count("  Next: ") == 1


def test_all_checks_side_by_side(tmp_path: Path) -> None:
    """Several servers that take their time cost as much as one, and are told in a fixed order."""
    alone = Counter(facts.check.base_url_env for facts in FACTS.values())
    slow = [one for one in FACTS.values() if one.check.free and alone[one.check.base_url_env] == 1][:5]
    own = {one.key.env_var: "keyproof-canary-slow" for one in slow}

    def late(_head: bytes) -> Iterator[bytes | float]:
        yield 2.0
        yield faults.answer(418, "")

    with FaultServer(late) as server:
        own |= {str(one.check.base_url_env): server.origin for one in slow}
        began = time.monotonic()
        seen = call("--all", "--json", environment=own, folder=tmp_path)
        took = time.monotonic() - began
    reports = [json.loads(line) for line in seen.stdout.splitlines()]
    assert [(one["provider"], one["verdict"]) for one in reports] == [(one.id, "unexpected") for one in slow]
    assert len(reports) == 5
    assert took < 5 * 2.0


def test_list_shows_which_variables_are_set_and_never_their_values(tmp_path: Path) -> None:
    """--list asks nobody; it names provider, variable and key page."""
    seen = call("--list", environment={"OPENAI_API_KEY": "keyproof-canary-list"}, folder=tmp_path)
    assert seen.code == 0
    assert re.search(r"^openai +OPENAI_API_KEY +set +https://", seen.stdout, re.MULTILINE)
    assert re.search(r"^huggingface +HF_TOKEN +not set +https://", seen.stdout, re.MULTILINE)
    assert "canary" not in seen.printed
    rows = [
        json.loads(line)
        for line in call("--list", "--json", environment={}, folder=tmp_path).stdout.splitlines()
    ]
    assert {row["provider"] for row in rows} == {*FACTS, "openai-compatible"}


def test_a_probe_needs_consent(stand_in: Emulator, tmp_path: Path) -> None:
    """Without --yes and without a terminal the paid request is not sent; the price is named."""
    before = len(stand_in.seen)
    seen = ask(stand_in, tmp_path, "openai", "--probe", OPENAI_API_KEY=good_key(FACTS["openai"]))
    assert seen.code == 2
    assert "USD" in seen.stderr
    assert "--yes" in seen.stderr
    assert len(stand_in.seen) == before


def test_a_probe_proves_credit_with_one_request(stand_in: Emulator, tmp_path: Path) -> None:
    """--probe --yes sends the first request once, after the check, and the report says what that proved."""
    before = len(stand_in.seen)
    key = good_key(FACTS["openai"])
    seen = ask(stand_in, tmp_path, "openai", "--json", "--probe", "--yes", OPENAI_API_KEY=key)
    assert [one.method for one in stand_in.seen[before:] if one.method != "CONNECT"] == ["GET", "POST"]
    assert "A request for text was answered and, where it costs, paid." in seen.report["proved"]
    assert "credit" not in " ".join(seen.report["not_proved"])


def test_a_probe_finds_the_empty_account_that_the_check_cannot_see(
    stand_in: Emulator, tmp_path: Path
) -> None:
    """A key without credit passes the check and fails the probe, asked once."""
    key = row_key(FACTS["openai"], "credit_balance_exhausted")
    assert ask(stand_in, tmp_path, "openai", "--json", OPENAI_API_KEY=key).report["verdict"] == "ok"
    before = len(stand_in.seen)
    seen = ask(stand_in, tmp_path, "openai", "--json", "--probe", "--yes", OPENAI_API_KEY=key)
    assert (seen.report["verdict"], seen.code) == ("no_credit", 1)
    assert [one.method for one in stand_in.seen[before:] if one.method == "POST"] == ["POST"]


def token(role: str | None, global_rights: list[str], *scoped: list[str]) -> Mapping[str, object]:
    """Give what Hugging Face says about a token."""
    fine = {
        "global": global_rights,
        "scoped": [{"entity": {"type": "user"}, "permissions": one} for one in scoped],
    }
    access = {"displayName": "secret name", "role": role, "fineGrained": fine}
    return {**WHOAMI, "auth": {"type": "access_token", "accessToken": access}}


@pytest.mark.parametrize(
    ("body", "verdict", "said"),
    [
        (token("fineGrained", [RIGHT]), "ok", "Its role is fineGrained."),
        (token("fineGrained", [], ["repo.content.read"], [RIGHT]), "ok", "Its role is fineGrained."),
        (token("fineGrained", [], ["repo.content.read"]), "no_scope", "lacks the permission"),
        (token("fineGrained", []), "no_scope", "lacks the permission"),
        (token("read", []), "ok", "Its role is read."),
        (token("write", []), "ok", "Its role is write."),
        (token("<b>odd role</b>", []), "ok", "works"),
        (token(None, []), "ok", "works"),
        (WHOAMI, "ok", "works"),
        ({**WHOAMI, "auth": {"accessToken": {"role": "fineGrained", "fineGrained": 7}}}, "no_scope", "lacks"),
    ],
)
def test_the_permission_of_a_hugging_face_token_is_read(
    body: object, verdict: str, said: str, tmp_path: Path
) -> None:
    """A token that may not call models is found out; role and permission are told, no name, no e-mail."""
    key = "keyproof-canary-whoami"
    with FaultServer(
        faults.only_for(key, body, {"error": "Invalid credentials in Authorization header"})
    ) as hub:
        environment = {"HF_TOKEN": key, "HF_ENDPOINT": hub.origin}
        seen = call("huggingface", "--json", environment=environment, folder=tmp_path)
    assert seen.report["verdict"] == verdict
    assert said in seen.report["message"]
    assert not re.search("reader|example.org|secret name|odd role", seen.printed)
    proved = any("Make calls to Inference Providers" in text for text in seen.report["proved"])
    assert proved == (RIGHT in json.dumps(body))
