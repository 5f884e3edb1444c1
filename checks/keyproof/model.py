"""The facts about one provider, as frozen dataclasses: the shape of `docs/providers/<id>/<id>.toml`.

Each class is one table of the file and each attribute one key, by the same name.
An attribute that may be `None` or empty is a fact that may be unknown; the page then says so.
`sources` always holds names of entries of the file's own `[sources]` table.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
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


class _Strict:
    """Refuse unknown keys and never convert: a number in quotes is a slip, not a number."""

    __slots__ = ()
    __pydantic_config__: ClassVar[Mapping[str, object]] = {"extra": "forbid", "strict": True}


def filled(address: str, value: str | None = None) -> str:
    """Give the address with each `{name}` in it replaced by the value, or by `your-name`."""
    return re.sub(r"\{(\w+)\}", lambda found: value or f"your-{found[1]}", address)


@dataclass(frozen=True, kw_only=True, slots=True)
class Source(_Strict):
    """Where a fact was seen, and when. Without `url` it was measured by us, as `what` says."""

    what: str
    seen_on: date
    url: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Link(_Strict):
    """An address, and what a visitor without a session meets there."""

    url: str
    expect: Expectation = "working"
    text: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Links(_Strict):
    """The provider's pages that a reader needs. In a fact file a plain string is a link that works."""

    home: Link | None = None
    sign_up: Link | None = None
    keys: Link | None = None
    keys_preset: Link | None = None
    admin_keys: Link | None = None
    billing: Link | None = None
    usage: Link | None = None
    limits: Link | None = None
    docs_quickstart: Link | None = None
    docs_auth: Link | None = None
    docs_errors: Link | None = None
    docs_rate_limits: Link | None = None
    docs_spend_limits: Link | None = None
    docs_permissions: Link | None = None
    docs_pricing: Link | None = None
    docs_revoke: Link | None = None
    docs_billing: Link | None = None
    docs_models: Link | None = None
    docs_openai: Link | None = None
    docs_api: Link | None = None
    docs_base_url: Link | None = None
    docs_usage_tiers: Link | None = None
    docs_settings: Link | None = None
    docs_headless: Link | None = None
    docs_cli: Link | None = None
    docs_cloud: Link | None = None
    docs_faq: Link | None = None
    download: Link | None = None
    privacy: Link | None = None
    keys_china: Link | None = None
    terms: Link | None = None
    models: Link | None = None
    endpoints_console: Link | None = None
    changelog: Link | None = None
    deprecations: Link | None = None
    supported_countries: Link | None = None
    security_policy: Link | None = None
    releases: Link | None = None
    status: Link | None = None

    def known(self) -> dict[str, Link]:
        """Give the links that are known, by name, in the order of this class."""
        named = {name: getattr(self, name) for name in self.__slots__}
        return {name: link for name, link in named.items() if link is not None}


@dataclass(frozen=True, kw_only=True, slots=True)
class Key(_Strict):
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
class Auth(_Strict):
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
class Permission(_Strict):
    """A right that the check can read from the provider's answer, without spending anything."""

    id: str
    name: str
    fix: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Check(_Strict):
    """The request that proves a key at no cost, and what its answers mean.

    The address is `base_url` + `path`; `base_url` is what the official SDK takes and reads from
    `base_url_env`.
    A `{name}` inside `base_url` is a part that each reader has to fill in.
    `success_keys` are the keys that the answer must have, with dots between levels.
    `example` is a 200 answer (JSON text), and `body` what a POST sends (JSON text).
    `invalid_error` names the row of `[[errors]]` for a wrong key; without it the server ignores keys.
    `control`: some servers of this kind ignore keys, so the check must also ask without one.
    `free`: without it even this request costs something, as `price` says.
    `plain_errors`: this server's errors are not JSON, so any 401 or 403 is its own word.
    `regions`: other base addresses of the same service; a key may be good at one of them only.
    """

    base_url: str
    path: str
    success_keys: tuple[str, ...]
    example: str
    invalid_error: str | None = None
    missing_error: str | None = None
    proves: str
    not_proved: tuple[str, ...]
    sources: tuple[str, ...]
    method: Literal["GET", "POST"] = "GET"
    base_url_env: str | None = None
    success_status: int = 200
    body: str | None = None
    free: bool = True
    price: str | None = None
    needs_scope: str | None = None
    permission: Permission | None = None
    control: bool = False
    plain_errors: bool = False
    regions: Mapping[str, str] = field(default_factory=dict)
    not_a_check: str | None = None

    @property
    def url(self) -> str:
        """Give the whole address of the check."""
        return self.base_url + self.path


@dataclass(frozen=True, kw_only=True, slots=True)
class FirstRequest(_Strict):
    """The smallest request that brings back text.

    `{model}` in `path` stands for the model.
    `text_path` leads to the text in the answer: names and list positions with dots between.
    Without a `model` nobody has seen a name that works; the page then tells how to find one.
    """

    base_url: str
    path: str
    model: str | None = None
    example: str
    text_path: str
    checked_on: date
    sources: tuple[str, ...]
    max_tokens_key: str | None = None
    extra_body: Mapping[str, object] = field(default_factory=dict)
    model_note: str | None = None
    price: str | None = None

    @property
    def url(self) -> str:
        """Give the whole address of the request."""
        return self.base_url + self.path.replace("{model}", self.model or "{model}")


@dataclass(frozen=True, kw_only=True, slots=True)
class ErrorRow(_Strict):
    """One answer that means something is wrong, and what to do.

    It is recognised by `status` and by whichever of `code`, `type`, `message` and `field` are given:
    the first two are compared whole, `message` is a part of the provider's own words, and the value at
    `field` (a path with dots; `*` stands for every element of a list) must equal `equals`, or be a number
    not above `at_most`.
    A row of status 200 finds fault with an answer that looks fine, such as `is_available` being false.
    `at` says which of our two requests can meet it; an empty `at` is met by other requests only.
    `body` is the answer's JSON text (or empty) where it was seen whole; `{masked}` in it stands for the key
    with its middle masked, as the provider echoes it.
    `page` is for a provider that refuses with a web page in place of JSON: a part of its HTML that other
    senders of such pages do not have; `message` is then a part of the page too, and `body` the page.
    """

    id: str
    status: int
    at: tuple[Task, ...]
    verdict: Verdict
    when: str
    meaning: str
    fix: str
    confidence: Confidence
    sources: tuple[str, ...]
    code: str | None = None
    type: str | None = None
    message: str | None = None
    field: str | None = None
    equals: str | int | bool | None = None
    at_most: float | None = None
    page: str | None = None
    body: str | None = None
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    retry: bool | None = None

    @property
    def marks(self) -> tuple[tuple[str, str], ...]:
        """Give what the row is recognised by, besides the status."""
        bound = f"={self.equals}" if self.at_most is None else f"<={self.at_most:g}"
        at_field = None if self.field is None else f"{self.field}{bound}"
        named = {"code": self.code, "type": self.type, "message": self.message, "field": at_field}
        named |= {"page": self.page}
        return tuple((name, text) for name, text in named.items() if text is not None)


@dataclass(frozen=True, kw_only=True, slots=True)
class ClientError(_Strict):
    """A failure that a program meets before any answer: nothing reached the provider."""

    id: str
    shows: str
    when: str
    meaning: str
    fix: str
    sources: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RateLimit(_Strict):
    """How the provider says "too fast"."""

    sources: tuple[str, ...]
    headers: tuple[str, ...] = ()
    id_header: str | None = None
    retry_after: bool | None = None
    note: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Sdk(_Strict):
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
class Step(_Strict):
    """One step on the way to a key. `link` names an entry of `[links]`; `label` is what the screen says."""

    text: str
    checked_on: date
    sources: tuple[str, ...]
    link: str | None = None
    label: str | None = None
    optional: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Costs(_Strict):
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
class Server(_Strict):
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
class MacBehaviour(_Strict):
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
class Dead(_Strict):
    """What older guides say that no longer holds. `pattern`: text that our own code must never show."""

    says: str
    now: str
    sources: tuple[str, ...]
    since: str | None = None
    pattern: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Provider(_Strict):
    """Everything known about one provider.

    `short_name` stands where the name is too long: in tabs and in the columns of tables.
    `family` names the form of its chat requests and errors, and so the templates of its snippets.
    `draft`: nobody has confirmed these facts yet, and the page says so.
    `tutorial`: the tutorial and the guides have a tab for it; the other providers have their page.
    """

    id: str
    name: str
    kind: Kind
    family: str
    checked_on: date
    summary: str
    sources: Mapping[str, Source]
    links: Links
    key: Key
    auth: Auth
    check: Check
    first_request: FirstRequest
    errors: tuple[ErrorRow, ...]
    steps: tuple[Step, ...]
    costs: Costs
    sdk: tuple[Sdk, ...]
    dead: tuple[Dead, ...] = ()
    client_errors: tuple[ClientError, ...] = ()
    rate_limit: RateLimit | None = None
    server: Server | None = None
    macbehaviour: MacBehaviour | None = None
    unknown: tuple[str, ...] = ()
    short_name: str | None = None
    draft: bool = False
    tutorial: bool = False

    @property
    def label(self) -> str:
        """Give the name as tabs and tables show it."""
        return self.short_name or self.name

    def error(self, name: str) -> ErrorRow:
        """Give the error row of that id; KeyError when there is none."""
        return {row.id: row for row in self.errors}[name]

    def errors_at(self, task: Task) -> tuple[ErrorRow, ...]:
        """Give the error rows that this request can meet, in the order in which they are tried."""
        return tuple(row for row in self.errors if task in row.at)
