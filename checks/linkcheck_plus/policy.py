"""What the configuration says of hosts and links: policies, exceptions with an end, expectations."""

from __future__ import annotations

import ipaddress
import os
import re
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, NamedTuple

from linkcheck_plus.address import origin_of, shown, split
from linkcheck_plus.model import ANYTHING, EXPECTABLE, Expectation, LinkcheckError, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

VARIABLE = re.compile(r"\$\{(\w+)\}|\$(\w+)")
FIRST_STATUS, LAST_STATUS = 100, 999


@dataclass(frozen=True, slots=True)
class Policy:
    """How one host, or all that match a shell pattern such as `*.site.dev`, is asked and judged.

    `statuses` gives the verdict on a code, `headers` may hold `${NAME}` of the environment, `pause` is
    seconds between two requests; None takes the run's own limit.
    """

    host: str = "*"
    statuses: Mapping[int, Status] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    per_host: int | None = None
    pause: float = 0.0
    deadline: float | None = None
    second_opinion: bool = True
    reason: str = ""

    def matches(self, uri: str) -> bool:
        """Say whether the policy is for this URL's host."""
        parts = split(uri)
        return fnmatchcase((parts.hostname or "") if parts else "", self.host)

    def filled(self, environment: Mapping[str, str] = os.environ) -> dict[str, str]:
        """Give the headers with their variables filled in; one whose variable is not set is left out."""
        return {
            name: VARIABLE.sub(lambda match: environment[match.group(1) or match.group(2)], value)
            for name, value in self.headers.items()
            if all((one or other) in environment for one, other in VARIABLE.findall(value))
        }

    def secrets(self, environment: Mapping[str, str] = os.environ) -> frozenset[str]:
        """Give the values of the environment that go into the headers, to be kept out of every report."""
        names = {one or other for value in self.headers.values() for one, other in VARIABLE.findall(value)}
        return frozenset(environment[name] for name in names if environment.get(name))


#: The policy of a host that no policy names.
OPEN = Policy()


@dataclass(frozen=True, slots=True)
class Exemption:
    """Links that are not asked: a shell pattern on the URL, why, and until when (that day included).

    `path` and `line` are where it is written; `strict` says whether it fails the run when no link needs it.
    """

    url: str
    reason: str
    until: date | None = None
    path: str = ""
    line: int = 1
    strict: bool = True

    def matches(self, uri: str) -> bool:
        """Say whether the exemption is for this URL."""
        return _matches(uri, self.url)

    def expired(self, today: date) -> bool:
        """Say whether its time is over."""
        return self.until is not None and today > self.until


class Expected(NamedTuple):
    """What is expected of every link that matches a shell pattern and states nothing itself."""

    url: str
    expectation: Expectation


def policy_for(policies: Iterable[Policy], uri: str) -> Policy:
    """Give the first policy that is for this URL's host."""
    return next((policy for policy in policies if policy.matches(uri)), OPEN)


def expectation_for(rules: Iterable[Expected], uri: str) -> Expectation:
    """Give what the first rule that is for this URL expects."""
    return next((rule.expectation for rule in rules if _matches(uri, rule.url)), ANYTHING)


def safe_to_send(uri: str, asked: str) -> bool:
    """Say whether a secret may go to `uri`: over TLS, to this machine, or where the link itself says http."""
    parts = split(uri)
    if parts is None or parts.scheme == "https":
        return parts is not None
    try:
        return ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return origin_of(uri) == origin_of(asked)


def _matches(uri: str, pattern: str) -> bool:
    """Match a URL as written: brackets and '?' of URLs are themselves, '*' stands for anything."""
    return re.fullmatch(".*".join(re.escape(piece) for piece in pattern.split("*")), shown(uri)) is not None


def read(kind: str, value: Any, where: str) -> tuple[Any, ...]:  # noqa: ANN401  any TOML value
    """Give the entries of `hosts`, `exceptions` or `expect`; raise LinkcheckError on a bad one."""
    made, known = KINDS[kind]
    if not isinstance(value, list | tuple):
        msg = f"{where}: {kind} is {value!r}; expected tables, as in [[tool.linkcheck-plus.{kind}]]."
        raise LinkcheckError(msg)
    entries = []
    for number, entry in enumerate(value, start=1):
        place = f"{where}: entry {number} of {kind}"
        if isinstance(entry, Policy | Exemption | Expected):
            entries.append(entry)  # made already, by a program
            continue
        if not isinstance(entry, dict):
            msg = f"{place} is {entry!r}; expected a table, as in [[tool.linkcheck-plus.{kind}]]."
            raise LinkcheckError(msg)
        for key in entry.keys() - known.keys():
            msg = f"{place}: there is no key {key!r}. Known are: {', '.join(sorted(known))}."
            raise LinkcheckError(msg)
        for key, item in entry.items():
            _check(key, item, known[key], place)
        entries.append(made(entry, place))
    return tuple(entries)


def _check(key: str, value: object, kind: type, place: str) -> None:
    number = kind in (int, float) and isinstance(value, int | kind) and not isinstance(value, bool)
    if number and float(str(value)) >= 0:
        return
    if kind not in (int, float) and isinstance(value, kind):
        return
    names = {str: "a string", int: "a whole number", float: "seconds", bool: "true or false", dict: "a table"}
    msg = f"{place}: {key} is {value!r}; expected {names.get(kind, 'a date such as 2027-01-31')}."
    raise LinkcheckError(msg)


def _policy(entry: dict[str, Any], place: str) -> Policy:
    _need(entry, "host", place)
    if entry.get("per_host") == 0:
        msg = f"{place}: per_host is 0; expected 1 or more. Except the links instead, with a reason."
        raise LinkcheckError(msg)
    headers = entry.get("headers", {})
    if not all(isinstance(text, str) and "\n" not in text for text in headers.values()):
        msg = f"{place}: a header is not a string of one line. Write it as a string."
        raise LinkcheckError(msg)
    statuses = {_code(code, place): _status(name, place) for code, name in entry.get("statuses", {}).items()}
    return Policy(**{**entry, "host": entry["host"].lower(), "headers": headers, "statuses": statuses})


def _code(code: object, place: str) -> int:
    if str(code).isascii() and str(code).isdigit() and FIRST_STATUS <= int(str(code)) <= LAST_STATUS:
        return int(str(code))
    msg = f"{place}: statuses has the key {code!r}; expected an HTTP status such as 403."
    raise LinkcheckError(msg)


def _status(name: object, place: str) -> Status:
    if name in list(Status):
        return Status(str(name))
    msg = f"{place}: {name!r} is no status; expected one of {', '.join(Status)}."
    raise LinkcheckError(msg)


def _exemption(entry: dict[str, Any], place: str) -> Exemption:
    _need(entry, "url", place)
    _need(entry, "reason", place)
    return Exemption(**entry)


def _expected(entry: dict[str, Any], place: str) -> Expected:
    _need(entry, "url", place)
    status = entry.get("status")
    if status is not None and status not in EXPECTABLE:
        msg = f"{place}: status is {status!r}; expected one of {', '.join(EXPECTABLE)}."
        raise LinkcheckError(msg)
    return Expected(entry["url"], Expectation(Status(status) if status else None, entry.get("text")))


def _need(entry: dict[str, Any], key: str, place: str) -> None:
    if not str(entry.get(key, "")).strip():
        msg = f"{place}: it has no {key}. Every entry says its {key}."
        raise LinkcheckError(msg)


KINDS: dict[str, tuple[Any, dict[str, type]]] = {
    "hosts": (
        _policy,
        {
            "host": str, "statuses": dict, "headers": dict, "per_host": int, "pause": float,
            "deadline": float, "second_opinion": bool, "reason": str,
        },
    ),
    "exceptions": (_exemption, {"url": str, "reason": str, "until": date}),
    "expect": (_expected, {"url": str, "status": str, "text": str}),
}  # fmt: skip
