"""Hosts that refuse programs, answer too many with a pause, or are out of order."""

from __future__ import annotations

from bench.fault_server import Situation
from bench.replies import (
    RESET,
    Page,
    unless_browser,
)
from bench.situations.prose import GOOD_PAGE, NOT_FOUND

KEYS = "/guide/keys"
WALL, LOGIN, BROKEN, WORKING = ("bot-wall",), ("login-wall",), ("broken",), ("working",)


def _wall(name: str, page: Page) -> Situation:
    return Situation(f"wall: {name}", WALL, "A challenge came in place of the page.", at={"*": page})


def _code(code: int, right: tuple[str, ...], why: str) -> Situation:
    return Situation(f"plain {code}", right, why, at={"*": Page(f"<p>{code}", code)})


CODES = (
    _code(401, LOGIN, "It asks for credentials."),
    _code(402, LOGIN, "It is for paying users."),
    _code(403, WALL, "It may be open to people: nothing says that it is broken."),
    _code(405, ("working", "unverified"), "The address exists, and wants another method."),
    _code(406, ("unverified", "bot-wall"), "It refuses what we accept; a browser may fare otherwise."),
    _code(418, WALL, "It refuses programs."),
    _code(451, ("unverified",), "It is withheld in this place for legal reasons."),
    _code(999, WALL, "The code of a site that refuses programs."),
    _code(400, BROKEN, "The address is refused, for browsers too."),
    _code(404, BROKEN, "There is no such page."),
    _code(410, BROKEN, "It is gone for good."),
    _code(500, BROKEN, "An error, also when asked again."),
    _code(502, BROKEN, "An error, also when asked again."),
    _code(503, ("broken", "unverified"), "Out of order without a time named."),
    _code(504, BROKEN, "An error, also when asked again."),
    Situation(
        "401 with a challenge",
        LOGIN,
        "It asks for a name and a password.",
        at={KEYS: Page("", 401, {"WWW-Authenticate": 'Basic realm="console"'})},
    ),
    Situation(
        "401 of an API",
        LOGIN,
        "It asks for a key.",
        at={KEYS: Page('{"error": "no key"}', 401, {"Content-Type": "application/json"})},
    ),
    Situation("404 with a long page", BROKEN, "The code decides.", at={"*": Page(GOOD_PAGE.body, 404)}),
    Situation(
        "404 to programs, 404 to browsers", BROKEN, "Both are told the same.", at={"*": Page(NOT_FOUND, 404)}
    ),
)

WALLS = (
    _wall("202 and an empty page", Page("", 202)),
    _wall("AWS", Page("", 202, {"x-amzn-waf-action": "challenge"})),
    _wall(
        "Cloudflare 403",
        Page(
            "<title>Just a moment...</title><script>window._cf_chl_opt={}</script>",
            403,
            {"cf-mitigated": "challenge"},
        ),
    ),
    _wall(
        "Cloudflare 503",
        Page(
            "<title>Just a moment...</title>Checking your browser<script>window._cf_chl_opt={}</script>", 503
        ),
    ),
    _wall(
        "Cloudflare block",
        Page("<title>Attention Required! | Cloudflare</title><div id=cf-error-details>Sorry</div>", 403),
    ),
    _wall(
        "Anubis 200",
        Page(
            '<title>Making sure you&#39;re not a bot!</title><script id="anubis_challenge">{}'
            "</script><p>Loading..."
        ),
    ),
    _wall(
        "Vercel 429",
        Page("<title>Vercel Security Checkpoint</title>", 429, {"x-vercel-mitigated": "challenge"}),
    ),
    _wall(
        "DataDome", Page("<script src=https://ct.captcha-delivery.com/c.js></script>Enable JavaScript", 403)
    ),
    _wall(
        "Imperva 200",
        Page("<iframe src='/_Incapsula_Resource?incident_id=1'>Request unsuccessful.</iframe>"),
    ),
    _wall("PerimeterX", Page('<title>Access denied</title><div id="px-captcha"></div>', 403)),
    _wall(
        "Akamai", Page("<title>Access Denied</title>You don't have permission. errors.edgesuite.net/1", 403)
    ),
    _wall(
        "F5 200",
        Page("The requested URL was rejected. Please consult with your administrator. Your support ID is: 1"),
    ),
    _wall(
        "Sucuri", Page("<title>Sucuri WebSite Firewall - Access Denied</title>", 403, {"x-sucuri-block": "1"})
    ),
    _wall("unknown maker", Page("<title>Verify you are human</title><p>Tick the box to go on.")),
    Situation(
        "user agent refused with 403",
        WORKING,
        "A browser gets the page.",
        at={KEYS: unless_browser(Page("no", 403), GOOD_PAGE)},
    ),
    Situation(
        "user agent refused with 404",
        WORKING,
        "Some hosts tell programs 404; a browser gets the page.",
        at={KEYS: unless_browser(Page("no", 404), GOOD_PAGE)},
    ),
    Situation(
        "user agent refused with 999",
        WORKING,
        "A browser gets the page.",
        at={KEYS: unless_browser(Page("no", 999), GOOD_PAGE)},
    ),
    Situation(
        "user agent challenged with 202",
        WORKING,
        "A browser gets the page.",
        at={KEYS: unless_browser(Page("", 202), GOOD_PAGE)},
    ),
    Situation(
        "user agent refused with 406",
        WORKING,
        "A browser gets the page.",
        at={KEYS: unless_browser(Page("no", 406), GOOD_PAGE)},
    ),
    Situation(
        "user agent refused with a reset",
        WORKING,
        "A browser gets the page.",
        at={KEYS: unless_browser(RESET, GOOD_PAGE)},
    ),
    Situation(
        "403 to programs, 404 to browsers",
        BROKEN,
        "Who looks like a browser is told that it is gone.",
        at={KEYS: unless_browser(Page("no", 403), Page(NOT_FOUND, 404))},
    ),
)
