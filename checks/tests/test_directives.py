"""The directives and the role that show facts, each on a tiny site of its own."""

from __future__ import annotations

import re
from pathlib import Path

from sphinx_site import DOCS, Built, build, one, small_docs

from keyproof import providers

PROVIDERS = providers.load(DOCS / "providers").providers
OPENAI = PROVIDERS["openai"]


def site(folder: Path, text: str, *known: str, **env: str) -> Built:
    """Build a site with one page besides those of the providers."""
    docs = small_docs(folder, {"page": f"# Page\n\nBefore.\n\n{text}\n\nAfter.\n"}, known)
    return build(docs, folder / "html", "html", None, **env)


SECTIONS = [
    *("glance", "steps", "rights", "costs", "check", "errors", "rotate"),
    *("dead", "macbehaviour", "unknown", "sources"),
]


def test_sections_show_the_facts(tmp_path: Path) -> None:
    """Each directive shows the facts of the provider that is named, with sources that can be followed."""
    parts = "\n\n".join(f":::{{provider-{name}}}\n:provider: openai\n:::" for name in SECTIONS)
    built = site(tmp_path, parts, "openai")
    assert (built.code, built.said) == (0, "")
    text = built.text("page")
    for fact in (OPENAI.summary, OPENAI.key.env_var, OPENAI.costs.free_tier, OPENAI.unknown[0]):
        assert fact.replace("`", "") in text
    assert f"checked on {OPENAI.checked_on}" in text
    cites = {link.attributes["href"] for link in built.page("page").css(".cite a")}
    assert cites
    assert all((href or "").startswith("providers/openai/index.html#source-") for href in cites)


def test_ids_on_a_shared_page_name_the_provider(tmp_path: Path) -> None:
    """Away from the provider's own page a row's id begins with the provider, so that two fit on a page."""
    built = site(tmp_path, ":::{provider-errors}\n:provider: openai\n:::", "openai")
    ids = {node.attributes["id"] or "" for node in built.page("page").css("tr[id]")}
    assert "openai-error-invalid-api-key" in ids
    assert all(name.startswith("openai-error-") for name in ids)


def test_a_missing_provider_is_nothing(tmp_path: Path) -> None:
    """A page may name a provider whose folder is gone: nothing is shown, and nobody complains."""
    parts = [f":::{{provider-{section}}}\n:provider: gone\n:::" for section in (*SECTIONS, "server")]
    parts += [":::{snippet} check\n:provider: gone\n:::", "Role {provider}`gone`."]
    built = site(tmp_path, "\n\n".join(parts))
    assert (built.code, built.said) == (0, "")
    assert [part.text() for part in built.page("page").css("article section > *")][1:] == [
        "Before.",
        "Role gone.",
        "After.",
    ]


def test_a_page_outside_must_say_which_provider(tmp_path: Path) -> None:
    """Without a folder that says it, the option is needed; the message names file and line."""
    built = site(tmp_path, ":::{provider-glance}\n:::", "openai")
    assert built.code == 1
    assert re.search(r"page\.md:8: ERROR.*:provider: <id>", built.said)


def test_the_role_links_to_pages_and_rows(tmp_path: Path) -> None:
    """`{provider}` gives the name with a link, to the page or to one of its rows."""
    built = site(tmp_path, "{provider}`openai` {provider}`openai#error-invalid-api-key`", "openai")
    assert (built.code, built.said) == (0, "")
    links = [(link.text(), link.attributes["href"]) for link in built.page("page").css("article section a")]
    own = "providers/openai/index.html"
    assert ("OpenAI", own) in links
    assert ("OpenAI", f"{own}#error-invalid-api-key") in links


def test_the_role_minds_its_anchor(tmp_path: Path) -> None:
    """A row that does not exist is a warning, like any link that leads nowhere."""
    built = site(tmp_path, "{provider}`openai#error-nonsense`", "openai")
    assert built.code == 1
    assert "openai-error-nonsense" in built.said


def test_the_list_holds_the_providers_of_a_kind(tmp_path: Path) -> None:
    """`:kind:` chooses; without it the list holds everyone; with nobody it is a sentence."""
    kinds = ("", ":kind: self-hosted\n", ":kind: gateway\n")
    text = "\n\n".join(f":::{{provider-list}}\n{kind}:::" for kind in kinds)
    built = site(tmp_path, text, "openai", "llama-cpp")
    first, second = built.page("page").css("table.facts-list")
    assert [link.text() for link in first.css("td:first-child a")] == ["llama.cpp", "OpenAI"]
    assert [link.text() for link in second.css("td:first-child a")] == ["llama.cpp"]
    assert "No provider of this kind is described yet." in built.text("page")


def test_an_old_fact_says_so(tmp_path: Path) -> None:
    """After 90 days a fact is shown as not confirmed; until then with its date."""
    when = OPENAI.checked_on.toordinal() - 719163  # days since 1970
    fresh = site(tmp_path / "fresh", "Text.", "openai", SOURCE_DATE_EPOCH=str((when + 90) * 86400))
    assert fresh.code == 0
    page = ":::{provider-glance}\n:provider: openai\n:::"
    old = site(tmp_path / "old", page, "openai", SOURCE_DATE_EPOCH=str((when + 91) * 86400))
    assert f"not confirmed since {OPENAI.checked_on}" in old.text("page")
    assert one(old.page("page"), ".badge-stale").text() == f"not confirmed since {OPENAI.checked_on}"


def test_a_draft_says_so(tmp_path: Path) -> None:
    """Facts that nobody has confirmed begin with a warning that says what to do."""
    docs = small_docs(
        tmp_path, {"page": "# Page\n\n:::{provider-glance}\n:provider: openai\n:::\n"}, ("openai",)
    )
    facts = docs / "providers/openai/openai.toml"
    facts.write_text(facts.read_text().replace('kind = "hosted"', 'kind = "hosted"\ndraft = true', 1))
    assert "is a draft" in one(build(docs, tmp_path / "html").page("page"), ".attention").text()


def test_a_wrong_fact_is_a_warning_at_its_line(tmp_path: Path) -> None:
    """A finding in a fact file fails the build, and names file, line, code and mend."""
    docs = small_docs(tmp_path, {}, ("openai",))
    facts = docs / "providers/openai/openai.toml"
    text = facts.read_text().replace('kind = "hosted"', 'kinds = "hosted"', 1)
    facts.write_text(text)
    line = text[: text.index("kinds =")].count("\n") + 1
    built = build(docs, tmp_path / "html", "dummy")
    assert built.code == 1
    assert re.search(rf"openai\.toml:{line}: WARNING: FACT003 unknown key", built.said)
    assert "expected: 'kind'?" in built.said


def test_inline_code_and_nothing_else(tmp_path: Path) -> None:
    """In a fact's text only backticks mean something: stars, brackets and tags are shown as they stand."""
    docs = small_docs(
        tmp_path, {"page": "# Page\n\n:::{provider-glance}\n:provider: openai\n:::\n"}, ("openai",)
    )
    facts = docs / "providers/openai/openai.toml"
    odd = "Odd *stars* [x](y) <b>tags</b> --dash `co*de`."
    facts.write_text(re.sub(r'^summary = ".*"$', f'summary = "{odd}"', facts.read_text(), flags=re.MULTILINE))
    built = build(docs, tmp_path / "html")
    summary = one(built.page("page"), "p.summary")
    assert summary.text() == odd.replace("`", "")
    assert one(summary, "code").text() == "co*de"


def test_reference_pages_name_every_table_and_verdict(tmp_path: Path) -> None:
    """The tables of a fact file and the verdicts are drawn from the code, and can be linked to."""
    text = ":::{verdicts}\n:::\n\n:::{finding-codes}\n:::\n\n:::{facts-reference}\n:::"
    built = site(tmp_path, text)
    assert (built.code, built.said) == (0, "")
    page = built.page("page")
    for anchor in (
        "verdict-rate-limited",
        "fact019",
        "snp001",
        "facts-top",
        "facts-errors",
        "facts-check-permission",
    ):
        assert page.css_first(f'[id="{anchor}"]') is not None, anchor
    assert "[sources.<name>]" in one(page, "#facts-sources-name").text()
    assert "one of hosted, gateway, self-hosted" in " ".join(one(page, "#facts-top").text().split())


EXTRAS = ["variable", "model", "sdk", "rate", "links"]


def test_extras_show_the_facts(tmp_path: Path) -> None:
    """Variable, model, packages, limits and official pages are drawn from the facts."""
    parts = "\n\n".join(f":::{{provider-{name}}}\n:provider: openai\n:::" for name in EXTRAS)
    built = site(tmp_path, parts, "openai")
    assert (built.code, built.said) == (0, "")
    text, page = built.text("page"), built.page("page")
    assert OPENAI.first_request.model is not None
    for fact in (OPENAI.key.env_var, OPENAI.first_request.model, *(sdk.package for sdk in OPENAI.sdk)):
        assert fact in text
    shown = {link.attributes["href"] for link in page.css("dl.facts-links a")}
    assert shown == {link.url for link in OPENAI.links.known().values()}


def test_a_server_without_keys_says_so(tmp_path: Path) -> None:
    """Where a server cannot ask for a key, no option is named and no start with a key is shown."""
    built = site(tmp_path, ":::{provider-server}\n:provider: ollama\n:::", "ollama")
    assert (built.code, built.said) == (0, "")
    text = built.text("page")
    assert "cannot ask for a key" in text
    assert "Start with a key" not in text
    assert "None" not in text


def test_a_check_that_costs_something_says_so(tmp_path: Path) -> None:
    """The price of the check stands at the check, at the costs and at a glance; never the word free."""
    parts = "\n\n".join(f":::{{provider-{name}}}\n:provider: baichuan\n:::" for name in ("glance", "check"))
    built = site(tmp_path, parts, "baichuan")
    assert (built.code, built.said) == (0, "")
    assert "Check (not free)" in built.text("page")
    assert (PROVIDERS["baichuan"].check.price or "")[1:] in built.text("page")


def test_regions_and_headers_are_shown(tmp_path: Path) -> None:
    """Other addresses of the service and the headers that every request needs stand at the check."""
    for name in ("anthropic", "moonshot"):
        built = site(tmp_path / name, f":::{{provider-check}}\n:provider: {name}\n:::", name)
        facts, text = PROVIDERS[name], built.text("page")
        assert all(address in text for address in facts.check.regions.values())
        assert all(f"{key}: {value}" in text for key, value in facts.auth.extra_headers.items())
    assert PROVIDERS["moonshot"].check.regions
    assert PROVIDERS["anthropic"].auth.extra_headers


def test_a_request_without_a_model_says_how_to_find_one(tmp_path: Path) -> None:
    """Where nobody knows a name that works, no model is shown, and the note says what to write."""
    built = site(tmp_path, ":::{provider-model}\n:provider: azure-openai\n:::", "azure-openai")
    assert "Our examples name no model." in built.text("page")
    assert "name of your deployment" in built.text("page")


def test_an_answer_with_a_fault_in_it_is_put_in_words(tmp_path: Path) -> None:
    """A row that is known by a field of the answer says which field, and what it holds."""
    built = site(tmp_path, ":::{provider-errors}\n:provider: deepseek\n:::", "deepseek")
    row = one(built.page("page"), "#deepseek-error-balance-not-available")
    assert "is_available is false" in row.text()


def test_tables_over_all_providers(tmp_path: Path) -> None:
    """Comparison, places and caps have one row a provider, or a sentence when there is nothing to show."""
    tables = ("provider-comparison", "region-table", "spending-table", "error-index")
    text = "\n\n".join(f":::{{{name}}}\n:::" for name in tables)
    built = site(tmp_path / "some", text, "openai", "tgi")
    assert (built.code, built.said) == (0, "")
    page = built.page("page")
    rows = {
        name: [cell.text().strip() for cell in page.css(f"table.facts-{name} td:first-child")]
        for name in ("comparison", "regions", "spending")
    }
    every = ["OpenAI", PROVIDERS["tgi"].label]
    assert rows == {"comparison": every, "regions": ["OpenAI"], "spending": ["OpenAI"]}
    assert len(page.css("ul.error-index")) == 2
    nobody = site(tmp_path / "none", text)
    assert (nobody.code, nobody.said) == (0, "")
    assert nobody.text("page").count("No provider is known to which this applies.") == 3


def test_a_company_without_a_known_key_page_is_not_called_your_computer(tmp_path: Path) -> None:
    """Only a server of one's own has its keys on one's own computer; else the list says what is missing."""
    unknown = next(
        facts.id for facts in PROVIDERS.values() if facts.kind == "hosted" and not facts.links.keys
    )
    built = site(tmp_path, ":::{provider-list}\n:::", unknown)
    assert "your own computer" not in built.text("page")
    assert "its address is not known" in built.text("page")
