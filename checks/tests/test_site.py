"""What readers get: the published html of the whole site."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from conftest import PROJECT
from sphinx_site import DOCS, Built, Pages, one, pages

from keyproof import providers

PROVIDERS = providers.load(DOCS / "providers").providers
BUDGET = 60_000
# the words of all pages; only the search page fetches them
INDEX = "searchindex.js"
ASSETS = "link[rel=stylesheet], link[rel='shortcut icon'], link[rel=prefetch], script[src], img[src]"


def test_the_site_builds_without_a_warning(whole_site: Built) -> None:
    """Every link leads somewhere, every extension may run in parallel, and Sphinx has nothing to say."""
    assert (whole_site.code, whole_site.said) == (0, "")


def test_ids_are_unique(published: Pages) -> None:
    """No page uses an id twice: a link to it would be a guess."""
    for name, page in published.items():
        ids = Counter(node.attributes["id"] for node in page.css("[id]"))
        assert {key: count for key, count in ids.items() if count > 1} == {}, name


def test_every_link_inside_the_site_leads_somewhere(whole_site: Built, published: Pages) -> None:
    """Pages, files and anchors that a page links to are there."""
    lost = []
    for name, page in published.items():
        for link in page.css("article a[href], .sidebar-tree a[href], .related-pages a[href]"):
            href = link.attributes["href"] or ""
            if urlsplit(href).scheme:
                continue
            path, anchor = urldefrag(urljoin(f"/{name}.html", href))
            file = whole_site.out / unquote(path).lstrip("/")
            if not file.is_file() or (anchor and not _has(published, path, anchor)):
                lost.append((name, href))
    assert lost == []


def _has(published: Pages, path: str, anchor: str) -> bool:
    page = published[path.lstrip("/").removesuffix(".html")]
    return page.css_first(f'[id="{unquote(anchor)}"]') is not None


def test_nobody_else_is_asked(whole_site: Built, published: Pages) -> None:
    """Showing a page fetches nothing from another host: styles, scripts, fonts and images are our own."""
    for name, page in published.items():
        addresses = [node.attributes.get("href") or node.attributes.get("src") for node in page.css(ASSETS)]
        assert addresses
        assert [address for address in addresses if address and urlsplit(address).netloc] == [], name
    for path in (whole_site.out / "_static").rglob("*.css"):
        assert re.findall(r"url\(['\"]?(?:https?:)?//|@import", path.read_text(encoding="utf-8")) == [], path


def test_a_page_weighs_little(whole_site: Built, published: Pages) -> None:
    """A page with all that it fetches stays within its budget on the wire."""
    sizes = {}
    for name, page in published.items():
        here = whole_site.out / f"{name}.html"
        links = {node.attributes.get("href") or node.attributes.get("src") or "" for node in page.css(ASSETS)}
        files = {(here.parent / urlsplit(link).path).resolve() for link in links}
        sizes[name] = sum(_wire(file) for file in {here, *files} if file.name != INDEX)
    sizes[INDEX] = _wire(whole_site.out / INDEX)
    assert {name: size for name, size in sizes.items() if size > BUDGET} == {}


def _wire(file: Path) -> int:
    return len(gzip.compress(file.read_bytes(), mtime=0))


def test_the_script_lies_at_the_top(whole_site: Built) -> None:
    """`check_key.py` and `check_key.R` have the shortest addresses that a site can give."""
    for name in ("check_key.py", "check_key.R"):
        assert (whole_site.out / name).read_bytes() == (PROJECT / "scripts" / name).read_bytes()


def test_no_source_leaks_into_the_text(whole_site: Built) -> None:
    """No fence, role, option or template tag is left over in what a reader sees."""
    leak = re.compile(r":::|```|\{[\w-]+\}`|^:[a-z-]+: |\{\{|\{%", re.MULTILINE)
    for name, page in pages(whole_site.out):
        article = page.css_first("article")
        if article is not None:
            for node in article.css("pre, code"):
                node.decompose()
            assert leak.findall(article.text()) == [], name


def test_what_assistive_tools_need(published: Pages) -> None:
    """Captions have a level, code that scrolls can be focused, stacked cells name their column."""
    for name, page in published.items():
        assert page.css('[role="heading"]:not([aria-level])') == [], name
        assert page.css("pre:not([tabindex])") == [], name
        assert page.css("table.facts td:not([data-label])") == [], name
        assert len(page.css("h1")) == 1, name


def test_every_page_introduces_itself(published: Pages) -> None:
    """Titles and descriptions are there, and no two pages share them."""
    own = {name: page for name, page in published.items() if (DOCS / f"{name}.md").is_file()}
    titles = Counter(one(page, "title").text() for page in own.values())
    said = Counter(one(page, "meta[name=description]").attributes["content"] for page in own.values())
    assert len(titles) == len(own)
    assert max(said.values()) == 1
    assert "" not in said


def test_stray_files_are_not_published(whole_site: Built) -> None:
    """Sources, templates and caches stay at home; the only Markdown is that of the pages."""
    assert [
        path for path in whole_site.out.rglob("*") if path.suffix in {".toml", ".jinja", ".pyc", ".part"}
    ] == []
    assert [path for path in whole_site.out.rglob("*.md") if not path.with_suffix(".html").is_file()] == []
