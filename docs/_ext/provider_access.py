"""How programs reach a provider: the check with its addresses and headers, and a server of one's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from docutils import nodes

from fact_nodes import Page, definitions, inline, paragraph
from keyproof.model import Provider, Server
from provider_sections import NOT_KNOWN, capital


def server(one: Provider, page: Page) -> Iterator[nodes.Node]:
    """Give how a server of one's own is started, and who can reach it."""
    facts = one.server
    if facts is None:
        return
    yield nodes.warning("", paragraph(facts.network_warning, page.cite(facts.sources)))
    yield definitions(
        [
            ("Start", [_command(facts.start)]),
            ("Start with a key", [_command(facts.start_with_key)] if facts.start_with_key else []),
            ("In a container", [_command(facts.container)] if facts.container else []),
            ("Key", inline(_asks(facts))),
            ("Who can connect", inline(_option(facts.host_option))),
            ("Encryption", inline(capital(facts.tls))),
            ("Variables", [_named(facts.other_env)] if facts.other_env else []),
            ("Where a program insists on a key", [nodes.literal(text=facts.dummy_key)]),
            ("Port", [nodes.literal(text=str(facts.default_port))]),
            ("Model name", inline(facts.model_name)),
            ("Health", [nodes.literal(text=facts.health_path)] if facts.health_path else []),
            ("Open even with a key", inline(", ".join(facts.unprotected))),
            ("Web pages", inline(facts.cors or "")),
        ],
        "server",
    )


def _asks(facts: Server) -> str:
    if facts.key_option is None:
        return "The server cannot ask for a key: put a reverse proxy before it that checks one."
    asks = "It asks for a key" if facts.key_required_by_default else "It asks for none unless you give it one"
    return f"{asks}. {_option(facts.key_option)}"


def _option(text: str | None) -> str:
    """Give an option as code; a sentence stays a sentence."""
    if text is None:
        return ""
    return f"The option is `{text}`." if text.startswith("-") and " " not in text else capital(text)


def _named(values: Mapping[str, str]) -> nodes.bullet_list:
    """Give names as code, each with what it is or holds."""
    lines = (paragraph(nodes.literal(text=name), f": {text}") for name, text in values.items())
    return nodes.bullet_list("", *(nodes.list_item("", line) for line in lines))


def _command(text: str) -> nodes.literal_block:
    return nodes.literal_block(text, text, language="bash", classes=["skip-needs-model"])


def check(one: Provider, page: Page) -> Iterator[nodes.Node]:
    """Give what the check proves, and what it leaves open."""
    facts = one.check
    open_ends = nodes.bullet_list("", *(nodes.list_item("", paragraph(text)) for text in facts.not_proved))
    yield definitions(
        [
            ("Request", [nodes.literal(text=f"{facts.method} {facts.url}")]),
            ("It costs", inline(capital(facts.price) or NOT_KNOWN) if not facts.free else []),
            ("The key goes into", _header(one)),
            ("With every request", [_headers(one.auth.extra_headers)] if one.auth.extra_headers else []),
            ("When you need them", [_named(one.auth.optional_headers)] if one.auth.optional_headers else []),
            ("Other addresses", [_regions(facts.regions), _elsewhere(one)] if facts.regions else []),
            (f"A {facts.success_status} proves", [*inline(facts.proves), *page.cite(facts.sources)]),
            ("It does not prove", [open_ends]),
            ("The key needs", inline(facts.needs_scope or "")),
            ("What proves nothing", inline(facts.not_a_check or "")),
            ("The key in the address", inline(one.auth.query_param_note or "")),
        ],
        "check",
    )


def _header(one: Provider) -> list[nodes.Node]:
    scheme = f"{one.auth.scheme} " if one.auth.scheme else ""
    shown = nodes.literal(text=f"{one.auth.header}: {scheme}<key>")
    return [shown, *(inline(f" {one.auth.note}") if one.auth.note else [])]


def _headers(headers: Mapping[str, str]) -> nodes.bullet_list:
    lines = (paragraph(nodes.literal(text=f"{name}: {value}")) for name, value in headers.items())
    return nodes.bullet_list("", *(nodes.list_item("", line) for line in lines))


def _elsewhere(one: Provider) -> nodes.paragraph:
    """Give how to check a key that belongs to another address."""
    return paragraph(
        f"For a key of such a place, write its address instead of `{one.check.base_url}` in the code below, "
        f"or behind `--base-url`: `uv run check_key.py {one.id} --base-url ADDRESS`.",
    )


def _regions(regions: Mapping[str, str]) -> nodes.bullet_list:
    """Give the other base addresses of the service, each with the place that it serves."""
    lines = (paragraph(f"{place}: ", nodes.literal(text=address)) for place, address in regions.items())
    return nodes.bullet_list("", *(nodes.list_item("", line) for line in lines))
