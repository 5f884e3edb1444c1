"""The reference pages about variables and requests: nothing that programs read is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import prose
from conftest import PROJECT
from sphinx_site import DOCS, Built, Pages, build, one, small_docs

from keyproof import providers

# every program has these, and nobody sets them for us
SYSTEM = {"PATH", "TERM"}
PROVIDERS = providers.load(DOCS / "providers").providers
READ = re.compile(
    r"environ(?:\.get\(|\[)\s*\"([A-Z_]+)\"|VARIABLE = \"([A-Z_]+)\"|\"([A-Z_]+)\" (?:not )?in os\.environ"
)


def shown(published: Pages) -> set[str]:
    """Give every name in code on the page of environment variables."""
    return {code.text() for code in one(published["reference/environment-variables"], "article").css("code")}


def read_by_us() -> Iterator[str]:
    """Give the variables that the code of this project reads by name."""
    for folder in ("scripts", "checks/keyproof", "checks/linkcheck_plus", "docs/_ext"):
        for path in (PROJECT / folder).rglob("*.py"):
            for found in READ.findall(path.read_text(encoding="utf-8")):
                yield next(filter(None, found))


def named_in_code() -> set[str]:
    """Give the variables that code blocks of shared pages set."""
    texts = (prose.code(prose.lines(path.read_text(encoding="utf-8"))) for path in prose.page_files(DOCS))
    setting = re.compile(r"(?:export |\$env:|^)([A-Z][A-Z_]+)\s*=", re.MULTILINE)
    return {name for text in texts for name in setting.findall(text)}


def test_every_variable_of_the_facts_is_shown(published: Pages) -> None:
    """Keys, their other names, addresses, and what a server of one's own reads."""
    wanted = {
        name
        for one_ in PROVIDERS.values()
        for name in (
            one_.key.env_var,
            *one_.key.env_var_aliases,
            *one_.key.env_var_ignored,
            *filter(None, (one_.check.base_url_env, *(row.base_url_env for row in one_.sdk))),
            *(one_.server.other_env if one_.server else ()),
        )
    }
    assert sorted(wanted - shown(published)) == []


def test_every_variable_that_we_read_is_shown(published: Pages) -> None:
    """What our own programs look up in the environment is explained, and so is what the pages' code sets."""
    ours = set(read_by_us()) - SYSTEM
    assert {"NO_COLOR", "KEYPROOF_CONTRACTS", "SOURCE_DATE_EPOCH"} <= ours
    assert sorted(ours - shown(published)) == []
    pages = named_in_code()
    assert {"HTTPS_PROXY", "SSL_CERT_FILE"} <= pages
    assert sorted(pages - shown(published)) == []


def test_every_request_is_shown(published: Pages) -> None:
    """Each provider's row has its check, its first request, its header, and whether the check is free."""
    page = published["reference/endpoints"]
    for name, facts in PROVIDERS.items():
        row = one(page, f'tr[id="endpoints-{name}"]')
        code = {node.text() for node in row.css("code")}
        assert {f"{facts.check.method} {facts.check.url}", f"POST {facts.first_request.url}"} <= code
        assert any(text.startswith(f"{facts.auth.header}: ") for text in code)
        assert (row.css_first(".badge-stale") is None) == facts.check.free
        assert facts.check.free or (facts.check.price or "")[1:] in row.text()


def test_the_search_finds_a_variable(published: Pages, whole_site: Built) -> None:
    """A variable typed into the search leads to its row."""
    index = (whole_site.out / "searchindex.js").read_text(encoding="utf-8")
    assert '"openai_api_key":[[' in index
    assert published["reference/environment-variables"].css_first('tr[id="variables-openai"]') is not None


def test_without_providers_there_is_a_sentence(tmp_path: Path) -> None:
    """With no provider left, each table is one sentence."""
    text = "# Page\n\n:::{environment-variables}\n:::\n\n:::{endpoints}\n:::\n"
    built = build(small_docs(tmp_path, {"page": text}), tmp_path / "html")
    assert (built.code, built.said) == (0, "")
    assert built.text("page").count("No provider is known to which this applies.") == 2
