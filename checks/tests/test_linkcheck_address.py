"""URLs: what is shown, what is fetched once, what is a placeholder; and --connect-to."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from linkcheck_plus import address
from linkcheck_plus.model import LinkcheckError
from linkcheck_plus.settings import Route, route

CHARACTERS = some.text(alphabet=some.sampled_from("ab:/@?#[]%.\\ \n1é"), max_size=30)


@given(CHARACTERS)
def test_no_url_makes_the_helpers_fail(rest: str) -> None:
    """Any text behind https:// can be shown, keyed and sorted."""
    uri = "https://" + rest
    assert "\n" not in address.shown(uri)
    for helper in (address.host_of, address.origin_of, address.placeholder, address.credentials_of):
        helper(uri)
    address.without_userinfo(uri)


@given(some.text(alphabet=some.sampled_from("ab-.:/?#@16509\n[]"), max_size=16))
@example("a.dev:65535/b")
@example("a.dev:65536")
@example("a.dev.:0")
@example("a.dev\n:80/")
def test_the_short_way_to_a_host_ends_where_the_long_one_does(rest: str) -> None:
    """A plain URL is not taken apart by all the rules, and has the same host and port as if it were."""
    parts = address.split(f"http://{rest}")
    host = (parts.hostname or "").rstrip(".") if parts else ""
    assert address.host_of(f"http://{rest}") == (
        f"{host}:{parts.port or 80}" if parts and parts.hostname else ""
    )


@given(some.text(alphabet=some.sampled_from("abc:/#?@%!$"), max_size=12))
def test_a_password_is_never_shown(tail: str) -> None:
    """Whatever a password is made of, it is not in the form that is printed."""
    assert "S3CRET" not in address.shown(f"https://user:S3CRET{tail}@a.dev/x").partition("a.dev")[0]


@pytest.mark.parametrize(
    "uri",
    [
        "https://example.com/x",
        "https://docs.example.org/",
        "http://a.test",
        "http://x.invalid/y",
        "http://localhost:8080/v1",
        "http://127.0.0.1:11434/",
        "http://127.1/",
        "http://2130706433/",
        "http://[::1]/",
        "http://10.0.0.7/",
        "http://192.0.2.1/",
        "http://myserver/",
        "https://<id>.openai.azure.com/",
        "https://a.dev/{user}/x",
        "https://a.dev/YOUR_KEY",
        "https://a.dev/%7Bid%7D",
        "https://a.dev/...",
        "https://$HOST/x",
        "https://github.com/%(owner)s/x",
        "https://docs.site.dev/%s",
        "https://yourdomain.com/x",
        "https://api.mycompany.com:8443/",
        "https://xxx.openai.azure.com/",
        "https://[host]/x",
    ],
)
def test_placeholders(uri: str) -> None:
    """Names reserved for examples, private addresses and holes are placeholders, with a reason."""
    assert address.placeholder(uri).endswith(".")


@pytest.mark.parametrize(
    "uri",
    [
        "https://example.com.a.dev/",
        "https://8.8.8.8/",
        "https://a.dev/compare/v1...v2",
        "https://contest.dev/x",
        "https://yourkit.com/",
        "https://a.dev/?to=//mysite.dev",
        "https://my-site.github.io/",
        "https://[",
    ],
)
def test_real_urls_are_no_placeholders(uri: str) -> None:
    """What only looks like an example is asked, and a bad URL is a finding."""
    assert address.placeholder(uri) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.dev:443:127.0.0.1:8443", Route("a.dev", 443, "127.0.0.1", 8443)),
        ("::127.0.0.1:80", Route("", 0, "127.0.0.1", 80)),
        ("[::1]:80:[::1]:81", Route("::1", 80, "::1", 81)),
    ],
)
def test_connect_to(text: str, expected: Route) -> None:
    """The form is curl's: empty parts match everything, IPv6 stands in brackets."""
    assert route(text) == expected


@given(some.text(alphabet=some.sampled_from("a:[]1."), max_size=20))
def test_any_connect_to_is_read_or_refused(text: str) -> None:
    """A route of another form is refused with the form that is expected."""
    message = ""
    try:
        parsed = route(text)
    except LinkcheckError as error:
        parsed = None
        message = str(error)
    assert parsed is not None or "HOST:PORT:ADDR:PORT" in message
