"""What a page's bytes say: its title, the anchors and texts asked for, the marks of walls."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin

from selectolax.lexbor import LexborHTMLParser

from linkcheck_plus import marks
from linkcheck_plus.evidence import Page

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

HTML_TYPES = ("text/html", "application/xhtml+xml")
CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
REFRESH = re.compile(r"\s*(\d+)[^;,]*[;,]\s*(?:url\s*=\s*)?[\"']?([^\"']+)", re.IGNORECASE)
MOUNTS = "#root, #app, #__next, #__nuxt, #___gatsby, app-root"
FEW_WORDS = 40
TITLE_LENGTH = 200
TEXT_DIRECTIVE = ":~:"


def content_type(headers: Mapping[str, str]) -> str:
    """Give the media type in lower case, without parameters."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def is_html(headers: Mapping[str, str]) -> bool:
    """Say whether the body is a page; one without a type is taken for one, as browsers do."""
    return content_type(headers) in ("", *HTML_TYPES)


def read(
    body: bytes,
    headers: Mapping[str, str],
    uri: str,
    fragments: Collection[str] = (),
    texts: Collection[str] = (),
) -> Page:
    """Give what the page says; `uri` resolves its refresh, `fragments` and `texts` are looked for in it."""
    source = _decoded(body, headers)
    if not is_html(headers):
        return Page(texts={text: _squeezed(text) in _squeezed(source) for text in texts})
    tree = LexborHTMLParser(source)
    title = _squeezed(node.text() if (node := tree.css_first("title")) else "")[:TITLE_LENGTH]
    names = _anchors(tree) if fragments else set()
    scripts, mount = bool(tree.css_first("script")), bool(tree.css_first(MOUNTS))
    password, refresh = bool(tree.css_first("input[type=password i]")), _refresh(tree, uri)
    words = _visible(tree)
    return Page(
        title=title,
        marks=marks.walls(headers, source, title),
        refresh=refresh,
        words=words.count(" ") + bool(words),
        password_form=password,
        shell=scripts and (mount or words.count(" ") < FEW_WORDS),
        anchors={fragment: _has(fragment, names, words) for fragment in fragments},
        texts={text: _squeezed(text) in words for text in texts},
    )


def _decoded(body: bytes, headers: Mapping[str, str]) -> str:
    """Decode by the header's charset, then the page's own, then UTF-8; a wrong name must not stop us."""
    match = CHARSET.search(headers.get("content-type", "")) or CHARSET.search(body[:1024].decode("latin-1"))
    for name in (match.group(1) if match else "utf-8", "utf-8"):
        try:
            return body.decode(name, errors="replace")
        except LookupError:
            continue
    return body.decode("latin-1")


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _visible(tree: LexborHTMLParser) -> str:
    """Give the text a reader sees; it takes scripts and styles out of the tree."""
    tree.strip_tags(["script", "style", "template", "noscript"])
    return _squeezed(str(tree.body.text(separator=" "))) if tree.body else ""


def _refresh(tree: LexborHTMLParser, uri: str) -> str:
    """Give where the page's own refresh leads, '' when nowhere else."""
    for node in tree.css("meta[http-equiv=refresh i]"):
        match = REFRESH.match(node.attributes.get("content") or "")
        if match:
            return str(urljoin(uri, match.group(2).strip()))
    return ""


def _anchors(tree: LexborHTMLParser) -> set[str]:
    """Give every id, and every name of an `a`."""
    ids = {node.attributes.get("id") or "" for node in tree.css("[id]")}
    return ids | {node.attributes.get("name") or "" for node in tree.css("a[name]")}


def _has(fragment: str, names: set[str], words: str) -> bool:
    """Say whether a browser would find the place: name as written, decoded, or with GitHub's prefix."""
    name, directive, text = fragment.partition(TEXT_DIRECTIVE)
    if directive and not name:
        return _has_text(text, words)
    forms = {name, unquote(name)}
    if name in ("", "top") or unquote(name).lower() == "top" or forms & names:
        return True
    return bool({f"user-content-{form}" for form in forms} & names)


def _has_text(directive: str, words: str) -> bool:
    """Look for the start of each `text=`, without its context (`prefix-,start,end,-suffix`)."""
    for part in directive.split("&"):
        pieces = [
            piece for piece in part.removeprefix("text=").split(",") if piece[-1:] != "-" and piece[:1] != "-"
        ]
        if any(_squeezed(unquote(piece)).lower() not in words.lower() for piece in pieces):
            return False
    return True
