"""The reports: what people read, and what programs must be able to rely on."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as some

from linkcheck_plus.evidence import Evidence, Failure
from linkcheck_plus.model import Expectation, Link, LinkcheckError, Location, Past, Result, Status, Verdict
from linkcheck_plus.outcome import Outcome
from linkcheck_plus.probe import Target
from linkcheck_plus.progress import Line
from linkcheck_plus.reports import FORMATS, github, markdown, sarif, terminal

HOST = "https://docs.site.dev"
GONE = Verdict(Status.BROKEN, "There is no such page (404).", "Find its new address.")


def result(
    path: str, verdict: Verdict, *places: Location, past: Past | None = None, code: int = 200
) -> Result:
    """Give a result as a run would."""
    uri = f"{HOST}/{path}"
    wanted = Expectation(verdict.status) if verdict.reason.endswith("expected.") else Expectation()
    link = Link(uri, places or (Location("docs/a.md", 3, 7),), wanted)
    streak, since = (past.streak, past.first_seen) if past else (1, "")
    return Result(link, verdict, Evidence(uri, uri, code), since, streak, past)


MOVED = Verdict(Status.MOVED, f"It moved for good to {HOST}/new.", f"Replace it by {HOST}/new", f"{HOST}/new")
OLD = Past(Status.BROKEN, "2026-11-18T10:00:00+00:00", 3, "2026-11-20", (("2026-11-17", Status.WORKING),))
OUTCOME = Outcome(
    (
        result("fine", Verdict(Status.WORKING, "The page answers (200).")),
        result("old", MOVED),
        result("gone", GONE, Location("docs/a.md", 2, 5), Location("docs/b, c.md", 9, 1), past=OLD, code=404),
        result("keys", Verdict(Status.LOGIN_WALL, "It leads to a sign-in, as expected.")),
        result("wall", Verdict(Status.BOT_WALL, "A bot wall answered.", "Look at it in a browser.")),
        result("late", Verdict(Status.TIMEOUT, "No answer.")),
    ),
    asked=6,
    seconds=1.25,
)


def test_the_terminal_report_tells_what_to_do_and_mend_first() -> None:
    """Groups by deed, mend first; what is as expected is only counted; the sentence stands last."""
    text = terminal.report(OUTCOME)
    deeds = [
        line.partition(":")[0] for line in text.splitlines() if re.match(r"[A-Z][^:]*: \d+ links? ", line)
    ]
    assert deeds == ["Mend", "Replace", "Look at in a browser", "Ask again later"]
    assert f"    replace {HOST}/old\n         by {HOST}/new\n         in docs/a.md:3:7\n" in text
    assert "Broken since 2026-11-18, seen so on 3 days; last in order on 2026-11-17." in text
    assert f"https://web.archive.org/web/20261117/{HOST}/gone" in text
    assert f"{HOST}/keys" not in text
    assert text.splitlines()[-3:] == [
        "6 links: 1 working, 1 moved, 1 login-wall, 1 bot-wall, 1 timeout, 1 broken.",
        "6 pages asked in 1.2 s.",
        "1 of 6 links are broken.",
    ]


@pytest.mark.parametrize("width", [40, 60, 79])
def test_sentences_fit_the_terminal(width: int) -> None:
    """No line but one with a URL is wider than the terminal, and colour is off unless asked for."""
    text = terminal.report(OUTCOME, terminal.Style(width))
    assert [line for line in text.splitlines() if len(line) > width and "://" not in line] == []
    assert "\x1b" not in text


def test_colour_only_adds_to_the_text() -> None:
    """Without its colours the coloured report is the plain one."""
    coloured = terminal.report(OUTCOME, terminal.Style(colour=True))
    assert re.sub(r"\x1b\[\d+m", "", coloured) == terminal.report(OUTCOME)
    assert coloured != terminal.report(OUTCOME)


def test_what_the_environment_says_of_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    """FORCE_COLOR colours a log, NO_COLOR has the last word."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    assert terminal.Style.of(io.StringIO()).colour
    monkeypatch.setenv("NO_COLOR", "1")
    assert not terminal.Style.of(io.StringIO()).colour


def test_junit_counts_what_it_holds() -> None:
    """One suite a file; broken links fail, what was not found out is skipped, the totals add up."""
    root = ET.fromstring(FORMATS["junit"](OUTCOME))
    suites = {suite.get("name"): suite for suite in root}
    assert set(suites) == {"docs/a.md", "docs/b, c.md"}
    assert [root.get(name) for name in ("tests", "failures", "errors")] == ["7", "2", "0"]
    for suite in suites.values():
        assert suite.get("tests") == str(len(suite.findall("testcase")))
        assert suite.get("failures") == str(len(suite.findall("testcase/failure")))
        assert suite.get("skipped") == str(len(suite.findall("testcase/skipped")))
    failure = suites["docs/a.md"].find("testcase/failure")
    assert failure is not None
    assert failure.text == "at docs/a.md:2:5\nat docs/b, c.md:9:1"


def test_sarif_has_a_result_an_occurrence_with_rule_place_and_fix() -> None:
    """The log keeps the rules of SARIF 2.1.0: known rule, relative URI with base, region from 1, fixes."""
    log = json.loads(FORMATS["sarif"](OUTCOME))
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert log["version"] == "2.1.0"
    assert [one["ruleId"] for one in run["results"]] == ["moved", "broken", "broken", "bot-wall", "timeout"]
    for one in run["results"]:
        assert rules[one["ruleIndex"]] == one["ruleId"]
        assert one["message"]["text"]
        (place,) = one["locations"]
        artifact, region = place["physicalLocation"]["artifactLocation"], place["physicalLocation"]["region"]
        assert artifact["uriBaseId"] in run["originalUriBaseIds"]
        assert region["endColumn"] > region["startColumn"] >= 1
    assert (
        run["results"][2]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "docs/b%2C%20c.md"
    )
    fix = run["results"][0]["fixes"][0]["artifactChanges"][0]["replacements"][0]
    assert fix["insertedContent"] == {"text": f"{HOST}/new"}
    prints = [one["partialFingerprints"]["occurrence/v1"] for one in run["results"]]
    assert len(set(prints)) == len(prints)


def test_a_finding_that_slides_down_the_page_keeps_its_fingerprint() -> None:
    """Code scanning must not open an alert anew because a line was added above."""

    def prints(line: int) -> str:
        one = Outcome((result("gone", GONE, Location("a.md", line, 1)),))
        return str(json.loads(sarif.report(one))["runs"][0]["results"][0]["partialFingerprints"])

    assert prints(1) == prints(40)


def test_github_commands_are_escaped_and_turn_about() -> None:
    """Each link's first place comes before anyone's second; commas, colons and line ends are escaped."""
    odd = Verdict(Status.BROKEN, "50% gone\nreally.")
    lines = github.report(Outcome((*OUTCOME.results, result("odd", odd)))).splitlines()
    assert [line.split(" ")[0] for line in lines] == ["::error"] * 3 + ["::warning", "::error"]
    assert lines[0].startswith("::error file=docs/a.md,line=2,col=5,title=Broken link::")
    assert lines[1].endswith(f"::{HOST}/odd: 50%25 gone%0Areally.")
    assert "file=docs/b%2C c.md,line=9" in lines[2]
    assert lines[-1] == "::error title=Links::2 of 7 links are broken."


def test_the_step_summary_is_added_where_a_workflow_runs(tmp_path: Path) -> None:
    """Markdown is appended to the named file, nothing without one; a wrong name is said."""
    file = tmp_path / "summary"
    file.write_text("before\n")
    github.add_step_summary(OUTCOME, {"GITHUB_STEP_SUMMARY": str(file)})
    github.add_step_summary(OUTCOME, {})
    assert file.read_text().startswith(f"before\n{markdown.MARKER}\n")
    with pytest.raises(LinkcheckError, match="GITHUB_STEP_SUMMARY"):
        github.add_step_summary(OUTCOME, {"GITHUB_STEP_SUMMARY": str(tmp_path)})


def test_the_issue_is_found_again_and_tells_nobody_else() -> None:
    """The marker stands first; words of pages cannot mention people or make mark-up; threads stay code."""
    thread = Result(Link("https://github.com/a/b/issues/1", (Location("a.md"),)), GONE)
    odd = result("x", Verdict(Status.BROKEN, "It says @someone *<b>*, see https://docs.site.dev/a_b."))
    text = markdown.report(Outcome((thread, odd)))
    assert text.startswith(markdown.MARKER)
    assert "- `https://github.com/a/b/issues/1`" in text
    assert r"It says \@someone \*\<b\>\*, see <https://docs.site.dev/a_b>." in text


def test_a_long_issue_is_cut_at_a_line_and_closes_what_it_opened() -> None:
    """GitHub refuses a body that is too long, and an open fold would swallow what follows."""
    walls = Verdict(Status.BOT_WALL, "A bot wall answered.")
    text = markdown.report(Outcome(tuple(result(f"é{n}", walls) for n in range(3000))))
    assert len(text.encode()) <= markdown.ISSUE_BYTES
    assert text.count("<details>") == text.count("</details>") == 1
    assert text.endswith(markdown.CUT)


@given(some.text(max_size=60), some.text(max_size=60), some.sampled_from(list(Status)))
def test_no_words_break_a_form(uri: str, words: str, status: Status) -> None:
    """Whatever a URL or a page says, every report can be read by what it is made for."""
    link = Link(f"{HOST}/{uri}", (Location("a.md"),))
    outcome = Outcome((Result(link, Verdict(status, words, words), Evidence(HOST, HOST)),))
    ET.fromstring(FORMATS["junit"](outcome).encode(errors="replace"))
    assert json.loads(FORMATS["sarif"](outcome))["version"] == "2.1.0"
    assert len(FORMATS["json"](outcome).split("\n")) == 2
    commands = FORMATS["github"](outcome).removesuffix("\n").split("\n")
    assert all(line.startswith("::") for line in commands)
    assert FORMATS["text"](outcome)


def test_no_report_shows_a_password() -> None:
    """Userinfo is in no form of report, neither of the link nor in a reason."""
    link = Link("https://name:secret@docs.site.dev/a", (Location("a.md"),))
    seen = Evidence("https://docs.site.dev/a", "https://docs.site.dev/a", 404)
    verdict = Verdict(Status.BROKEN, "See https://name:secret@docs.site.dev/a.", "Or http://u:secret@x.dev/.")
    for form in FORMATS.values():
        assert "secret" not in form(Outcome((Result(link, verdict, seen),)))


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


@pytest.mark.parametrize("columns", [30, 80])
def test_the_progress_line_fits_and_goes_away(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal one line tells how far the run is and for whom it waits, and leaves nothing behind."""
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setattr("linkcheck_plus.progress.LIVE", 0.0)
    stream = Terminal()
    line = Line(stream)
    targets = [Target(f"https://host{n % 2}.site.dev/{n}") for n in range(4)]
    line.begin(targets)
    for target in targets[:3]:
        line.step(target, Evidence(target.uri, target.uri, failure=Failure.DNS))
    line.end()
    shown = stream.getvalue().split("\r\x1b[K")
    assert all(len(text) < columns for text in shown)
    assert "3 of 4 pages" in shown[-2]
    assert columns < 80 or "3 failed, left: host1.site.dev (1)" in shown[-2]
    assert shown[-1] == ""


def test_in_a_log_progress_is_a_line_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    """No control characters where nobody looks live."""
    monkeypatch.setattr("linkcheck_plus.progress.LOGGED", 0.0)
    stream = io.StringIO()
    line = Line(stream)
    line.begin([Target(HOST)])
    line.step(Target(HOST), Evidence(HOST, HOST, 200))
    line.end()
    assert stream.getvalue() == "1 of 1 pages, 0 s\n"
