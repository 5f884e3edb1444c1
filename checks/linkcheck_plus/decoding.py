"""Content encodings, decoded within a bound: a bomb costs no more memory than a page."""

from __future__ import annotations

import zlib

GZIP_WBITS = 31
RAW_DEFLATE_WBITS = -15
#: What a request may offer: what the standard library decodes within a bound.
ACCEPTED = "gzip, deflate"
#: Encodings of the registry (iana.org/assignments/http-parameters) that come unasked; browsers know some.
UNOFFERED = {"aes128gcm", "br", "compress", "dcb", "dcz", "exi", "pack200-gzip", "zstd"}


class EncodingError(Exception):
    """The body is not what its Content-Encoding says."""


class BoundedBody:
    """Collects a body up to `limit` decoded bytes."""

    def __init__(self, encoding: str, limit: int) -> None:
        """Take the value of Content-Encoding; raise EncodingError when it is one that we did not offer.

        A name that is no encoding at all, such as UTF-8, means nothing, as it does to browsers.
        """
        self._encoding = encoding.strip().lower().removeprefix("x-")
        if self._encoding in UNOFFERED or "," in self._encoding:
            msg = (
                f"the body comes as {encoding.strip()[:40]!r}, which was not asked for (offered: {ACCEPTED})"
            )
            raise EncodingError(msg)
        self._limit = limit
        self._body = bytearray()
        self._inflate = self._start(b"") if self._encoding in ("gzip", "deflate") else None

    @property
    def body(self) -> bytes:
        """What was decoded so far, never more than the limit."""
        return bytes(self._body)

    @property
    def full(self) -> bool:
        """Whether the limit is reached."""
        return len(self._body) >= self._limit

    def feed(self, chunk: bytes) -> None:
        """Decode one piece as far as the limit allows; raise EncodingError when it cannot be decoded."""
        if self._inflate is None:
            self._body += chunk[: self._limit - len(self._body)]
            return
        try:
            self._decode(chunk)
        except zlib.error as error:
            msg = f"the body is not {self._encoding} as its Content-Encoding says ({error})"
            raise EncodingError(msg) from error

    def _start(self, head: bytes) -> zlib._Decompress:
        """Begin a stream: deflate comes with a zlib header or, from old servers, without."""
        if self._encoding == "gzip":
            return zlib.decompressobj(GZIP_WBITS)
        bare = bool(head) and (head[0] & 0x0F) != zlib.DEFLATED
        return zlib.decompressobj(RAW_DEFLATE_WBITS if bare else zlib.MAX_WBITS)

    def _decode(self, chunk: bytes) -> None:
        if self._inflate is not None and self._encoding == "deflate" and not self._body:
            self._inflate = self._start(chunk) if not self._inflate.unconsumed_tail else self._inflate
        while chunk and not self.full and self._inflate is not None:
            self._body += self._inflate.decompress(chunk, self._limit - len(self._body))
            chunk = self._inflate.unconsumed_tail
            if self._inflate.eof:
                chunk = self._inflate.unused_data
                # further gzip members follow; other trailing bytes are padding that browsers forgive
                if not chunk.startswith(b"\x1f\x8b"):
                    return
                self._inflate = self._start(b"")
