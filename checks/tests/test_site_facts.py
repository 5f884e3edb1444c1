"""What the published site makes of the facts: error rows, snippets, the comparison, the tables of codes."""

from __future__ import annotations

import ast
import json
import re
from typing import Any
from urllib.parse import urljoin

from conftest import PROJECT
from sphinx_site import DOCS, Built, Pages, one

from keyproof import model, providers, snippets

PROVIDERS = providers.load(DOCS / "providers").providers


def test_every_error_and_verdict_can_be_linked_to(published: Pages) -> None:
    """The addresses that check_key.py prints exist."""
    for key, facts in PROVIDERS.items():
        ids = {node.attributes["id"] for node in published[f"providers/{key}/index"].css("tr[id]")}
        rows = [row.id for row in facts.errors] + [row.id for row in facts.client_errors]
        assert {f"error-{row}".replace("_", "-") for row in rows} <= ids
    ids = {node.attributes["id"] for node in published["reference/errors"].css("tr[id]")}
    assert {f"verdict-{verdict}".replace("_", "-") for verdict in model.VERDICTS} <= ids


def test_every_snippet_is_published_and_shown(whole_site: Built, published: Pages) -> None:
    """Each snippet lies at its stable address, byte for byte; a page links to all but single lines."""
    made = snippets.all_snippets(PROVIDERS.values(), DOCS / "_snippets")
    files = {
        path.relative_to(whole_site.out).as_posix() for path in (whole_site.out / "snippets").rglob("*.*")
    }
    assert files == {snippet.path for snippet in made}
    for snippet in made:
        assert (whole_site.out / snippet.path).read_bytes() == snippet.text.encode()
    linked = {
        urljoin(f"/{name}.html", node.attributes["href"] or "").lstrip("/")
        for name, page in published.items()
        for node in page.css("p.download a")
    }
    assert linked == {snippet.path for snippet in made if snippet.text.count("\n") > 1}


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


def test_an_error_text_leads_to_its_row(whole_site: Built, published: Pages) -> None:
    """The search index knows every text of every error row, and leads to the row on the provider's page."""
    import provider_errors  # noqa: PLC0415 - found by path, as Sphinx does

    index = search_index(whole_site)
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
        facts.label for facts in PROVIDERS.values()
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


def search_index(whole_site: Built) -> dict[str, Any]:
    """Give the built search index."""
    text = (whole_site.out / "searchindex.js").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))
    return found
