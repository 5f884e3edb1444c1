"""The facts about one provider, as frozen dataclasses: the shape of `docs/providers/<id>/<id>.toml`.

Each class is one table of the file and each attribute one key, by the same name.
An attribute that may be `None` or empty is a fact that may be unknown; the page then says so.
`sources` always holds names of entries of the file's own `[sources]` table.
"""

from __future__ import annotations

from keyproof.model.answer import ClientError, ErrorRow, RateLimit
from keyproof.model.key import Auth, Key, Permission
from keyproof.model.links import Link, Links, Source
from keyproof.model.provider import Provider
from keyproof.model.request import Check, FirstRequest
from keyproof.model.service import Costs, Dead, MacBehaviour, Sdk, Server, Step
from keyproof.model.words import VERDICTS, Confidence, Expectation, Kind, Strict, Task, Verdict, filled

__all__ = [
    "VERDICTS",
    "Auth",
    "Check",
    "ClientError",
    "Confidence",
    "Costs",
    "Dead",
    "ErrorRow",
    "Expectation",
    "FirstRequest",
    "Key",
    "Kind",
    "Link",
    "Links",
    "MacBehaviour",
    "Permission",
    "Provider",
    "RateLimit",
    "Sdk",
    "Server",
    "Source",
    "Step",
    "Strict",
    "Task",
    "Verdict",
    "filled",
]
