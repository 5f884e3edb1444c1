"""All that a page may name: what the facts, the repository, its commands and the statements hold."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from keyproof import providers, shape, snippets
from keyproof.claims import commands, outside, recorded, repository, shell
from keyproof.claims.commands import Command
from keyproof.claims.outside import Outside
from keyproof.claims.repository import Repository
from keyproof.model import Provider

FACTS = ("docs/macbehaviour/*.toml",)
"""Dated facts beside those of the providers."""
_CODE = re.compile(r"`([^`]+)`")
_RESERVED = re.compile(r"(^|\.)(example(\.(com|net|org))?|test|invalid|localhost)$")
_FILLED = re.compile(r"\b(?:the|your|my)-([a-z]+)\b")
_LOOPBACK = {"127.0.0.1", "0.0.0.0", "[::1]", "localhost"}  # noqa: S104 - named, not bound


@dataclass(frozen=True, slots=True)
class Known:
    """What is so; `used` gathers the statements that pages needed."""

    facts: frozenset[str]
    hosts: frozenset[str]
    servers: frozenset[str]
    downloads: frozenset[str]
    repository: Repository
    commands: Mapping[str, Command]
    outside: Outside
    site: str
    providers: Mapping[str, Provider]
    stated_names: Mapping[str, frozenset[str]]
    used: set[str] = field(default_factory=set)

    def stated(self, text: str, *kinds: str) -> bool:
        """Say whether a statement vouches for this text, and note that it was needed.

        `*` in a statement stands for any text, as in a message that names a variable.
        """
        for kind in kinds or outside.KINDS:
            for name in self.stated_names[kind] if text not in self.stated_names[kind] else (text,):
                if name == text or ("*" in name and fnmatch.fnmatchcase(text, name)):
                    self.used.add(name)
                    return True
        return False

    def is_fact(self, text: str) -> bool:
        """Say whether the facts hold just this text, or a request made of their parts."""
        method, _, rest = text.partition(" ")
        return text in self.facts or (method in {"GET", "POST", "DELETE"} and rest in self.facts)

    def is_address(self, address: str) -> bool:
        """Say whether an address has a source: facts, our own site, a statement; or nobody can have it."""
        plain = address.partition("#")[0].rstrip("/")
        try:
            host = urlsplit(address).hostname or ""
        except ValueError:
            return False
        if host in _LOOPBACK or is_reserved(host) or "{" in host or "<" in host:
            return True
        if self.site and address.startswith(self.site):
            return True
        # a page fills the gap of an address: `your-resource` for `{resource}`
        forms = (plain, f"{plain}/", _FILLED.sub(r"{\1}", plain))
        return any(form in self.facts for form in forms) or self.stated(address, "addresses")


def is_reserved(host: str) -> bool:
    """Say whether a host can be nobody's: those set aside for examples and tests."""
    return _RESERVED.search(host) is not None


def load(root: Path, catalog: Mapping[str, Provider]) -> Known:
    """Gather what is known about the checkout in this folder. OutsideError for a bad statement or record."""
    more = (providers.toml(path) for pattern in FACTS for path in sorted(root.glob(pattern)))
    facts = frozenset(
        [
            *_facts(catalog.values()),
            *(text for table in more for text in _texts(table)),
            *recorded.texts(root),
        ]
    ) - {""}
    stated = outside.load(root / outside.FILE)
    project = root / "pyproject.toml"
    urls = providers.toml(project).get("project", {}).get("urls", {}) if project.is_file() else {}
    return Known(
        facts=facts,
        hosts=frozenset(_hosts(facts)),
        servers=frozenset(_servers(catalog.values())),
        downloads=frozenset(_downloads(catalog.values(), root / "docs" / snippets.FOLDER.name)),
        repository=repository.load(root),
        commands=commands.load(root),
        outside=stated,
        stated_names={kind: frozenset(stated.names(kind)) for kind in outside.KINDS},
        site=urls.get("Documentation", ""),
        providers=catalog,
    )


def _facts(catalog: Iterable[Provider]) -> Iterator[str]:
    """Give every text of the facts, each piece of code inside it, every name and number."""
    for one in catalog:
        yield from (one.check.url, one.first_request.url)
        for path, value in shape.walk(one):
            if isinstance(path[-1] if path else None, str):
                yield str(path[-1])
            if isinstance(value, str):
                yield value
                yield value.rstrip("/")
                yield from _CODE.findall(value)
            elif isinstance(value, int) and not isinstance(value, bool):
                yield str(value)


def _texts(value: object) -> Iterator[str]:
    """Give every text of a table of facts, each piece of code inside it, and every name of a key."""
    if isinstance(value, str):
        yield from (value, *_CODE.findall(value))
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _texts(inner)


def _servers(catalog: Iterable[Provider]) -> Iterator[str]:
    """Give the programs by which the facts start a server."""
    for one in (facts.server for facts in catalog if facts.server):
        for text in (one.start, one.start_with_key, one.container):
            yield from (call.words[0] for call in shell.calls(text or "") if call.words)


def _downloads(catalog: Iterable[Provider], templates: Path) -> Iterator[str]:
    """Give the names of the files that the site offers: its snippets."""
    if templates.is_dir():
        yield from (Path(one.path).name for one in snippets.all_snippets(catalog, templates))


def _hosts(facts: Iterable[str]) -> Iterator[str]:
    for text in facts:
        if text.startswith(("http://", "https://")):
            with_braces = text.replace("{", "x").replace("}", "x")
            yield urlsplit(with_braces).hostname or ""
