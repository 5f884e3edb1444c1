"""Puts into a finished page what depends on the other versions: switcher, banner, canonical link.

It is done when the folder is put together, not when a version is built: so a new release changes the
list on the pages of all versions, and none of them is built again.
"""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import jinja2

from keyproof.versions.library import Library, Place

ASSETS = Path(__file__).parent / "assets"
# what docs/_templates/sidebar/variant-selector.html leaves in a page
MARK = "<!-- versions -->"
SHARED = ("versions.css", "versions.js")
_CANONICAL = re.compile(r'\s*<link rel="canonical"[^>]*>')
_REFRESH = re.compile(r"<meta\b[^>]*http-equiv=[\"']?refresh", re.IGNORECASE)
# above what search reads as the text of a page
_MAIN = re.compile(r'<\w+\b[^>]*\brole="main"[^>]*>')
_LOCAL = re.compile(r'\b(href|src|action|data-content_root|data-root)="(?!#|/|[a-z][a-z0-9+.-]*:)([^"]*)"')
_TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(ASSETS),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(name: str, **facts: object) -> str:
    """Give a file drawn from its template."""
    return _TEMPLATES.get_template(f"{name}.jinja").render(**facts)


def redirects(html: str) -> bool:
    """Say whether a page only leads on to another."""
    return _REFRESH.search(html) is not None


def dressed(html: str, page: str, place: Place, shelf: Library) -> str:
    """Give the page with all that ties it to the other versions; one that only leads on stays as it is."""
    if redirects(html):
        return html
    root = "../" * (place.folder + page).count("/")
    facts = {"root": root, "page": page, "place": place, "shelf": shelf}
    head = render("head.html", canonical=shelf.canonical(place, page), **facts)
    html = _CANONICAL.sub("", html, count=1).replace("</head>", f"{head}</head>", 1)
    banner = "" if place.edition.kind == "stable" or shelf.stable is None else render("banner.html", **facts)
    html = _MAIN.sub(lambda found: f"{banner}{found.group()}", html, count=1)
    return _switched(html, render("switch.html", **facts))


def _switched(html: str, switch: str) -> str:
    """Give the page with the switcher at its mark; a version whose theme has no mark has it at the end."""
    return html.replace(MARK, switch, 1) if MARK in html else html.replace("</body>", f"{switch}</body>", 1)


def missing(html: str, place: Place, shelf: Library) -> str:
    """Give the page for addresses that lead nowhere; it is shown anywhere, so its own are absolute."""
    root = "../" * place.folder.count("/")
    facts = {"root": root, "page": "", "place": place, "shelf": shelf}
    html = _CANONICAL.sub("", html, count=1)
    html = html.replace("</head>", f"{render('head.html', canonical='', **facts)}</head>", 1)
    html = _switched(html, render("switch.html", **facts))
    here = urlsplit(shelf.base).path + place.folder
    return _LOCAL.sub(lambda found: f'{found[1]}="{urljoin(here, found[2])}"', html)


def leading(target: str, canonical: str) -> str:
    """Give a page that leads on to another, and keeps the place on the page that a link names."""
    return render("moved.html", target=target, canonical=canonical)
