"""Publishes the site as text, by the llms.txt convention (https://llmstxt.org/, version 2 of August 2026).

Each page lies beside its html as Markdown; `llms.txt` lists the pages, `llms-full.txt` holds all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from sphinx.util import logging

from keyproof import publication
from page_markdown import markdown
from provider_facts import facts_of
from published_data import place

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)
LIST, WHOLE = "llms.txt", "llms-full.txt"
# about 400,000 tokens; what no model can hold at once helps nobody
LONGEST = 1_600_000
# what an answer seldom needs; the convention lets programs leave out the section of this name
SPARE = ("changelog",)
OPTIONAL = "Optional"


def write_page(app: Sphinx, *event: Any) -> None:  # noqa: ANN401 - the arguments of html-page-context
    """Write a page as Markdown, and say in its head where that lies."""
    page, _template, context, doctree = event
    if app.builder.name != "html" or doctree is None:
        return
    place(Path(app.outdir, f"{page}.md"), markdown(context["body"], address(app, page)))
    own, site = (context["pathto"](name, resource=True) for name in (f"{page}.md", LIST))
    context["metatags"] += (
        f'<link rel="alternate" type="text/markdown" href="{own}"><link rel="describedby" href="{site}">'
    )


def address(app: Sphinx, page: str) -> str:
    """Give where a page is published."""
    return urljoin(str(app.config.html_baseurl), app.builder.get_target_uri(page))


def order(env: BuildEnvironment, page: str) -> Iterator[str]:
    """Give the names of all pages in the order of the navigation, the first page first."""
    yield page
    for below in env.toctree_includes.get(page, ()):
        yield from order(env, below)


def publish(app: Sphinx, exception: Exception | None) -> None:
    """Write both lists after a build that went well, and take away texts of pages that are gone."""
    if exception or app.builder.name != "html":
        return
    out = Path(app.outdir)
    known = {out / f"{name}.md" for name in app.env.found_docs}
    for path in set(out.rglob("*.md")) - known:
        path.unlink()
    names = list(order(app.env, str(app.config.root_doc)))
    texts = {name: (out / f"{name}.md").read_text(encoding="utf-8") for name in names}
    place(out / LIST, _listed(app, texts))
    whole = "\n\n---\n\n".join([_head(app), *(_page(app, name, text) for name, text in texts.items())])
    place(out / WHOLE, whole + "\n")
    _weigh(len(whole.encode()), len(texts))


def _weigh(size: int, pages: int) -> None:
    logger.info("%s: %d pages, %d bytes", WHOLE, pages, size)
    if size > LONGEST:
        logger.warning("%s has %d bytes, more than %d", WHOLE, size, LONGEST, type="llms", subtype="size")


def _page(app: Sphinx, name: str, text: str) -> str:
    title, _, rest = text.partition("\n")
    return f"{title}\n\n<{address(app, name)}>\n{rest.rstrip()}"


def _head(app: Sphinx) -> str:
    days = [one.checked_on for one in facts_of(app.config).providers.values()]
    newest = f" The newest facts were confirmed on {max(days)}." if days else ""
    return (
        f"# {app.config.project}\n\n"
        "> How to get an API key of an LLM provider, cap what it can cost, store it, and prove that it works."
        f" {len(days)} providers have a page each.{newest}\n\n"
        "Facts carry their source and date on the provider's page. "
        "What nobody has seen stated is called not known: do not fill such a gap with a guess. "
        "Never ask anybody to paste a key into a chat or an address."
    )


def _listed(app: Sphinx, texts: dict[str, str]) -> str:
    """Give the text of `llms.txt`: title, summary, and sections of links with a note each."""
    sections: dict[str, list[str]] = {}
    for name, text in texts.items():
        folder, _, rest = name.partition("/")
        if folder in SPARE:
            sections.setdefault(OPTIONAL, []).append(_link(app, name, text))
        elif rest and rest != "index":
            sections.setdefault(app.env.titles[f"{folder}/index"].astext(), []).append(_link(app, name, text))
    spare = sections.pop(OPTIONAL, [])
    sections |= {"Data and tools": list(_tools(str(app.config.html_baseurl)))} | (
        {OPTIONAL: spare} if spare else {}
    )
    return "\n\n".join([_head(app), *(_section(title, links) for title, links in sections.items())]) + "\n"


def _section(title: str, links: Iterable[str]) -> str:
    return f"## {title}\n\n" + "\n".join(links)


def _tools(site: str) -> Iterator[str]:
    for name, note in {
        publication.FILE: "All facts as JSON, by provider.",
        publication.SCHEMA_FILE: "The JSON Schema of that file.",
        "check_key.py": "The script that checks a key and says what is wrong with it.",
        WHOLE: "All pages in one file.",
    }.items():
        yield f"- [{name}]({site}{name}): {note}"


def _link(app: Sphinx, name: str, text: str) -> str:
    """Give a link to a page's text; the note is its first line, without links of its own."""
    first = next((line for line in text.splitlines()[1:] if line.strip()), "")
    note = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", first).lstrip("- >")
    return f"- [{app.env.titles[name].astext()}]({urljoin(str(app.config.html_baseurl), name)}.md): {note}"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect to the pages and to the end of the build."""
    app.setup_extension("published_data")
    # after everything that changes the body of a page
    app.connect("html-page-context", write_page, priority=950)
    app.connect("build-finished", publish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
