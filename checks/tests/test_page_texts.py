"""The site as text: `llms.txt`, `llms-full.txt` and the Markdown of each page."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import jsonschema
from conftest import PROJECT
from sphinx_site import DOCS, Built, Pages, build, one, small_docs

from keyproof import providers, publication

PROVIDERS = providers.load(DOCS / "providers").providers
BASE = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["urls"]["Documentation"]
ENTRY = re.compile(r"- \[[^\]]+\]\((?P<address>\S+)\): .+")


def sections(text: str) -> dict[str, list[str]]:
    """Give the lines of each section of a list by its title; those before the first one as ''."""
    found: dict[str, list[str]] = {"": []}
    for line in text.splitlines():
        if line.startswith("## "):
            found[line.removeprefix("## ")] = []
        elif line:
            list(found.values())[-1].append(line)
    return found


def test_the_list_has_the_form_of_the_convention(whole_site: Built) -> None:
    """Title, quotation, text without headings, then sections that hold nothing but links with notes."""
    head, *rest = sections((whole_site.out / "llms.txt").read_text()).items()
    assert head[1][0] == "# Keyproof"
    assert head[1][1].startswith("> ")
    assert not any(line.startswith("#") for line in head[1][1:])
    assert [title for title, _ in rest][-1] == "Optional"
    assert [line for _, lines in rest for line in lines if not ENTRY.fullmatch(line)] == []
    assert all(lines for _, lines in rest)


def test_every_link_of_the_list_is_in_the_site(whole_site: Built) -> None:
    """Each address lies below that of the site, and leads to a file that was published."""
    links = [found["address"] for found in map(ENTRY.match, _lines(whole_site, "llms.txt")) if found]
    assert len(links) > len(PROVIDERS)
    assert [link for link in links if not link.startswith(BASE)] == []
    assert [link for link in links if not (whole_site.out / link.removeprefix(BASE)).is_file()] == []


def _lines(whole_site: Built, name: str) -> list[str]:
    return (whole_site.out / name).read_text(encoding="utf-8").splitlines()


def test_every_page_is_listed(whole_site: Built, published: Pages) -> None:
    """All pages but the entrances of the sections, which only lead on, stand in the list once."""
    listed = [found["address"] for found in map(ENTRY.match, _lines(whole_site, "llms.txt")) if found]
    entrances = {"index", *(f"{name}/index" for name in ("tutorials", "how-to", "providers", "reference"))}
    entrances |= {name for name in published if name.count("/") == 1 and name.endswith("/index")}
    expected = {f"{BASE}{name}.md" for name in published.keys() - entrances - {"404", "search"}}
    assert {link for link in listed if link.endswith(".md")} == expected
    assert len(listed) == len(set(listed))


def test_the_whole_text_holds_every_page(whole_site: Built, published: Pages) -> None:
    """Each page is there under its title and address, in the order of the navigation, and once."""
    text = (whole_site.out / "llms-full.txt").read_text(encoding="utf-8")
    addresses = re.findall(rf"^# .+\n\n<({re.escape(BASE)}\S+)>$", text, re.MULTILINE)
    assert sorted(addresses) == sorted(
        f"{BASE}{name}.html" for name in published if name not in {"404", "search"}
    )
    assert addresses[0] == f"{BASE}index.html"
    assert len(text.encode()) < 1_600_000


def test_the_whole_text_holds_the_facts(whole_site: Built) -> None:
    """Generated tables come along: every error row, variable, address and source of every provider."""
    for name, facts in PROVIDERS.items():
        text = " ".join((whole_site.out / f"providers/{name}/index.md").read_text().replace("\\", "").split())
        said = [facts.key.env_var, facts.check.url, facts.summary, facts.costs.free_tier]
        said += [part for row in facts.errors for part in (row.meaning, row.fix)]
        said += [part for failure in facts.client_errors for part in (failure.shows, failure.fix)]
        said += [source.what for source in facts.sources.values()]
        plain = [" ".join(part.split()) for part in said]
        assert [part for part in plain if part not in text] == [], name


def test_the_texts_hold_no_navigation_and_no_html(whole_site: Built) -> None:
    """Neither tags nor marks beside headings, neither the side bar nor buttons of tabs are left over."""
    for path in whole_site.out.rglob("*.md"):
        text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
        plain = re.sub(r"`[^`]*`", "", text)
        # an older guide's own slip, quoted
        plain = re.sub(r"You can <a href = .*?<a> for access", "", plain)
        assert re.findall(r"</?(?:div|span|p|table|button|a)\b|¶|Toggle|Skip to", plain) == [], path


def test_the_head_of_a_page_names_its_text(whole_site: Built, published: Pages) -> None:
    """Each page names its Markdown and the list, as the convention says, and both exist."""
    for name, page in published.items():
        if name != "search":
            for rel, file in (("alternate", f"{name}.md"), ("describedby", "llms.txt")):
                href = one(page, f"link[rel={rel}]").attributes["href"] or ""
                assert urlsplit(urljoin(f"/{name}.html", href)).path == f"/{file}"
                assert (whole_site.out / file).is_file()


def test_the_data_is_published(whole_site: Built) -> None:
    """`providers.json` lies at the top, fits the schema beside it, and names pages that exist."""
    data = json.loads((whole_site.out / "providers.json").read_text(encoding="utf-8"))
    schema = json.loads((whole_site.out / "providers.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(data)
    assert (data["site"], data["$schema"]) == (BASE, f"{BASE}{publication.SCHEMA_FILE}")
    assert {entry["id"] for entry in data["providers"]} == {
        name for name, facts in PROVIDERS.items() if not facts.draft
    }
    assert all((whole_site.out / entry["page"].removeprefix(BASE)).is_file() for entry in data["providers"])


def test_the_text_of_a_page_that_is_gone_goes_too(tmp_path: Path) -> None:
    """No text is left of a page that was deleted, and a site without providers has its lists as well."""
    docs = small_docs(tmp_path, {"old": "# Old page\n\nText.\n"})
    assert (build(docs, tmp_path / "html").code, (tmp_path / "html" / "old.md").is_file()) == (0, True)
    (docs / "old.md").unlink()
    built = build(docs, tmp_path / "html")
    assert (built.code, built.said) == (0, "")
    assert not (built.out / "old.md").exists()
    assert (built.out / "llms.txt").read_text().startswith("# Keyproof\n\n> ")
