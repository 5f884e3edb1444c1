"""Links of Markdown: links, images, autolinks, bare URLs and inline HTML, but nothing inside code."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from linkcheck_plus.position import Locator
from linkcheck_plus.sources import URL, Found, directives, markup, trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token


@cache
def _parser() -> MarkdownIt:
    """Give a CommonMark parser with tables that leaves URLs exactly as written, to be found again."""
    parser = MarkdownIt("commonmark").enable("table")
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    return parser


def read(text: str, path: str) -> Iterator[Found]:
    """Give the links of a Markdown text with the places they are written at."""
    locator = Locator(text)
    for token in _parser().parse(directives.without_code(text)):
        first, after = token.map or (0, text.count("\n") + 1)
        for uri in _uris(token, path):
            place = locator.place(uri, first + 1, after)
            yield Found(f"https:{uri}" if uri.startswith("//") else uri, *place)


def _uris(token: Token, path: str) -> Iterator[str]:
    """Give the URLs of one token and of those inside it."""
    if token.type == "fence":
        prose = directives.prose_of(token.info, token.content)
        yield from (found.uri for found in (read(prose, path) if prose else ()))
    if token.type == "html_block":
        yield from (found.uri for found in markup.read(token.content, path))
    inside_link = 0
    for child in token.children or ():
        inside_link += child.nesting if child.type in ("link_open", "link_close") else 0
        if child.type == "link_open":
            yield str(child.attrs.get("href", ""))
        elif child.type == "image":
            yield str(child.attrs.get("src", ""))
        elif child.type == "html_inline":
            yield from (found.uri for found in markup.read(child.content, path))
        elif child.type == "text" and not inside_link:
            yield from (trimmed(match.group()) for match in URL.finditer(child.content))
