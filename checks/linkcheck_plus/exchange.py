"""One request and what it gave: what is passed between the connections and those who ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator

    from linkcheck_plus.evidence import Failure

Fields = list[tuple[bytes, bytes]]


class NoAnswer(Exception):  # noqa: N818  the name says what happened
    """No answer was had: `failure` is the kind, the text the detail."""

    def __init__(self, failure: Failure, detail: str) -> None:
        """Keep the kind beside the text."""
        super().__init__(detail)
        self.failure = failure


class Broken(Exception):  # noqa: N818  the names of these say what happened
    """A connection failed; what the system or a library said of it is the cause."""


class Unreached(Broken):
    """No connection could be made."""


class NotInTime(Broken):
    """No connection was made in time."""


class Interrupted(Broken):
    """The connection broke while it was used."""


class Malformed(Broken):
    """What came is no HTTP, or HTTP that no client may accept."""


class ProxyFailed(Broken):
    """The proxy did not do its part."""


class Request(NamedTuple):
    """One GET: `host` and `port` are connected to, `name` is asked for in TLS, `connect` is in seconds."""

    scheme: str
    host: str
    port: int
    name: str
    target: bytes
    headers: Fields
    connect: float


class Response(Protocol):
    """The head of an answer; iterate over it for the pieces of its body, and close it."""

    status: int
    headers: Fields
    version: str
    tls: ssl.SSLObject | None

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Give the body as it comes; raise Broken."""
        ...

    async def aclose(self) -> None:
        """End the exchange, whether the body was read or not."""
        ...


class Connection(Protocol):
    """What is lent to one request at a time."""

    @property
    def ready(self) -> bool:
        """Whether another request can be asked over it."""
        ...

    async def ask(self, request: Request) -> Response:
        """Send a request, and read the head of its answer; raise Broken."""
        ...

    async def aclose(self) -> None:
        """Close it."""
        ...


class Answer(NamedTuple):
    """One response: header names in lower case, `body` decoded and bounded, `complete` if it is all."""

    code: int
    headers: dict[str, str]
    http_version: str
    body: bytes
    complete: bool
    damage: str = ""
    tls: str = ""
    certificate_until: str = ""
