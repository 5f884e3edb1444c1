"""URLs on their way to the wire: the short way and httpx's own give the same."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from linkcheck_plus import web
from linkcheck_plus.exchange import NoAnswer

NAMES = st.from_regex(r"[a-z0-9-]{1,12}(\.[a-z0-9-]{1,9}){1,3}", fullmatch=True)
NUMBERS = st.lists(st.integers(0, 300).map(str), min_size=4, max_size=4).map(".".join)
PORTS = st.sampled_from(["", ":80", ":443", ":8080", ":1", ":65535", ":65536", ":99999", ":0", ":080"])
PATHS = st.text("abcXYZ019/._~!$&'()*+,;=:@%- é|", max_size=20).map("/{}".format) | st.just("")
QUERIES = st.text("abcXYZ019/._~!$&'()*+,;=:@?%- é[]", max_size=20).map("?{}".format) | st.just("")
URLS = st.builds(
    "{}://{}{}{}{}".format, st.sampled_from(["http", "https"]), NAMES | NUMBERS, PORTS, PATHS, QUERIES
)


@given(URLS)
def test_a_plain_url_goes_to_the_wire_as_httpx_would_send_it(uri: str) -> None:
    """What is taken as it stands is what httpx makes of it, in every part."""
    plain = web._plain(uri)  # noqa: SLF001  the short way itself
    assume(plain is not None)
    assert plain == web._encoded(uri)  # noqa: SLF001


@pytest.mark.parametrize(
    ("uri", "short"),
    [
        ("https://platform.openai.com/api-keys", True),
        ("https://docs.python.org/3/library/re.html?highlight=re&x=1", True),
        ("http://127.0.0.1:8000/", True),
        ("https://github.com/user/repo/blob/main/a%20b.md", False),
        ("https://EXAMPLE.org/", False),
        ("https://bücher.example/", False),
        ("https://host.site/a/../b", False),
        ("https://host.site/a/.", False),
        ("http://127.0.0.1.5/", False),
        ("http://[::1]/", False),
    ],
)
def test_most_urls_are_plain(uri: str, short: bool) -> None:  # noqa: FBT001  a column of the table
    """Addresses of documentation are read the short way, and odd ones by httpx."""
    assert (web._plain(uri) is not None) is short  # noqa: SLF001


@given(st.text(max_size=40).map("https://{}".format) | st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text breaks the reading of URLs; what is read has a host and no space in its parts."""
    try:
        address = web.read(text)
    except NoAnswer:
        return
    assert address.host
    assert not {b" ", b"\n", b"\r"} & {bytes([byte]) for byte in address.netloc + address.target}
