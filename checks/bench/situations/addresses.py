"""Certificates, and addresses."""

from __future__ import annotations

from bench.fault_server import Situation
from bench.replies import Depends, Page, Request, with_header
from bench.situations.prose import GOOD_PAGE

KEYS = "/guide/keys"
WORKING, BROKEN, UNKNOWN, IGNORED = ("working",), ("broken",), ("unverified",), ("ignored",)


def _exact(target: str) -> Depends:
    """Let in only who asks for exactly this."""

    def choose(request: Request) -> Page:
        return GOOD_PAGE if request.target == target else Page(f"not {target}", 404)

    return Depends(choose)


def _tls(kind: str, right: tuple[str, ...], why: str) -> Situation:
    return Situation(f"tls: {kind}", right, why, at={KEYS: GOOD_PAGE}, certificate=kind)


def _address(
    name: str, link: str, right: tuple[str, ...] = IGNORED, why: str = "An example: nobody should ask it."
) -> Situation:
    return Situation(f"address: {name}", right, why, link=link)


TLS = (
    _tls("good", WORKING, "The issuer is trusted."),
    _tls("expired", BROKEN, "Browsers warn their readers off."),
    _tls("future", BROKEN, "Browsers warn their readers off."),
    _tls("wrong host", BROKEN, "Browsers warn their readers off."),
    _tls("self-signed", ("broken", "unverified"), "Browsers warn their readers off."),
    _tls("unknown", ("broken", "unverified"), "Nobody here knows the issuer."),
    _tls("old protocol", ("unverified", "broken"), "Browsers refuse TLS 1.1."),
    Situation(
        "tls: wants client",
        ("login-wall", "unverified"),
        "It asks for a certificate of the reader's own, as nginx does.",
        at={
            "*": Page("<title>400 No required SSL certificate was sent</title><h1>400 Bad Request</h1>", 400)
        },
        certificate="good",
    ),
)

ADDRESSES = (
    Situation(
        "password in the address",
        WORKING,
        "It is let in with it; the report must not show it.",
        link="http://reader:secret-word@{host}/guide/keys",
        at={KEYS: with_header("authorization", "Basic cmVhZGVyOnNlY3JldC13b3Jk", GOOD_PAGE, Page("", 401))},
    ),
    Situation(
        "wrong password in the address",
        ("login-wall",),
        "It asks for a better one; the report must not show it.",
        link="http://reader:secret-word@{host}/guide/keys",
        at={KEYS: Page("", 401)},
    ),
    Situation(
        "encoded slash",
        WORKING,
        "%2F is not a slash.",
        link="/files/a%2Fb",
        at={"/files/a%2Fb": _exact("/files/a%2Fb")},
    ),
    Situation(
        "raw unicode path",
        WORKING,
        "It goes out as UTF-8.",
        link="/schlüssel",
        at={"/schl%C3%BCssel": GOOD_PAGE},
    ),
    Situation(
        "query as written",
        WORKING,
        "Order and signs of a query are the host's.",
        link="/find?b=1&a=%2B+x&&c",
        at={"/find?b=1&a=%2B+x&&c": GOOD_PAGE},
    ),
    Situation(
        "8 kB address", WORKING, "Long, and legal.", link=f"/find?q={'k' * 8000}", at={"/find": GOOD_PAGE}
    ),
    Situation(
        "name with two addresses",
        WORKING,
        "One of the addresses answers.",
        link="http://localhost:{port}/guide/keys",
        at={KEYS: GOOD_PAGE},
        address="127.0.0.1",
    ),
    Situation(
        "dots in the path", WORKING, "Browsers resolve them.", link="/a/../guide/keys", at={KEYS: GOOD_PAGE}
    ),
    Situation(
        "capitals in the scheme",
        WORKING,
        "The case of a scheme means nothing.",
        link="HTTP://{host}/guide/keys",
        at={KEYS: GOOD_PAGE},
    ),
    _address("loopback in another spelling", "http://0x7f000001/docs"),
    _address("loopback of IPv6", "http://[::1]:8000/docs"),
    _address("loopback name", "http://localhost:8000/docs"),
    _address("private network", "http://192.168.0.10/admin"),
    _address("reserved name", "https://example.com/keys"),
    _address("below a reserved name", "https://api.example.org/v1/keys"),
    _address("reserved ending", "https://keys.handbook.test/new"),
    _address("angle brackets", "https://<your-resource>.handbook.dev/keys"),
    _address("braces", "https://{resource}.handbook.dev/keys"),
    _address("capitals", "https://YOUR-HOST.handbook.dev/keys"),
    _address("shell variable", "https://$HOST/v1/keys"),
    _address("no dot", "http://my-server/keys"),
    _address("documentation address", "http://192.0.2.7/keys"),
    _address("any address", "http://0.0.0.0:8080/v1"),
    _address("half a bracket", "http://[2001:db8::1/keys", BROKEN, "No legal URL."),
    _address("port too high", "http://handbook.dev:99999/keys", BROKEN, "No legal URL."),
)
