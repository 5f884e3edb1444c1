"""What a page's bytes say: its title, the anchors and texts asked for, the marks of what it is not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from linkcheck_plus import charset, fragments, marks, pdf
from linkcheck_plus.address import page_of
from linkcheck_plus.evidence import Page
from linkcheck_plus.media import PDF_TYPE, content_type, is_html

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

REFRESH = re.compile(
    r"\s*(\d+)(?:\.[\d.]*)?(?:\s*[;,]\s*|\s+)(?:url\s*=\s*)?(?:\"([^\"]*)|'([^']*)|(\S.*))", re.IGNORECASE
)
# a page that sends on later than this is one to read, which renews itself
REFRESH_SECONDS = 10
MOUNTS = "#root, #app, #__next, #__nuxt, #___gatsby, #q-app, app-root, #svelte, #mount"
FEW_WORDS = 40
# above this a page has content of its own, whatever words it uses
SHORT = 160
TITLE_LENGTH = 200
#: Elements that browsers with scripts do not show: stencils, and words for browsers without.
STENCILS = ["template", "noscript"]
UNSEEN = ["script", "style"]
HEADINGS = "h1, h2"


def read(
    body: bytes,
    headers: Mapping[str, str],
    uri: str,
    wanted: Collection[str] = (),
    texts: Collection[str] = (),
) -> Page:
    """Give what the page says; `uri` resolves its refresh, fragments `wanted` and `texts` are looked for."""
    if content_type(headers) == PDF_TYPE or pdf.is_pdf(body):
        return _pdf(body, wanted)
    source = charset.text(body, headers.get("content-type", ""))
    if not is_html(headers):
        squeezed = _squeezed(source)
        return Page(
            texts={text: _squeezed(text) in squeezed for text in texts},
            anchors={
                fragment: fragments.has_text(text, source)
                for fragment in wanted
                if (text := fragment.partition(fragments.DIRECTIVE)[2])
            },
        )
    return _html(source, headers, uri, wanted, texts)


def _html(
    source: str, headers: Mapping[str, str], uri: str, wanted: Collection[str], texts: Collection[str]
) -> Page:
    tree, lowered = LexborHTMLParser(source), source.lower()
    if "<template" in lowered or "<noscript" in lowered:
        tree.strip_tags(STENCILS)
    title = _squeezed(node.text() if (node := tree.css_first("title")) else "")[:TITLE_LENGTH]
    heading = _squeezed(node.text(separator=" ") if (node := tree.css_first(HEADINGS)) else "")
    scripts = "<script" in lowered and bool(tree.css_first("script"))
    found = fragments.places(tree, source) if wanted else None
    refresh = _refresh(tree, headers, uri) if "refresh" in lowered or "refresh" in headers else ""
    elsewhere = "canonical" in lowered and _elsewhere(tree, uri)
    loaded = _loaded(tree) if "src" in lowered else ""
    password = "password" in lowered and bool(tree.css_first("input[type=password i]"))
    mount = scripts and bool(tree.css_first(MOUNTS))
    words = _visible(tree)
    count = words.count(" ") + bool(words)
    short = words if count < SHORT else ""
    found = found.with_words(words) if found else None
    return Page(
        title=title,
        marks=marks.walls(headers, source, title, count),
        refresh=refresh,
        words=count,
        password_form=password,
        shell=scripts and ((mount and count < SHORT) or count < FEW_WORDS),
        missing=marks.reads_missing(title, heading, short),
        elsewhere=elsewhere,
        parked=marks.parked(loaded, title, short, uri),
        scripted=tuple(
            sorted(name for name in wanted if found and not found.has(name) and found.scripted(name))
        ),
        anchors={fragment: found.has(fragment) for fragment in wanted} if found else {},
        texts={text: _squeezed(text) in words for text in texts},
    )


def _pdf(body: bytes, wanted: Collection[str]) -> Page:
    """Give which pages of a PDF are there; other fragments are instructions to its reader."""
    count = pdf.pages(body) if wanted else 0
    asked = {fragment: pdf.page_asked(fragment) for fragment in wanted}
    return Page(
        anchors={fragment: 0 < number <= count for fragment, number in asked.items() if number and count}
    )


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _visible(tree: LexborHTMLParser) -> str:
    """Give the text a reader sees; it takes scripts and styles out of the tree."""
    tree.strip_tags(UNSEEN)
    return _squeezed(str(tree.body.text(separator=" "))) if tree.body else ""


def _refresh(tree: LexborHTMLParser, headers: Mapping[str, str], uri: str) -> str:
    """Give where the page or its header sends the reader on to by itself, '' when nowhere else or late."""
    contents = [node.attributes.get("content") or "" for node in tree.css("meta[http-equiv=refresh i]")]
    for content in (headers.get("refresh", ""), *contents):
        match = REFRESH.match(content)
        if not match or int(match.group(1)[:6] or 0) > REFRESH_SECONDS:
            continue
        try:
            target = str(urljoin(uri, (match.group(2) or match.group(3) or match.group(4) or "").strip()))
        except ValueError:
            continue
        if page_of(target) != page_of(uri):
            return target
    return ""


def _elsewhere(tree: LexborHTMLParser, uri: str) -> bool:
    """Say whether the page gives the front page as its own real address."""
    node = tree.css_first("link[rel=canonical i]")
    try:
        path = urlsplit(urljoin(uri, (node.attributes.get("href") or "") if node else uri)).path
        return path.strip("/") == "" and urlsplit(uri).path.strip("/") != ""
    except ValueError:
        return False


def _loaded(tree: LexborHTMLParser) -> str:
    """Give the addresses of what the page loads by itself."""
    nodes = tree.css("script[src], iframe[src], frame[src]")
    return " ".join(node.attributes.get("src") or "" for node in nodes)
