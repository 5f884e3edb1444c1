"""Answers of HTTP/1.1 out of the bytes they come in: llhttp, the parser of Node, reads them.

A parser in Python takes a fifth of all the time a link takes. Opens no connection: bytes go in,
and heads and bodies come out.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from linkcheck_plus.exchange import Interrupted, Malformed

if TYPE_CHECKING:
    from linkcheck_plus.exchange import Fields
    from linkcheck_plus.oddities import OddAnswer

#: Bytes that a head may have, and what stands between two pieces of a body.
HEAD = 100 * 1024
SWITCHED = 101
FIRST_FINAL = 200
CODING, CHUNKED = b"transfer-encoding", b"chunked"
# what browsers read without a word
LENIENCIES = {
    "lenient_data_after_close": True,
    "lenient_optional_cr_before_lf": True,
    "lenient_spaces_after_chunk_size": True,
}


class Answers:
    """The answers that come over one connection, one after the other."""

    def __init__(self) -> None:
        """Wait for the first."""
        self._parser = HttpResponseParser(self)
        self._parser.set_dangerous_leniencies(**LENIENCIES)
        self._error: Malformed | None = None
        self._odd: OddAnswer | None = None
        self._surplus = False
        self.expect()

    def expect(self) -> None:
        """Be ready for the answer to a request: `status` is 0 until its head is read."""
        self.headers: Fields = []
        self.pieces: deque[bytes] = deque()
        self.status, self.version = 0, ""
        self.ended = self._kept = False
        self._head, self._between, self._expected = b"", 0, True

    @property
    def reusable(self) -> bool:
        """Whether the answer was read to its end, and the host expects another request after it."""
        return self.ended and self._kept and not self._surplus and self._error is None

    def feed(self, data: bytes) -> None:
        """Read what came, b'' for the connection's end; raise Interrupted or Malformed.

        A mistake in the bytes is raised after the pieces before it were taken.
        """
        if self._error is not None:
            raise self._error
        if not data and not self.status:
            msg = "the host disconnected without sending a response"
            raise Interrupted(msg)
        try:
            self._odd.feed(data) if self._odd else self._read(data)
        except Malformed as error:
            self._error = error
        if self._error is not None and not self.pieces and not self.ended:
            raise self._error

    def _read(self, data: bytes) -> None:
        if not data:
            self._close()
            return
        self._head = b"" if self.status else self._head + data
        self._between += len(data)
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade:
            self.ended = True
        except HttpParserError as error:
            self._refused(error)
        if self._between > HEAD:
            msg = f"more than {HEAD // 1024} KiB of headers"
            raise Malformed(msg)

    def _refused(self, error: HttpParserError) -> None:
        """Let the more lenient parser read a head that this one refuses; raise Malformed for a body."""
        if self.status:
            raise Malformed(str(error)) from error
        from linkcheck_plus import oddities  # noqa: PLC0415 - few hosts send such a thing

        self._odd = oddities.OddAnswer(self)
        self._odd.feed(self._head)

    def _close(self) -> None:
        """Take the connection's end for the body's, where nothing else says how long that is."""
        if not self.ended and self._framed:
            msg = "the host closed the connection without sending the complete message body"
            raise Malformed(msg)
        self.ended = True

    @property
    def _framed(self) -> bool:
        """Whether the head says where the body ends."""
        return any(name.lower() in (CODING, b"content-length") for name, _ in self.headers)

    def begin(self, status: int, headers: Fields, version: str) -> None:
        """Take a head that was read; one before the answer itself, such as 103, is passed over."""
        if status >= FIRST_FINAL or status == SWITCHED:
            self.status, self.headers, self.version = status, headers, version
            self._between, self._expected = 0, False
        else:
            self.headers = []

    def on_message_begin(self) -> None:
        """Note an answer that nobody asked for: what else comes over this connection cannot be trusted."""
        self._surplus = self._surplus or not self._expected

    def on_header(self, name: bytes, text: bytes) -> None:
        """Keep a header; those behind the body are wanted by nobody."""
        if not self.status and not self._surplus:
            self.headers.append((name, text.rstrip()))

    def on_headers_complete(self) -> None:
        """Take the head, but for one with a coding of the body that only this parser lets pass."""
        if any(name.lower() == CODING and text.lower() != CHUNKED for name, text in self.headers):
            msg = "a transfer coding that is not chunked"
            raise Malformed(msg)
        if not self._surplus:
            version = f"HTTP/{self._parser.get_http_version()}"
            self.begin(self._parser.get_status_code(), self.headers, version)

    def on_body(self, piece: bytes) -> None:
        """Keep a piece of the body."""
        self._between = 0
        if not self._surplus:
            self.pieces.append(piece)

    def on_message_complete(self) -> None:
        """Note the end of the answer."""
        if self.status and not self._surplus:
            self.ended = True
            self._kept = self.status != SWITCHED and self._parser.should_keep_alive()
