"""A fact that is changed does not go unseen: the tables are stale, and the key check contradicts the fact.

Each case changes one error row in a copy of the facts. The stand-in then answers by the changed row, and the
real script, which knows the row as it was, gives a verdict that the changed facts do not expect.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import PROJECT
from key_check import SCRIPT, call

from keyproof import keys, keytable, providers
from keyproof.emulator import Emulator
from keyproof.model import Provider
from keyproof.report import Exit

# provider, row, what stands in the row, what is put in its place
MUTATIONS = [
    ("openai", "invalid_api_key", 'verdict = "invalid"', 'verdict = "expired"'),
    ("openai", "credit_balance_exhausted", "status = 429", "status = 402"),
    ("anthropic", "organization_on_hold", 'equals = "organization_on_hold"', 'equals = "on_hold"'),
    ("gemini", "api_key_invalid", "status = 400", "status = 401"),
    ("huggingface", "invalid_token", 'message = "Invalid credentials', 'message = "Wrong credentials'),
    ("xai", "incorrect_api_key", "status = 400", "status = 404"),
    ("cohere", "trial_month_used_up", 'verdict = "no_credit"', 'verdict = "rate_limited"'),
    ("deepseek", "balance_not_available", "equals = false", "equals = true"),
    ("perplexity", "unauthorized_page", 'page = "<center>openresty/"', 'page = "<center>nginx/"'),
    ("llama-cpp", "loading", 'verdict = "provider_down"', 'verdict = "invalid"'),
]


def mutated(folder: Path, provider: str, row: str, old: str, new: str) -> Path:
    """Give a folder with all facts, of which one row is changed: the key, and the same text in its body."""
    shutil.copytree(PROJECT / "docs" / "providers", folder)
    file = folder / provider / f"{provider}.toml"
    before, mark, rest = file.read_text(encoding="utf-8").partition(f'[[errors]]\nid = "{row}"\n')
    own, end, after = rest.partition("\n[[")
    assert old in own
    word, other = (text.partition(" = ")[2].strip('"') for text in (old, new))
    lines = [
        line.replace(word, other) if line.startswith(("body", "<")) else line.replace(old, new)
        for line in own.split("\n")
    ]
    file.write_text(before + mark + "\n".join(lines) + end + after, encoding="utf-8")
    return folder


def wrong(facts: Provider, row: str, folder: Path) -> list[tuple[str, str]]:
    """Give expected and seen verdict of the row's situation, where the script contradicts these facts."""
    cases = [case for case in keys.cases(facts) if case.situation == row]
    assert cases
    found = []
    with Emulator({facts.id: facts}) as stand_in:
        for case in cases:
            own = {facts.key.env_var: case.key or ""}
            words = (facts.id, "--json", *case.options)
            seen = call(*words, environment=stand_in.environment | own, folder=folder).report
            is_row = seen["docs_url"].endswith(f"#error-{row.replace('_', '-')}")
            if seen["verdict"] != case.verdict or not is_row:
                found.append((case.verdict, str(seen["verdict"])))
    return found


@pytest.mark.parametrize(("provider", "row", "old", "new"), MUTATIONS, ids=lambda text: text[:24])
def test_a_changed_row_turns_the_checks_red(
    provider: str, row: str, old: str, new: str, tmp_path: Path
) -> None:
    """The facts as they are pass; with one row changed the table is stale and the script contradicts it."""
    sound = providers.load(PROJECT / "docs" / "providers").providers[provider]
    assert wrong(sound, row, tmp_path) == []
    assert keytable.run(SCRIPT, PROJECT / "docs" / "providers", rewrite=False)[1] is Exit.FINE
    folder = mutated(tmp_path / "providers", provider, row, old, new)
    known = providers.load(folder)
    assert wrong(known.providers[provider], row, tmp_path) != []
    text, code = keytable.run(SCRIPT, folder, rewrite=False)
    assert (code, "KEY001" in text) == (Exit.FINDINGS, True)
