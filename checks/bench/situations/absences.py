"""Pages that answer 200 and are not there: soft 404s, shells, parked domains."""

from __future__ import annotations

from collections.abc import Callable
from zlib import crc32

from bench.fault_server import Situation
from bench.replies import Depends, Page, Request
from bench.situations.prose import FRONT, GOOD_PAGE, NOT_FOUND, PROSE, SHELL

KEYS = "/guide/keys"
BROKEN, UNKNOWN, WORKING = ("broken",), ("unverified",), ("working",)


def _echo(form: Callable[[Request], str]) -> Depends:
    return Depends(lambda request: Page(form(request)))


def _soft(name: str, page: str) -> Situation:
    why = "It says that nothing is there, and so it does of an invented address."
    return Situation(f"soft 404: {name}", BROKEN, why, at={"/": GOOD_PAGE, "*": Page(page)})


def _parked(name: str, page: str, right: tuple[str, ...] = BROKEN) -> Situation:
    why = "Nobody uses the domain any more."
    return Situation(f"parked: {name}", right, why, at={"*": Page(page)})


ABSENCES = (
    _soft("English", NOT_FOUND),
    _soft("German", "<title>Seite nicht gefunden</title><h1>Hoppla</h1><p>Diese Seite wurde nicht gefunden."),
    _soft("Japanese", "<title>ページが見つかりません</title><p>お探しのページは見つかりませんでした。"),
    _soft("Spanish", "<title>Página no encontrada</title><p>La página que busca no existe."),
    _soft("long", f"{NOT_FOUND}<h2>What people read</h2>{PROSE}"),
    Situation(
        "soft 404: the host's real 404 page",
        BROKEN,
        "The same page comes with 404 for an invented address.",
        at={KEYS: Page(NOT_FOUND), "*": Page(NOT_FOUND, 404)},
    ),
    Situation(
        "soft 404: repeats the address",
        BROKEN,
        "Only the address in it differs.",
        at={
            "*": _echo(
                lambda request: f"<title>{request.target} was not found</title>No {request.target} here."
            )
        },
    ),
    Situation(
        "soft 404: a number each time",
        BROKEN,
        "Only a number in it differs.",
        at={"*": _echo(lambda request: f"{NOT_FOUND}<p>Request {crc32(request.target.encode()):010d}")},
    ),
    Situation(
        "soft 404: no such product",
        BROKEN,
        "The query decides what is there.",
        link="/shop?id=4711",
        at={"*": _echo(lambda _: "<title>Shop</title><h1>This product does not exist</h1>")},
    ),
    Situation(
        "shell for everything",
        UNKNOWN,
        "Every address gets the same page, which scripts fill.",
        at={"*": Page(SHELL)},
    ),
    Situation(
        "shell with words for everything",
        UNKNOWN,
        "Every address gets the same page, which scripts fill.",
        at={
            "*": Page(
                SHELL.replace(
                    "<div", "<noscript>You need to enable JavaScript to run this app.</noscript><div"
                )
            )
        },
    ),
    Situation(
        "shell for real pages",
        WORKING,
        "The host says 404 to what is not there, so this is.",
        at={KEYS: Page(SHELL)},
    ),
    Situation(
        "front page for everything",
        UNKNOWN,
        "Every address gets the front page.",
        at={"*": Page(FRONT)},
    ),
    _parked("script", "<title>site</title><script src='https://c.parkingcrew.net/p.js'></script>"),
    _parked("frame", "<title>site</title><iframe src='https://www.sedoparking.com/x'></iframe>"),
    _parked("words", "<title>Handbook</title><h1>This domain is for sale!</h1><p>Make an offer."),
    _parked("expired", "<title>Handbook</title><p>This domain name has expired. Renew it now."),
    _parked(
        "lander",
        "<script>window.onload=function(){window.location.href='/lander'}</script>",
        ("broken", "unverified"),
    ),
)
