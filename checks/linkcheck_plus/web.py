"""What httpx knows, and nobody else here: how URLs are written, whose cookies go where, whom to trust.

It is loaded when it is needed: most URLs are plain enough to go to the wire as they stand.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from linkcheck_plus.address import DEFAULT_PORTS, LAST_PORT
from linkcheck_plus.evidence import Failure
from linkcheck_plus.exchange import NoAnswer
from linkcheck_plus.model import LinkcheckError

if TYPE_CHECKING:
    import ssl

    import httpx

NOT_IN_HOSTS = re.compile(r"[\x00-\x20#%/<>?@\\^|\x7f]")
_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
#: URLs that httpx would send as they are: no capitals in the host, nothing to encode, no dots to resolve.
PLAIN = re.compile(
    rf"(https?)://((?:{_LABEL}\.)+[a-z]+|(?:{_OCTET}\.){{3}}{_OCTET})(?::([1-9][0-9]{{0,4}}))?"
    r"((?:/(?!\.)[A-Za-z0-9._~!$&()*+,;=:@-]*)*)(\?[A-Za-z0-9._~!$&()*+,;=:@/?-]*)?"
)


class Address(NamedTuple):
    """A URL in the parts that go to the wire.

    `host` is ASCII and has no brackets, `port` is None where it is the scheme's own, `netloc` is for the
    header Host, `target` for the first line of the request.
    """

    scheme: str
    host: str
    port: int | None
    netloc: bytes
    target: bytes


def read(uri: str) -> Address:
    """Read a URL, refusing what httpx lets pass and no browser would ask; raise NoAnswer."""
    address = _plain(uri) or _encoded(uri)
    if not address.host:
        raise NoAnswer(Failure.ADDRESS, "it names no host")
    if NOT_IN_HOSTS.search(address.host):
        raise NoAnswer(Failure.ADDRESS, "its host holds a character that no host's name may hold")
    if (address.port or 0) > LAST_PORT:
        raise NoAnswer(Failure.ADDRESS, f"there is no port {address.port}")
    return address


def _plain(uri: str) -> Address | None:
    """Give the parts of a URL that needs no encoding, None of any other."""
    match = PLAIN.fullmatch(uri)
    if match is None:
        return None
    scheme, host, number, path, query = match.groups(default="")
    port = int(number) if number and int(number) != DEFAULT_PORTS[scheme] else None
    netloc = host if port is None else f"{host}:{port}"
    return Address(scheme, host, port, netloc.encode(), f"{path or '/'}{query}".encode())


def _encoded(uri: str) -> Address:
    """Give the parts of any URL as httpx encodes them; raise NoAnswer."""
    import httpx  # noqa: PLC0415

    try:
        url = httpx.URL(uri)
    except (httpx.InvalidURL, ValueError) as error:  # UnicodeError of a bad name is a ValueError
        raise NoAnswer(Failure.ADDRESS, str(error)) from error
    return Address(url.scheme, url.raw_host.decode("latin-1"), url.port, url.netloc, url.raw_path)


class Cookies:
    """Cookies of one chain of redirects; they end with it."""

    def __init__(self) -> None:
        """Begin without any."""
        self._jar: httpx.Cookies | None = None
        self.changes = 0

    def header(self, uri: str) -> dict[str, str]:
        """Give the header with the cookies that belong to this URL; {} without any."""
        if not self.changes or self._jar is None:
            return {}
        import httpx  # noqa: PLC0415

        request = httpx.Request("GET", uri)
        self._jar.set_cookie_header(request)
        return {name: value for name, value in request.headers.items() if name == "cookie"}

    def take(self, uri: str, code: int, headers: list[tuple[bytes, bytes]]) -> None:
        """Keep what a response sets."""
        if not any(name.lower() == b"set-cookie" for name, _ in headers):
            return
        import httpx  # noqa: PLC0415

        self._jar = self._jar or httpx.Cookies()
        before = sorted(str(cookie) for cookie in self._jar.jar)
        response = httpx.Response(code, headers=headers, request=httpx.Request("GET", uri))
        self._jar.extract_cookies(response)
        self.changes += before != sorted(str(cookie) for cookie in self._jar.jar)


class Trust:
    """The roots of trust that all connections share; they are read when the first link with TLS is asked."""

    def __init__(self, ca_file: str = "") -> None:
        """Trust `ca_file` too, which is read at once; raise LinkcheckError when it cannot be."""
        self._ca_file = ca_file
        if ca_file:
            self.context  # noqa: B018  a wrong file must not wait for the first link

    @cached_property
    def context(self) -> ssl.SSLContext:
        """The context of TLS for a client."""
        import httpx  # noqa: PLC0415

        context = httpx.create_ssl_context()
        if self._ca_file:
            try:
                context.load_verify_locations(self._ca_file)
            except OSError as error:  # ssl.SSLError is one
                msg = f"{self._ca_file}: certificates cannot be read from it: {error}. Expected a PEM file."
                raise LinkcheckError(msg) from error
        return context
