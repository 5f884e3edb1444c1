"""R code on the pages is run in one session a page, or skipped with a reason, and held to the rules."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from r_session import here
from runner_site import Site, codes

from keyproof import local_server
from keyproof.report import Exit
from keyproof.runner import sessions
from keyproof.runner.tools import Tools

CALL = (
    'setKey(api_key = Sys.getenv("OPENAI_API_KEY"), model = "m",'
    ' api_url = "https://api.openai.com/v1/chat/completions", max_retries = 1)'
)
TOLD = "The package writes request_log_*.txt, which holds your key."
runs_r = pytest.mark.skipif(here().missing_r(["httr"]) is not None, reason=str(here().missing_r(["httr"])))
needs_server = pytest.mark.skipif(local_server.missing() is not None, reason=str(local_server.missing()))


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Give pages without any provider; R stands in for the package, which these tests do not call."""
    monkeypatch.setattr(sessions, "PACKAGE", "httr")
    monkeypatch.setattr(sessions, "_LOAD", "")
    site = Site(tmp_path)
    site.facts.mkdir()
    return site


def code(site: Site, text: str, line: int = 1) -> Site:
    """Add R code that is to be run."""
    return site.block(text, language="r", line=line, **{"class": "run-r"})


def screen(site: Site, text: str, line: int = 2) -> Site:
    """Add what it is said to print."""
    return site.block(text, language="text", line=line, **{"class": "shows-r"})


def page(site: Site, text: str, *inline: str) -> Site:
    """Write what stands on the page besides its blocks."""
    entry = {"page": "page", "text": text, "inline": inline}
    site.ledger.with_name("pages.jsonl").write_text(json.dumps(entry) + "\n")
    return site


def test_without_the_package_every_block_is_skipped_with_the_reason(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The account names what is missing, counts each block, and is not "fine"."""
    monkeypatch.setattr(sessions, "PACKAGE", "MacBehaviour")
    monkeypatch.setattr(Tools, "missing_r", lambda _, names: f"the R package {names[0]} is not installed")
    account = screen(code(site, "stop()"), "x").run()
    assert account.tally.skipped == {"the R package MacBehaviour is not installed": 2}
    assert "2  the R package MacBehaviour is not installed" in str(account)
    assert account.exit == Exit.NOTHING_CHECKED


def test_without_the_server_the_blocks_are_skipped_too(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages need a server that asks for no key, and the account says so."""
    monkeypatch.setattr(Tools, "missing_r", lambda *_: None)
    monkeypatch.setattr(local_server, "missing", lambda: "the package xllamacpp is not installed")
    assert code(site, "1").run().tally.skipped == {"the package xllamacpp is not installed": 1}


@runs_r
@needs_server
def test_the_blocks_of_a_page_share_a_session(site: Site) -> None:
    """What one block makes, the next one has; what they print is compared, messages too."""
    code(site, "x <- 41")
    screen(code(site, 'x + 1\nmessage("done")'), "[1] 42\n...\ndone")
    account = site.run()
    assert [finding.seen for finding in account.findings] == []
    assert account.tally.executed == {"R code of pages": 3}
    assert [outcome.snippet for outcome in account.outcomes] == ["page (R)"]


@runs_r
@needs_server
@pytest.mark.parametrize(
    ("first", "shown", "found"),
    [
        ("x <- 1", "", []),
        ("stop('no')", "", [("SNP014", 1)]),
        ("1", "[1] 2", [("SNP015", 2)]),
        ("1; 2", "[1] 2\n[1] 1", [("SNP015", 2)]),
        ('writeLines(Sys.getenv("OPENAI_API_KEY"), "log.txt")', "", [("SNP008", 1)]),
    ],
    ids=["fine", "an error", "another line", "another order", "a key in a file"],
)
def test_each_slip_in_r_code_has_its_finding(
    site: Site, first: str, shown: str, found: list[tuple[str, int]]
) -> None:
    """Mutation: an error, a screen that shows something else, and a key left behind are findings."""
    site.add("openai")
    (site.facts / "openai" / "index.md").touch()
    account = screen(code(site, first), shown).run()
    about_r = [(one.code, one.line) for one in account.findings if one.path.name == "page.md"]
    assert about_r == found


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=6), st.data())
def test_a_screen_is_seen_when_its_lines_come_in_order(printed: list[str], data: st.DataObject) -> None:
    """Any part of what was printed, in its order, is seen; one line more is not."""
    chosen = [line for line in printed if data.draw(st.booleans())]
    text = "\n".join(printed)
    assert sessions.unseen("\n...\n".join(chosen), text) is None
    assert sessions.unseen("\n".join([*printed, "a"]), text) == "a"
    assert sessions.unseen("d", text) == "d"


def test_the_printed_text_is_told_apart_by_block() -> None:
    """Each block has its part, and those that were not reached have none."""
    assert sessions.parts("noise\n<<keyproof 0>>\na\n<<keyproof 1>>\nb\nc\n") == ["a\n", "b\nc\n"]
    assert sessions.parts("") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CALL, []),
        (CALL.replace(', api_url = "https://api.openai.com/v1/chat/completions"', ""), ["MAC001"]),
        (CALL.replace("https", "http"), ["MAC002"]),
        (CALL.replace('Sys.getenv("OPENAI_API_KEY")', '"keyproof-good-openai"'), ["MAC004"]),
        ("preCheck(design, checkToken = TRUE)", ["MAC008"]),
    ],
)
def test_a_wrong_call_on_a_page_is_a_finding(site: Site, text: str, expected: list[str]) -> None:
    """Mutation: in a block or in the line, whatever its class; what a screen shows is no code."""
    skipped = {"class": "skip-fragment", "language": "r"}
    account = page(site.block(text, **skipped), TOLD).run()
    assert codes(account) == expected
    assert [(one.path.name, one.line) for one in account.findings] == [("page.md", 7)] * len(expected)
    site.entries.clear()
    assert codes(page(site, TOLD, text).run()) == expected
    assert codes(page(site.block(text, **{"class": "skip-screen"}), TOLD).run()) == []


def test_a_page_without_the_warnings_is_a_finding(site: Site) -> None:
    """A page with a call says what the log is; one that shows Claude's code, that TLS is not verified."""
    call = {"class": "skip-fragment", "language": "r"}
    assert codes(page(site.block(CALL, **call), "Nothing.").run()) == ["MAC012"]
    site.entries.clear()
    site.add("anthropic").block("x", snippet="anthropic/macbehaviour/r")
    assert "MAC013" in codes(page(site, TOLD).run("anthropic/script"))
    warned = f"{TOLD} For this model it does not verify the server's certificate."
    assert "MAC013" not in codes(page(site, warned).run("anthropic/script"))


def test_a_snippet_is_looked_at_once(site: Site) -> None:
    """A slip that stands on every page, because a template makes it, is one finding and not a hundred."""
    wrong = CALL.replace("https", "http")
    site.add("openai")
    for name in ("one", "two"):
        site.block(wrong, page=name, snippet="openai/macbehaviour/r")
    found = [finding for finding in site.run("openai/script").findings if finding.code == "MAC002"]
    assert [finding.path.name for finding in found] == ["one.md"]
