"""Texts that the situations share."""

from __future__ import annotations

from bench.replies import Page

WORDS = "Make a key in the console, keep it in a safe place, and prove that it works before you go on. "
PROSE = f"<p>{WORDS * 12}</p>"
#: A page with content of its own.
GOOD = f"<!doctype html><html lang=en><title>Make a key - Handbook</title><h1>Make a key</h1>{PROSE}"
GOOD_PAGE = Page(GOOD)
NOT_FOUND = "<title>Page not found</title><h1>Oops</h1><p>We could not find the page that you asked for."
SHELL = "<!doctype html><title>Console</title><div id=root></div><script src=/static/app.js></script>"
SIGN_IN = (
    "<title>Sign in - Console</title><h1>Sign in</h1><form method=post action=/login>"
    "<input name=mail><input type=password name=password><button>Sign in</button></form>"
)
FRONT = f"<title>Handbook</title><link rel=canonical href='/'><h1>Welcome</h1>{PROSE}"
