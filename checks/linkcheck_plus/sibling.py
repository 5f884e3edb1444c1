"""An invented address beside the asked one: what a host says of a page that cannot be there."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser

from linkcheck_plus import charset, marks
from linkcheck_plus.address import host_of, page_of

if TYPE_CHECKING:
    from linkcheck_plus.evidence import Evidence

WORD = re.compile(r"[^\W\d_]{2,}")
#: A page with fewer words than this is compared by its source.
FEW_WORDS = 20
EXTENSION = re.compile(r"\.[A-Za-z]{2,5}$")


@dataclass(frozen=True, slots=True)
class Sketch:
    """What can be compared of a page: its heads, its words seen and of the source, its address's words."""

    final_uri: str
    code: int
    title: tuple[str, ...]
    heading: tuple[str, ...]
    seen: Counter[str]
    source: Counter[str]
    own: frozenset[str]


def suspicious(seen: Evidence) -> bool:
    """Say whether an answer that looks good is to be compared with an invented sibling's."""
    if seen.failure is not None or not 200 <= seen.code < 300 or seen.page.marks:  # noqa: PLR2004
        return False
    page = seen.page
    doubts = bool(page.missing or page.parked)
    if page.shell or page.elsewhere:  # a front page that scripts make is there all the same
        doubts = doubts or urlsplit(seen.uri).path.strip("/") != ""
    return doubts or (bool(seen.hops) and marks.is_missing_path(seen.final_uri))


def invented(uri: str) -> str:
    """Give an address in the same folder that nobody has made; with a query, one with another value.

    The same for all pages of a folder, so that it is asked once; '' where none can be made.
    """
    parts = urlsplit(page_of(uri))
    token = f"linkcheck-plus-{zlib.crc32(host_of(uri).encode()):08x}"
    query = parse_qsl(parts.query, keep_blank_values=True)
    if query and query[0][1]:
        name, value = query[0]
        other = str(zlib.crc32(uri.encode()) + 10**9) if value.isdigit() else token
        return urlunsplit(parts._replace(query=urlencode([(name, other), *query[1:]])))
    folder, _, name = parts.path.rstrip("/").rpartition("/")
    extension = match.group() if (match := EXTENSION.search(name)) else ""
    tail = "/" if parts.path.endswith("/") and len(parts.path) > 1 else ""
    return urlunsplit(parts._replace(path=f"{folder}/{token}{extension}{tail}", query=""))


def sketch(body: bytes, content_type: str, asked: str, final_uri: str, code: int) -> Sketch:
    """Give what can be compared of a page."""
    source = charset.text(body, content_type)
    tree = LexborHTMLParser(source)
    title = _words(node.text() if (node := tree.css_first("title")) else "")
    heading = _words(node.text(separator=" ") if (node := tree.css_first("h1")) else "")
    tree.strip_tags(["script", "style", "template", "noscript"])
    seen = Counter(_words(tree.body.text(separator=" ") if tree.body else ""))
    own = frozenset(_words(unquote(f"{asked} {final_uri}")))
    return Sketch(final_uri, code, tuple(title), tuple(heading), seen, Counter(_words(source)), own)


def likeness(page: Sketch, other: Sketch) -> float:
    """Give how much two pages are one page, 0 to 1; another title or heading makes another page.

    The words of both addresses are left out: pages that answer to everything repeat them.
    """
    own = page.own | other.own
    if any(_without(one, own) != _without(two, own) for one, two in _heads(page, other)):
        return 0.0
    few = min(page.seen.total(), other.seen.total()) < FEW_WORDS
    ours, theirs = (page.source, other.source) if few else (page.seen, other.seen)
    ours, theirs = (
        Counter({word: n for word, n in side.items() if word not in own}) for side in (ours, theirs)
    )
    union = (ours | theirs).total()
    return round((ours & theirs).total() / union, 2) if union else 1.0


def _heads(page: Sketch, other: Sketch) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    return (page.title, other.title), (page.heading, other.heading)


def _without(words: tuple[str, ...], own: frozenset[str]) -> list[str]:
    return [word for word in words if word not in own]


def _words(text: str) -> list[str]:
    return [word.lower() for word in WORD.findall(text)]
