"""Where facts were seen, and the provider's pages that a reader needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from keyproof.model.words import Expectation, Strict


@dataclass(frozen=True, kw_only=True, slots=True)
class Source(Strict):
    """Where a fact was seen, and when. Without `url` it was measured by us, as `what` says."""

    what: str
    seen_on: date
    url: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Link(Strict):
    """An address, and what a visitor without a session meets there."""

    url: str
    expect: Expectation = "working"
    text: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Links(Strict):
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
