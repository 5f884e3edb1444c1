"""Sphinx's own `linkcheck_*` options of a conf.py -> our settings, with what becomes of each."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from linkcheck_plus.address import host_of, shown
from linkcheck_plus.policy import Exemption, Policy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx.config import Config

NEEDLESS = {
    "linkcheck_rate_limit_timeout": "a link never waits longer than its deadline",
    "linkcheck_allow_unauthorized": "a page behind a login is never called broken",
    "linkcheck_case_insensitive_urls": "another spelling of a page is told as moved, not as broken",
}
#: What Sphinx has for these without a word in conf.py.
ANY_HOST = "*"


@dataclass(frozen=True, slots=True)
class Ignored(Exemption):
    """A pattern of `linkcheck_ignore`: a regular expression, as Sphinx reads it."""

    def matches(self, uri: str) -> bool:
        """Say whether Sphinx would ignore this URL."""
        return re.match(self.url, shown(uri)) is not None


class Migrated(NamedTuple):
    """Settings by name, the options they come from, and a sentence for each option that has no effect."""

    values: dict[str, Any]
    obeyed: list[str]
    notes: list[str]


def from_sphinx(config: Config, conf: Path) -> Migrated:
    """Give what the options that conf.py changes mean; `conf` is where it is."""
    given = {
        item.name: item.value
        for item in config
        if item.name in SPHINX and item.value != SPHINX[item.name] and "_SENTINEL" not in repr(item.value)
    }
    values: dict[str, Any] = {}
    notes = [f"{name} has no effect: {why}." for name, why in NEEDLESS.items() if name in given]
    for name, meaning in MEANINGS.items():
        if name in given:
            for key, value in meaning(given[name], conf).items():
                values[key] = values.get(key, ()) + value if isinstance(value, tuple) else value
    hosts = tuple(_hosts(given, notes)) + tuple(_agent(config))
    values |= {"hosts": hosts} if hosts else {}
    if isinstance(config.tls_cacerts, str) and config.tls_cacerts:
        values["ca_file"] = str(conf.parent / config.tls_cacerts)
    if not config.tls_verify:
        notes.append("tls_verify = False has no effect: name the authority with linkcheck_plus_ca_file.")
    return Migrated(values, sorted(given.keys() - NEEDLESS.keys()), notes)


def _exceptions(patterns: list[str], conf: Path) -> dict[str, Any]:
    reason = "linkcheck_ignore names it, without a reason and an end"
    text = conf.read_text(encoding="utf-8", errors="replace") if conf.is_file() else ""
    lines = {pattern: text[: max(text.find(pattern), 0)].count("\n") + 1 for pattern in patterns}
    path = conf.name if not conf.is_file() else _shown(conf)
    # Sphinx never minded a pattern in vain, so it fails nobody's build
    return {
        "exceptions": tuple(Ignored(one, reason, None, path, lines[one], strict=False) for one in patterns)
    }


def _shown(path: Path) -> str:
    folder = Path.cwd()
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.as_posix()


def _fragment(pattern: str) -> str:
    """Give the pattern on a whole URL for one on its fragment."""
    return f"[^#]*#(?:{pattern.removeprefix('^')})"


def _page(pattern: str) -> str:
    """Give the pattern on a URL with fragment for one on a URL without."""
    return f"(?:{pattern[:-1]})(?=#|$)" if pattern.endswith("$") else pattern


def _redirects(pairs: object, conf: Path) -> dict[str, Any]:  # noqa: ARG001  meanings share one form
    if not isinstance(pairs, dict):
        return {}
    plain = {getattr(one, "pattern", one): getattr(two, "pattern", two) for one, two in pairs.items()}
    return {"allowed_redirects": plain}


def _hosts(given: dict[str, Any], notes: list[str]) -> Iterator[Policy]:
    """Give the policies of `linkcheck_auth` and `linkcheck_request_headers`, the one for all hosts last."""
    for pattern, credentials in given.get("linkcheck_auth", ()):
        host = _host_of(str(pattern))
        if (
            host
            and isinstance(credentials, tuple | list)
            and all(isinstance(one, str) for one in credentials)
        ):
            token = base64.b64encode(":".join(credentials).encode()).decode()
            yield Policy(host=host, headers={"Authorization": f"Basic {token}"})
        else:
            notes.append("An entry of linkcheck_auth is not understood: write [[tool.linkcheck-plus.hosts]].")
    headers = given.get("linkcheck_request_headers", {})
    for base in sorted(headers, key=lambda one: one == ANY_HOST):
        yield Policy(host=ANY_HOST if base == ANY_HOST else _host_of(base), headers=dict(headers[base]))


def _agent(config: Config) -> Iterator[Policy]:
    if getattr(config, "user_agent", ""):
        yield Policy(headers={"User-Agent": str(config.user_agent)})


def _host_of(pattern: str) -> str:
    """Give the host that a URL or a pattern on URLs begins with, '' when it may be several."""
    plain = re.sub(r"^\^?(https?|http|https\?)\??://", "https://", pattern).replace("\\", "")
    host = host_of(re.split(r"[(\[*+|{]|\.[*+]", plain)[0]).rpartition(":")[0]
    return host if re.fullmatch(r"[\w.-]+", host) and not host.endswith(".") else ""


MEANINGS: dict[str, Callable[[Any, Path], dict[str, Any]]] = {
    "linkcheck_ignore": lambda value, conf: _exceptions(list(value), conf),
    "linkcheck_timeout": lambda value, _: {"deadline": float(value)},
    "linkcheck_retries": lambda value, _: {"retries": max(int(value) - 1, 0)},
    "linkcheck_workers": lambda value, _: {"total": int(value)},
    "linkcheck_anchors": lambda value, _: {} if value else {"skip_fragments": (".*",)},
    "linkcheck_anchors_ignore": lambda value, _: {"skip_fragments": tuple(map(_fragment, value))},
    "linkcheck_anchors_ignore_for_url": lambda value, _: {"skip_fragments": tuple(map(_page, value))},
    "linkcheck_allowed_redirects": _redirects,
    "linkcheck_report_timeouts_as_broken": lambda value, _: {"timeouts_broken": bool(value)},
}
#: The defaults of Sphinx; an option that has its default says nothing.
SPHINX: dict[str, Any] = {
    "linkcheck_ignore": [],
    "linkcheck_exclude_documents": [],
    "linkcheck_allowed_redirects": {},
    "linkcheck_auth": [],
    "linkcheck_request_headers": {},
    "linkcheck_retries": 1,
    "linkcheck_timeout": 30,
    "linkcheck_workers": 5,
    "linkcheck_anchors": True,
    "linkcheck_anchors_ignore": ["^!"],
    "linkcheck_anchors_ignore_for_url": (),
    "linkcheck_rate_limit_timeout": 300.0,
    "linkcheck_allow_unauthorized": False,
    "linkcheck_report_timeouts_as_broken": False,
    "linkcheck_case_insensitive_urls": (),
}
