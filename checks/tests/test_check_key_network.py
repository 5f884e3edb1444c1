"""What check_key says about certificates, proxies and servers that are not there."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path

import faults
import pytest
import trustme
from faults import FaultServer, always
from key_check import Run, call, module

KEY = "keyproof-canary-network-5d1b2"
LIST = {"object": "list", "data": [{"id": "one"}]}
PAGE = "<!doctype html><title>Access denied</title>"


def check(origin: str, folder: Path, **environment: str) -> Run:
    """Ask this server about the key."""
    return call(
        *("openai", "--json", "--base-url", f"{origin}/v1"),
        environment={"OPENAI_API_KEY": KEY, **environment},
        folder=folder,
    )


def vouched_for(host: str, authority: trustme.CA) -> ssl.SSLContext:
    """Give the TLS settings of a server with a certificate for this host."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(host).configure_cert(context)
    return context


def test_an_unknown_authority_is_a_tls_matter(tmp_path: Path) -> None:
    """A certificate that nobody vouches for: the key stays here, and you hear how to trust a company's CA."""
    with FaultServer(always(200, LIST), tls=vouched_for("127.0.0.1", trustme.CA())) as server:
        seen = check(server.origin, tmp_path)
    assert (seen.report["verdict"], seen.code) == ("tls", 3)
    assert "SSL_CERT_FILE" in seen.report["advice"]
    assert server.heads == []


def test_a_certificate_for_another_name_is_not_the_server(tmp_path: Path) -> None:
    """A certificate of another host means that somebody else answers."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    with FaultServer(always(200, LIST), tls=vouched_for("elsewhere.example", authority)) as server:
        seen = check(server.origin, tmp_path, SSL_CERT_FILE=str(tmp_path / "ca.pem"))
    assert seen.report["verdict"] == "tls"
    assert "Another server answers" in seen.report["message"]
    assert server.heads == []


def test_a_company_authority_is_trusted_by_its_file(tmp_path: Path) -> None:
    """With SSL_CERT_FILE set to the authority's file the same server is asked."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    with FaultServer(faults.only_for(KEY, LIST), tls=vouched_for("127.0.0.1", authority)) as server:
        seen = check(server.origin, tmp_path, SSL_CERT_FILE=str(tmp_path / "ca.pem"))
    assert seen.report["verdict"] == "ok"


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_lost_certificate_file_is_named(content: str | None, tmp_path: Path) -> None:
    """SSL_CERT_FILE that leads nowhere, or to something else, is what must be mended."""
    if content:
        (tmp_path / "ca.pem").write_text(content)
    seen = check("https://127.0.0.1:9", tmp_path, SSL_CERT_FILE=str(tmp_path / "ca.pem"))
    assert seen.report["verdict"] == "tls"
    assert "SSL_CERT_FILE" in seen.report["message"]


def test_https_to_a_plain_server_is_a_tls_matter(tmp_path: Path) -> None:
    """An address with https whose server speaks plain http is told apart from a broken line."""
    with FaultServer(always(200, LIST)) as server:
        seen = check(server.origin.replace("http:", "https:"), tmp_path)
    assert seen.report["verdict"] == "tls"
    assert KEY.encode() not in b"".join(server.heads)


def test_a_server_that_is_not_running(tmp_path: Path) -> None:
    """A refused connection is the network, with the hint to start one's own server."""
    with FaultServer(faults.silent) as server:
        origin = server.origin
    seen = check(origin, tmp_path)
    assert (seen.report["verdict"], seen.code) == ("network", 3)
    assert "start it" in seen.report["advice"]


@pytest.mark.parametrize(
    ("proxy", "shown"),
    [
        ("http://reader:hush-hush@127.0.0.1:{port}", "http://127.0.0.1:{port}"),
        ("127.0.0.1:{port}", "http://127.0.0.1:{port}"),
        ("socks5://reader:hush-hush@127.0.0.1:{port}", "socks5://127.0.0.1:{port}"),
        ("gopher://reader:hush-hush@127.0.0.1:{port}", "gopher://127.0.0.1:{port}"),
        ("http://reader:hush-hush@127.0.0.1:nonsense", "http://127.0.0.1:nonsense"),
    ],
)
def test_a_proxy_that_refuses_is_named_without_its_password(proxy: str, shown: str, tmp_path: Path) -> None:
    """What the proxy does is the proxy's matter; its address is shown, its password never."""
    with FaultServer(always(407, PAGE, "text/html")) as server:
        port = server.origin.rpartition(":")[2]
        seen = check("https://api.example", tmp_path, HTTPS_PROXY=proxy.format(port=port))
    assert (seen.report["verdict"], seen.code) == ("proxy", 3), seen.printed
    assert shown.format(port=port) in seen.report["message"]
    assert "hush" not in seen.printed
    assert KEY.encode() not in b"".join(server.heads)


def test_a_proxy_that_is_not_running(tmp_path: Path) -> None:
    """When the proxy refuses the connection, the proxy is named, not the provider."""
    with FaultServer(faults.silent) as server:
        proxy = server.origin
    seen = check("https://api.example", tmp_path, HTTPS_PROXY=proxy)
    assert seen.report["verdict"] == "proxy"


def test_a_plain_request_never_goes_through_a_proxy_that_could_read_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Plain http to this computer passes by a proxy elsewhere, which would see the key."""
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://proxy.example:8080")
    find_proxy = module().find_proxy
    assert find_proxy("http://127.0.0.1:8080/v1/models") == ""
    assert find_proxy("https://api.example/v1/models") == "http://proxy.example:8080"
    monkeypatch.setenv("no_proxy", "api.example")
    assert find_proxy("https://api.example/v1/models") == ""


def test_a_proxy_elsewhere_is_not_asked_about_this_computer(tmp_path: Path) -> None:
    """With HTTP_PROXY set to another computer a server on this one is asked directly."""
    with FaultServer(faults.only_for(KEY, LIST)) as server:
        seen = check(
            server.origin, tmp_path, HTTP_PROXY="http://proxy.invalid:8080", ALL_PROXY="http://x.invalid"
        )
    assert seen.report["verdict"] == "ok"
    assert "proxy" not in seen.report["message"]


def test_a_netrc_file_does_not_replace_the_key(tmp_path: Path) -> None:
    """What .netrc says about the host is not sent, neither in place of the key nor beside it."""
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login somebody password another-secret\n")
    with FaultServer(faults.only_for(KEY, LIST)) as server:
        seen = check(server.origin, tmp_path, NETRC=str(tmp_path / ".netrc"))
    assert seen.report["verdict"] == "ok"
    assert faults.sent_key(server.heads[0]) == KEY
    assert b"Basic" not in b"".join(server.heads)


def test_a_name_that_does_not_resolve() -> None:
    """A host without an address is a matter of the network."""
    script = module()
    error = script.httpx.ConnectError("")
    error.__cause__ = OSError()
    error.__cause__.__cause__ = socket.gaierror(-2, "Name or service not known")
    finding = script.failed(error, "")
    assert finding.verdict == "network"
    assert "name" in finding.says
