"""Reading fact files: what is accepted, and what each finding says."""

from __future__ import annotations

import re
import shutil
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keyproof import providers, shape
from keyproof.report import Finding

TODAY = date(2026, 11, 21)
FILES = sorted((Path(__file__).parents[2] / "docs" / "providers").glob("*/*.toml"))
OPENAI = next(file for file in FILES if file.stem == "openai")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Give a folder with one provider that is in order."""
    folder = tmp_path / "openai"
    folder.mkdir()
    shutil.copy(OPENAI, folder)
    (folder / "index.md").touch()
    return tmp_path


def change(home: Path, old: str, new: str) -> Path:
    """Replace the first such text in the fact file."""
    path = home / "openai" / "openai.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def only(home: Path) -> Finding:
    """Give the one finding that there is."""
    (finding,) = providers.load(home, TODAY).findings
    return finding


def test_the_projects_own_facts_are_in_order(project: Path) -> None:
    """Every provider folder gives a provider, and no finding."""
    catalog = providers.load(project / "docs" / "providers")
    assert catalog.findings == ()
    assert len(catalog.providers) == len(catalog.files) > 0


@pytest.mark.parametrize(
    ("old", "new", "code", "key"),
    [
        ('summary = "', 'sumary = "x"\nsummary = "', "FACT003", "sumary"),
        ('when = "The key is mistyped', 'wen = ""\nwhen = "The key is mistyped', "FACT003", "errors[0].wen"),
        ('kind = "hosted"', "", "FACT004", "kind"),
        ("at = [ ", "att = [ ", "FACT003", "errors[0].att"),
        ("status = 401", 'status = "401"', "FACT005", "errors[0].status"),
        ("status = 401", "status = true", "FACT005", "errors[0].status"),
        ('verdict = "invalid"', 'verdict = "bad"', "FACT005", "errors[0].verdict"),
        ("checked_on = 2026-11-21", "checked_on = 20261121", "FACT005", "checked_on"),
        ('sources = [ "error-codes"', 'sources = [ "error-code"', "FACT010", "check.sources[0]"),
        ('sources = [ "spend-limits" ]', "sources = []", "FACT011", "errors[12].sources"),
        ("[sources]", '[sources]\nspare = { what = "x", seen_on = 2026-11-21 }', "FACT012", "sources.spare"),
        ('home = "https:', 'home = "http:', "FACT013", "links.home"),
        ('home = "https://', 'home = "https:///', "FACT013", "links.home"),
        ("'openai\\.Completion", "'(openai\\.Completion", "FACT014", "dead[0].pattern"),
        ('example = \'{"object"', "example = '{\"object", "FACT015", "check.example"),
        ('id = "missing_api_key"', 'id = "invalid_api_key"', "FACT017", "errors"),
        ('link = "billing"', 'link = "biling"', "FACT018", "steps[1].link"),
        ('invalid_error = "invalid', 'invalid_error = "invald', "FACT018", "check.invalid_error"),
        ("checked_on = 2026-11-21", "checked_on = 2026-05-24", "FACT019", "checked_on"),
        ("checked_on = 2026-11-21", "checked_on = 2026-11-23", "FACT020", "checked_on"),
        ('success_keys = [ "object"', 'success_keys = [ "objekt"', "FACT021", "check.success_keys[0]"),
        ("choices.0.message", "choices.1.message", "FACT021", "first_request.text_path"),
    ],
)
def test_each_slip_is_found_at_its_line(home: Path, old: str, new: str, code: str, key: str) -> None:
    """A slip gives its code, the key path, the line it stands on, and a mend."""
    path = change(home, old, new)
    found = [finding for finding in providers.load(home, TODAY).findings if finding.code == code]
    (finding,) = [
        finding for finding in found if re.match(re.escape(key) + r"\b|" + re.escape(key), finding.seen)
    ]
    lines = path.read_text(encoding="utf-8").splitlines()
    name = re.findall(r"\w+", re.sub(r"\[\d+\]", "", key))[-1]
    assert name in lines[finding.line - 1] or code in {"FACT004", "FACT017"}
    assert finding.fix


def test_a_misspelt_key_names_the_right_one(home: Path) -> None:
    """An unknown key that is close to a known one says which."""
    change(home, "summary =", "sumary =")
    expected = {finding.seen: finding.expected for finding in providers.load(home, TODAY).findings}
    assert expected["sumary"] == "'summary'?"


def test_rows_that_no_answer_reaches_are_found(home: Path) -> None:
    """A row behind one that takes all its answers is reported with both names."""
    change(home, 'code = "invalid_api_key"\n', "")
    change(home, 'message = "Incorrect API key provided"\n', "")
    finding = next(one for one in providers.load(home, TODAY).findings if one.code == "FACT016")
    assert "missing_api_key hidden by invalid_api_key" in finding.seen


@pytest.mark.parametrize(
    ("provider", "old", "new"),
    [
        ("openai", 'equals = "service_tier"\n', ""),
        ("openai", 'equals = "service_tier"', 'equals = "service_tier"\nat_most = 1'),
        ("openai", 'field = "error.param"\n', ""),
        ("vllm", 'equals = "Unauthorized"', 'equals = "Refused"'),
        ("vllm", 'field = "error"', 'field = "errors.*.text"'),
        ("deepseek", "equals = false", "equals = 0"),
        ("perplexity", 'page = "<center>openresty/"', 'page = "<center>nginx/"'),
        ("perplexity", 'message = "401 Authorization Required"', 'message = "401 Unauthorized"'),
    ],
)
def test_marks_that_no_answer_can_have_are_found(
    project: Path, tmp_path: Path, provider: str, old: str, new: str
) -> None:
    """A value to look at needs something to compare it with, and stands in the row's own body."""
    shutil.copytree(project / "docs" / "providers" / provider, tmp_path / provider)
    file = tmp_path / provider / f"{provider}.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    assert providers.load(tmp_path, TODAY).findings == ()
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert [finding.code for finding in providers.load(tmp_path, TODAY).findings] == ["FACT022"]


def test_broken_toml_names_the_line(home: Path) -> None:
    """A file that is not TOML is one finding at the broken line."""
    change(home, 'name = "OpenAI"', "name = OpenAI")
    assert (only(home).code, only(home).line) == ("FACT002", 5)


def test_text_in_another_encoding_names_the_line(home: Path) -> None:
    """A file that is not UTF-8 is one finding at the first bad byte."""
    (home / "openai" / "openai.toml").write_bytes(b'id = "openai"\nname = "\xff"\n')
    assert (only(home).code, only(home).line) == ("FACT001", 2)


def test_missing_pieces_of_a_folder(home: Path) -> None:
    """A folder without facts, without a page, or of another name than the id, is reported."""
    (home / "openai" / "index.md").unlink()
    (home / "other").mkdir()
    (home / "openai").rename(home / "open")
    (home / "open" / "openai.toml").rename(home / "open" / "open.toml")
    codes = {finding.code for finding in providers.load(home, TODAY).findings}
    assert codes == {"FACT001", "FACT006", "FACT007"}


def test_a_folder_that_is_not_there_gives_nothing(tmp_path: Path) -> None:
    """No folder is no crash; the command then says that nothing was checked."""
    assert providers.load(tmp_path / "nowhere").files == ()


def test_codes_are_unique_and_every_rule_has_a_mend() -> None:
    """No code is used twice, and each rule's docstring tells what to do."""
    codes = [rule.code for rule in shape.RULES]
    assert len(set(codes)) == len(codes)
    assert all(rule.fix.endswith(".") for rule in shape.RULES)


DATA: dict[str, Any] = tomllib.loads(OPENAI.read_text(encoding="utf-8"))
LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.lists(st.integers(), max_size=2)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=st.sampled_from(sorted(DATA)), value=LEAVES, data=st.data())
def test_no_value_anywhere_makes_the_reader_fall_over(
    home: Path, table: str, value: object, data: st.DataObject
) -> None:
    """Whatever stands at a key, reading gives a provider or findings, never a traceback."""
    content = DATA[table]
    content = content[0] if isinstance(content, list) and isinstance(content[0], dict) else content
    key = data.draw(st.sampled_from(sorted(content))) if isinstance(content, dict) else table
    line = _toml(key, value)
    text = f"{line}\n" if key == table else f"[{table}]\n{line}\n"
    path = home / "openai" / "openai.toml"
    path.write_text(text, encoding="utf-8")
    facts, findings = providers.read(path, TODAY)
    assert facts is None
    assert findings


def _toml(key: str, value: object) -> str:
    if value is None:
        return f"{key} = {{}}"
    if isinstance(value, bool):
        return f"{key} = {str(value).lower()}"
    if isinstance(value, str):
        return f"{key} = {_quoted(value)}"
    return f"{key} = {value}"


def _quoted(text: str) -> str:
    return '"' + "".join(f"\\U{ord(letter):08X}" for letter in text) + '"'
