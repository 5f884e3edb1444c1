"""Pages as Markdown: the forms that this site uses, each turned into text that any program reads."""

from __future__ import annotations

import pytest

from page_markdown import markdown

PAGE = "https://example.org/site/providers/x/index.html"


def test_links_are_whole() -> None:
    """A link is counted from the page's address; one on the same page, and a citation, is plain text."""
    body = (
        '<p><a href="../../how-to/y.html#z">Y</a> <a href="#here">here</a> '
        '<span class="cite"><a href="../q.html#source-a">[1]</a></span></p>'
    )
    assert markdown(body, PAGE) == "[Y](https://example.org/site/how-to/y.html#z) here [1]\n"


def test_marks_beside_headings_vanish() -> None:
    """A heading is its words."""
    assert markdown('<h2>Get it<a class="headerlink" href="#x">¶</a></h2>', PAGE) == "## Get it\n"


def test_tabs_become_titles() -> None:
    """Every panel is there below its title, and the row of tabs is not."""
    body = (
        '<div class="sphinx-tabs"><div role="tablist"><button>A</button><button>B</button></div>'
        '<div role="tabpanel" data-title="A"><p>One.</p></div>'
        '<div role="tabpanel" data-title="B" hidden="until-found"><p>Two.</p></div></div>'
    )
    assert markdown(body, PAGE) == "**A**\n\nOne.\n\n**B**\n\nTwo.\n"


def test_code_keeps_its_language_and_lines() -> None:
    """A block is fenced, named, and not changed inside."""
    body = (
        '<div class="highlight-python notranslate"><div class="highlight">'
        "<pre><span></span>a = 1  # *x* | y\n\n\nb_c = 2\n</pre></div></div>"
    )
    assert markdown(body, PAGE) == "```python\na = 1  # *x* | y\n\n\nb_c = 2\n```\n"


def test_a_warning_is_a_quotation() -> None:
    """A warning keeps its title, and stands apart."""
    body = '<div class="admonition warning"><p class="admonition-title">Warning</p><p>Do not.</p></div>'
    assert markdown(body, PAGE) == "> **Warning**\n>\n> Do not.\n"


def test_terms_become_a_list() -> None:
    """A short meaning follows its term; a long one stands below it, indented."""
    body = "<dl><dt>Kind</dt><dd><p>hosted</p></dd><dt>Kinds</dt><dd><ul><li>a</li><li>b</li></ul></dd></dl>"
    assert markdown(body, PAGE) == "- **Kind**: hosted\n- **Kinds**:\n\n  - a\n  - b\n"


def test_a_bar_ends_no_cell() -> None:
    """A table has one line a row, whatever its cells hold."""
    body = (
        "<table><thead><tr><th>See</th><th>Do</th></tr></thead>"
        "<tbody><tr><td><p>a | b</p><p>c</p></td><td><code>x_y</code></td></tr></tbody></table>"
    )
    assert markdown(body, PAGE) == "| See | Do |\n| --- | --- |\n| a \\| b c | `x_y` |\n"


@pytest.mark.parametrize("text", ["OPENAI_API_KEY", "api_key = NA", "a < b & c"])
def test_plain_text_stays_as_it_is(text: str) -> None:
    """Names of variables and signs are not marked up."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    assert markdown(f"<p>{escaped}</p>", PAGE) == f"{text}\n"
