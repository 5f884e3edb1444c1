"""Writes the body of a page as Markdown for programs that read text: no navigation, no tabs to click."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from markdownify import ATX, MarkdownConverter

if TYPE_CHECKING:
    from bs4 import Tag

# its type stubs leave out the methods that are meant to be overridden
Converter: Any = MarkdownConverter
LANGUAGE = re.compile(r"highlight-(\S+)")


def markdown(body: str, address: str) -> str:
    """Give the html of a page's body as Markdown; links are whole, counted from the page's address."""
    text: str = _Converter(address).convert(body)
    return text.strip() + "\n"


class _Converter(Converter):  # type: ignore[misc]
    """Markdown in the forms of this site: its tabs, its lists of facts, its tables."""

    def __init__(self, address: str) -> None:
        # names of variables are full of underscores, and a single one inside a word marks nothing
        super().__init__(
            heading_style=ATX, bullets="-", escape_underscores=False, code_language_callback=_language
        )
        self.address = address

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Give a link with its whole address; marks beside headings and places on the same page are none."""
        href = str(el.get("href") or "")
        if "headerlink" in _classes(el):
            return ""
        if not href or href.startswith("#") or "cite" in _classes(el.parent):
            return text
        el["href"] = urljoin(self.address, href)
        return str(super().convert_a(el, text, parent_tags))

    def convert_div(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Give a block; a tab is its title and its content, a warning is a quotation."""
        if el.get("role") == "tablist":
            return ""
        if title := el.get("data-title"):
            return f"\n\n**{title}**\n\n{text.strip()}\n\n"
        if "admonition" in _classes(el):
            return f"\n\n{self.convert_blockquote(el, text, parent_tags)}\n\n"
        return str(super().convert_div(el, text, parent_tags))

    def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Give a paragraph; the title of a warning in bold."""
        if "admonition-title" in _classes(el):
            text = f"**{text.strip()}**"
        return str(super().convert_p(el, text, parent_tags))

    def convert_dl(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002 - called by name
        """Give a list of terms as a list, a form that every program knows."""
        return f"\n\n{text.strip()}\n\n"

    def convert_dt(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002 - called by name
        """Give a term."""
        return f"\n- **{' '.join(text.split())}**:"

    def convert_dd(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002 - called by name
        """Give what holds for the term before, behind it or, when it is long, below it."""
        lines = text.strip().splitlines()
        if len(lines) == 1 and not lines[0].startswith(("- ", "```")):
            return f" {lines[0]}\n"
        return "\n\n" + "\n".join(f"  {line}" if line else "" for line in lines) + "\n"

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Give a cell in one line, in which a bar ends nothing."""
        line = " ".join(text.split()).replace("|", r"\|")
        return str(super().convert_td(el, line, parent_tags))


def _classes(el: Tag | None) -> list[str]:
    return list(el.get("class") or ()) if el is not None else []


def _language(pre: Tag) -> str:
    """Give the language of a code block, from the frame that Sphinx puts around it."""
    for frame in pre.parents:
        if found := LANGUAGE.search(" ".join(_classes(frame))):
            return "" if found[1] in {"default", "text"} else found[1]
    return ""
