"""The ways to a sign-in."""

from __future__ import annotations

from bench.fault_server import Situation
from bench.replies import Depends, Page, Request, redirect
from bench.situations.prose import NOT_FOUND, SIGN_IN

KEYS = "/guide/keys"
LOGIN = ("login-wall",)


def _sign_on(request: Request) -> Page:
    """Send to the other host with a new cookie each time, as a single sign-on does that wants scripts."""
    return redirect("{other}/sso?return_to=%2Fguide%2Fkeys", Set_Cookie=f"turn={request.before}; Path=/")


SIGN_INS = (
    Situation(
        "sign-in with next",
        LOGIN,
        "The way back is kept in the address.",
        at={KEYS: redirect("/login?next=%2Fguide%2Fkeys"), "/login": Page(SIGN_IN)},
    ),
    Situation(
        "sign-in without next",
        LOGIN,
        "It leads to a sign-in.",
        at={KEYS: redirect("/session/new"), "/session/new": Page(SIGN_IN)},
    ),
    Situation(
        "sign-in at another host",
        LOGIN,
        "The way back is kept in the address.",
        at={KEYS: redirect("{other}/ServiceLogin?continue={me}/guide/keys")},
        other={"/ServiceLogin": Page(SIGN_IN)},
    ),
    Situation(
        "sign-in under an unknown name",
        LOGIN,
        "The way back and the form show what it is.",
        at={KEYS: redirect("/welcome?returnUrl=%2Fguide%2Fkeys"), "/welcome": Page(SIGN_IN)},
    ),
    Situation(
        "SAML",
        LOGIN,
        "It leads to a sign-in.",
        at={KEYS: redirect("{other}/saml2/idp?SAMLRequest=abc&RelayState=x")},
        other={"/saml2/idp": Page("<form><input type=password></form>")},
    ),
    Situation(
        "OAuth",
        LOGIN,
        "It leads to a sign-in.",
        at={KEYS: redirect("{other}/oauth2/authorize?redirect_uri={me}/callback")},
        other={"/oauth2/authorize": redirect("/u/login?state=abc"), "/u/login": Page(SIGN_IN)},
    ),
    Situation(
        "sign-in behind a bot wall",
        ("login-wall", "bot-wall"),
        "Two walls, one behind the other.",
        at={KEYS: redirect("/login?next=%2Fguide%2Fkeys"), "/login": Page("no", 403)},
    ),
    Situation(
        "sign-in in place of the page", LOGIN, "The form came instead of the page.", at={KEYS: Page(SIGN_IN)}
    ),
    Situation(
        "refresh to a sign-in",
        LOGIN,
        "It leads to a sign-in.",
        at={
            KEYS: Page("<meta http-equiv=refresh content='0;url=/login?next=/guide/keys'>"),
            "/login": Page(SIGN_IN),
        },
    ),
    Situation(
        "single sign-on in a circle",
        LOGIN,
        "It goes round through a sign-in, setting cookies.",
        at={KEYS: Depends(_sign_on)},
        other={"/sso": redirect("{me}/guide/keys", Set_Cookie="sso=1; Path=/")},
    ),
    Situation(
        "sign-in that is gone",
        ("broken", "login-wall"),
        "It leads to a sign-in that is not there.",
        at={KEYS: redirect("/login?next=%2Fguide%2Fkeys"), "/login": Page(NOT_FOUND, 404)},
    ),
)
