"""`{snippet}` and `{each-provider}`: code in tabs, the same text for everyone, and files to download."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sphinx_site import DOCS, build, one, small_docs

from keyproof import providers, snippets

# a task of a provider, and the rows of trouble inside a 200
TROUBLE = [
    ("openai", "check", []),
    ("deepseek", "check", ["balance-not-available"]),
    ("openrouter", "check", ["management-key", "key-limit-spent"]),
    ("openrouter", "first-request", ["failed-inside-200"]),
    ("xai", "check", ["api-key-blocked", "api-key-disabled", "team-blocked"]),
]
PROVIDERS = providers.load(DOCS / "providers").providers
SNIPPET = ":::{snippet} check\n:provider: openai\n:::\n"


def test_a_tab_for_every_form(tmp_path: Path) -> None:
    """The forms of a task stand in tabs with their code, install line, file and what they print."""
    docs = small_docs(tmp_path, {"page": f"# Page\n\n{SNIPPET}"}, ("openai",))
    built = build(docs, tmp_path / "html")
    assert (built.code, built.said) == (0, "")
    page = built.page("page")
    forms = snippets.of_task(PROVIDERS["openai"], "check", DOCS / "_snippets")
    assert [tab.text() for tab in page.css("[role=tab]")] == [form.label for form in forms]
    assert [tab.attributes["data-key"] for tab in page.css("[role=tab]")] == [form.form for form in forms]
    for panel, form in zip(page.css("[role=tabpanel]"), forms, strict=True):
        assert one(panel, "pre").text() == form.text
        assert one(panel, ".download a").attributes["href"] == form.path
        assert form.good in one(panel, ".prints").text()
        assert (form.bad or "") in one(panel, ".prints").text()
        assert (form.install or "") in panel.text()


def test_a_single_form_needs_no_tabs(tmp_path: Path) -> None:
    """A task that has one form is shown without a tab."""
    docs = small_docs(
        tmp_path, {"page": "# Page\n\n:::{snippet} script\n:provider: openai\n:::\n"}, ("openai",)
    )
    page = build(docs, tmp_path / "html").page("page")
    assert page.css("[role=tab]") == []
    assert len(page.css("article pre")) == 1


def test_an_unknown_task_is_an_error(tmp_path: Path) -> None:
    """A misspelt task names the tasks that exist."""
    docs = small_docs(
        tmp_path, {"page": "# Page\n\n:::{snippet} chekc\n:provider: openai\n:::\n"}, ("openai",)
    )
    built = build(docs, tmp_path / "html")
    assert built.code == 1
    assert re.search(r"page\.md:6: ERROR.*chekc.*first-request", built.said)


def test_one_tab_a_provider(tmp_path: Path) -> None:
    """The text is rendered once for each provider of the kinds named, with its snippets and conditions."""
    text = (
        "# Page\n\n:::::{each-provider}\n:kind: hosted self-hosted\n\n"
        "Set `{{ provider.key.env_var }}`.\n{% if provider.server %}\nStart it.\n{% endif %}\n\n"
        ":::{snippet} check\n:provider: {{ provider.id }}\n:::\n:::::\n"
    )
    docs = small_docs(tmp_path, {"page": text}, ("openai", "llama-cpp", "huggingface"))
    built = build(docs, tmp_path / "html")
    assert (built.code, built.said) == (0, "")
    outer = one(built.page("page"), '[data-group="provider"]')
    assert [tab.attributes["data-key"] for tab in outer.css("[role=tab]")] == ["llama-cpp", "openai"]
    first = one(built.page("page"), "#panel-llama-cpp")
    assert "Set LLAMA_API_KEY." in first.text()
    assert "Start it." in first.text()
    assert len(first.css("[role=tab]")) == 4
    assert "Start it." not in one(built.page("page"), "#panel-openai").text()


def test_no_provider_of_the_kind(tmp_path: Path) -> None:
    """Where nobody fits, the page says so in a sentence."""
    docs = small_docs(
        tmp_path, {"page": "# Page\n\n:::{each-provider}\n:kind: gateway\n\nText.\n:::\n"}, ("openai",)
    )
    built = build(docs, tmp_path / "html")
    assert (built.code, built.said) == (0, "")
    assert "No provider of this kind is described yet." in built.text("page")


def test_a_broken_template_names_its_line(tmp_path: Path) -> None:
    """An unknown fact in the text is an error with file and line, never an empty place."""
    docs = small_docs(
        tmp_path, {"page": "# Page\n\n:::{each-provider}\n{{ provider.colour }}\n:::\n"}, ("openai",)
    )
    built = build(docs, tmp_path / "html")
    assert built.code == 1
    assert re.search(r"page\.md:6: ERROR.*colour", built.said)


def test_files_follow_their_templates(tmp_path: Path) -> None:
    """A changed template changes page and file; a provider that goes takes its files along."""
    docs = small_docs(tmp_path, {"page": f"# Page\n\n{SNIPPET}"}, ("openai", "llama-cpp"))
    out = tmp_path / "html"
    assert build(docs, out).code == 0
    for template in (docs / "_snippets" / "check").glob("*.sh.jinja"):
        template.write_text(template.read_text() + "# a new last line\n")
    for file in (docs / "providers" / "llama-cpp").iterdir():
        file.unlink()
    (docs / "providers" / "llama-cpp").rmdir()
    built = build(docs, out)
    assert (built.code, built.said) == (0, "")
    assert "# a new last line" in (out / "snippets/openai/check.sh").read_text()
    assert "# a new last line" in one(built.page("page"), "#panel-curl pre").text()
    assert list((out / "snippets").rglob("llama-cpp/*")) == []


def test_links_to_files_work_at_every_depth(tmp_path: Path) -> None:
    """Also from a deep page, and where pages are folders, the link meets the file."""
    docs = small_docs(
        tmp_path, {"deep/down/page": f"# Page\n\n{SNIPPET}\n{{site-file}}`check_key.py`"}, ("openai",)
    )
    built = build(docs, tmp_path / "html", "dirhtml")
    page = built.page("deep/down/page/index")
    script = page.css("article section > p a")[-1].attributes["href"] or ""
    assert (built.out / "deep/down/page" / script).resolve() == (built.out / "check_key.py").resolve()
    href = one(page, ".download a").attributes["href"] or ""
    assert (built.out / "deep/down/page" / href).resolve() == (
        built.out / "snippets/openai/check.sh"
    ).resolve()
    assert (built.out / "snippets/openai/check.sh").is_file()


def tab_keys(folder: Path, options: str, *known: str) -> list[str | None]:
    """Give the tabs of a set with these options."""
    text = f"# Page\n\n:::{{each-provider}}\n{options}\nText of {{{{ provider.name }}}}.\n:::\n"
    built = build(small_docs(folder, {"page": text}, known), folder / "html")
    assert (built.code, built.said) == (0, "")
    return [tab.attributes["data-key"] for tab in built.page("page").css("[role=tab]")]


def test_the_guides_show_some_providers(tmp_path: Path) -> None:
    """`:tutorial:` keeps those with that mark in their facts; where nobody has it, everyone stays."""
    assert tab_keys(tmp_path / "some", ":tutorial:\n", "openai", "groq") == ["openai"]
    assert tab_keys(tmp_path / "none", ":tutorial:\n", "mistral", "groq") == ["groq", "mistral"]


def test_tabs_for_those_who_have_the_facts(tmp_path: Path) -> None:
    """`:having:` keeps the providers whose facts have that table."""
    assert tab_keys(tmp_path, ":having: server\n", "openai", "llama-cpp") == ["llama-cpp"]


def test_a_text_for_the_provider_of_the_page(tmp_path: Path) -> None:
    """`{for-provider}` fills the facts in without tabs, and is nothing where the provider is gone."""
    part = ":::{{for-provider}}\n:provider: {}\n\nSet `{{{{ provider.key.env_var }}}}`.\n:::\n"
    text = f"# Page\n\n{part.format('openai')}\n{part.format('gone')}"
    built = build(small_docs(tmp_path, {"page": text}, ("openai",)), tmp_path / "html")
    assert (built.code, built.said) == (0, "")
    assert built.text("page").count("Set ") == 1
    assert "Set OPENAI_API_KEY." in built.text("page")
    assert built.page("page").css("[role=tab]") == []


def test_a_snippet_says_how_to_run_it(tmp_path: Path) -> None:
    """Each tab says what to do with the code; the one for curl says where it does not work."""
    docs = small_docs(
        tmp_path, {"page": "# Page\n\n:::{snippet} check\n:provider: openai\n:::\n"}, ("openai",)
    )
    built = build(docs, tmp_path / "html")
    said = [" ".join(node.text().split()) for node in built.page("page").css("p.download")]
    assert [
        "On Windows, take Python or R." in said[0],
        "run python check-httpx.py" in said[1],
        "run python check-openai.py" in said[2],
        "the console of R" in said[3],
    ] == [True] * 4


@pytest.mark.parametrize(("name", "task", "rows"), TROUBLE)
def test_what_a_snippet_does_not_see_is_said(tmp_path: Path, name: str, task: str, rows: list[str]) -> None:
    """Where an answer of 200 can still mean trouble, the code that looks at the status only says so."""
    docs = small_docs(
        tmp_path, {"page": f"# Page\n\n:::{{snippet}} {task}\n:provider: {name}\n:::\n"}, (name,)
    )
    built = build(docs, tmp_path / "html")
    assert (built.code, built.said) == (0, "")
    links = [link.attributes["href"] for link in built.page("page").css("article section > ul a")]
    assert links == [f"providers/{name}/index.html#error-{row}" for row in rows]
