"""The key and how a request carries it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from keyproof.model.words import Strict


@dataclass(frozen=True, kw_only=True, slots=True)
class Key(Strict):
    """What a key of this provider is: its variable, its forms, its rights, its end.

    `token_files`: where the provider's own login keeps a key; the first counts whose `$NAME` is set.
    """

    env_var: str
    sources: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    env_var_aliases: tuple[str, ...] = ()
    env_var_ignored: tuple[str, ...] = ()
    token_files: tuple[str, ...] = ()
    precedence: str | None = None
    prefixes: tuple[str, ...] = ()
    pattern: str | None = None
    shape_note: str | None = None
    scopes: str | None = None
    scope_note: str | None = None
    shown_once: bool | None = None
    expiry: str | None = None
    rotate: str | None = None
    revoke: str | None = None
    leak_policy: str | None = None
    keyless: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Auth(Strict):
    """How a request carries the key: `<header>: <scheme> <key>`.

    `extra_headers` go with every request; `optional_headers` only when a reader needs them.
    """

    header: str
    sources: tuple[str, ...]
    scheme: str = ""
    query_param_supported: bool = False
    query_param_note: str | None = None
    extra_headers: Mapping[str, str] = field(default_factory=dict)
    optional_headers: Mapping[str, str] = field(default_factory=dict)
    note: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Permission(Strict):
    """A right that the check can read from the provider's answer, without spending anything."""

    id: str
    name: str
    fix: str
