"""What a project says of hosts and links: policies, exceptions with an end, expectations."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import linkcheck_server as loopback
import pytest

from linkcheck_plus.audit import audit
from linkcheck_plus.collect import collect
from linkcheck_plus.intent import patient
from linkcheck_plus.model import Expectation, Link, LinkcheckError, Location, Past, Status, Verdict
from linkcheck_plus.policy import Exemption, Policy
from linkcheck_plus.settings import Settings, changed, load

HOST = "docs.site.dev"
TODAY = date.today()  # noqa: DTZ011  exceptions end at midnight somewhere; a day more or less does not matter
LINK = Link(f"http://{HOST}/a", (Location("a.md"),))


def told(server: loopback.Server, **values: object) -> Settings:
    """Give settings for this server with these values, read as from a file."""
    return changed(server.settings, values, "a test")


def test_a_status_can_be_accepted_for_one_host(tmp_path: Path) -> None:
    """A policy gives the verdict on a code at the hosts it names, and nowhere else."""
    links = [LINK, Link("http://other.dev/a", (Location("a.md"),))]
    with loopback.Server(otherwise=loopback.page("no", 410)) as server:
        rule = {"host": "*.site.dev", "statuses": {"410": "working"}, "reason": "old habits"}
        results = audit(links, told(server, hosts=[rule])).results
    assert [one.verdict.status for one in results] == [Status.WORKING, Status.BROKEN]
    assert "old habits" in results[0].verdict.reason


def test_headers_come_from_the_environment_and_go_to_their_host_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A token reaches the host of its policy, not where that redirects, and no report."""
    monkeypatch.setenv("DOCS_TOKEN", "not-for-others")
    with loopback.Server() as server:
        server.replies[f"{HOST}/a"] = loopback.redirect("http://other.dev/b?echo=not-for-others")
        rule = {"host": HOST, "headers": {"Authorization": "Bearer ${DOCS_TOKEN}", "X-Lost": "$NOT_SET_HERE"}}
        result = audit([LINK], told(server, hosts=[rule])).results[0]
    assert server.requests[0].headers["authorization"] == "Bearer not-for-others"
    assert "x-lost" not in server.requests[0].headers
    assert "authorization" not in server.requests[1].headers
    assert "not-for-others" not in f"{result.evidence}{result.verdict}"


def test_a_secret_is_not_sent_without_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    """A host reached by a redirect from https to http gets no secret header."""
    monkeypatch.setenv("DOCS_TOKEN", "not-for-others")
    with loopback.Server() as server:
        server.replies["first.dev/a"] = loopback.redirect(f"http://{HOST}/a")
        rule = {"host": HOST, "headers": {"Authorization": "${DOCS_TOKEN}"}}
        audit([Link("http://first.dev/a", (Location("a.md"),))], told(server, hosts=[rule]))
    assert server.asked(f"{HOST}/a") >= 1
    assert all("authorization" not in request.headers for request in server.requests)


def test_a_host_can_be_asked_slowly() -> None:
    """`pause` is kept between any two requests to the host, and `per_host` may be its own."""
    links = [Link(f"http://{HOST}/{n}", (Location("a.md"),)) for n in range(4)]
    with loopback.Server(otherwise=loopback.page("hello")) as server:
        audit(links, told(server, hosts=[{"host": HOST, "pause": 0.15, "per_host": 1}]))
    gaps = [later - earlier for earlier, later in zip(server.times, server.times[1:], strict=False)]
    assert min(gaps) > 0.1  # a busy machine hears of one late and of the next in time


def test_the_second_opinion_can_be_forbidden() -> None:
    """A project that does not want to pose as a browser does not."""
    with loopback.Server(otherwise=loopback.page("no", 403)) as server:
        audit([LINK], told(server, second_opinion=False))
        audit([LINK], told(server, hosts=[{"host": HOST, "second_opinion": False}]))
    assert len(server.requests) == 2


def test_an_excepted_link_is_not_asked() -> None:
    """A good exception is obeyed, and its reason stands in the report."""
    rule = {"url": f"http://{HOST}/*", "reason": "needs a key", "until": TODAY + timedelta(days=9)}
    with loopback.Server() as server:
        outcome = audit([LINK], told(server, exceptions=[rule]))
    assert not server.requests
    assert outcome.results[0].verdict.status is Status.IGNORED
    assert "needs a key" in outcome.results[0].verdict.reason


def test_an_exception_that_is_over_is_a_finding_and_obeyed_no_more() -> None:
    """The link is asked again, and the exception itself is reported where it is written."""
    rule = Exemption(f"http://{HOST}/*", "until spring", TODAY - timedelta(days=9), "pyproject.toml", 7)
    with loopback.Server(otherwise=loopback.page("hello")) as server:
        outcome = audit([LINK], replace(server.settings, exceptions=(rule,)))
    assert [one.verdict.status for one in outcome.results] == [Status.WORKING]
    assert outcome.stale[0].place == Location("pyproject.toml", 7)
    assert "ended" in outcome.stale[0].reason
    assert outcome.exit_code == 1
    assert outcome.sentence == "No link is broken, of 1. 1 exception is over or needless."


def test_an_exception_that_nobody_needs_is_a_finding_when_all_links_were_seen() -> None:
    """A look at some files says nothing about exceptions for others."""
    rules = [{"url": "https://gone.dev/*", "reason": "x"}]
    with loopback.Server(otherwise=loopback.page("hello")) as server:
        part = audit([LINK], told(server, exceptions=rules))
        whole = audit([LINK], told(server, exceptions=rules), whole=True)
    assert (part.exit_code, whole.exit_code) == (0, 1)
    assert "No link matches" in whole.stale[-1].reason


def test_expectations_come_from_the_settings_too() -> None:
    """A pattern states what is expected of its links; a link that states something itself keeps it."""
    with loopback.Server(otherwise=loopback.page("Create key")) as server:
        rules = [{"url": f"http://{HOST}/*", "text": "Delete key"}]
        own = LINK._replace(expectation=Expectation(text="Create key"))
        found = audit([LINK], told(server, expect=rules)).results
        kept = audit([own], told(server, expect=rules)).results
    assert (found[0].verdict.status, kept[0].verdict.status) == (Status.BROKEN, Status.WORKING)


BESIDE = {
    "a.md": "[x](https://a.dev/) <!-- linkcheck-plus: login-wall -->",
    "b.md": "[x](https://a.dev/)\n<!-- linkcheck-plus: expect=login-wall -->\n",
    "c.rst": "`x <https://a.dev/>`_\n.. linkcheck-plus: login-wall\n",
    "d.html": "<a href='https://a.dev/'>x</a><!-- linkcheck-plus: login-wall -->",
    "e.toml": "x = 'https://a.dev/' # linkcheck-plus: login-wall\n",
}


@pytest.mark.parametrize(("name", "text"), BESIDE.items())
def test_an_expectation_may_stand_beside_the_link(tmp_path: Path, name: str, text: str) -> None:
    """A comment behind the link, or alone in the next line, in every kind of file."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert [link.expectation for link in collect([tmp_path])] == [Expectation(Status.LOGIN_WALL)]


def test_a_comment_belongs_to_the_link_before_it(tmp_path: Path) -> None:
    """Of two links in a line, the comment is the second one's; a text may be expected too."""
    text = "<https://a.dev/> <https://b.dev/> <!-- linkcheck-plus: working text='Two words' -->"
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    first, second = collect([tmp_path])
    assert first.expectation == Expectation()
    assert second.expectation == Expectation(Status.WORKING, "Two words")


def test_a_comment_that_expects_nonsense_is_refused(tmp_path: Path) -> None:
    """The place and the words that may be used are named."""
    (tmp_path / "a.md").write_text("<https://a.dev/> <!-- linkcheck-plus: moved -->", encoding="utf-8")
    with pytest.raises(LinkcheckError, match=r"a\.md:1.*login-wall"):
        collect([tmp_path])


@pytest.mark.parametrize(
    "table",
    [
        {"hosts": "x"},
        {"hosts": ["x"]},
        {"hosts": [{"statuses": {"403": "working"}}]},
        {"hosts": [{"host": "a.dev", "statuses": {"4xx": "working"}}]},
        {"hosts": [{"host": "a.dev", "statuses": {"403": "fine"}}]},
        {"hosts": [{"host": "a.dev", "colour": 1}]},
        {"hosts": [{"host": "a.dev", "pause": -1}]},
        {"hosts": [{"host": "a.dev", "per_host": 0}]},
        {"hosts": [{"host": "a.dev", "headers": {"A": 1}}]},
        {"exceptions": [{"url": "https://a.dev/"}]},
        {"exceptions": [{"url": "https://a.dev/", "reason": "x", "until": "soon"}]},
        {"expect": [{"url": "https://a.dev/", "status": "broken"}]},
    ],
)
def test_a_wrong_entry_is_refused_with_its_place(table: dict[str, object]) -> None:
    """The error names the table, the entry and what was expected."""
    with pytest.raises(LinkcheckError, match=r"here: .*(expected|Known are|Every entry|Write it)"):
        changed(Settings(), table, "here")


def test_a_file_gives_each_exception_its_line(tmp_path: Path) -> None:
    """A finding about an exception leads to where it is written."""
    file = tmp_path / "pyproject.toml"
    file.write_text(
        "[[tool.linkcheck-plus.exceptions]]\n\nurl = 'https://a.dev/*'\nreason = 'x'\nuntil = 2027-01-31\n",
        encoding="utf-8",
    )
    assert load(file).exceptions == (
        Exemption("https://a.dev/*", "x", date(2027, 1, 31), file.as_posix(), 3),
    )


def test_a_pattern_takes_brackets_and_question_marks_as_they_are() -> None:
    """URLs hold both; only the star is a wild card."""
    assert Exemption("https://a.dev/?x[]=*", "r").matches("https://a.dev/?x[]=1")
    assert not Exemption("https://a.dev/?", "r").matches("https://a.dev/x")
    assert Policy("*.a.dev").matches("https://b.a.dev:8443/")
    assert not Policy("*.a.dev").matches("https://a.dev.evil.dev/")


@pytest.mark.parametrize(("streak", "status"), [(1, Status.UNVERIFIED), (3, Status.BROKEN)])
def test_broken_only_after_enough_days(streak: int, status: Status) -> None:
    """With `broken_after = 3` a link is called broken on the third day in a row."""
    past = Past(Status.BROKEN, "2026-11-19", streak, "2026-11-21")
    assert patient(Verdict(Status.BROKEN, "x."), past, Settings(broken_after=3)).status is status
