"""Redirects: moves, detours and circles."""

from __future__ import annotations

from bench.fault_server import Situation
from bench.replies import Depends, Page, Request, redirect, with_header
from bench.situations.prose import GOOD, GOOD_PAGE, PROSE

KEYS, NEW = "/guide/keys", "/manual/keys"
MOVED, WORKING, BROKEN = ("moved",), ("working",), ("broken",)


def _hops(number: int) -> dict[str, Page]:
    """Give a chain of so many redirects that ends at the page."""
    steps = {f"/step/{n}": redirect(f"/step/{n + 1}") for n in range(1, number)}
    return {KEYS: redirect("/step/1"), **steps, f"/step/{number}": GOOD_PAGE}


def _further(request: Request) -> Page:
    """Send on to a page that was never asked for."""
    number = int(request.target.rpartition("/")[2] or 0) if "/more/" in request.target else 0
    return redirect(f"/more/{number + 1}")


MOVES = (
    Situation("moved 301", MOVED, "It moved for good.", at={KEYS: redirect(NEW, 301), NEW: GOOD_PAGE}),
    Situation("moved 308", MOVED, "It moved for good.", at={KEYS: redirect(NEW, 308), NEW: GOOD_PAGE}),
    *(
        Situation(
            f"redirect {code}", WORKING, "A detour for now.", at={KEYS: redirect(NEW, code), NEW: GOOD_PAGE}
        )
        for code in (302, 303, 307)
    ),
    Situation(
        "moved to another host",
        MOVED,
        "It moved for good.",
        at={KEYS: redirect("{other}/keys", 301)},
        other={"/keys": GOOD_PAGE},
    ),
    Situation(
        "moved to a front page of its own",
        MOVED,
        "It moved for good to a host made for it.",
        at={KEYS: redirect("{other}/", 301)},
        other={"/": GOOD_PAGE},
    ),
    Situation(
        "moved to TLS",
        MOVED,
        "It moved for good.",
        at={KEYS: redirect("{other}/guide/keys", 301)},
        other={KEYS: GOOD_PAGE},
        other_certificate="good",
    ),
    Situation(
        "moved away from TLS",
        MOVED,
        "It moved for good, to a place that is worse.",
        at={KEYS: redirect("{other}/guide/keys", 301)},
        other={KEYS: GOOD_PAGE},
        certificate="good",
        says="without TLS",
    ),
    Situation(
        "detour away from TLS",
        WORKING,
        "The page is there; that its way is open to listeners must be said.",
        at={KEYS: redirect("{other}/guide/keys")},
        other={KEYS: GOOD_PAGE},
        certificate="good",
        says="from https to http",
    ),
    Situation(
        "moved by a slash",
        MOVED,
        "The slash can be put into the link.",
        at={KEYS: redirect(f"{KEYS}/", 301), f"{KEYS}/": GOOD_PAGE},
    ),
    Situation(
        "moved, then a detour",
        ("working", "moved"),
        "Only the first step is for good.",
        at={KEYS: redirect("/detour", 301), "/detour": redirect(NEW), NEW: GOOD_PAGE},
    ),
    Situation(
        "moved with its fragment",
        MOVED,
        "The fragment goes along, and is there.",
        link=f"{KEYS}#test",
        at={KEYS: redirect(NEW, 301), NEW: Page(f"{GOOD}<h2 id=test>Test</h2>")},
    ),
    Situation(
        "moved without its fragment",
        BROKEN,
        "The new page has no such place.",
        link=f"{KEYS}#test",
        at={KEYS: redirect(NEW, 301), NEW: GOOD_PAGE},
    ),
    Situation("moved to a dead page", BROKEN, "Nothing is there.", at={KEYS: redirect(NEW, 301)}),
    Situation("redirect to a dead page", BROKEN, "Nothing is there.", at={KEYS: redirect(NEW)}),
    Situation(
        "moved to a page about auth",
        MOVED,
        "A manual about auth is no sign-in.",
        at={KEYS: redirect("/docs/auth", 301), "/docs/auth": GOOD_PAGE},
    ),
    Situation(
        "redirect to the front page",
        ("moved", "broken"),
        "The page itself is probably gone; that must be said.",
        at={KEYS: redirect("/"), "/": GOOD_PAGE},
    ),
    Situation(
        "moved to the front page",
        ("moved", "broken"),
        "The page itself is probably gone; that must be said.",
        at={KEYS: redirect("/", 301), "/": GOOD_PAGE},
    ),
    Situation(
        "redirect to a page for what is missing",
        BROKEN,
        "It ends at the site's page for missing pages.",
        at={"*": redirect("/404.html"), "/404.html": Page(f"<title>Lost?</title>{PROSE}")},
    ),
    Situation(
        "redirect to the front page's language",
        WORKING,
        "A front page sends to a language.",
        link="/",
        at={"/": redirect("/en/"), "/en/": GOOD_PAGE},
    ),
    Situation(
        "redirect with a relative address",
        WORKING,
        "Relative to the page.",
        at={KEYS: redirect("../manual/keys"), NEW: GOOD_PAGE},
    ),
    Situation(
        "redirect in UTF-8",
        WORKING,
        "Not by the letter, but every browser follows.",
        at={KEYS: redirect("/schlüssel"), "/schl%C3%BCssel": GOOD_PAGE},
    ),
    Situation(
        "redirect without a target", ("broken", "unverified"), "It leads nowhere.", at={KEYS: Page("", 302)}
    ),
    Situation("redirect to itself", BROKEN, "A circle.", at={KEYS: redirect(KEYS)}),
    Situation(
        "redirects in a circle",
        BROKEN,
        "A circle.",
        at={KEYS: redirect("/b"), "/b": redirect("/c"), "/c": redirect(KEYS)},
    ),
    Situation("5 hops", WORKING, "Every browser follows.", at=_hops(5)),
    Situation("15 hops", WORKING, "Browsers follow 20.", at=_hops(15)),
    Situation("20 hops", WORKING, "Browsers follow just so many.", at=_hops(20)),
    Situation("21 hops", BROKEN, "Browsers give up after 20.", at=_hops(21)),
    Situation("30 hops", BROKEN, "Browsers give up after 20.", at=_hops(30)),
    Situation("hops without end", BROKEN, "It never ends.", at={"*": Depends(_further)}),
    Situation(
        "redirect to a file",
        BROKEN,
        "No browser follows from the web to a file.",
        at={KEYS: redirect("file:///etc/hostname")},
        says="file:///etc/hostname",
    ),
    Situation(
        "redirect to a script",
        BROKEN,
        "No browser runs a redirect.",
        at={KEYS: redirect("javascript:alert(1)")},
    ),
    Situation(
        "redirect to mail",
        BROKEN,
        "No page is shown.",
        at={KEYS: redirect("mailto:keys@handbook.dev")},
    ),
    Situation(
        "redirect to half a bracket",
        BROKEN,
        "No legal URL.",
        at={KEYS: redirect("http://[2001:db8::1/keys")},
    ),
    Situation(
        "cookies in a circle",
        ("unverified", "broken"),
        "It goes round with a new cookie each time; a browser with scripts may get out.",
        at={KEYS: Depends(lambda request: redirect(KEYS, Set_Cookie=f"turn={request.before}; Path=/"))},
    ),
    Situation(
        "redirect to an address with a password",
        WORKING,
        "The page is there; the report must not show the password.",
        at={KEYS: redirect("http://reader:secret-word@{otherhost}/keys")},
        other={"/keys": GOOD_PAGE},
    ),
    Situation(
        "redirect after a cookie",
        WORKING,
        "The cookie set on the way is wanted by the next page.",
        at={
            KEYS: redirect(NEW, Set_Cookie="seen=1; Path=/"),
            NEW: with_header("cookie", "seen=1", GOOD_PAGE, Page("no cookie", 400)),
        },
    ),
    Situation(
        "password stays at its host",
        WORKING,
        "The other host refuses whoever brings it a password.",
        link="http://reader:secret-word@{host}/guide/keys",
        at={KEYS: redirect("{other}/keys")},
        other={"/keys": with_header("authorization", "B", Page("leaked", 400), GOOD_PAGE)},
    ),
    Situation(
        "several choices", ("working", "unverified"), "Browsers show the list.", at={KEYS: Page(GOOD, 300)}
    ),
    Situation("not modified", WORKING, "304 says that it is there.", at={KEYS: Page("", 304)}),
    Situation(
        "refresh to a page",
        ("working", "moved"),
        "The reader is sent on, to a page that is there.",
        at={KEYS: Page(f"<meta http-equiv=refresh content='0; url={NEW}'>"), NEW: GOOD_PAGE},
    ),
    Situation(
        "refresh to a dead page",
        BROKEN,
        "The reader is sent on to nothing.",
        at={
            KEYS: Page("<title>Moved</title><meta http-equiv=Refresh content='0; URL=/gone'>This page moved.")
        },
    ),
    Situation(
        "refresh by a header to a dead page",
        BROKEN,
        "The reader is sent on to nothing.",
        at={KEYS: Page("This page moved.", 200, {"Refresh": "0; url=/gone"})},
    ),
    Situation(
        "refresh in a circle",
        ("broken", "unverified"),
        "The reader is sent to and fro.",
        at={
            KEYS: Page("<meta http-equiv=refresh content='0; url=/b'>"),
            "/b": Page(f"<meta http-equiv=refresh content='0; url={KEYS}'>"),
        },
    ),
)
