"""The rest of what a reader needs: the way to a key, costs, packages, own servers, MacBehaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from keyproof.model.words import Strict, Task


@dataclass(frozen=True, kw_only=True, slots=True)
class Sdk(Strict):
    """A package that speaks to the provider. `snippet`: the tasks for which our pages show code with it.

    `also_asks`: base addresses of the provider that only this package sends requests to.
    """

    language: str
    package: str
    version: str
    sources: tuple[str, ...]
    snippet: tuple[Task, ...] = ()
    base_url_argument: str | None = None
    base_url_env: str | None = None
    missing_key_exception: str | None = None
    invalid_key_exception: str | None = None
    also_asks: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Step(Strict):
    """One step on the way to a key. `link` names an entry of `[links]`; `label` is what the screen says."""

    text: str
    checked_on: date
    sources: tuple[str, ...]
    link: str | None = None
    label: str | None = None
    optional: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Costs(Strict):
    """What it costs, and how to cap it. `free`: whether one can begin without paying anything."""

    free_tier: str
    checked_on: date
    sources: tuple[str, ...]
    free: bool | None = None
    prepaid: bool | None = None
    min_topup: str | None = None
    credit_expiry: str | None = None
    auto_reload: str | None = None
    spend_limit: str | None = None
    note: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Server(Strict):
    """How a self-hosted server is started, and who can then reach it.

    Without `key_option` the server cannot ask for a key at all.
    `install`: the command by system. `start_example` fetches a small model, and serves it.
    """

    start: str
    default_port: int
    key_required_by_default: bool
    dummy_key: str
    model_name: str
    network_warning: str
    sources: tuple[str, ...]
    start_with_key: str | None = None
    install: Mapping[str, str] = field(default_factory=dict)
    start_example: str | None = None
    key_option: str | None = None
    host_option: str | None = None
    tls: str | None = None
    other_env: Mapping[str, str] = field(default_factory=dict)
    container: str | None = None
    health_path: str | None = None
    unprotected: tuple[str, ...] = ()
    cors: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class MacBehaviour(Strict):
    """How the R package MacBehaviour reaches this provider. `key` is R code, never a literal key.

    `setkey`: without it the package's variables are set instead, because `setKey()` does not obey `api_url`
    for this model, or leaves the server's certificate unverified.
    """

    key: str
    api_url: str
    model: str
    sources: tuple[str, ...]
    setkey: bool = True
    note: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Dead(Strict):
    """What older guides say that no longer holds. `pattern`: text that our own code must never show."""

    says: str
    now: str
    sources: tuple[str, ...]
    since: str | None = None
    pattern: str | None = None
