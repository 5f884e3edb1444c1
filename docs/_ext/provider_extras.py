"""Smaller parts of a provider's page: variable, model, packages, limits and official pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docutils import nodes

from fact_nodes import Page, definitions, inline, link, paragraph, table
from keyproof.model import Provider, Sdk

LANGUAGES = {"python": "Python", "node": "Node", "r": "R", "go": "Go", "java": "Java"}
# the first part of a link's name tells its group
GROUPS = {
    "Your account": (
        *("home", "sign_up", "keys", "keys_preset", "admin_keys", "keys_china", "billing", "usage", "limits"),
        *("endpoints_console", "models", "download"),
    ),
    "News and trouble": ("status", "changelog", "deprecations", "releases", "security_policy"),
    "Terms": ("terms", "privacy", "supported_countries"),
}
TITLES = {
    "admin_keys": "admin keys",
    "docs_api": "API reference",
    "docs_auth": "keys and authentication",
    "docs_base_url": "base addresses",
    "docs_billing": "billing",
    "docs_cli": "command line",
    "docs_cloud": "cloud",
    "docs_errors": "errors",
    "docs_faq": "questions and answers",
    "docs_headless": "without a window",
    "docs_models": "models",
    "docs_openai": "requests in OpenAI's form",
    "docs_permissions": "permissions",
    "docs_pricing": "prices",
    "docs_quickstart": "first steps",
    "docs_rate_limits": "rate limits",
    "docs_revoke": "ending a key",
    "docs_settings": "settings",
    "docs_spend_limits": "spending limits",
    "docs_usage_tiers": "usage tiers",
    "endpoints_console": "console of endpoints",
    "home": "home page",
    "keys_china": "keys, in China",
    "keys_preset": "a new key, with the rights filled in",
}


def variable(one: Provider, _page: Page) -> Iterator[nodes.Node]:
    """Give the variable of the key, and which other names count."""
    key, base = one.key, one.check.base_url_env
    yield definitions(
        [
            ("Variable", [nodes.literal(text=key.env_var)]),
            ("Also read by some packages", _codes(key.env_var_aliases)),
            ("Not read by anything", _codes(key.env_var_ignored)),
            ("Which one wins", inline(key.precedence or "")),
            ("Variable for another address", [nodes.literal(text=base)] if base else []),
        ],
        "variable",
    )


def _codes(names: Iterable[str]) -> list[nodes.Node]:
    made: list[nodes.Node] = []
    for name in names:
        made += [*([nodes.Text(", ")] if made else []), nodes.literal(text=name)]
    return made


def model(one: Provider, page: Page) -> Iterator[nodes.Node]:
    """Give the model that the first request asks, or how to find one."""
    first = one.first_request
    if first.model is None:
        note = first.model_note or "No model's name that works has been seen: take one from your account."
        yield paragraph("Our examples name no model. ", inline(note), page.cite(first.sources))
        return
    note = f" {first.model_note}" if first.model_note else ""
    name = nodes.literal(text=first.model)
    yield paragraph("Our examples ask ", name, f".{note} ", page.checked(first.checked_on))


def sdk(one: Provider, page: Page) -> Iterator[nodes.Node]:
    """Give the packages that speak to the provider, and what they do with key and address."""
    rows = [("", _package(row, page)) for row in one.sdk]
    if rows:
        yield table(("Package", "Another address", "What to know"), rows, "sdk")


def _package(row: Sdk, page: Page) -> tuple[list[nodes.Node], ...]:
    language = LANGUAGES.get(row.language, row.language)
    name = paragraph(nodes.literal(text=row.package), f" {row.version}", page.cite(row.sources))
    argument = _code_or_text(row.base_url_argument)
    variable = [*(inline("; ") if argument else []), nodes.literal(text=row.base_url_env or "")]
    return (
        [name, paragraph(language, classes=["aside"])],
        [*argument, *(variable if row.base_url_env else [])],
        list(_raised(row)),
    )


def _raised(row: Sdk) -> Iterator[nodes.Node]:
    for when, name in (
        ("Without a key", row.missing_key_exception),
        ("Wrong key", row.invalid_key_exception),
    ):
        if name:
            yield paragraph(f"{when}: ", _code_or_text(name), ".")
    if row.note:
        yield paragraph(row.note)


def _code_or_text(text: str | None) -> list[nodes.Node]:
    if not text:
        return []
    return inline(text) if "`" in text or " " in text else [nodes.literal(text=text)]


def rate(one: Provider, page: Page) -> Iterator[nodes.Node]:
    """Give how the provider says that you are too fast."""
    facts = one.rate_limit
    if facts is None:
        return
    waits = {
        True: "Yes: the header `retry-after` says it.",
        False: "No header says it.",
        None: "",
    }[facts.retry_after]
    yield definitions(
        [
            ("How long to wait", inline(waits)),
            ("Headers", _codes(facts.headers)),
            ("Id of the request", [nodes.literal(text=facts.id_header)] if facts.id_header else []),
            ("Keep in mind", [*inline(facts.note or ""), *page.cite(facts.sources)]),
        ],
        "rate",
    )


def links(one: Provider, _page: Page) -> Iterator[nodes.Node]:
    """Give the provider's own pages, by what a reader looks for."""
    known = one.links.known()
    groups = {title: [name for name in names if name in known] for title, names in GROUPS.items()}
    rest = [name for name in known if not any(name in names for names in groups.values())]
    rows = [*list(groups.items())[:1], ("Documentation", rest), *list(groups.items())[1:]]
    yield definitions(
        [(title, [_listed(one, names)] if names else []) for title, names in rows],
        "links",
    )


def _listed(one: Provider, names: list[str]) -> nodes.bullet_list:
    known = one.links.known()
    lines = (
        paragraph(link(known[name], known[name].text or TITLES.get(name, name.replace("_", " "))))
        for name in names
    )
    return nodes.bullet_list("", *(nodes.list_item("", line) for line in lines))
