"""The table of providers inside scripts/check_key.py agrees with the facts."""

from __future__ import annotations

import ast
import math
import re
import shutil
import sys
from pathlib import Path

import pytest
from key_check import module

from keyproof import keytable, providers
from keyproof.report import Exit

CODE_WIDTH = 110
SCRIPTS = ("check_key.py", "check_key.R")


@pytest.fixture
def copy(project: Path, tmp_path: Path) -> Path:
    """Give a folder with a copy of the script and of the facts."""
    shutil.copytree(project / "docs" / "providers", tmp_path / "providers")
    for name in SCRIPTS:
        shutil.copy(project / "scripts" / name, tmp_path / name)
    return tmp_path


def checked(copy: Path, name: str = "check_key.py") -> tuple[str, Exit]:
    """Compare the copied script with the copied facts."""
    return keytable.run(copy / name, copy / "providers", rewrite=False)


def change(copy: Path, provider: str, old: str, new: str) -> None:
    """Change one place in the facts of a provider."""
    path = copy / "providers" / provider / f"{provider}.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_table_of_this_project_is_fresh(script: str, project: Path) -> None:
    """After a change of facts somebody has run `keyproof keytable --write`."""
    found = keytable.stale(project / "scripts" / script, project / "docs" / "providers")
    assert found is None, str(found)


@pytest.mark.parametrize(
    ("provider", "old", "new"),
    [
        ("openai", 'verdict = "invalid"', 'verdict = "expired"'),
        ("openai", "status = 429", "status = 402"),
        ("openai", 'code = "credit_balance_exhausted"', 'code = "no_money"'),
        ("huggingface", 'message = "Invalid credentials', 'message = "Wrong credentials'),
        ("llama-cpp", 'type = "unavailable_error"', 'type = "busy_error"'),
        ("openai", 'path = "/models"', 'path = "/me"'),
        ("huggingface", '{ id = "inference.serverless.write"', '{ id = "inference.write"'),
        ("anthropic", '{ anthropic-version = "2026-10-21" }', '{ anthropic-version = "2026-10-22" }'),
        ("anthropic", 'equals = "organization_on_hold"', 'equals = "on_hold"'),
        ("gemini", 'field = "error.details.*.reason"', 'field = "error.reason"'),
        ("fastchat", "equals = 40301", "equals = 40302"),
        ("moonshot", 'china = "https://api.moonshot.cn/v1"', 'china = "https://cn.moonshot.example"'),
        ("baichuan", "one answer of one token from", "two answers from"),
        ("tgi", '\'{"inputs":"hi"}\'', '\'{"inputs": "hello"}\''),
    ],
)
def test_a_changed_fact_makes_the_table_stale(provider: str, old: str, new: str, copy: Path) -> None:
    """A change in a fact file is a finding at the line of the script, until the table is written anew."""
    assert checked(copy)[1] is Exit.FINE
    change(copy, provider, old, new)
    text, code = checked(copy)
    assert code is Exit.FINDINGS
    assert "KEY001" in text
    assert "keyproof keytable --write" in text
    assert keytable.run(copy / "check_key.py", copy / "providers", rewrite=True)[1] is Exit.FINE
    assert checked(copy)[1] is Exit.FINE
    assert new.rpartition(" = ")[2].strip("' {}") in (copy / "check_key.py").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("provider", "old", "new"),
    [
        ("openai", 'verdict = "invalid"', 'verdict = "expired"'),
        ("huggingface", '{ id = "inference.serverless.write"', '{ id = "inference.write"'),
        ("gemini", 'field = "error.details.*.reason"', 'field = "error.reason"'),
        ("anthropic", 'equals = "organization_on_hold"', 'equals = "on_hold"'),
        ("baichuan", "one answer of one token from", "two answers from"),
    ],
)
def test_a_changed_fact_makes_the_table_of_the_r_script_stale(
    provider: str, old: str, new: str, copy: Path
) -> None:
    """The R script is held to the same facts, by the same finding and the same command."""
    change(copy, provider, old, new)
    text, code = checked(copy, "check_key.R")
    assert (code, "check_key.R" in text, "KEY001" in text) == (Exit.FINDINGS, True, True)
    assert keytable.run(copy / "check_key.R", copy / "providers", rewrite=True)[1] is Exit.FINE
    assert checked(copy, "check_key.R")[1] is Exit.FINE


def test_the_r_script_knows_the_providers_of_macbehaviour(project: Path) -> None:
    """Every provider with a `[macbehaviour]` table is in the R script, and no other; its text is ASCII."""
    text = (project / "scripts" / "check_key.R").read_text(encoding="utf-8")
    known = providers.load(project / "docs" / "providers").providers.values()
    seen = re.findall(r"^  `?([\w-]+)`? = provider\($", text, re.MULTILINE)
    assert seen == [facts.id for facts in known if facts.macbehaviour]
    assert text.isascii()


def test_a_provider_that_is_gone_is_gone_from_the_table(copy: Path) -> None:
    """Deleting a provider's folder and writing the table is all there is to do."""
    shutil.rmtree(copy / "providers" / "llama-cpp")
    assert checked(copy)[1] is Exit.FINDINGS
    keytable.write(copy / "check_key.py", copy / "providers")
    assert "llama-cpp" not in (copy / "check_key.py").read_text(encoding="utf-8")


def test_a_draft_is_not_in_the_table(copy: Path) -> None:
    """Facts that nobody has confirmed yet decide about nobody's key."""
    change(copy, "llama-cpp", "\nkind = ", "\ndraft = true\nkind = ")
    keytable.write(copy / "check_key.py", copy / "providers")
    assert "llama-cpp" not in (copy / "check_key.py").read_text(encoding="utf-8")


def test_writing_touches_the_table_only(copy: Path) -> None:
    """The rest of the script stays as it is; a second run changes nothing, and no other file is left."""
    script = copy / "check_key.py"
    before = script.read_text(encoding="utf-8").partition(keytable.BEGIN)[0]
    change(copy, "openai", 'name = "OpenAI"', 'name = "Open AI"')
    assert keytable.write(script, copy / "providers")
    assert not keytable.write(script, copy / "providers")
    text = script.read_text(encoding="utf-8")
    assert text.partition(keytable.BEGIN)[0] == before
    assert text.rstrip().endswith("sys.exit(main(sys.argv[1:]))")
    assert sorted(path.name for path in copy.iterdir()) == ["check_key.R", "check_key.py", "providers"]


@pytest.mark.parametrize("content", ["print()\n", keytable.BEGIN, keytable.END, None])
def test_a_script_without_a_place_for_the_table_is_wrong_use(content: str | None, copy: Path) -> None:
    """Without both marker comments, or without the file, exit code 2 says so."""
    script = copy / "check_key.py"
    script.unlink() if content is None else script.write_text(content)
    for rewrite in (False, True):
        text, code = keytable.run(script, copy / "providers", rewrite=rewrite)
        assert code is Exit.WRONG_USE
        assert "check_key.py" in text


def test_every_fact_of_a_row_reaches_the_script(project: Path) -> None:
    """What the script holds of each error row is what the facts say."""
    known = providers.load(project / "docs" / "providers").providers
    for facts in known.values():
        table = module().PROVIDERS[facts.id]
        rows = keytable.asked(facts)
        assert [row.id for row in table.rows] == [row.id for row in rows]
        for seen, row in zip(table.rows, rows, strict=True):
            assert (seen.verdict, seen.status) == (row.verdict, row.status)
            assert (seen.says, seen.do) == (row.meaning, row.fix)
            assert (seen.code, seen.type, seen.message) == (row.code or "", row.type or "", row.message or "")
            assert (seen.field, seen.equals) == (row.field or "", "" if row.equals is None else row.equals)
            assert seen.at_most == (-math.inf if row.at_most is None else row.at_most)
            assert set(seen.at.split()) == {{"first-request": "probe"}.get(task, task) for task in row.at}


def test_only_rows_that_no_request_can_meet_are_left_out(project: Path) -> None:
    """All rows of the check are in the table, and those of the first request where the script sends one."""
    for facts in providers.load(project / "docs" / "providers").providers.values():
        tasks = {"check", "first-request"} if module().PROVIDERS[facts.id].probe_path else {"check"}
        assert [row for row in facts.errors if tasks & set(row.at)] == list(keytable.asked(facts))


def test_the_code_around_the_table_keeps_to_its_width(project: Path) -> None:
    """The long lines of the table do not let long lines of code pass."""
    for name in SCRIPTS:
        text = (project / "scripts" / name).read_text(encoding="utf-8")
        code = text.partition(keytable.BEGIN)[0] + text.partition(keytable.END)[2]
        assert [line for line in code.splitlines() if len(line) > CODE_WIDTH] == [], name


def test_the_script_is_one_file_with_one_dependency(project: Path) -> None:
    """The header names httpx alone, and the imports are the standard library and httpx."""
    text = (project / "scripts" / "check_key.py").read_text(encoding="utf-8")
    assert text.startswith(
        '# /// script\n# requires-python = ">=3.11"\n# dependencies = ["httpx>=0.28"]\n# ///\n'
    )
    names = {
        (node.module if isinstance(node, ast.ImportFrom) else name.name).partition(".")[0]  # type: ignore[union-attr]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    assert names - set(sys.stdlib_module_names) == {"httpx"}
