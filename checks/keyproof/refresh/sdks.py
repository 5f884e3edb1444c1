"""Writes the newest versions of packages into the facts, as the registries' ordinary clients give them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from packaging.version import InvalidVersion, Version

from keyproof import amendments, providers
from keyproof.amendments import Amendment
from keyproof.model import Sdk
from keyproof.refresh.checkout import RefreshError, run

AT_A_TIME = 4
_NAME = re.compile(r"@?[A-Za-z0-9][\w.-]*(/[\w.-]+)?")
_R = "R packages: their versions are those of sources that were read, not of a registry"
Package = tuple[str, str]


@dataclass(slots=True)
class Versions:
    """What was changed, what was left out and why, and whether any registry answered."""

    changed: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    answered: bool = False


def python(name: str, folder: Path) -> str:
    """Give the newest release of a Python package, by uv. Raises RefreshError."""
    options = ("--quiet", "--no-deps", "--no-header", "--no-annotate", "--no-config")
    pinned = run(["uv", "pip", "compile", *options, "-"], folder, f"{name}\n")
    return pinned.strip().partition("==")[2].partition(" ")[0]


def node(name: str, folder: Path) -> str:
    """Give the newest release of a Node package, by npm. Raises RefreshError."""
    return str(json.loads(run(["npm", "view", name, "version", "--json"], folder) or '""'))


CLIENTS: Mapping[str, Callable[[str, Path], str]] = {"python": python, "node": node}


def mend(folder: Path, client_folder: Path) -> Versions:
    """Write the newest versions into the facts below the folder, and say what was done."""
    known, made = providers.load(folder).providers, Versions()
    rows = [(name, place, sdk) for name, facts in known.items() for place, sdk in enumerate(facts.sdk)]
    packages = sorted({(sdk.language, sdk.package) for *_, sdk in rows if sdk.language in CLIENTS})
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        newest = dict(zip(packages, pool.map(lambda one: _newest(one, client_folder), packages), strict=True))
    made.answered = any(isinstance(one, Version) for one in newest.values())
    made.left_out += [str(one) for one in newest.values() if isinstance(one, RefreshError)]
    if any(sdk.language not in CLIENTS for *_, sdk in rows):
        made.left_out.append(_R)
    for name in known:
        own = [(place, sdk) for other, place, sdk in rows if other == name]
        _write(folder, name, own, newest, made)
    return made


def _newest(package: Package, folder: Path) -> Version | RefreshError:
    language, name = package
    try:
        if not _NAME.fullmatch(name):
            return RefreshError(f"`{name}` ({language}): no name that a registry takes")
        return Version(CLIENTS[language](name, folder))
    except (RefreshError, InvalidVersion, ValueError) as error:
        lines = [line for line in str(error).splitlines() if "npm warn" not in line]
        reason = (lines or ["no answer"])[0]
        return RefreshError(f"`{name}` ({language}): its newest version could not be told: {reason}")


def _write(
    folder: Path,
    provider: str,
    rows: list[tuple[int, Sdk]],
    newest: Mapping[Package, Version | RefreshError],
    made: Versions,
) -> None:
    path = folder / provider / f"{provider}.toml"
    changes = list(_changes(rows, newest))
    for change, sdk in changes:
        line = providers.place(folder, provider, change.key)[1]
        told = f"`{sdk.package}` ({sdk.language}) {sdk.version} is now {change.value}"
        made.changed.append(f"{told} (`{provider}.toml:{line}`){_more(sdk)}")
    if changes:
        amendments.write(path, path.read_bytes().decode(), [change for change, _ in changes])


def _changes(
    rows: list[tuple[int, Sdk]], newest: Mapping[Package, Version | RefreshError]
) -> Iterator[tuple[Amendment, Sdk]]:
    for place, sdk in rows:
        found = newest.get((sdk.language, sdk.package))
        try:
            newer = isinstance(found, Version) and found > Version(sdk.version)
        except InvalidVersion:
            newer = False  # the facts say in words why there is no version
        if newer:
            yield Amendment(("sdk", place, "version"), str(found)), sdk


def _more(sdk: Sdk) -> str:
    """Say when the facts beside the version were seen with the old one."""
    said = sdk.missing_key_exception or sdk.invalid_key_exception or sdk.base_url_argument
    return "; its exceptions and arguments were seen with the old one" if said else ""
