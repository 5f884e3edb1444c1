"""The marks by which bot walls and sign-in pages are known: tables, so that a new one is a line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Response header -> (pattern of its value, name of the wall).
WALL_HEADERS = {
    "cf-mitigated": (re.compile(r"challenge|block"), "Cloudflare"),
    "x-amzn-waf-action": (re.compile(r"."), "AWS WAF"),
    "x-vercel-mitigated": (re.compile(r"challenge|deny"), "Vercel"),
    "x-datadome": (re.compile(r"."), "DataDome"),
    "x-sucuri-block": (re.compile(r"."), "Sucuri"),
}
#: Text that only a challenge page's source holds -> name of the wall.
WALL_SOURCE = {
    "/cdn-cgi/challenge-platform/": "Cloudflare",
    "window._cf_chl_opt": "Cloudflare",
    "awswafcookiedomainlist": "AWS WAF",
    "awswafintegration": "AWS WAF",
    "/.within.website/x/cmd/anubis/": "Anubis",
    'id="anubis_challenge"': "Anubis",
    "captcha-delivery.com": "DataDome",
    "_incapsula_resource": "Imperva",
    'id="px-captcha"': "PerimeterX",
    "go-away challenge": "go-away",
}
# Cloudflare puts its script into good pages too, so that source counts only with one of these titles
WALL_TITLES = re.compile(
    r"just a moment|attention required|making sure you.re not a bot|are you (a )?(human|robot)"
    r"|security check(point)?"
    r"|verify(ing)? (that )?you are (a )?human|access denied|human verification|bot (verification|challenge)"
    r"|checking your browser|pardon our interruption|request unsuccessful|vercel security checkpoint",
    re.IGNORECASE,
)
SIGN_IN_PATH = re.compile(
    r"(^|[/_.-])(log-?in|sign-?in|sign_in|logon|auth|authenticate|authorize|sso|saml2?|oauth2?|oidc|cas|session/new"
    r"|servicelogin|accountchooser)([/_.-]|$)",
    re.IGNORECASE,
)
SIGN_IN_HOST = re.compile(r"^(accounts?|auth|login|signin|sso|id|idp|identity|passport)\d?\.", re.IGNORECASE)
RETURN_NAMES = {
    "back", "callback", "callback_url", "callbackurl", "came_from", "continue", "dest", "destination",
    "from", "goto", "next", "r", "redirect", "redirect_to", "redirect_uri", "redirect_url", "redirecturl",
    "relaystate",
    "return", "return_to", "return_url", "returnto", "returnurl", "service", "state", "target", "u",
    "url",
}  # fmt: skip


def walls(headers: Mapping[str, str], source: str, title: str) -> tuple[str, ...]:
    """Give the names of the bot walls whose marks are there."""
    lowered = source.lower()
    by_header = {
        name for key, (pattern, name) in WALL_HEADERS.items() if pattern.search(headers.get(key, ""))
    }
    by_source = {name for mark, name in WALL_SOURCE.items() if mark in lowered and _convincing(name, title)}
    by_title = {"a challenge page"} if WALL_TITLES.search(title) and not by_header | by_source else set()
    return tuple(sorted(by_header | by_source | by_title))


def _convincing(name: str, title: str) -> bool:
    return name != "Cloudflare" or bool(WALL_TITLES.search(title))


def is_sign_in(uri: str) -> bool:
    """Say whether a URL names a place to sign in."""
    parts = urlsplit(uri)
    return bool(SIGN_IN_HOST.match(parts.hostname or "") or SIGN_IN_PATH.search(parts.path))


def returns_to(uri: str, origin: str) -> bool:
    """Say whether a query of `uri` keeps the path of `origin`, to return to it after signing in."""
    wanted = urlsplit(origin).path.rstrip("/")
    values = [unquote(value) for key, value in parse_qsl(urlsplit(uri).query) if key.lower() in RETURN_NAMES]
    return any(
        value == origin or (wanted and urlsplit(value).path.rstrip("/").endswith(wanted)) for value in values
    )
