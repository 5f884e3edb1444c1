"""`{environment-variables}` and `{endpoints}`: what programs need to know of every provider."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from sphinx import addnodes

from fact_nodes import badge, inline, paragraph
from keyproof.model import Provider
from provider_sections import capital
from provider_tables import AllProviders, Column, compatible

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

NONE = "none known"


class EnvironmentVariables(AllProviders):
    """Which variables hold the key and the address of each provider; the search finds them."""

    name_of_table = "variables"
    columns: ClassVar[Mapping[str, Column]] = {
        "The key": lambda one: [nodes.literal(text=one.key.env_var)],
        "Other names": lambda one: list(_others(one)) or _none(),
        "Another address": lambda one: list(_addresses(one)) or _none(),
    }

    def run(self) -> list[nodes.Node]:
        """Give the table, and before it what the search looks up."""
        names = ((one, name) for one in self.selected("") for name in key_names(one))
        entries = [("single", name, self.anchor(one), "main", None) for one, name in names]
        return [addnodes.index(entries=entries), *super().run()]

    def anchor(self, one: Provider) -> str:
        """Give the id of the provider's row."""
        return f"variables-{one.id}"


def key_names(one: Provider) -> tuple[str, ...]:
    """Give the variables that hold the key, the usual one first."""
    return (one.key.env_var, *one.key.env_var_aliases)


def address_names(one: Provider) -> dict[str, list[str]]:
    """Give the variables that hold another address, each with the packages that read it."""
    found: dict[str, list[str]] = {one.check.base_url_env: []} if one.check.base_url_env else {}
    for row in one.sdk:
        if row.base_url_env:
            found.setdefault(row.base_url_env, []).append(row.package)
    return found


def _others(one: Provider) -> Iterator[nodes.Node]:
    for name in one.key.env_var_aliases:
        yield paragraph(nodes.literal(text=name), " is read too.")
    for name in one.key.env_var_ignored:
        yield paragraph(nodes.literal(text=name), " is read by nothing.")
    if one.key.precedence:
        yield paragraph(one.key.precedence, classes=["aside"])
    for name, meaning in (one.server.other_env if one.server else {}).items():
        yield paragraph(nodes.literal(text=name), f": {meaning}")


def _addresses(one: Provider) -> Iterator[nodes.Node]:
    for name, packages in address_names(one).items():
        readers = nodes.inline("", f" ({', '.join(packages)})", classes=["aside"])
        yield paragraph(nodes.literal(text=name), readers if packages else "")


class Endpoints(AllProviders):
    """The requests by which a key is checked and first used."""

    name_of_table = "endpoints"
    columns: ClassVar[Mapping[str, Column]] = {
        "Check": lambda one: [
            paragraph(nodes.literal(text=f"{one.check.method} {one.check.url}")),
            paragraph(_price(one)),
        ],
        "First request": lambda one: [
            paragraph(nodes.literal(text=f"POST {one.first_request.url}")),
            paragraph(capital(one.first_request.price) or "Price not known", classes=["aside"]),
        ],
        "The key goes into": lambda one: list(_headers(one)),
        "OpenAI's form": compatible,
    }

    def anchor(self, one: Provider) -> str:
        """Give the id of the provider's row."""
        return f"endpoints-{one.id}"


def _price(one: Provider) -> Iterable[nodes.Node]:
    if one.check.free:
        return [badge("free", "badge-yes")]
    return [badge("not free", "badge-stale"), *inline(f" {capital(one.check.price) or 'Price not known'}")]


def _headers(one: Provider) -> Iterator[nodes.Node]:
    scheme = f"{one.auth.scheme} " if one.auth.scheme else ""
    yield paragraph(nodes.literal(text=f"{one.auth.header}: {scheme}<key>"))
    for name, value in one.auth.extra_headers.items():
        yield paragraph("with ", nodes.literal(text=f"{name}: {value}"))


def _none() -> list[nodes.Node]:
    return [nodes.inline("", NONE, classes=["aside"])]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the directives."""
    app.setup_extension("provider_tables")
    app.add_directive("environment-variables", EnvironmentVariables)
    app.add_directive("endpoints", Endpoints)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
