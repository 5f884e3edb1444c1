"""The closed sets of words that facts are stated in, and what all tables have in common."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar, Literal, get_args

Kind = Literal["hosted", "gateway", "self-hosted"]
Confidence = Literal["high", "medium", "low"]
Expectation = Literal["working", "login-wall", "bot-wall"]
Task = Literal["check", "first-request"]
Verdict = Literal[
    "ok",
    "missing",
    "malformed",
    "invalid",
    "expired",
    "leaked",
    "no_credit",
    "no_scope",
    "restricted",
    "region",
    "account",
    "model",
    "rate_limited",
    "provider_down",
    "network",
    "tls",
    "proxy",
    "redirected",
    "unexpected",
]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


class Strict:
    """Refuse unknown keys and never convert: a number in quotes is a slip, not a number."""

    __slots__ = ()
    __pydantic_config__: ClassVar[Mapping[str, object]] = {"extra": "forbid", "strict": True}


def filled(address: str, value: str | None = None) -> str:
    """Give the address with each `{name}` in it replaced by the value, or by `your-name`."""
    return re.sub(r"\{(\w+)\}", lambda found: value or f"your-{found[1]}", address)
