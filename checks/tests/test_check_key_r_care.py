"""scripts/check_key.R: what it does with the key, and with networks that it must not trust."""

from __future__ import annotations

import re
import time
from contextlib import ExitStack
from pathlib import Path

import faults
import pytest
import trustme
from faults import ECHOES, FaultServer, always, echo
from r_key_check import KEY, PROJECT, REASON, SCRIPT, Situation, in_r
from test_check_key_network import vouched_for

from keyproof import providers

FACTS = providers.load(PROJECT / "docs" / "providers").providers
LIST = {"object": "list", "data": [{"id": "one"}]}
PAGE = "<!doctype html><title>Sign in</title>"
pytestmark = pytest.mark.skipif(REASON is not None, reason=REASON or "it is there")


def test_the_key_goes_to_one_origin_once_and_in_one_header(tmp_path: Path) -> None:
    """A redirect gets nothing; a request that fails is not repeated; the key stands in one place."""
    with FaultServer(always(200, LIST)) as second, FaultServer(faults.reset) as broken:
        fault = always(307, "", location=f"{second.origin}/v1/models")
        with FaultServer(fault) as first:
            situations = [Situation(f"{one.origin}/v1") for one in (first, broken)]
            in_r(situations, tmp_path)
    assert (len(first.heads), len(broken.heads), second.heads) == (1, 1, [])
    head = first.heads[0].decode()
    assert head.startswith("GET /v1/models HTTP/1.1\r\n")
    assert head.count(KEY) == 1
    assert f"Authorization: Bearer {KEY}\r\n" in head


@pytest.mark.parametrize("status", [200, 400, 401])
def test_an_echo_of_the_key_is_not_repeated(status: int, tmp_path: Path) -> None:
    """Whatever the server sends back, and however loud httr2 was told to be: no six letters of the key."""
    with ExitStack() as stack:
        servers = [stack.enter_context(FaultServer(echo(how, status))) for how in ECHOES]
        seen = in_r([Situation(one.origin) for one in servers], tmp_path, LOUD="3")
    parts = [KEY[at : at + 6].casefold() for at in range(len(KEY) - 5)]
    assert not [part for one in seen for part in parts if part in one.text.casefold()]


@pytest.mark.parametrize("provider", ["anthropic", "gemini"])
def test_a_key_in_another_header_is_not_repeated(provider: str, tmp_path: Path) -> None:
    """httr2 itself hides Authorization only."""
    facts = FACTS[provider]
    with FaultServer(always(401, {"error": {"message": f"odd {KEY}"}})) as server:
        one = Situation(server.origin, provider, {facts.key.env_var: KEY})
        seen = in_r([one], tmp_path, LOUD="3")[0]
    assert f"{facts.auth.header}: {KEY}".lower() in server.heads[0].decode().lower()
    assert KEY not in seen.text


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "plain address"),
        ("ftp://host/v1", "plain address"),
        ("https://me:hush@host/v1", "plain address"),
        ("https://host/v1?key=hush", "plain address"),
        ("http://192.0.2.7/v1", "plain http"),
        ("http://127.0.0.1.example/v1", "plain http"),
    ],
)
def test_an_address_where_a_key_must_not_go_is_refused(url: str, said: str, tmp_path: Path) -> None:
    """The rules of --base-url; what was typed is not repeated."""
    seen = in_r([Situation(url)], tmp_path)[0]
    assert seen.verdict == "refused"
    assert said in seen.text
    assert "hush" not in seen.text


def test_a_plain_request_never_goes_through_a_proxy_that_could_read_it(tmp_path: Path) -> None:
    """With http_proxy set to another computer a server on this one is asked directly; .netrc is not read."""
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login somebody password another-secret\n")
    with FaultServer(faults.only_for(KEY, LIST, {"error": {"message": "no"}})) as server:
        elsewhere = {"http_proxy": "http://proxy.invalid:8080", "ALL_PROXY": "http://proxy.invalid:8080"}
        seen = in_r([Situation(server.origin)], tmp_path, **elsewhere)[0]
    assert seen.verdict == "ok"
    assert b"Basic" not in b"".join(server.heads)


def test_a_proxy_and_a_certificate_are_not_the_keys_matter(tmp_path: Path) -> None:
    """A proxy that refuses or is not there, an unknown authority, and plain http behind https."""
    with ExitStack() as stack:
        refusing = stack.enter_context(FaultServer(always(407, PAGE, "text/html")))
        unknown = stack.enter_context(
            FaultServer(always(200, LIST), tls=vouched_for("127.0.0.1", trustme.CA()))
        )
        plain = stack.enter_context(FaultServer(always(200, LIST)))
        own = {"OPENAI_API_KEY": KEY}
        situations = [
            Situation("https://api.example", env={**own, "https_proxy": refusing.origin}),
            Situation("https://api.example", env={**own, "HTTPS_PROXY": "http://me:hush@127.0.0.1:9"}),
            Situation(unknown.origin),
            Situation(plain.origin.replace("http:", "https:")),
        ]
        seen = in_r(situations, tmp_path)
    assert [one.verdict for one in seen] == ["proxy", "proxy", "tls", "tls"]
    assert not any("hush" in one.text for one in seen)
    sent = b"".join(head for server in (refusing, unknown, plain) for head in server.heads)
    assert KEY.encode() not in sent


def test_the_deadline_holds_and_stands_at_the_top_of_the_file(tmp_path: Path) -> None:
    """A server that never answers is left at the deadline, 20 seconds in the file as it is."""
    text = SCRIPT.read_text(encoding="utf-8")
    assert re.search(r"^DEADLINE <- 20 ", text, re.MULTILINE)
    with FaultServer(faults.silent) as server:
        began = time.monotonic()
        seen = in_r([Situation(server.origin)], tmp_path)[0]
    assert seen.verdict == "network"
    assert "in time" in seen.text
    assert time.monotonic() - began < 15
