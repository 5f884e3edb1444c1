"""Each rule about code that hands a key to MacBehaviour finds what breaks it, and only that."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from conftest import PROJECT

from keyproof import connection, providers, setkey, snippets
from keyproof.model import MacBehaviour

KNOWN = providers.load(PROJECT / "docs" / "providers").providers
TODAY = date(2026, 11, 21)
DEAD = [row.pattern for one in KNOWN.values() for row in one.dead if row.pattern]
URL = "https://api.example.org/v1/chat/completions"
KEY = 'Sys.getenv("EXAMPLE_KEY")'
GOOD = f'setKey(api_key = {KEY}, model = "m", api_url = "{URL}", max_retries = 1)'
AROUND = f'Sys.setenv(llm = "openai", key = {KEY}, model = "m", url = "{URL}")'
HERE = "http://localhost:8080/v1/chat/completions"
LOCAL = f'setKey(api_key = "NA", model = "m", api_url = "{HERE}", max_retries = 1)'


def codes(code: str) -> list[str]:
    """Give the codes of what is wrong with a piece of code."""
    return [fault.rule.code for fault in setkey.of_code(code, DEAD)]


@pytest.mark.parametrize(
    "code",
    [
        GOOD,
        AROUND,
        LOCAL,
        LOCAL.replace("localhost", "127.0.0.1"),
        GOOD.replace("setKey", "MacBehaviour::setKey"),
        GOOD.replace("setKey", "set_key_checked"),
        GOOD.replace(KEY, f"trimws({KEY})"),
        GOOD.replace(KEY, 'keyring::key_get("example")'),
        GOOD.replace("chat/completions", "messages"),
        GOOD.replace("api.example.org/v1", "openrouter.ai/api/v1").replace('"m"', '"google/gemini-x"'),
        GOOD.replace("api_key = ", "").replace("model = ", "").replace("api_url = ", ""),
        f'setKey(api_key = {KEY}, model = "claude-x", api_url = "https://api.anthropic.com/v1/messages")',
        "setKey()",
        "setKey(...)",
        "setKey(..., max_retries = 1)",
        "function(...) do.call(setKey, list(...))",
        "# setKey(api_key = 'x')",
        'Sys.setenv(EXAMPLE_KEY = "x")',
        "preCheck(design, checkToken = FALSE)",
        "magicTokenizer()",
    ],
)
def test_a_right_call_is_left_alone(code: str) -> None:
    """Every form that the pages use, and what is no call at all."""
    assert codes(code) == []


MUTATIONS = [
    (GOOD, f', api_url = "{URL}"', "", "MAC001"),
    (GOOD, f'"{URL}"', "address", "MAC001"),
    (AROUND, f', url = "{URL}"', "", "MAC001"),
    (GOOD, "https://", "http://", "MAC002"),
    (GOOD, "https://", "", "MAC002"),
    (LOCAL, "localhost", "localhost.example.org", "MAC002 MAC005"),
    (LOCAL, "localhost", "192.168.1.2", "MAC002 MAC005"),
    (AROUND, "https://", "http://", "MAC002"),
    (GOOD, "/chat/completions", "", "MAC003"),
    (LOCAL, "v1/chat/completions", "api/chat", "MAC003"),
    (AROUND, "/chat/completions", "", "MAC003"),
    (GOOD, KEY, '"keyproof-good-example"', "MAC004"),
    (GOOD, KEY, 'paste0("keyproof-", "good")', "MAC004"),
    (GOOD, KEY, "my_key", "MAC004"),
    (GOOD, f"api_key = {KEY}, ", "", "MAC004"),
    (AROUND, KEY, "'keyproof-good-example'", "MAC004"),
    (GOOD, KEY, '"NA"', "MAC005"),
    (AROUND, KEY, '"NA"', "MAC005"),
    (GOOD, "api.example.org", "api-inference.huggingface.co", "MAC006"),
    (GOOD, '"m"', '"gpt-3.5-turbo"', "MAC006"),
    (GOOD, '"m"', '"deepseek-chat"', "MAC006"),
    (AROUND, '"m"', '"deepseek-reasoner"', "MAC006"),
    (GOOD, "max_retries", 'secret_key = "s", max_retries', "MAC007"),
    (GOOD, '"m"', '"my-Gemini"', "MAC007"),
    (LOCAL, '"m"', '"baichuan-7b"', "MAC007"),
    (LOCAL, ", max_retries = 1", "", "MAC009"),
    (GOOD, "max_retries = 1", "max_retries = 9", "MAC009"),
    (GOOD.replace("chat/completions", "messages"), '"m"', '"claude-x"', "MAC009"),
    (GOOD, "setKey", "set_key", "MAC010"),
    (GOOD, 'model = "m", ', "", "MAC011"),
    ("preCheck(d)", "d)", "d, checkToken = TRUE)", "MAC008"),
    ("preCheck(d)", "d)", "d, checkToken = T)", "MAC008"),
    ("magicTokenizer()", ")", "text)", "MAC008"),
    (f"do.call(setKey, list({GOOD[7:-1]}))", f', api_url = "{URL}"', "", "MAC001"),
]


@pytest.mark.parametrize(("code", "old", "new", "expected"), MUTATIONS)
def test_each_slip_turns_its_rule_red(code: str, old: str, new: str, expected: str) -> None:
    """Mutation: a right call, made wrong in one place, breaks the rule about it and no other."""
    assert codes(code) == []
    assert old in code
    assert codes(code.replace(old, new, 1)) == expected.split()


def test_every_rule_has_a_mutation_a_title_and_a_mend() -> None:
    """Silence is not an option: each code is given once, and a test turns it red."""
    listed = [rule.code for rule in setkey.RULES]
    assert listed == [f"MAC{number:03}" for number in range(1, len(listed) + 1)]
    assert all(rule.title and rule.fix for rule in setkey.RULES)
    turned = {code for *_, expected in MUTATIONS for code in expected.split()}
    assert set(listed) == turned | {setkey.UNTOLD.code, setkey.UNWARNED.code}


@pytest.mark.parametrize("facts", KNOWN.values(), ids=lambda one: one.id)
def test_the_code_of_every_provider_obeys(facts: object) -> None:
    """What the templates make of the facts is as right as the facts."""
    assert isinstance(facts, type(KNOWN["openai"]))
    for one in snippets.of_task(facts, "macbehaviour", PROJECT / "docs" / "_snippets"):
        assert codes(one.text) == []
        assert len(list(connection.connections(one.text))) == 1


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("openai", 'api_url = "https://api', 'api_url = "http://api', {"FACT013", "MAC002"}),
        ("openai", 'v1/chat/completions"\nmodel', 'v1"\nmodel', {"MAC003"}),
        ("openai", "key = 'Sys.getenv(\"OPENAI_API_KEY\")'", "key = '\"keyproof-good-openai\"'", {"MAC004"}),
        ("openai", "key = 'Sys.getenv(\"OPENAI_API_KEY\")'", "key = '\"NA\"'", {"MAC005"}),
        ("deepseek", 'model = "deepseek-flash"\nnote', 'model = "deepseek-chat"\nnote', {"MAC006"}),
        ("gemini", "setkey = false\n", "", {"MAC007"}),
        ("anthropic", "setkey = false\n", "", {"MAC007"}),
        ("baichuan", "setkey = false\n", "", {"MAC007"}),
        ("gemini", "does not verify the server's certificate, ignores", "ignores", {"MAC013"}),
        ("anthropic", "does not verify the server's certificate, so", "so", {"MAC013"}),
    ],
)
def test_a_wrong_fact_is_found_in_its_file(
    tmp_path: Path, name: str, old: str, new: str, expected: set[str]
) -> None:
    """Mutation: one changed line in a provider's [macbehaviour] is a finding at that table."""
    shutil.copytree(PROJECT / "docs" / "providers" / name, tmp_path / name)
    file = tmp_path / name / f"{name}.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = providers.load(tmp_path, TODAY).findings
    assert {one.code for one in found} == expected
    lines = file.read_text(encoding="utf-8").splitlines()
    assert all(lines[one.line - 1] == "[macbehaviour]" for one in found if one.code.startswith("MAC"))


def test_a_page_tells_of_the_log_file_and_of_unverified_tls() -> None:
    """A page with a call names the log file; one for Claude or Gemini has the warning in its words."""
    told = f"The log `{setkey.LOG_FILE}` holds your key."
    warned = f"{told} For this model it {setkey.TLS_WARNING}."
    claude = GOOD.replace('"m"', '"claude-x"')
    assert [fault.rule.code for fault in setkey.of_page(GOOD, "Text.")] == ["MAC012"]
    assert [fault.rule.code for fault in setkey.of_page(claude, told)] == ["MAC013"]
    assert [fault.rule.code for fault in setkey.of_page(GOOD, told, warned=True)] == ["MAC013"]
    assert list(setkey.of_page(GOOD, told)) == []
    assert list(setkey.of_page(claude, warned, warned=True)) == []
    assert list(setkey.of_page("x <- 1", "Text.")) == []


def test_which_models_need_the_warning() -> None:
    """Those that `setKey()` would send down its own road, also when our code goes around it."""
    table = KNOWN["openai"].macbehaviour
    assert isinstance(table, MacBehaviour)
    assert not setkey.unverified(table)
    assert setkey.unverified(replace(table, model="claude-x"))
    assert setkey.unverified(replace(table, model="gemini-x", setkey=False))
    assert not setkey.unverified(
        replace(table, model="google/gemini-x", api_url="https://openrouter.ai/api/v1/chat/")
    )
