"""How many pages a PDF has, found without a PDF library and within a bound."""

from __future__ import annotations

import re
import zlib

STREAM = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n", re.DOTALL)
TREE = re.compile(rb"/Type\s*/Pages\b[^<>]*?/Count\s+(\d{1,6})|/Count\s+(\d{1,6})\b[^<>]*?/Type\s*/Pages\b")
STREAM_LIMIT = 1024 * 1024
STREAMS = 64
PAGE = re.compile(r"(?:^|&)page=(\d{1,6})(?:&|$)", re.IGNORECASE)


def is_pdf(body: bytes) -> bool:
    """Say whether the bytes begin as a PDF does; readers allow some rubbish before it."""
    return b"%PDF-" in body[:1024]


def pages(body: bytes) -> int:
    """Give the number of pages, 0 when it cannot be told."""
    counts = [*_counts(body)]
    for number, match in enumerate(STREAM.finditer(body)):
        if number >= STREAMS:
            break
        counts += _counts(_inflated(body[match.end() : match.end() + STREAM_LIMIT]))
    return max(counts, default=0)  # the root of the tree of pages counts them all


def _counts(data: bytes) -> list[int]:
    return [int(one or other) for one, other in TREE.findall(data)]


def _inflated(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, STREAM_LIMIT)
    except zlib.error:
        return b""


def page_asked(fragment: str) -> int:
    """Give the page that a fragment such as `page=3` asks for, 0 for none."""
    match = PAGE.search(fragment)
    return int(match.group(1)) if match else 0
