"""Links of HTML: everything a browser would fetch or follow from the page."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

from linkcheck_plus.position import Locator
from linkcheck_plus.sources import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

ATTRIBUTES = {
    "a": "href",
    "area": "href",
    "audio": "src",
    "embed": "src",
    "iframe": "src",
    "img": "src",
    "link": "href",
    "object": "data",
    "script": "src",
    "source": "src",
    "track": "src",
    "video": "src",
}
# these name a host to warm up, not a page
HINTS = {"preconnect", "dns-prefetch"}


class _Reader(HTMLParser):
    """Notes (URL, line) of each tag that points somewhere."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "link" and HINTS & set((values.get("rel") or "").lower().split()):
            return
        uris = [values.get(ATTRIBUTES.get(tag, "")) or "", values.get("poster") or ""]
        uris += [one.split()[0] for one in (values.get("srcset") or "").split(", ") if one.split()]
        self.found += [(uri.strip(), self.getpos()[0]) for uri in uris if uri.strip()]


def read(text: str, path: str) -> Iterator[Found]:  # noqa: ARG001  readers share one form
    """Give the absolute links of an HTML text; '//host/path' is read as https."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    locator = Locator(text)
    for uri, line in reader.found:
        place = locator.place(uri, line)
        yield Found(f"https:{uri}" if uri.startswith("//") else uri, *place)
