"""URLs: what may be shown of them, what is fetched once, and what is only a placeholder."""

from __future__ import annotations

import ipaddress
import re
import socket
from functools import lru_cache
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

DEFAULT_PORTS = {"http": 80, "https": 443}
LAST_PORT = 65535
RESERVED_NAMES = ("example.com", "example.net", "example.org", "home.arpa")
RESERVED_SUFFIXES = (".test", ".invalid", ".example", ".localhost", ".local", ".internal", ".lan", ".onion")
# "..." alone is no mark: version comparisons hold it ("compare/v1...v2")
PLACEHOLDER = re.compile(
    r"[<>{}…]|%3C|%7B|\.\.\.$|\.\.\./|\$[A-Z({]|\bYOUR[_-]|%s(?![a-z])|%\(\w", re.IGNORECASE
)
#: Labels of host names that stand for the reader's own, and what style guides write for an IPv6 host.
STAND_IN = re.compile(
    r"https?:(?://(?:[^/?#]*\.)?(?:(?:my|your|some)(?:domain|site|company|org|host|server|instance|resource|project)"
    r"|x{3,}|y{3,})(?=[.:/?#]|$)|//\[[a-z _-]*[g-z][a-z _-]*\])",
    re.IGNORECASE,
)
NUMERIC_HOST = re.compile(r"(?:0x[0-9a-f]+|[0-9]+)(?:\.(?:0x[0-9a-f]+|[0-9]+)){0,3}", re.IGNORECASE)
USERINFO = re.compile(r"(?<=//)[^/?#\s]*@")
# a password with a raw '/' or '#' makes no legal URL, and must not be shown all the same
UNSPLITTABLE_USERINFO = re.compile(r"(?<=//).*@", re.DOTALL)
# one link's URLs are taken apart many times while it is asked
REMEMBERED = 4096
CONTROL = re.compile(r"[\x00-\x20\x7f]")
# most URLs are as plain as this, and taking every one apart by the rules takes longer than asking it
PRINTABLE = re.compile(r"[^\x00-\x20\x7f@]*")
PLAIN_HOST = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9-][a-z0-9.-]*)(?::(?P<port>[0-9]{1,5}))?(?=[/?#]|$)"
)


@lru_cache(REMEMBERED)
def split(uri: str) -> SplitResult | None:
    """Split a URL; None when it is none (a bad port, an unclosed bracket)."""
    try:
        parts = urlsplit(uri)
        parts.port  # noqa: B018  reading it is what checks it
    except ValueError:
        return None
    return parts


@lru_cache(REMEMBERED)
def shown(uri: str) -> str:
    """Give the form that may be printed: without name and password, without control characters."""
    if PRINTABLE.fullmatch(uri):
        return uri
    text = CONTROL.sub(lambda match: f"%{ord(match.group()):02X}", uri)
    pattern = USERINFO if split(uri) else UNSPLITTABLE_USERINFO
    return pattern.sub("", text, count=1)


def scrubbed(text: str) -> str:
    """Give any text without the userinfo of the URLs in it."""
    return USERINFO.sub("", text) if "@" in text else text


def page_of(uri: str) -> str:
    """Give the URL without its fragment: what is fetched, once for all fragments of a page."""
    return uri.partition("#")[0]


def fragment_of(uri: str) -> str:
    """Give the fragment as written, '' when there is none."""
    return uri.partition("#")[2]


@lru_cache(REMEMBERED)
def host_of(uri: str) -> str:
    """Give 'host:port' in lower case, the key of everything kept a host; '' when there is no host."""
    if (plain := PLAIN_HOST.match(uri)) and int(plain["port"] or 0) <= LAST_PORT:
        return f"{plain['host'].rstrip('.')}:{int(plain['port'] or 0) or DEFAULT_PORTS[plain['scheme']]}"
    parts = split(uri)
    if parts is None or not parts.hostname:
        return ""
    return f"{parts.hostname.rstrip('.')}:{parts.port or DEFAULT_PORTS.get(parts.scheme, 0)}"


def origin_of(uri: str) -> str:
    """Give scheme, host and port: credentials stay within one origin."""
    parts = split(uri)
    return f"{parts.scheme}://{host_of(uri)}" if parts else ""


def credentials_of(uri: str) -> tuple[str, str] | None:
    """Give (name, password) that stand in the URL, decoded."""
    parts = split(uri) if "@" in uri else None
    if parts is None or parts.username is None:
        return None
    return unquote(parts.username), unquote(parts.password or "")


def without_userinfo(uri: str) -> str:
    """Give the URL as it goes to the wire: credentials travel in a header."""
    parts = split(uri) if "@" in uri else None
    if parts is None or "@" not in parts.netloc:
        return uri
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def is_web(uri: str) -> bool:
    """Say whether this is an http(s) URL, the kind that is checked."""
    return uri[:8].lower().startswith(("http://", "https://"))


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Read every spelling of an IP address that browsers read, such as 127.1 and 0x7f000001."""
    try:
        if NUMERIC_HOST.fullmatch(host):
            return ipaddress.IPv4Address(socket.inet_aton(host))
        return ipaddress.ip_address(host)
    except (ValueError, OSError):
        return None


def placeholder(uri: str) -> str:
    """Say why this URL is an example that nobody should ask; '' when it is a real one."""
    bare = shown(uri)
    if PLACEHOLDER.search(page_of(bare)) or STAND_IN.match(bare):
        return "It holds a placeholder to be filled in by the reader."
    parts = split(bare)
    if parts is None:
        return ""  # a bad URL is a finding, not an example
    return _reserved((parts.hostname or "").rstrip("."))


def _reserved(host: str) -> str:
    """Say why this host is nobody's public server; '' when it may be one."""
    if not host:
        return ""
    address = _address(host)
    if address is not None:
        return "" if address.is_global else f"{host} is a loopback, private or documentation address."
    if host.endswith(RESERVED_SUFFIXES) or any(
        host == name or host.endswith("." + name) for name in RESERVED_NAMES
    ):
        return f"{host} is a name reserved for examples and private networks."
    if "." not in host:
        return f"{host} has no dot: a name of one machine or network only."
    return ""
