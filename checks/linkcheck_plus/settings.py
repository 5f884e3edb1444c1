"""What a run is told: limits, routes and files, the same on every way in."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from linkcheck_plus import policy
from linkcheck_plus.model import LinkcheckError
from linkcheck_plus.position import Locator

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from linkcheck_plus.policy import Exemption, Expected, Policy

TABLE = "linkcheck-plus"
ROUTE_PARTS = 4
PATTERNS = ("allowed_redirects", "skip_fragments")
MAY_BE_ZERO = ("cache_days", "retries", "run_limit", "total")


class Route(NamedTuple):
    """Send what is for host:port to address:port instead; '' and 0 match everything (curl's --connect-to)."""

    host: str
    port: int
    address: str
    address_port: int

    def matches(self, host: str, port: int) -> bool:
        """Say whether a request for this host and port takes this route."""
        return self.host in ("", host) and self.port in (0, port)


@dataclass(frozen=True, slots=True)
class Settings:
    """All that a run is told.

    `deadline` is seconds for one link, redirects and retries included, `run_limit` for all of them (0: no
    limit); `per_host` and `total` count requests in flight (`total` 0: as many as the machine bears);
    `body_limit` is bytes after decoding; `retries` counts further tries after a passing fault;
    `second_opinion` allows asking again as a browser would; `broken_after` is on how many days a link must
    be seen broken before it is called so.

    `cache` and `history` are files, `refresh` asks although the cache knows; `since` is a revision of git and
    `baseline` a JSON report: what is older is left out. `site` is the address these documents are published
    at, `site_folder` the build of them. `exclude` holds shell patterns on paths, `skip_fragments` and
    `allowed_redirects` (from: to) regular expressions that match from the beginning of a URL.
    """

    deadline: float = 20.0
    per_host: int = 2
    total: int = 0
    run_limit: float = 1800.0
    body_limit: int = 8 * 1024 * 1024
    retries: int = 1
    second_opinion: bool = True
    broken_after: int = 1
    hosts: tuple[Policy, ...] = ()
    exceptions: tuple[Exemption, ...] = ()
    expect: tuple[Expected, ...] = ()
    connect_to: tuple[Route, ...] = ()
    ca_file: str = ""
    cache: str = ""
    cache_days: float = 7.0
    refresh: bool = False
    history: str = ""
    since: str = ""
    baseline: str = ""
    site: str = ""
    site_folder: str = ""
    include_local: bool = False
    exclude: tuple[str, ...] = ()
    skip_fragments: tuple[str, ...] = ()
    allowed_redirects: Mapping[str, str] = field(default_factory=dict)
    timeouts_broken: bool = False
    toml_keys: tuple[str, ...] = ("*",)


def route(text: str) -> Route:
    """Read HOST:PORT:ADDR:PORT, IPv6 in brackets; raise LinkcheckError on any other form."""
    pieces = _pieces(text)
    ports = [pieces[1], pieces[3]] if len(pieces) == ROUTE_PARTS else ["x"]
    if not all(port == "" or (port.isascii() and port.isdigit() and int(port) <= 65535) for port in ports):  # noqa: PLR2004
        msg = f"connect_to is {text!r}; expected HOST:PORT:ADDR:PORT, as in a.example:443:127.0.0.1:8443."
        raise LinkcheckError(msg)
    host, port, address, address_port = pieces
    return Route(host.lower(), int(port or 0), address, int(address_port or 0))


def _pieces(text: str) -> list[str]:
    """Split at colons outside brackets, and drop the brackets."""
    pieces, depth = [""], 0
    for char in text:
        depth += {"[": 1, "]": -1}.get(char, 0)
        if char == ":" and depth == 0:
            pieces.append("")
        elif char not in "[]":
            pieces[-1] += char
    return pieces


def changed(settings: Settings, values: dict[str, Any], where: str) -> Settings:
    """Give settings with these values; raise LinkcheckError, naming `where`, on a bad one."""
    known = {item.name: item for item in fields(Settings)}
    clean: dict[str, Any] = {}
    for key, value in values.items():
        name = key.replace("-", "_")
        if name not in known:
            msg = f"{where}: there is no option {key!r}. Known are: {', '.join(sorted(known))}."
            raise LinkcheckError(msg)
        clean[name] = _value(name, value, getattr(Settings(), name), where)
    return replace(settings, **clean)


def _value(name: str, value: Any, default: Any, where: str) -> Any:  # noqa: ANN401  any TOML value
    """Check one value against the kind of its default."""
    if name == "connect_to" and isinstance(value, list | tuple):
        return tuple(item if isinstance(item, Route) else route(str(item)) for item in value)
    if name in policy.KINDS:
        return policy.read(name, value, where)
    if isinstance(default, dict):
        good = isinstance(value, dict) and all(
            isinstance(item, str) for pair in value.items() for item in pair
        )
    elif isinstance(default, tuple):
        good = isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)
    elif isinstance(default, bool):
        good = isinstance(value, bool)
    elif isinstance(default, int | float):
        whole = isinstance(default, int)
        good = isinstance(value, int if whole else int | float) and not isinstance(value, bool) and value >= 0
        good = good and (value > 0 or name in MAY_BE_ZERO)
    else:
        good = isinstance(value, str)
    if not good:
        kind = {
            tuple: "a list of strings",
            dict: "a table of strings",
            bool: "true or false",
            str: "a string",
        }.get(type(default), "a number above 0")
        msg = f"{where}: {name} is {value!r}; expected {kind}. Correct the value."
        raise LinkcheckError(msg)
    if name in PATTERNS:
        _compile(name, value, where)
    return tuple(value) if isinstance(default, tuple) else value


def _compile(name: str, value: Any, where: str) -> None:  # noqa: ANN401  any TOML value
    """Raise LinkcheckError on what is no regular expression."""
    for pattern in (*value, *(value.values() if isinstance(value, dict) else ())):
        try:
            re.compile(pattern)
        except re.error as error:
            msg = f"{where}: {name}: {pattern!r} is no regular expression: {error}. Correct it."
            raise LinkcheckError(msg) from error


def load(file: Path) -> Settings:
    """Give the settings of `[tool.linkcheck-plus]`, else the defaults; raise LinkcheckError."""
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        msg = f"{file}: the configuration cannot be read: {error}. Expected a TOML file."
        raise LinkcheckError(msg) from error
    table = data.get("tool", {}).get(TABLE, {})
    settings = changed(Settings(), table, f"{file} [tool.{TABLE}]")
    if not settings.exceptions:
        return settings
    locator = Locator(file.read_text(encoding="utf-8"))
    placed = tuple(
        replace(one, path=file.as_posix(), line=locator.place(one.url)[0]) for one in settings.exceptions
    )
    return replace(settings, exceptions=placed)
