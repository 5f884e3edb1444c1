"""What readers get: the published html of the whole site."""

from __future__ import annotations

import ast
import gzip
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
import tab_count
from conftest import PROJECT
from selectolax.lexbor import LexborHTMLParser
from sphinx_site import DOCS, Built, build_apart, one, pages

from keyproof import model, providers, snippets

PROVIDERS = providers.load(DOCS / "providers").providers
BUDGET = 60_000
# the words of all pages; only the search page fetches them
INDEX = "searchindex.js"
# the marker in the middle of real OpenAI keys, and what base64 makes of the name; never joined in a source
MARKER = "T3Blbk" + "FJ"
ASSETS = "link[rel=stylesheet], link[rel='shortcut icon'], link[rel=prefetch], script[src], img[src]"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Give the site, built once."""
    return build_apart(DOCS, tmp_path_factory.mktemp("site") / "html")


@pytest.fixture(scope="session")
def published(site: Built) -> dict[str, LexborHTMLParser]:
    """Give every page of the site by name."""
    return dict(pages(site.out))


Pages = dict[str, LexborHTMLParser]


def test_the_site_builds_without_a_warning(site: Built) -> None:
    """Every link leads somewhere, every extension may run in parallel, and Sphinx has nothing to say."""
    assert (site.code, site.said) == (0, "")


def test_every_tab_of_the_sources_is_published(published: Pages) -> None:
    """No tab is lost on the way from the sources to the html, on any page."""
    expected, found = {}, {}
    for path in sorted(DOCS.rglob("*.md")):
        if not any(part.startswith("_") for part in path.relative_to(DOCS).parts):
            name = path.relative_to(DOCS).as_posix().removesuffix(".md")
            own = name.split("/")[1] if name.startswith("providers/") else ""
            lines = path.read_text(encoding="utf-8").splitlines()
            expected[name] = tab_count.count(lines, own, PROVIDERS, DOCS / "_snippets")
            found[name] = len(published[name].css('[role="tab"]'))
    assert sum(expected.values()) > len(PROVIDERS) * 8
    assert found == expected


def test_every_tab_belongs_to_its_panel(published: Pages) -> None:
    """Tab and panel name each other, and just one tab of a set is selected."""
    for name, page in published.items():
        for tab in page.css('[role="tab"]'):
            panel = one(page, f'[id="{tab.attributes["aria-controls"]}"]')
            assert panel.attributes["aria-labelledby"] == tab.attributes["id"], name
            assert panel.attributes["data-title"] == tab.text()
        for tablist in page.css('[role="tablist"]'):
            selected = [tab for tab in tablist.css("[role=tab]") if tab.attributes["aria-selected"] == "true"]
            assert len(selected) == 1, name


def test_tab_ids_are_stable_addresses(published: Pages) -> None:
    """A tab's id is made of its key, a plain slug: no base64 of a label, and so no marker of real keys."""
    for page in published.values():
        for tab in page.css('[role="tab"]'):
            key = tab.attributes["data-key"] or ""
            assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key)
            assert re.fullmatch(rf"tab-{key}(-\d+)?", tab.attributes["id"] or "")
        assert MARKER not in (page.html or "")


def test_provider_tabs_carry_the_ids_of_the_providers(published: Pages) -> None:
    """`?provider=<id>` opens the tab whose provider has that id, on every page with such tabs."""
    sets = [found for page in published.values() for found in page.css('[data-group="provider"]')]
    assert sets
    for found in sets:
        assert {tab.attributes["data-key"] for tab in found.css("[role=tab]")} <= PROVIDERS.keys()


def test_ids_are_unique(published: Pages) -> None:
    """No page uses an id twice: a link to it would be a guess."""
    for name, page in published.items():
        ids = Counter(node.attributes["id"] for node in page.css("[id]"))
        assert {key: count for key, count in ids.items() if count > 1} == {}, name


def test_every_error_and_verdict_can_be_linked_to(published: Pages) -> None:
    """The addresses that check_key.py prints exist."""
    for key, facts in PROVIDERS.items():
        ids = {node.attributes["id"] for node in published[f"providers/{key}/index"].css("tr[id]")}
        rows = [row.id for row in facts.errors] + [row.id for row in facts.client_errors]
        assert {f"error-{row}".replace("_", "-") for row in rows} <= ids
    ids = {node.attributes["id"] for node in published["reference/errors"].css("tr[id]")}
    assert {f"verdict-{verdict}".replace("_", "-") for verdict in model.VERDICTS} <= ids


def test_every_link_inside_the_site_leads_somewhere(site: Built, published: Pages) -> None:
    """Pages, files and anchors that a page links to are there."""
    lost = []
    for name, page in published.items():
        for link in page.css("article a[href], .sidebar-tree a[href], .related-pages a[href]"):
            href = link.attributes["href"] or ""
            if urlsplit(href).scheme:
                continue
            path, anchor = urldefrag(urljoin(f"/{name}.html", href))
            file = site.out / unquote(path).lstrip("/")
            if not file.is_file() or (anchor and not _has(published, path, anchor)):
                lost.append((name, href))
    assert lost == []


def _has(published: Pages, path: str, anchor: str) -> bool:
    page = published[path.lstrip("/").removesuffix(".html")]
    return page.css_first(f'[id="{unquote(anchor)}"]') is not None


def test_nobody_else_is_asked(site: Built, published: Pages) -> None:
    """Showing a page fetches nothing from another host: styles, scripts, fonts and images are our own."""
    for name, page in published.items():
        addresses = [node.attributes.get("href") or node.attributes.get("src") for node in page.css(ASSETS)]
        assert addresses
        assert [address for address in addresses if address and urlsplit(address).netloc] == [], name
    for path in (site.out / "_static").rglob("*.css"):
        assert re.findall(r"url\(['\"]?(?:https?:)?//|@import", path.read_text(encoding="utf-8")) == [], path


def test_a_page_weighs_little(site: Built, published: Pages) -> None:
    """A page with all that it fetches stays within its budget on the wire."""
    sizes = {}
    for name, page in published.items():
        here = site.out / f"{name}.html"
        links = {node.attributes.get("href") or node.attributes.get("src") or "" for node in page.css(ASSETS)}
        files = {(here.parent / urlsplit(link).path).resolve() for link in links}
        sizes[name] = sum(_wire(file) for file in {here, *files} if file.name != INDEX)
    sizes[INDEX] = _wire(site.out / INDEX)
    assert {name: size for name, size in sizes.items() if size > BUDGET} == {}


def _wire(file: Path) -> int:
    return len(gzip.compress(file.read_bytes(), mtime=0))


def test_every_snippet_is_published_and_shown(site: Built, published: Pages) -> None:
    """Each snippet lies at its stable address, byte for byte; a page links to all but single lines."""
    made = snippets.all_snippets(PROVIDERS.values(), DOCS / "_snippets")
    files = {path.relative_to(site.out).as_posix() for path in (site.out / "snippets").rglob("*.*")}
    assert files == {snippet.path for snippet in made}
    for snippet in made:
        assert (site.out / snippet.path).read_bytes() == snippet.text.encode()
    linked = {
        urljoin(f"/{name}.html", node.attributes["href"] or "").lstrip("/")
        for name, page in published.items()
        for node in page.css("p.download a")
    }
    assert linked == {snippet.path for snippet in made if snippet.text.count("\n") > 1}


def test_the_script_lies_at_the_top(site: Built) -> None:
    """`check_key.py` and `check_key.R` have the shortest addresses that a site can give."""
    for name in ("check_key.py", "check_key.R"):
        assert (site.out / name).read_bytes() == (PROJECT / "scripts" / name).read_bytes()


def test_no_source_leaks_into_the_text(site: Built) -> None:
    """No fence, role, option or template tag is left over in what a reader sees."""
    leak = re.compile(r":::|```|\{[\w-]+\}`|^:[a-z-]+: |\{\{|\{%", re.MULTILINE)
    for name, page in pages(site.out):
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


def test_every_finding_code_is_explained() -> None:
    """Each code in the source of the checks stands in the table, under the title given there."""
    import reference_tables  # noqa: PLC0415 - it needs Sphinx, which the other tests run apart

    known = {code: title for code, title, _fix in reference_tables.finding_codes()}
    for path in (PROJECT / "checks" / "keyproof").rglob("*.py"):
        tree = ast.parse(path.read_text())
        texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
        words = {text for text in texts if isinstance(text, str)}
        for code in (text for text in words if re.fullmatch(r"[A-Z]{3,4}\d{3}", text)):
            assert known.get(code) in words, f"{code} in {path}"


def test_verdicts_agree_with_the_script() -> None:
    """The table of verdicts gives the exit codes with which check_key.py ends."""
    import verdict_texts  # noqa: PLC0415 - found by path, as Sphinx does

    tree = ast.parse((PROJECT / "scripts" / "check_key.py").read_text())
    said = next(node for node in tree.body if isinstance(node, ast.Assign) and _names(node) == ["VERDICTS"])
    script = eval(compile(ast.Expression(said.value), "VERDICTS", "eval"))
    assert {verdict: code for verdict, (code, _blame) in script.items()} == {
        verdict: meaning.code for verdict, meaning in verdict_texts.MEANINGS.items()
    }


def _names(node: ast.Assign) -> list[str]:
    return [target.id for target in node.targets if isinstance(target, ast.Name)]


def test_stray_files_are_not_published(site: Built) -> None:
    """Sources, templates and caches stay at home."""
    assert [
        path for path in Path(site.out).rglob("*") if path.suffix in {".md", ".toml", ".jinja", ".pyc"}
    ] == []


def test_an_error_text_leads_to_its_row(site: Built, published: Pages) -> None:
    """The search index knows every text of every error row, and leads to the row on the provider's page."""
    import provider_errors  # noqa: PLC0415 - found by path, as Sphinx does

    index = search_index(site)
    names, known = index["docnames"], index["indexentries"]
    for key, facts in PROVIDERS.items():
        page = f"providers/{key}/index"
        for _kind, text, anchor, _main, _category in provider_errors.entries(facts):
            places = {(names[number], place) for number, place, _ in known[text.lower()]}
            assert (page, anchor) in places, f"{key}: {text}"
            assert published[page].css_first(f'tr[id="{anchor}"]') is not None


def test_every_row_is_in_the_list_of_errors(published: Pages) -> None:
    """The page of errors links to each row of each provider."""
    import provider_errors  # noqa: PLC0415 - found by path, as Sphinx does

    page = published["reference/errors"]
    links = {link.attributes["href"] for link in page.css(".error-index a")}
    rows = {
        f"../providers/{key}/index.html#error-{row.id}".replace("_", "-")
        for key, facts in PROVIDERS.items()
        for row in provider_errors.every_row(facts)
    }
    assert links == rows


def test_the_comparison_holds_every_provider(published: Pages) -> None:
    """Each provider has one row, every cell says something, and the script for sorting comes along."""
    page = published["reference/comparison"]
    rows = page.css("table.facts-comparison tbody tr")
    assert sorted(one(row, "td").text().strip() for row in rows) == sorted(
        facts.name for facts in PROVIDERS.values()
    )
    assert [cell.attributes["data-label"] for cell in page.css("td") if not cell.text().strip()] == []
    assert any("sort-table.js" in (node.attributes["src"] or "") for node in page.css("script[src]"))
    assert "sort-table.js" not in (published["reference/errors"].html or "")


def test_a_provider_page_says_what_is_not_known(published: Pages) -> None:
    """No section of a provider's page is empty: facts, prose, or the word that nobody has seen any."""
    for key in PROVIDERS:
        for section in published[f"providers/{key}/index"].css("article section > section"):
            body = [node for node in section.iter() if node.tag not in {"h2", "span"}]
            assert "".join(node.text() for node in body).strip(), f"{key}: {section.attributes['id']}"


def test_long_rows_of_tabs_are_marked(published: Pages) -> None:
    """Where more tabs stand than a row holds, the styles and the script know it."""
    for name, page in published.items():
        for tablist in page.css('[role="tablist"]'):
            many = "many" in (tablist.attributes.get("class") or "")
            assert many == (len(tablist.css("[role=tab]")) > 8), name


def search_index(site: Built) -> dict[str, Any]:
    """Give the built search index."""
    text = (site.out / INDEX).read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))
    return found
