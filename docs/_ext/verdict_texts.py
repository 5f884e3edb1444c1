"""What each verdict of the key check means to its reader; the names come from the model."""

from __future__ import annotations

from typing import Literal, NamedTuple

from keyproof.model import Verdict

Code = Literal[0, 1, 3]


class Meaning(NamedTuple):
    """A verdict's exit code, its meaning, and what to do."""

    code: Code
    means: str
    then: str


MEANINGS: dict[Verdict, Meaning] = {
    "ok": Meaning(
        0,
        "The provider knows the key and answered as it should.",
        "Nothing. Read what the check does not prove.",
    ),
    "missing": Meaning(
        1,
        "There was no key to check.",
        "Set the provider's variable in the same window, or run the script with `--prompt` and type the key.",
    ),
    "malformed": Meaning(
        1,
        "The text cannot be a key: it holds a line break, a quote or a placeholder. Nothing was sent.",
        "Copy the key again, straight from the provider's page.",
    ),
    "invalid": Meaning(
        1,
        "The provider says that it does not know this key.",
        "Copy it again; if that does not help, make a new one.",
    ),
    "expired": Meaning(1, "The key's time is over.", "Make a new key."),
    "leaked": Meaning(
        1,
        "The provider has blocked the key because it was found in public.",
        "Make a new key, delete this one, and find out where it got out.",
    ),
    "no_credit": Meaning(
        1,
        "The key is good; the account has no credit left, or a spending limit is reached.",
        "Add credit or raise the limit, for the account that owns the key.",
    ),
    "no_scope": Meaning(
        1,
        "The key is good, but it may not do what was asked.",
        "Give the key the missing permission, or make one that has it.",
    ),
    "restricted": Meaning(
        1,
        "The key is good, but a rule of its owner refuses it here: a list of addresses, or an organization.",
        "Ask the owner, or call from a place that is allowed.",
    ),
    "region": Meaning(
        1,
        "The provider does not serve the country from which you call.",
        "Look at the provider's list of countries; take another provider.",
    ),
    "account": Meaning(
        1,
        "The account behind the key is closed, unverified or gone.",
        "Sign in and read what the provider asks for.",
    ),
    "model": Meaning(
        1, "The key is good; the model does not exist for it.", "Take a model from the provider's list."
    ),
    "rate_limited": Meaning(
        3,
        "The provider says that you ask too often. That is no word about the key.",
        "Wait, then check again.",
    ),
    "provider_down": Meaning(
        3,
        "The provider failed. That is no word about the key.",
        "Wait a minute and check again; look at the status page.",
    ),
    "network": Meaning(
        3,
        "No answer came: no connection, no such host, or too slow.",
        "Check your connection, then check again.",
    ),
    "tls": Meaning(
        3,
        "The connection could not be trusted, so the key was not sent.",
        "Look for a proxy or a virus scanner that opens encrypted connections, and for a wrong clock.",
    ),
    "proxy": Meaning(
        3,
        "A proxy on the way answered in place of the provider.",
        "Ask whoever runs the proxy, or check from another network.",
    ),
    "redirected": Meaning(
        3,
        "The address sent the check elsewhere. The key did not follow.",
        "Check the base address; use the provider's own.",
    ),
    "unexpected": Meaning(
        3,
        "The answer is none of those described here.",
        "Read the provider's status page, then tell us what you saw, without the key.",
    ),
}
