"""What the site publishes for other programs: `providers.json` and its JSON Schema, drawn from the facts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import TypeAdapter

from keyproof.model import Provider

FILE = "providers.json"
SCHEMA_FILE = "providers.schema.json"
# The first number changes when a key vanishes or means something else, the second when keys are added.
SCHEMA_VERSION = "1.0"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
# what steers this site only, by class of the model
INTERNAL = {"Provider": ("draft", "tutorial"), "Sdk": ("snippet",)}
_ADAPTER = TypeAdapter(Provider)
_LEFT_OUT: Any = {
    **dict.fromkeys(INTERNAL["Provider"], True),
    "sdk": {"__all__": dict.fromkeys(INTERNAL["Sdk"], True)},
}


def catalogue(known: Iterable[Provider], site: str, release: str) -> dict[str, Any]:
    """Give the content of `providers.json`: every provider whose facts somebody has confirmed, by id."""
    confirmed = sorted((one for one in known if not one.draft), key=lambda one: one.id)
    return {
        "$schema": f"{site}{SCHEMA_FILE}",
        "schema_version": SCHEMA_VERSION,
        "site": site,
        "release": release,
        "providers": [_entry(one, site) for one in confirmed],
    }


def _entry(one: Provider, site: str) -> dict[str, Any]:
    facts: dict[str, Any] = _ADAPTER.dump_python(one, mode="json", exclude=_LEFT_OUT, exclude_none=True)
    return {"id": facts.pop("id"), "name": facts.pop("name"), "page": page(one, site), **facts}


def page(one: Provider, site: str) -> str:
    """Give the address of the provider's page."""
    return f"{site}providers/{one.id}/index.html"


def schema(site: str) -> dict[str, Any]:
    """Give the JSON Schema of `providers.json`, with the descriptions that stand in the model."""
    drawn = _plain(_ADAPTER.json_schema(mode="serialization"))
    tables: dict[str, Any] = drawn.pop("$defs")
    tables["Provider"] = drawn
    for name, keys in INTERNAL.items():
        for key in keys:
            del tables[name]["properties"][key]
    _add_page(drawn)
    return {
        "$schema": DIALECT,
        "$id": f"{site}{SCHEMA_FILE}",
        "title": "Facts about LLM providers",
        "description": "What Keyproof knows about getting, checking, capping and ending the API keys of LLM "
        "providers. A name that is missing stands for a fact that nobody has seen stated. Ignore names that "
        "you do not know: later versions may add some.",
        "type": "object",
        "required": ["schema_version", "site", "release", "providers"],
        "properties": _TOP,
        "$defs": dict(sorted(tables.items())),
    }


def _add_page(provider: dict[str, Any]) -> None:
    text = (
        "The provider's page on the site. An error row has an anchor on it: `error-` and the row's id, "
        "with a hyphen for each underscore."
    )
    provider["properties"]["page"] = {"type": "string", "format": "uri", "description": text}
    provider["required"].append("page")


_TOP = {
    "$schema": {"type": "string", "format": "uri"},
    "schema_version": {
        "type": "string",
        "pattern": rf"^{SCHEMA_VERSION.partition('.')[0]}\.[0-9]+$",
        "description": "The first number changes when a name vanishes or means something else.",
    },
    "site": {
        "type": "string",
        "format": "uri",
        "description": "Where the site is published; it ends in a slash.",
    },
    "release": {"type": "string", "description": "The version of the site that these facts come from."},
    "providers": {"type": "array", "items": {"$ref": "#/$defs/Provider"}},
}
_DROPPED = {"title", "default"}


def _plain(drawn: Any) -> Any:  # noqa: ANN401 - JSON
    """Give pydantic's schema as other programs need it: open to new keys, and a missing fact is no null."""
    if isinstance(drawn, list):
        return [_plain(one) for one in drawn if one != {"type": "null"}]
    if not isinstance(drawn, dict):
        return drawn
    kept = {name: _plain(value) for name, value in drawn.items() if not _dropped(name, value)}
    if len(kept.get("anyOf", ())) == 1:  # what is left of "this or null"
        kept |= kept.pop("anyOf")[0]
    return kept


def _dropped(name: str, value: object) -> bool:
    # a table may well have a key called `title`; that one holds a schema and not a text
    is_label = name in _DROPPED and not isinstance(value, dict)
    return is_label or (name == "additionalProperties" and value is False)
