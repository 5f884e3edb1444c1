"""What was asked and seen for one URL: facts only, no opinion, and small enough to keep."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import StrEnum
from operator import attrgetter
from typing import Any, NamedTuple


class Failure(StrEnum):
    """Why no final answer was had."""

    ADDRESS = "address"  # not a legal URL
    DNS = "dns"  # the name does not exist
    DNS_TEMPORARY = "dns-temporary"  # the name server could not say
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    CONNECT_TIMEOUT = "connect-timeout"
    TIMEOUT = "timeout"  # connected, but no complete answer within the deadline
    RESET = "reset"
    CERTIFICATE = "certificate"  # the server's certificate was not accepted
    ISSUER = "issuer"  # the certificate's issuer is not known here
    TLS = "tls"  # no common TLS version, not TLS at all, ...
    PROTOCOL = "protocol"  # not HTTP, or HTTP that no client may accept
    ENCODING = "encoding"  # the body is not what Content-Encoding says
    LOOP = "loop"
    HOPS = "hops"  # more redirects than browsers follow
    SCHEME = "scheme"  # a redirect to file:, javascript:, ...
    PROXY = "proxy"
    NOT_ASKED = "not-asked"  # the host or the run was given up before


#: Failures that a network which is not there, or a proxy in it, gives to every link alike.
SILENT = frozenset(
    {
        Failure.DNS,
        Failure.DNS_TEMPORARY,
        Failure.REFUSED,
        Failure.UNREACHABLE,
        Failure.CONNECT_TIMEOUT,
        Failure.NOT_ASKED,
        Failure.PROXY,
        Failure.ISSUER,
    }
)


class Hop(NamedTuple):
    """One redirect: the status that sent us on, and where to (shown without userinfo)."""

    code: int
    uri: str


@dataclass(frozen=True, slots=True)
class Page:
    """What the read part of the body says.

    `anchors` and `texts` answer only what was asked: fragment or text -> found. `scripted` names the
    fragments not found that scripts of the page may make. `refresh` is where the page sends its reader on
    by itself. `missing` says that it reads like a page about something that is not there, `elsewhere` that
    it names another page as the real one, `parked` by which marks its domain seems to be for sale.
    """

    title: str = ""
    marks: tuple[str, ...] = ()
    refresh: str = ""
    words: int = 0
    password_form: bool = False
    shell: bool = False
    missing: bool = False
    elsewhere: bool = False
    parked: tuple[str, ...] = ()
    scripted: tuple[str, ...] = ()
    anchors: dict[str, bool] = field(default_factory=dict)
    texts: dict[str, bool] = field(default_factory=dict)


class Sibling(NamedTuple):
    """What an invented address beside the asked one gave: the judge of pages that answer 200 to everything.

    `likeness` is 0 (another page) to 1 (the same page).
    """

    uri: str
    code: int
    likeness: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was seen of one URL in one probe.

    `uri` and `final_uri` carry no userinfo; `uri` no fragment. `code` is the last HTTP status, 0 when
    there was none. `size` counts decoded bytes read, `complete` says whether that was the whole body.
    `attempts` counts tries, the first included. `seen_at` is ISO 8601 in UTC. `headers` keeps the few
    that judgement looks at, in lower case. `opinions` holds the codes of every asking when a first answer
    was doubted, 0 for none; `as_browser` says that the answer kept is the one to a browser's headers.
    `cookies` counts how often the chain's cookies changed.
    """

    uri: str
    final_uri: str
    code: int = 0
    hops: tuple[Hop, ...] = ()
    failure: Failure | None = None
    detail: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    page: Page = field(default_factory=Page)
    sibling: Sibling | None = None
    opinions: tuple[int, ...] = ()
    as_browser: bool = False
    cookies: int = 0
    http_version: str = ""
    tls: str = ""
    certificate_until: str = ""
    size: int = 0
    complete: bool = True
    elapsed_ms: int = 0
    attempts: int = 1
    seen_at: str = ""

    @property
    def answered(self) -> bool:
        """Whether some host was heard, which proves that there is a network."""
        return self.failure not in SILENT or bool(self.hops)


EVIDENCE_FIELDS = tuple(one.name for one in fields(Evidence))
PAGE_FIELDS = tuple(one.name for one in fields(Page))
EVIDENCE_VALUES, PAGE_VALUES = attrgetter(*EVIDENCE_FIELDS), attrgetter(*PAGE_FIELDS)


def to_json(evidence: Evidence) -> dict[str, Any]:
    """Give the JSON form, without the fields that say nothing."""
    fields = zip(EVIDENCE_FIELDS, EVIDENCE_VALUES(evidence), strict=True)
    data: dict[str, Any] = {key: value for key, value in fields if value or value == 0}  # 0 and no say much
    page = zip(PAGE_FIELDS, PAGE_VALUES(evidence.page), strict=True)
    data["page"] = {key: value for key, value in page if value}
    if not data["page"]:
        del data["page"]
    if evidence.hops:
        data["hops"] = [hop._asdict() for hop in evidence.hops]
    if evidence.sibling:
        data["sibling"] = evidence.sibling._asdict()
    return data


def from_json(data: dict[str, Any]) -> Evidence:
    """Rebuild what `to_json` gave; raise KeyError, TypeError or ValueError on anything else."""
    page: Any = {
        key: tuple(value) if isinstance(value, list) else value for key, value in data.get("page", {}).items()
    }
    return Evidence(
        **{
            **data,
            "sibling": Sibling(**data["sibling"]) if "sibling" in data else None,
            "opinions": tuple(data.get("opinions", ())),
            "hops": tuple(Hop(**hop) for hop in data.get("hops", ())),
            "failure": Failure(data["failure"]) if "failure" in data else None,
            "page": Page(**page),
        }
    )
