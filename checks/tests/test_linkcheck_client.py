"""Connections: used again, lent to one request at a time, and led through the environment's proxy."""

from __future__ import annotations

import json
from dataclasses import replace

import linkcheck_server as loopback
import pytest

from linkcheck_plus.audit import audit
from linkcheck_plus.model import Link, Location, Result, Status
from linkcheck_plus.policy import Policy
from linkcheck_plus.reports import FORMATS
from linkcheck_plus.settings import Settings

SECRET = "keyproof-canary"
UNREACHED = "http://docs.site.dev/a"


def _through(monkeypatch: pytest.MonkeyPatch, proxy: str, uri: str) -> tuple[Result, str]:
    """Check one URL with a proxy in the environment; give the result and the JSON report."""
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, proxy)
    outcome = audit([Link(uri, (Location("a.md", 1, 1),))], Settings(deadline=5))
    return outcome.results[0], FORMATS["json"](outcome)


def test_a_proxy_gets_the_whole_address_and_its_own_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """The request goes to the proxy alone; its password is sent there and written nowhere."""
    with loopback.Server(otherwise=loopback.page("<title>A</title>" + "word " * 60)) as server:
        result, report = _through(monkeypatch, f"http://me:{SECRET}@127.0.0.1:{server.port}", UNREACHED)
    assert result.verdict.status is Status.WORKING, result
    assert server.requests[0].uri.endswith(UNREACHED)
    assert server.requests[0].headers["proxy-authorization"].startswith("Basic ")
    assert SECRET not in report


@pytest.mark.parametrize("code", [403, 407, 502])
def test_a_proxy_that_opens_no_tunnel_is_named(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    """A refused CONNECT says nothing about the page behind it."""
    with loopback.Server(otherwise=loopback.page("no", code)) as server:
        result, _ = _through(monkeypatch, f"http://127.0.0.1:{server.port}", "https://docs.site.dev/a")
    assert result.verdict.status is Status.UNVERIFIED
    assert "proxy" in result.verdict.reason.lower()


def test_a_socks_proxy_without_its_package_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """The evidence names the package that is missing."""
    result, report = _through(monkeypatch, "socks5://127.0.0.1:1", UNREACHED)
    assert result.verdict.status is Status.UNVERIFIED
    assert "socksio" in report


def test_cookies_belong_to_their_host_and_end_with_the_chain() -> None:
    """A cookie set on the way is sent back to its host, and to no other link."""
    replies: dict[str, loopback.Reply] = {
        "one.site.dev/a": loopback.redirect("/b", set_cookie="seen=1; Path=/"),
        "one.site.dev/b": loopback.redirect("http://two.site.dev/c"),
        "two.site.dev/c": loopback.page("<title>C</title>" + "word " * 60),
        "one.site.dev/d": loopback.page("<title>D</title>" + "word " * 60),
    }
    with loopback.Server(replies) as server:
        links = [Link(f"http://one.site.dev/{name}", (Location("a.md", 1, 1),)) for name in "ad"]
        outcome = audit(links, server.settings)
    sent = {request.uri: request.headers.get("cookie", "") for request in server.requests}
    assert [json.loads(line)["code"] for line in FORMATS["json"](outcome).splitlines()] == [200, 200]
    assert sent == {
        "one.site.dev/a": "",
        "one.site.dev/b": "seen=1",
        "two.site.dev/c": "",
        "one.site.dev/d": "",
    }


@pytest.mark.parametrize("value", [f"{SECRET}\r\nX-More: 1", f"{SECRET}\n"])
def test_a_header_that_would_be_two_is_not_sent(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    """A line's end in a variable of the environment cannot make a header of its own, nor a request."""
    monkeypatch.setenv("TOKEN", value)
    own = Policy(host="docs.site.dev", headers={"X-Token": "$TOKEN"})
    with loopback.Server(otherwise=loopback.page("<title>A</title>" + "word " * 60)) as server:
        settings = replace(server.settings, hosts=(own,))
        outcome = audit([Link(UNREACHED, (Location("a.md", 1, 1),))], settings)
    report = FORMATS["json"](outcome)
    assert outcome.results[0].verdict.status is Status.UNVERIFIED
    assert "character" in report
    assert SECRET not in report
    assert not server.requests
