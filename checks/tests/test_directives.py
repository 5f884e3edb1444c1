"""The directives and the role that show facts, each on a tiny site of its own."""

from __future__ import annotations

import re
from pathlib import Path

from sphinx_site import DOCS, Built, build, one, small_docs

from keyproof import providers

OPENAI = providers.load(DOCS / "providers").providers["openai"]


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
