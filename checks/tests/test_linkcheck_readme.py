"""The README of linkcheck-plus says what the code does: options, settings, statuses, modules, examples."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import ClassVar

import pytest
import yaml  # type: ignore[import-untyped]
from sphinx.builders import linkcheck

import linkcheck_plus
from linkcheck_plus import migration, reports
from linkcheck_plus.__main__ import _parser
from linkcheck_plus.collect import collect
from linkcheck_plus.model import Status
from linkcheck_plus.settings import Settings, load

FOLDER = Path(linkcheck_plus.__file__).parent
TEXT = (FOLDER / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """Give the code blocks in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def test_every_setting_is_explained_with_its_default() -> None:
    """The table names each setting; a number or truth value there is the default of the code."""
    rows = re.findall(r"^\| (`[a-z_]+`(?:, `[a-z_]+`)*) \| ([^|]+) \|", TEXT, re.MULTILINE)
    told = {name: default for names, default in rows for name in re.findall(r"`(\w+)`", names)}
    assert {item.name for item in fields(Settings)} <= told.keys()
    for item in fields(Settings):
        default = getattr(Settings(), item.name)
        if isinstance(default, bool | int | float) and told[item.name].count(",") == 0:
            assert told[item.name] == str(default).lower().removesuffix(".0")


def test_every_option_named_exists() -> None:
    """No sentence and no example names an option that the command does not have."""
    known = {option for action in _parser()._actions for option in action.option_strings}  # noqa: SLF001
    others = {"--body-file", "--comment", "--event", "--force", "--jq", "--json", "--label", "--limit"}
    others |= {"--dir", "--name", "--state", "--status", "--title", "--workflow"}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", TEXT)) - others <= known


def test_every_form_status_and_exit_code_is_told() -> None:
    """Nobody has to read the code to know what may come out."""
    assert all(f"`{form}`" in TEXT for form in reports.FORMATS)
    assert set(re.findall(r"^\| `([a-z-]+)` \| [^|]+ \| (?:yes|no) \|$", TEXT, re.MULTILINE)) == set(Status)


def test_every_option_of_sphinx_has_a_row() -> None:
    """What Sphinx knows, migration knows, with Sphinx's own default, and the table tells."""

    class Recorder:
        """Notes the options that an extension adds."""

        added: ClassVar[dict[str, object]] = {}

        def add_config_value(self, name: str, default: object, *_: object, **__: object) -> None:
            self.added[name] = default

        def __getattr__(self, name: str) -> object:
            return lambda *_, **__: None

    linkcheck.setup(Recorder())  # type: ignore[arg-type]
    assert migration.SPHINX.keys() == Recorder.added.keys()
    same = {name for name, value in migration.SPHINX.items() if value == Recorder.added[name]}
    assert Recorder.added.keys() - same <= {"linkcheck_allowed_redirects"}
    assert all(f"`{name}`" in TEXT for name in Recorder.added)


def test_the_settings_shown_can_be_read(tmp_path: Path) -> None:
    """The example of a pyproject.toml is one."""
    (example,) = blocks("toml")
    (tmp_path / "pyproject.toml").write_text(example)
    settings = load(tmp_path / "pyproject.toml")
    assert settings.broken_after == 2
    assert tomllib.loads(example)["tool"]["linkcheck-plus"]["cache"] == settings.cache


def test_the_comment_shown_states_an_expectation(tmp_path: Path) -> None:
    """The example beside a link is understood as the README says."""
    (example,) = blocks("markdown")
    (tmp_path / "a.md").write_text(example)
    (link,) = collect([tmp_path / "a.md"])
    assert link.expectation.status is Status.LOGIN_WALL


def test_the_attribute_shown_lets_a_history_merge() -> None:
    """The line for `.gitattributes` names the merge that another test runs in git."""
    (example,) = (block for block in blocks("text") if "merge" in block)
    name, attribute = example.split()
    assert name.endswith(".jsonl")
    assert attribute == "merge=union"


def test_the_workflow_is_closed_and_pinned() -> None:
    """The example has no permission it does not name, pins every action by commit, and ends in time."""
    workflow, hooks = (yaml.safe_load(block) for block in blocks("yaml"))
    assert workflow["permissions"] == {}
    (job,) = workflow["jobs"].values()
    assert job["timeout-minutes"] <= 60
    used = [step["uses"] for step in job["steps"] if "uses" in step]
    assert used
    assert all(re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", action) for action in used)
    assert hooks["repos"][0]["repo"] == "local"


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.py")), ids=lambda file: file.stem)
def test_the_map_names_every_module(file: Path) -> None:
    """Who looks for a thing finds it in the docstring of the package."""
    assert file.stem == "__init__" or f"``{file.stem}``" in str(linkcheck_plus.__doc__)
