"""Answers of HTTP/1.1: read as another parser reads them, however they are cut, and never mixed up."""

from __future__ import annotations

from contextlib import suppress
from itertools import pairwise
from typing import Any

import h11
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from linkcheck_plus.exchange import Broken, Interrupted, Malformed
from linkcheck_plus.parsing import HEAD, Answers

GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
#: (status, headers in lower case, body), or None where the answer cannot be read to its end.
Seen = tuple[int, list[tuple[bytes, bytes]], bytes] | None

TOKENS = st.text("abcxyzABC-09!#", min_size=1, max_size=8).map(str.encode)
TEXTS = st.text(st.characters(codec="latin-1", categories=("L", "N", "P", "Zs")), max_size=12).map(
    lambda text: text.encode("latin-1")
)
FIELDS = st.lists(st.tuples(TOKENS, TEXTS), max_size=4).map(
    lambda fields: b"".join(b"X-%b: %b\r\n" % field for field in fields)
)
PIECES = st.lists(st.binary(min_size=1, max_size=30), max_size=4)


Framed = tuple[bytes, bytes]


def _sized(pieces: list[bytes]) -> Framed:
    body = b"".join(pieces)
    return b"Content-Length: %d\r\n\r\n" % len(body), body


def _chunked(pieces: list[bytes]) -> Framed:
    chunks = b"".join(b"%x;a=b\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
    return b"Transfer-Encoding: chunked\r\n\r\n", chunks + b"0\r\nX-Late: 1\r\n\r\n"


def _to_the_end(pieces: list[bytes]) -> Framed:
    return b"Connection: close\r\n\r\n", b"".join(pieces)


HINTS = st.sampled_from([b"", b"HTTP/1.1 103 Hints\r\nLink: </a>\r\n\r\n", b"HTTP/1.1 100 Go on\r\n\r\n"])
STATUSES = st.sampled_from([b"200 OK", b"200", b"204 Nothing", b"304 Same", b"404 ", b"999 Go away"])
VERSIONS = st.sampled_from([b"1.1", b"1.0"])
BODIES = st.sampled_from([_sized, _chunked, _to_the_end])


@st.composite
def answers(draw: Any) -> bytes:  # noqa: ANN401  as hypothesis gives it
    """Give the bytes of an answer, now and then with something of its head changed."""
    framing, body = draw(BODIES)(draw(PIECES))
    head = b"%bHTTP/%b %b\r\n%b%b" % (draw(HINTS), draw(VERSIONS), draw(STATUSES), draw(FIELDS), framing)
    if draw(st.booleans()):
        at = draw(st.integers(0, len(head)))
        head = head[:at] + draw(st.binary(max_size=2)) + head[at + draw(st.integers(0, 2)) :]
    return bytes(head + body)


def ours(whole: bytes, cuts: list[int]) -> Seen:
    """Read an answer that comes in pieces and ends with its connection."""
    found, body = Answers(), b""
    places = sorted({0, len(whole), *(cut % (len(whole) + 1) for cut in cuts)})
    try:
        for low, high in pairwise(places):
            if found.ended:
                break
            found.feed(whole[low:high])
            body += b"".join(found.pieces)
            found.pieces.clear()
        if not found.ended:
            found.feed(b"")
    except Broken:
        return None
    return found.status, [(name.lower(), text) for name, text in found.headers], body


def theirs(whole: bytes) -> Seen:
    """Read it with h11 alone."""
    reader, body, head = h11.Connection(h11.CLIENT), b"", None
    reader.send(h11.Request(method="GET", target="/", headers=[("Host", "asked")]))
    reader.send(h11.EndOfMessage())
    try:
        for data in (whole, b""):
            reader.receive_data(data)
            while (event := reader.next_event()) not in (h11.NEED_DATA, h11.PAUSED):
                head = event if isinstance(event, h11.Response) else head
                body += bytes(event.data) if isinstance(event, h11.Data) else b""
                if isinstance(event, h11.EndOfMessage) and head is not None:
                    return head.status_code, list(head.headers), body
    except h11.RemoteProtocolError:
        return None
    return None


@given(answers(), st.lists(st.integers(0, 400), max_size=5))
@example(b"HTTP/1.1 200 OK\r\nX-Empty:\r\nX-B: c\r\nContent-Length: 0\r\n\r\n", [])
@example(b"HTTP/1.1 200 OK\r\nX-A: b\r\n c\r\nContent-Length: 2\r\n\r\nhi", [25])
@settings(max_examples=500)
def test_what_both_parsers_read_they_read_alike(whole: bytes, cuts: list[int]) -> None:
    """Wherever the bytes are cut, nothing that h11 reads is refused, and nothing is read otherwise."""
    seen, other = ours(whole, cuts), theirs(whole)
    assert seen == ours(whole, []), "cut otherwise, read otherwise"
    assert other is None or seen == other


@given(st.lists(st.binary(max_size=40), max_size=6))
def test_any_bytes_are_an_answer_or_named(pieces: list[bytes]) -> None:
    """Nothing else than Broken is raised, whatever a host sends."""
    found = Answers()
    with suppress(Broken):
        for piece in (*pieces, b""):
            found.feed(piece)


def test_one_connection_gives_one_answer_after_the_other() -> None:
    """The second has nothing of the first."""
    found = Answers()
    for _ in range(2):
        found.expect()
        found.feed(GOOD)
        assert (found.status, b"".join(found.pieces), found.ended, found.reusable) == (200, b"hi", True, True)


@pytest.mark.parametrize("cut", range(len(GOOD) * 2))
def test_an_answer_that_nobody_asked_for_is_not_the_next_one(cut: int) -> None:
    """A host that sends two answers to one request is not asked again over this connection."""
    found = Answers()
    for piece in filter(None, ((GOOD * 2)[:cut], (GOOD * 2)[cut:])):
        found.feed(piece)
    assert (found.status, b"".join(found.pieces), found.ended) == (200, b"hi", True)
    assert not found.reusable


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi",
        b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi",
        b"HTTP/1.1 200 OK\r\nX-A: b\r\n c\r\nContent-Length: 2\r\n\r\nhi",
        b"HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n",
    ],
    ids=["the host closes", "HTTP/1.0", "odd", "another protocol"],
)
def test_such_an_answer_is_the_last_of_its_connection(answer: bytes) -> None:
    """It is read, and its connection is not asked again."""
    found = Answers()
    found.feed(answer)
    assert found.status in (101, 200)
    assert found.ended
    assert not found.reusable


def test_what_comes_before_a_mistake_is_read() -> None:
    """A broken chunk does not take away the ones before it."""
    found = Answers()
    found.feed(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\nthis is no length\r\n")
    assert found.pieces.popleft() == b"hi"
    with pytest.raises(Malformed):
        found.feed(b"more")


def endless(found: Answers) -> int:
    """Send headers until they are too much; give how many bytes that took."""
    for number in range(HEAD):
        try:
            found.feed(b"X-%06d: %b\r\n" % (number, b"a" * 490))
        except Malformed:
            return (number + 1) * 502
    return 0


@pytest.mark.parametrize(
    "begun", [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 103 Hints\r\n\r\nHTTP/1.1 200 OK\r\nX: b\r\n c\r\n"]
)
def test_headers_without_end_are_not_kept(begun: bytes) -> None:
    """A host that never ends its head is given up after 100 KiB of it."""
    found = Answers()
    found.feed(begun)
    assert 0 < endless(found) < HEAD * 1.1


def test_trailers_without_end_are_not_kept() -> None:
    """Nor is what stands behind the body."""
    found = Answers()
    found.feed(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n")
    found.pieces.clear()
    assert 0 < endless(found) < HEAD * 1.1


def test_a_host_that_hangs_up_is_named() -> None:
    """Before a whole head there is no answer, whatever came of it."""
    for begun in (b"", b"HTTP/1.1 20"):
        found = Answers()
        if begun:
            found.feed(begun)
        with pytest.raises(Interrupted):
            found.feed(b"")
