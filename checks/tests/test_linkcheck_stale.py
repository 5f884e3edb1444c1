"""Exceptions that are over or needless: told of the settings, in every form, never as broken links."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import linkcheck_server as loopback
import pytest

from linkcheck_plus import baseline
from linkcheck_plus.audit import audit
from linkcheck_plus.cache import utc_now
from linkcheck_plus.migration import Ignored
from linkcheck_plus.model import Link, Location, Result, Stale, Status, Verdict
from linkcheck_plus.outcome import Outcome
from linkcheck_plus.policy import Exemption
from linkcheck_plus.reports import FORMATS

URI = "https://docs.site.dev/a"
OVER = Stale("https://user:secret-word@gone.dev/*", Location("pyproject.toml", 7), "It ended.", "Look again.")
IDLE = Stale("https://idle.dev/.*", Location("conf.py", 3), "No link matches.", "Take it out.", fails=False)
FINE = Result(Link(URI, (Location("a.md"),)), Verdict(Status.WORKING, "The page answers (200)."))
OUTCOME = Outcome((FINE,), asked=1, stale=(OVER, IDLE))


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_tells_them_without_calling_a_link_broken(form: str) -> None:
    """Pattern, place and advice of both are told, the password of a pattern and a broken link are not."""
    text = FORMATS[form](OUTCOME)
    for one in (OVER, IDLE):
        assert one.place.path in text
        assert one.advice in text
    assert "gone.dev/*" in text
    assert "secret-word" not in text
    assert '"broken"' not in text.replace('{"id": "broken"', "").replace('"id": "broken"', "")
    assert "Broken" not in text.replace("BrokenLink", "")


def test_only_what_fails_is_an_error() -> None:
    """An exception that is over is an error of every form that has errors; an idle pattern is a note."""
    github = FORMATS["github"](OUTCOME).splitlines()
    assert github[0].startswith("::error file=pyproject.toml,line=7,")
    assert github[1].startswith("::notice file=conf.py,line=3,")
    levels = {
        one["message"]["text"][:16]: one["level"]
        for one in json.loads(FORMATS["sarif"](OUTCOME))["runs"][0]["results"]
    }
    assert sorted(levels.values()) == ["error", "note"]
    suites = ET.fromstring(FORMATS["junit"](OUTCOME))
    assert suites.get("failures") == "1"
    assert "### Mend the settings: 1 exception over or needless" in FORMATS["markdown"](OUTCOME)
    assert "<summary>Tidy up the settings: 1 exception that no link needs" in FORMATS["markdown"](OUTCOME)


def test_a_line_of_json_about_an_exception_is_no_line_about_a_link() -> None:
    """Programs tell them by their keys: `exception` in place of `uri`, and no status."""
    link, over, idle = map(json.loads, FORMATS["json"](OUTCOME).splitlines())
    assert link["uri"] == URI
    assert (over["exception"], over["fails"], idle["fails"]) == ("https://gone.dev/*", True, False)
    assert not {"uri", "status"} & over.keys()


@pytest.mark.parametrize(
    ("stale", "code", "sentence"),
    [
        ((), 0, "No link is broken, of 1."),
        ((IDLE,), 0, "No link is broken, of 1."),
        ((OVER, IDLE), 1, "No link is broken, of 1. 1 exception is over or needless."),
        ((OVER, OVER), 1, "No link is broken, of 1. 2 exceptions are over or needless."),
    ],
)
def test_an_idle_pattern_of_sphinx_fails_no_build(stale: tuple[Stale, ...], code: int, sentence: str) -> None:
    """The exit code is that of findings only for what the project itself wrote with a reason and an end."""
    outcome = replace(OUTCOME, stale=stale)
    assert (outcome.exit_code, outcome.sentence) == (code, sentence)


def test_a_run_tells_what_is_over_and_what_is_idle() -> None:
    """Sphinx's patterns are judged with all links seen, like any exception, and only the own ones fail."""
    yesterday = utc_now().date() - timedelta(days=1)
    rules = (
        Exemption("https://over.dev/*", "until spring", yesterday, "pyproject.toml", 7),
        Exemption("https://needless.dev/*", "for nobody", None, "pyproject.toml", 9),
        Ignored("https://idle\\.dev", "linkcheck_ignore names it", None, "conf.py", 3, strict=False),
    )
    with loopback.Server(otherwise=loopback.page("hello")) as server:
        settings = replace(server.settings, exceptions=rules)
        found = audit([Link(URI.replace("https", "http"), (Location("a.md"),))], settings, whole=True)
    assert [(one.place.line, one.fails) for one in found.stale] == [(7, True), (9, True), (3, False)]
    assert found.exit_code == 1


def test_a_baseline_knows_them_too(tmp_path: Path) -> None:
    """What an earlier report has already told is left out, and its lines do not break the reading."""
    file = tmp_path / "baseline.jsonl"
    file.write_text(FORMATS["json"](OUTCOME))
    left = baseline.without(OUTCOME, baseline.read(str(file)))
    assert left.stale == ()
    assert left.exit_code == 0
