"""HTTP that is odd but legal, and HTTP that is neither."""

from __future__ import annotations

from bench.fault_server import Situation
from bench.replies import RESET, Raw, at_first
from bench.situations.prose import GOOD, GOOD_PAGE

KEYS = "/guide/keys"
WORKING, BROKEN = ("working",), ("broken",)
BODY = GOOD.encode()
LENGTH = b"Content-Length: %d\r\n" % len(BODY)
HTML = b"Content-Type: text/html\r\n"


def _raw(name: str, content: bytes, right: tuple[str, ...], why: str) -> Situation:
    return Situation(f"wire: {name}", right, why, at={KEYS: Raw(content)})


OK = b"HTTP/1.1 200 OK\r\n"
WIRE = (
    _raw(
        "HTTP/1.0 without a length", b"HTTP/1.0 200 OK\r\n" + HTML + b"\r\n" + BODY, WORKING, "The old way."
    ),
    _raw(
        "100 Continue first",
        b"HTTP/1.1 100 Continue\r\n\r\n" + OK + HTML + LENGTH + b"\r\n" + BODY,
        WORKING,
        "Legal.",
    ),
    _raw(
        "103 Early Hints first",
        b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"
        + OK
        + HTML
        + LENGTH
        + b"\r\n"
        + BODY,
        WORKING,
        "Legal: the answer comes after the hints.",
    ),
    _raw(
        "many 102 first",
        b"HTTP/1.1 102 Processing\r\n\r\n" * 20 + OK + HTML + LENGTH + b"\r\n" + BODY,
        WORKING,
        "Legal.",
    ),
    _raw(
        "404 after early hints",
        b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        BROKEN,
        "The answer comes after the hints.",
    ),
    _raw(
        "no reason phrase",
        b"HTTP/1.1 200\r\n" + HTML + LENGTH + b"\r\n" + BODY,
        WORKING,
        "Browsers ignore it.",
    ),
    _raw(
        "folded header",
        OK + HTML + b"X-Long: a\r\n b\r\n" + LENGTH + b"\r\n" + BODY,
        WORKING,
        "Old, and accepted.",
    ),
    _raw(
        "Latin-1 header", OK + HTML + b"X-City: K\xf6ln\r\n" + LENGTH + b"\r\n" + BODY, WORKING, "Accepted."
    ),
    _raw(
        "line feeds only",
        (OK + HTML + LENGTH + b"\r\n").replace(b"\r", b"") + BODY,
        ("working", "unverified"),
        "Browsers accept it.",
    ),
    _raw("length given twice", OK + HTML + LENGTH * 2 + b"\r\n" + BODY, WORKING, "The same both times."),
    _raw(
        "two lengths",
        OK + HTML + LENGTH + b"Content-Length: 7\r\n\r\n" + BODY,
        ("unverified", "broken"),
        "Browsers refuse it or not.",
    ),
    _raw(
        "header without a name",
        OK + HTML + b": nameless\r\n" + LENGTH + b"\r\n" + BODY,
        ("unverified", "working"),
        "Browsers skip such a line.",
    ),
    _raw(
        "chunks",
        OK
        + HTML
        + b"Transfer-Encoding: chunked\r\n\r\n%x;a=b\r\n" % len(BODY)
        + BODY
        + b"\r\n0\r\nX-T: 1\r\n\r\n",
        WORKING,
        "With an extension and a trailer.",
    ),
    _raw(
        "chunks cut short",
        OK + HTML + b"Transfer-Encoding: chunked\r\n\r\nffff\r\n" + BODY,
        ("working", "unverified"),
        "Browsers show what came.",
    ),
    _raw(
        "header of 20 kB",
        OK + HTML + b"X-Long: %s\r\n" % (b"a" * 20000) + LENGTH + b"\r\n" + BODY,
        WORKING,
        "Accepted.",
    ),
    _raw(
        "more than the length", OK + HTML + LENGTH + b"\r\n" + BODY + b"more", WORKING, "The rest is ignored."
    ),
    _raw(
        "chunk without a size",
        OK + HTML + b"Transfer-Encoding: chunked\r\n\r\nmany\r\n" + BODY,
        ("broken", "unverified"),
        "No browser can read it.",
    ),
    _raw("no HTTP at all", b"SSH-2.0-OpenSSH_9.2\r\n" * 3, BROKEN, "Another service answers there."),
    _raw(
        "HTTP without headers",
        b"<html>HTTP/0.9 page</html>",
        ("broken", "unverified"),
        "Browsers gave this up long ago.",
    ),
    Situation("wire: end without a word", ("broken", "unverified"), "No answer, twice.", at={KEYS: Raw(b"")}),
    Situation("wire: reset always", ("broken", "unverified"), "No answer, twice.", at={KEYS: RESET}),
    Situation(
        "wire: end without a word once", WORKING, "A passing fault.", at={KEYS: at_first(Raw(b""), GOOD_PAGE)}
    ),
    Situation("nobody listens", BROKEN, "The host refuses the connection.", link="http://{host}/guide/keys"),
    Situation(
        "bytes of HTTP on the port of TLS",
        BROKEN,
        "No secure connection.",
        link="https://{host}/guide/keys",
        at={KEYS: GOOD_PAGE},
    ),
    Situation(
        "bytes of TLS on the port of HTTP",
        BROKEN,
        "No HTTP.",
        link="http://{host}/guide/keys",
        at={KEYS: GOOD_PAGE},
        certificate="good",
    ),
)
