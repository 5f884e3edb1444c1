"""`providers.json` and its schema: whole, true to the facts, of a form on which other programs can rely."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import TypeAdapter
from sphinx_site import DOCS

from keyproof import providers, publication
from keyproof.model import Provider

SITE = "https://example.org/site/"
PROVIDERS = providers.load(DOCS / "providers").providers
CATALOGUE = publication.catalogue(PROVIDERS.values(), SITE, "2026.11")
SCHEMA = publication.schema(SITE)
ENTRIES = {entry["id"]: entry for entry in CATALOGUE["providers"]}
FORM = Path(__file__).parent / "data" / f"providers-{publication.SCHEMA_VERSION}.txt"


def closed(schema: dict[str, Any]) -> dict[str, Any]:
    """Give the schema with no room for keys that it does not name."""
    strict = copy.deepcopy(schema)
    for table in (strict, *strict["$defs"].values()):
        table["additionalProperties"] = False
    return strict


def form(schema: dict[str, Any]) -> Iterator[str]:
    """Give one line for each key of each table: its name, and whether it is always there."""
    for name, table in {"(top)": schema, **schema["$defs"]}.items():
        for key in sorted(table["properties"]):
            yield f"{name}.{key}{' required' if key in table.get('required', ()) else ''}"


def test_the_schema_is_one() -> None:
    """The schema obeys the rules of its dialect, and says where it is published."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$id"] == CATALOGUE["$schema"] == f"{SITE}providers.schema.json"


def test_the_file_fits_its_schema() -> None:
    """What is published is described, key by key, with nothing besides."""
    jsonschema.Draft202012Validator(closed(SCHEMA)).validate(CATALOGUE)


@pytest.mark.parametrize("wrong", [{"schema_version": "2.0"}, {"providers": [{"id": "x"}]}, {"site": 1}])
def test_another_form_does_not_fit(wrong: dict[str, Any]) -> None:
    """The schema refuses another version, a provider without facts, and a value of the wrong type."""
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(SCHEMA).validate({**CATALOGUE, **wrong})


@pytest.mark.parametrize("name", PROVIDERS)
def test_the_facts_come_back_whole(name: str) -> None:
    """Reading a published provider gives the very facts that were published, apart from internal ones."""
    facts = PROVIDERS[name]
    entry = {key: value for key, value in ENTRIES[name].items() if key != "page"}
    public = replace(facts, tutorial=False, sdk=tuple(replace(one, snippet=()) for one in facts.sdk))
    assert TypeAdapter(Provider).validate_json(json.dumps(entry)) == public


def test_what_is_not_known_is_left_out() -> None:
    """No key is null: a missing key is the one way to say that a fact is not known."""
    assert list(_nothing(CATALOGUE)) == []


def _nothing(value: object, path: str = "") -> Iterator[str]:
    if value is None:
        yield path
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _nothing(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _nothing(inner, f"{path}[{place}]")


def test_a_draft_is_not_published() -> None:
    """Facts that nobody has confirmed reach no other program."""
    facts = PROVIDERS["openai"]
    found = publication.catalogue([facts, replace(facts, id="acme", draft=True)], SITE, "1")
    assert [entry["id"] for entry in found["providers"]] == ["openai"]


def test_nothing_internal_is_published() -> None:
    """What steers this site only is neither in the file nor in its schema."""
    for name, keys in publication.INTERNAL.items():
        assert not set(keys) & SCHEMA["$defs"][name]["properties"].keys()


def test_no_promised_key_is_gone() -> None:
    """Every key that this version of the form promises is still there, and those always there still are.

    A key that has to go needs a new first number and a new list; a key that came may be added to the list.
    """
    promised = FORM.read_text(encoding="utf-8").splitlines()
    assert len(promised) > 200
    assert [line for line in promised if line not in set(form(SCHEMA))] == []
