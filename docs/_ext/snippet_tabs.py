"""`{snippet}`, `{each-provider}` and `{site-file}`: the code that readers copy, in tabs and as files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import jinja2
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxRole
from sphinx.util.osutil import relative_uri

import template_lines
from fact_nodes import paragraph, reference
from keyproof import snippets
from keyproof.model import Provider
from keyproof.snippets import Snippet
from provider_facts import FactDirective, facts_of
from tab_cover import Panel, Tab, Tablist

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.util.typing import ExtensionMetadata

TEMPLATES = "_snippets"
# more colons than any fence that an author would nest
TABS, PANEL = ":" * 14, ":" * 13


def tabs_source(panels: Iterable[tuple[str, str]]) -> str:
    """Give the MyST text of one set of group tabs."""
    inner = [f"{PANEL}{{group-tab}} {label}\n\n{text}\n{PANEL}" for label, text in panels]
    return "\n".join([f"{TABS}{{tabs}}", *inner, TABS])


# what to do with the file, by the form of the code
RUN = {
    "curl": ", or paste the lines into a terminal on macOS or Linux. On Windows, take Python or R.",
    "python": ", then run `python {}` in the window that has the key.",
    "sdk": ", then run `python {}` in the window that has the key.",
    "r": ", or paste the lines into the console of R.",
}


class SnippetDirective(FactDirective):
    """One task's code for a provider, a tab a language."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Give the tabs; nothing when the provider is not there."""
        one = self.provider()
        if one is None:
            return []
        folder = Path(self.env.srcdir, TEMPLATES)
        for path in sorted(folder.rglob("*.jinja")):
            self.env.note_dependency(str(path))
        forms = snippets.of_task(one, self._task(), folder)
        made = list(_panel(forms[0])) if len(forms) == 1 else self._tabs(forms) if forms else []
        return self.placed([*made, *unseen_trouble(one, self.env.docname, self.arguments[0])])

    def _task(self) -> snippets.SnippetTask:
        for task in snippets.TASKS:
            if task == self.arguments[0]:
                return task
        msg = f"there is no task {self.arguments[0]!r}; the tasks are {', '.join(snippets.TASKS)}"
        raise self.error(msg)

    def _tabs(self, forms: tuple[Snippet, ...]) -> list[nodes.Node]:
        made = self.parse_text_to_nodes(tabs_source((form.label, "...") for form in forms))
        for root in (node for node in made if isinstance(node, nodes.container)):
            _mark(root, "lang", [form.form for form in forms])
            for panel, form in zip(root.findall(Panel), forms, strict=True):
                panel.children = []
                panel += list(_panel(form))
        return made


def _panel(form: Snippet) -> Iterator[nodes.Node]:
    if form.install:
        yield paragraph("Install first: ", nodes.literal(text=form.install), classes=["install"])
    yield nodes.literal_block(form.text, form.text, language=form.lexer, snippet=form.id, classes=["snippet"])
    refused: list[str | nodes.Node] = (
        ["With a refused key it prints ", nodes.literal(text=form.bad), "."] if form.bad else []
    )
    yield paragraph(
        *("With a working key it prints ", nodes.literal(text=form.good), ". "),
        *(refused or ["No key is refused here."]),
        classes=["prints"],
    )
    if form.text.count("\n") > 1:  # nobody downloads a single line
        name = Path(form.path).name
        address = nodes.reference("", f"Download {name}", site_path=form.path, internal=True)
        yield paragraph(address, RUN[form.form].format(name), classes=["download"])


def unseen_trouble(one: Provider, docname: str, task: str) -> Iterator[nodes.Node]:
    """Give the rows of trouble inside an answer of 200, which the few lines of a snippet do not look for."""
    rows = [row for row in one.errors if row.status == _FINE and task in row.at]
    if not rows:
        return
    links = nodes.bullet_list()
    for row in rows:
        anchor = f"{one.id}-error-{row.id}".replace("_", "-")
        links += nodes.list_item("", paragraph(reference(docname, "ref", anchor, row.meaning)))
    text = "These lines look at the status only, and a 200 can still mean trouble. "
    yield paragraph(
        text, "The script `check_key.py` looks for these too:" if task == "check" else "Look for:"
    )
    yield links


_FINE = 200


def _mark(root: nodes.Element, group: str, keys: Iterable[str]) -> None:
    """Write the group and the stable key of each tab of the outermost set."""
    tablist = next(root.findall(Tablist))
    tablist["data-group"] = group
    for tab, key in zip((tab for tab in tablist.children if isinstance(tab, Tab)), keys, strict=True):
        tab["data-key"] = key


class EachProvider(FactDirective):
    """The same text for every provider, in one tab a provider.

    `:kind:` keeps the providers of these kinds, `:having:` those with that table of facts, and `:tutorial:`
    those that the guides show (all of them when no such provider is left).
    """

    has_content = True
    option_spec: ClassVar = {
        "kind": directives.unchanged,
        "having": directives.unchanged_required,
        "tutorial": directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        """Give the tabs, or a sentence when no provider fits."""
        self.assert_has_content()
        found = self._shown()
        if not found:
            return self.placed([paragraph("No provider of this kind is described yet.")])
        try:
            template = _environment().from_string("\n".join(self.content))
            panels = [(one.label, template.render(provider=one)) for one in found]
        except jinja2.TemplateError as error:
            msg = f"the template does not work: {error}"
            raise self.error(msg) from error
        made = self.parse_text_to_nodes(tabs_source(panels))
        self._move(made, found)
        for root in made:
            if isinstance(root, nodes.container):
                _mark(root, "provider", [one.id for one in found])
        return made

    def _move(self, made: list[nodes.Node], found: Iterable[Provider]) -> None:
        """Give the nodes the lines of the template that they come from."""
        origin: list[int | None] = [None]  # the fence of the tabs
        for one in found:
            inner = template_lines.origins(_environment(), list(self.content), one)
            origin += [None, None, *inner, None]  # the fence of the tab, a blank line, the text, the end
        place, line = self.get_source_info()
        template_lines.move(made, place or "", (line or 0) + self.content_offset + 1, origin)

    def _shown(self) -> list[Provider]:
        having = self.options.get("having")
        found = self.selected(self.options.get("kind", ""))
        fit = [one for one in found if having is None or getattr(one, having)]
        short = [one for one in fit if one.tutorial] if "tutorial" in self.options else fit
        return sorted(short or fit, key=lambda one: one.label.casefold())


class ForProvider(FactDirective):
    """A text about the provider of the page, with its facts filled in; no tabs."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Give the text; nothing when the provider is not there."""
        self.assert_has_content()
        one = self.provider()
        if one is None:
            return []
        try:
            text = _environment().from_string("\n".join(self.content)).render(provider=one)
        except jinja2.TemplateError as error:
            msg = f"the template does not work: {error}"
            raise self.error(msg) from error
        made = self.parse_text_to_nodes(text)
        place, line = self.get_source_info()
        origin = template_lines.origins(_environment(), list(self.content), one)
        template_lines.move(made, place or "", (line or 0) + self.content_offset + 1, origin)
        return made


def _environment() -> jinja2.Environment:
    return jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)  # noqa: S701 - MyST, not HTML


class SiteFileRole(SphinxRole):
    """``{site-file}`check_key.py` ``: a link to a file that the site offers at that address below its top."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Give the link."""
        name = nodes.literal(text=Path(self.text).name)
        return [nodes.reference("", "", name, site_path=self.text, internal=True)], []


def resolve_site_paths(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give links to published files their address, which depends on the builder and the page."""
    for node in doctree.findall(nodes.reference):
        if "site_path" in node:
            node["refuri"] = _address(app.builder, docname, node["site_path"])


def _address(builder: Builder, docname: str, path: str) -> str:
    if builder.format == "html":
        return relative_uri(builder.get_target_uri(docname), path)
    return str(builder.config.html_baseurl) + path


def publish(app: Sphinx, exception: Exception | None) -> None:
    """Write every snippet to its stable address, and take away those that are no longer there."""
    if exception or app.builder.format != "html":
        return
    known = facts_of(app.config).providers.values()
    made = snippets.all_snippets(known, Path(app.srcdir, TEMPLATES))
    wanted = {Path(app.outdir, one.path): one.text for one in made}
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    for path in Path(app.outdir, "snippets").rglob("*"):
        if path.is_file() and path not in wanted:
            path.unlink()


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the directives and publish the files."""
    app.setup_extension("tab_cover")
    app.add_directive("snippet", SnippetDirective)
    app.add_directive("each-provider", EachProvider)
    app.add_directive("for-provider", ForProvider)
    app.add_role("site-file", SiteFileRole())
    app.connect("doctree-resolved", resolve_site_paths)
    app.connect("build-finished", publish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
