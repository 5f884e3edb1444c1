"""Answers to HEAD that lie, and bodies that are encoded, broken, huge or without end."""

from __future__ import annotations

import gzip
import zlib

from bench.fault_server import Situation
from bench.replies import (
    RESET,
    SILENCE,
    Depends,
    Page,
    after,
    at_first,
    bomb,
    by_method,
    drip,
    encoded,
    pour,
)
from bench.situations.prose import GOOD, GOOD_PAGE, NOT_FOUND

KEYS = "/guide/keys"
PAGE = GOOD.encode()
WORKING = ("working",)
START = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
LATE = "The host answers late but in time."

#: HEAD is not to be trusted: each of these is fine when asked with GET.
HEAD_LIES = (
    *(
        Situation(
            f"head says {name}",
            WORKING,
            "GET gives the page.",
            at={KEYS: by_method(reply, GOOD_PAGE)},
            waits=waits,
        )
        for name, reply, waits in (
            ("404", Page("", 404), False),
            ("405", Page("", 405), False),
            ("403", Page("", 403), False),
            ("500", Page("", 500), False),
            ("nothing", SILENCE, True),
            ("reset", RESET, False),
        )
    ),
    Situation(
        "head lies that it is there",
        ("broken",),
        "GET says 404, and readers send GET.",
        at={KEYS: by_method(Page("", 200), Page(NOT_FOUND, 404))},
    ),
)

BODIES = (
    Situation("gzip", WORKING, "A common encoding.", at={KEYS: encoded(gzip.compress(PAGE), "gzip")}),
    Situation("deflate", WORKING, "A common encoding.", at={KEYS: encoded(zlib.compress(PAGE), "deflate")}),
    Situation(
        "raw deflate",
        WORKING,
        "Not by the letter, but every browser reads it.",
        at={KEYS: encoded(zlib.compress(PAGE, wbits=-15), "deflate")},
    ),
    Situation(
        "gzip under its old name",
        WORKING,
        "x-gzip is gzip.",
        at={KEYS: encoded(gzip.compress(PAGE), "x-gzip")},
    ),
    Situation(
        "gzip cut short",
        ("working", "unverified"),
        "Browsers show what came.",
        at={KEYS: encoded(gzip.compress(PAGE)[:-12], "gzip")},
    ),
    Situation(
        "broken gzip",
        ("broken",),
        "No browser can show bytes that are not what they are called.",
        at={KEYS: encoded(b"this is no gzip at all", "gzip")},
    ),
    Situation(
        "brotli without being asked",
        ("unverified",),
        "It was not offered; a browser may know it.",
        at={KEYS: encoded(b"\x0b\x02\x80ok\x03", "br")},
        says="'br'",
    ),
    Situation(
        "zstandard without being asked",
        ("unverified",),
        "It was not offered; a browser may know it.",
        at={KEYS: encoded(b"\x28\xb5\x2f\xfd\x20\x02\x11\0\0ok", "zstd")},
        says="'zstd'",
    ),
    Situation(
        "charset named as the encoding",
        WORKING,
        "A common slip: browsers show the page.",
        at={KEYS: encoded(PAGE, "UTF-8")},
    ),
    Situation(
        "gzip twice",
        ("working", "unverified"),
        "Legal, and rare: a browser unfolds it twice.",
        at={KEYS: encoded(gzip.compress(gzip.compress(PAGE)), "gzip, gzip")},
    ),
    Situation(
        "gzip in two pieces",
        WORKING,
        "Legal: the pieces follow each other.",
        at={KEYS: encoded(gzip.compress(PAGE[:200]) + gzip.compress(PAGE[200:]), "gzip")},
    ),
    Situation(
        "zeros behind the gzip",
        WORKING,
        "Browsers forgive what comes behind.",
        at={KEYS: encoded(gzip.compress(PAGE) + bytes(64), "gzip")},
    ),
    Situation(
        "gzip with a wrong checksum",
        WORKING,
        "Browsers show the page.",
        at={KEYS: encoded(gzip.compress(PAGE)[:-8] + bytes(8), "gzip")},
    ),
    Situation(
        "gzip bomb",
        WORKING,
        "The page is there; a checker must not unfold a gigabyte.",
        at={KEYS: Depends(lambda _: encoded(bomb(1024), "gzip"))},
        waits=True,
    ),
    Situation(
        "50 MB file",
        WORKING,
        "The file is there; nobody needs to load it.",
        at={
            KEYS: pour(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/zip\r\nContent-Length: 52428800\r\n\r\n",
                b"PK\3\4" * 16384,
                52428800,
            )
        },
        waits=True,
    ),
    Situation(
        "20 MB page",
        WORKING,
        "The page is there.",
        at={
            KEYS: pour(
                START + b"Content-Length: 20971520\r\n\r\n", b"<p>good page " * 5041 + b"<p>12345.", 20971520
            )
        },
        waits=True,
    ),
    Situation(
        "endless page",
        WORKING,
        "The page is there and never ends; its beginning says enough.",
        at={KEYS: pour(START + b"\r\n", b"<p>good page " * 5000)},
        waits=True,
    ),
    Situation(
        "endless stream",
        WORKING,
        "An event stream never ends.",
        at={KEYS: drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n", b"data: x\n\n")},
        waits=True,
    ),
    Situation(
        "dripping page",
        ("timeout", "working"),
        "It never comes whole, though the host says 200.",
        at={KEYS: drip(START + b"Content-Length: 1000000\r\n\r\n<p>good page", b"a")},
        waits=True,
    ),
    Situation(
        "dripping headers",
        ("timeout",),
        "The answer never begins.",
        at={KEYS: drip(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n")},
        waits=True,
    ),
    Situation(
        "endless headers",
        ("broken", "unverified", "timeout"),
        "No browser takes headers without end.",
        at={KEYS: pour(b"HTTP/1.1 200 OK\r\n", b"X-Filler: good page\r\n" * 500)},
        waits=True,
    ),
    Situation("slow page", WORKING, LATE, at={KEYS: after(1.5, GOOD_PAGE)}, waits=True),
    Situation("silence", ("timeout",), "It accepts and says nothing.", at={KEYS: SILENCE}, waits=True),
    Situation(
        "cut short",
        ("working", "unverified"),
        "Browsers show what came before the end.",
        at={KEYS: drip(START + b"Content-Length: 90000\r\n\r\n" + PAGE, b"", 1000)},
        waits=True,
    ),
    Situation("reset once", WORKING, "A passing fault.", at={KEYS: at_first(RESET, GOOD_PAGE)}),
)
