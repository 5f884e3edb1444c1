"""Pages that are there, however oddly they are served."""

from __future__ import annotations

from bench.fault_server import Situation
from bench.replies import (
    Page,
    redirect,
    typed,
    with_header,
)
from bench.situations.prose import GOOD, GOOD_PAGE, PROSE, SIGN_IN, WORDS

KEYS = "/guide/keys"
WORKING = ("working",)

PAGES = (
    Situation("plain page", WORKING, "It is there.", at={KEYS: GOOD_PAGE}),
    Situation("no content", WORKING, "204 is a good answer.", at={KEYS: Page("", 204, {"Content-Type": ""})}),
    Situation("partial content", WORKING, "Odd, but the page comes.", at={KEYS: Page(GOOD, 206)}),
    Situation("image", WORKING, "A picture is there.", at={KEYS: typed(b"\x89PNG\r\n\x1a\n", "image/png")}),
    Situation("json", WORKING, "An API answers.", at={KEYS: typed('{"object": "list"}', "application/json")}),
    Situation(
        "json accepted",
        WORKING,
        "202 with a JSON body is an API's yes, no challenge.",
        at={KEYS: Page('{"status": "queued"}', 202, {"Content-Type": "application/json"})},
    ),
    Situation("plain text", WORKING, "It is there.", at={KEYS: typed(WORDS, "text/plain")}),
    Situation("no type", WORKING, "Browsers show it.", at={KEYS: typed(GOOD, "")}),
    Situation("short page", WORKING, "A page may say little.", at={KEYS: Page("<title>ok</title>ok")}),
    Situation(
        "about 404",
        WORKING,
        "A good page about 404 errors is no soft 404.",
        at={KEYS: Page(f"<title>404 Not Found: what it means</title><h1>404 Not Found</h1>{PROSE}")},
    ),
    Situation(
        "short about 404",
        WORKING,
        "It reads like a soft 404, but the host gives other addresses a real 404.",
        at={KEYS: Page("<title>What is a 404?</title><p>It says that a page was not found.")},
    ),
    Situation(
        "about walls",
        WORKING,
        "An article may name every mark of a bot wall.",
        at={
            KEYS: Page(
                "<title>How bot walls work</title><p>Just a moment... Access denied."
                f"<pre>window._cf_chl_opt cf-error-details captcha-delivery.com</pre>{PROSE * 3}"
            )
        },
    ),
    Situation(
        "about domains",
        WORKING,
        "An article about domains for sale is no parked domain.",
        at={KEYS: Page(f"<title>Why this domain is for sale means trouble</title>{PROSE}")},
    ),
    Situation(
        "sign-in manual",
        WORKING,
        "A manual about signing in has sign-in in its path, and is open.",
        link="/docs/sign-in/sso",
        at={"/docs/sign-in/sso": Page(f"<title>Set up single sign-on</title>{PROSE}")},
    ),
    Situation(
        "sign-in page itself",
        WORKING,
        "Who links to the sign-in page gets the sign-in page.",
        link="/login",
        at={"/login": Page(SIGN_IN)},
    ),
    Situation(
        "page with a sign-in form",
        WORKING,
        "A page with content may carry a sign-in form in its corner.",
        at={KEYS: Page(f"{GOOD}<form><input type=password></form>")},
    ),
    Situation(
        "renews itself",
        WORKING,
        "A refresh without a target renews the page.",
        at={KEYS: Page(f"<meta http-equiv=refresh content=60><title>Status</title>{PROSE}")},
    ),
    Situation(
        "refresh for browsers without scripts",
        WORKING,
        "Readers with scripts stay on the page.",
        at={KEYS: Page(f"<noscript><meta http-equiv=refresh content='0;url=/gone'></noscript>{GOOD}")},
    ),
    Situation(
        "cookie set", WORKING, "Cookies are common.", at={KEYS: Page(GOOD, 200, {"Set-Cookie": "a=1"})}
    ),
    Situation(
        "cookie gate",
        WORKING,
        "It sends to itself until its cookie comes back, as browsers do.",
        at={KEYS: with_header("cookie", "gate=1", GOOD_PAGE, redirect(KEYS, Set_Cookie="gate=1; Path=/"))},
    ),
    Situation(
        "retry-after on a good page",
        WORKING,
        "The header means nothing beside 200.",
        at={KEYS: Page(GOOD, 200, {"Retry-After": "86400"})},
    ),
)
