"""`keyproof keys`: the driver that proves check_key.py and then uses it."""

from __future__ import annotations

import shutil
from pathlib import Path

import faults
import pytest
from faults import FaultServer
from key_check import SCRIPT

from keyproof import keys, providers
from keyproof.__main__ import main
from keyproof.emulator import Emulator
from keyproof.report import Exit

KEY = "keyproof-canary-keys-60b1f"


@pytest.fixture
def llama(project: Path, tmp_path: Path) -> Path:
    """Give a folder of facts with one provider only: its situations are few."""
    shutil.copytree(project / "docs" / "providers" / "llama-cpp", tmp_path / "providers" / "llama-cpp")
    return tmp_path / "providers"


def test_every_situation_is_proved_and_nobody_asked(llama: Path) -> None:
    """Without a key set: all situations right, the variables named that were looked for, exit code 0."""
    text, code = keys.run(llama, SCRIPT)
    facts = providers.load(llama).providers["llama-cpp"]
    assert code is Exit.FINE
    wanted = list(keys.cases(facts))
    assert f"stand-in: {len(wanted)} of {len(wanted)} situations right" in text
    assert all(case.situation in text for case in wanted)
    assert "looked for LLAMA_API_KEY; not set, so not checked" in text


def test_a_script_that_judges_wrongly_is_found_out(llama: Path, tmp_path: Path) -> None:
    """A changed row in the script is WRONG in the table, exit code 1."""
    broken = tmp_path / "check_key.py"
    text = SCRIPT.read_text(encoding="utf-8").replace(
        'Row("invalid_key", "invalid"', 'Row("invalid_key", "ok"'
    )
    broken.write_text(text, encoding="utf-8")
    text, code = keys.run(llama, broken)
    assert code is Exit.FINDINGS
    assert [line for line in text.splitlines() if line.startswith("WRONG") and "an unknown key" in line]


@pytest.mark.parametrize("body", ["import sys; sys.exit(0)", "raise RuntimeError", "print('{')"])
def test_a_script_that_says_nothing_is_found_out(body: str, llama: Path, tmp_path: Path) -> None:
    """No JSON on standard output is wrong in every situation."""
    (tmp_path / "check_key.py").write_text(body)
    text, code = keys.run(llama, tmp_path / "check_key.py")
    assert code is Exit.FINDINGS
    assert "stand-in: 0 of" in text
    assert "no JSON" in text


def test_a_script_that_prints_the_key_is_found_out(llama: Path, tmp_path: Path) -> None:
    """A verdict that is right does not excuse a key on standard error."""
    end = "    sys.exit(main(sys.argv[1:]))"
    talk = "    print(os.environ.get('LLAMA_API_KEY'), file=sys.stderr)\n" + end
    text = SCRIPT.read_text(encoding="utf-8").replace(end, talk)
    (tmp_path / "check_key.py").write_text(text, encoding="utf-8")
    text, code = keys.run(llama, tmp_path / "check_key.py")
    assert code is Exit.FINDINGS
    assert "prints the key" in text


def test_nothing_to_prove_is_no_success(tmp_path: Path) -> None:
    """A folder without facts is exit code 3."""
    assert keys.run(tmp_path, SCRIPT)[1] is Exit.NOTHING_CHECKED


@pytest.mark.parametrize(
    ("key", "said", "expected"),
    [
        ("keyproof-good-llama-cpp", "ok, exit 0", Exit.FINE),
        ("keyproof-bad-llama-cpp", "invalid, exit 1", Exit.FINDINGS),
        ("keyproof-row-llama-cpp-loading", "provider_down, exit 3", Exit.NOTHING_CHECKED),
    ],
)
def test_a_key_that_is_set_is_checked_for_real(
    key: str, said: str, expected: Exit, llama: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reader's own key is used where its variable is set, and the line says that this was real."""
    with Emulator(providers.load(llama).providers) as real:
        for name, text in real.environment.items():
            monkeypatch.setenv(name, text)
        monkeypatch.setenv("LLAMA_API_KEY", key)
        text, code = keys.run(llama, SCRIPT)
    assert code is expected
    assert f"for real: llama-cpp (LLAMA_API_KEY): {said}" in text
    assert "looked for" not in text
    assert key not in text.partition("for real")[2]


def test_the_proof_does_not_touch_the_readers_own_key(llama: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The situations run without the reader's variables: only the real check sends the reader's key."""
    with FaultServer(faults.reset) as own:
        monkeypatch.setenv("OPENAI_BASE_URL", own.origin)
        monkeypatch.setenv("LLAMA_API_KEY", KEY)
        text, code = keys.run(llama, SCRIPT)
    assert code is Exit.NOTHING_CHECKED
    assert "for real: llama-cpp (LLAMA_API_KEY): network, exit 3" in text
    assert {faults.sent_key(head) for head in own.heads} == {KEY}
    assert len(own.heads) == 2


@pytest.mark.parametrize(
    ("name", "reason"),
    [("baichuan", "its check is not free"), ("azure-openai", "OPENAI_BASE_URL is not set")],
)
def test_a_key_that_cannot_be_checked_for_free_is_left_out(
    name: str, reason: str, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A paid check, or one that lacks an address, is proved on the stand-in only; the reason is given."""
    shutil.copytree(project / "docs" / "providers" / name, tmp_path / "providers" / name)
    variable = providers.load(tmp_path / "providers").providers[name].key.env_var
    monkeypatch.setenv(variable, KEY)
    text, code = keys.run(tmp_path / "providers", SCRIPT)
    assert code is Exit.FINE, text
    assert f"for real: {name} ({variable}) is left out: {reason}" in text
    assert "looked for" not in text
    assert "for real: " + name + f" ({variable}): " not in text


def test_the_command_prints_the_table(llama: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`keyproof keys` writes the table to standard output and gives the exit code."""
    assert main(["--providers", str(llama), "keys", "--script", str(SCRIPT)]) == 0
    assert "a key that works" in capsys.readouterr().out


def test_the_command_compares_the_table(llama: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`keyproof keytable` has a finding when the facts and the script disagree."""
    assert main(["--providers", str(llama), "keytable", "--script", str(SCRIPT)]) == 1
    assert "KEY001" in capsys.readouterr().out
