"""Collecting: which URLs of a file are links, and where they stand."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from linkcheck_plus.collect import collect
from linkcheck_plus.model import Expectation, Link, LinkcheckError, Location, Status
from linkcheck_plus.sources import facts, markdown, markup, plain


def places(folder: Path, name: str, text: str) -> dict[str, list[tuple[int, int]]]:
    """Give the (line, column) pairs of each URL of one file."""
    file = folder / name
    file.write_text(textwrap.dedent(text), encoding="utf-8")
    return {link.uri: [(at.line, at.column) for at in link.locations] for link in collect([file])}


def test_markdown(tmp_path: Path) -> None:
    """Links, images, autolinks, bare URLs, references and inline HTML count; code does not."""
    found = places(
        tmp_path,
        "a.md",
        """\
        See [a](https://a.dev/x#y) and [a](https://a.dev/x#y), <https://b.dev>.
        Bare https://c.dev/f(g), ![i](https://d.dev/i.png) [r][ref] `https://code.dev`

        | t |
        |---|
        | <a href="https://e.dev/?a=1&amp;b=2">e</a> |

        ```
        https://fence.dev
        ```

        [ref]: https://f.dev/
        """,
    )
    assert found == {
        "https://a.dev/x#y": [(1, 9), (1, 36)],
        "https://b.dev": [(1, 57)],
        "https://c.dev/f(g)": [(2, 6)],
        "https://d.dev/i.png": [(2, 31)],
        "https://f.dev/": [(12, 8)],
        "https://e.dev/?a=1&b=2": [(6, 12)],
    }


def test_myst_directives(tmp_path: Path) -> None:
    """Prose in a directive counts, code in one does not, in fences of backticks and of colons."""
    found = places(
        tmp_path,
        "a.md",
        """\
        ```{note}
        See <https://note.dev>.
        ```
        ```{image} https://image.dev/i.png
        ```
        ```{code-block} bash
        curl https://code.dev
        ```
        :::{tip}
        See <https://tip.dev>.
        ::::{code-block} bash
        curl https://code.dev
        ::::
        And <https://after.dev>.
        :::
        """,
    )
    assert found == {
        "https://note.dev": [(2, 6)],
        "https://image.dev/i.png": [(4, 12)],
        "https://tip.dev": [(10, 6)],
        "https://after.dev": [(14, 6)],
    }


def test_restructured_text(tmp_path: Path) -> None:
    """Links, targets and prose of directives count; code, literals and comments do not."""
    found = places(
        tmp_path,
        "a.rst",
        """\
        See `a <https://a.dev/x_>`_ and https://b.dev. Not ``https://literal.dev``.

        .. _target: https://c.dev
        .. image:: https://d.dev/i.png
        .. note:: https://e.dev

           More: https://f.dev

        .. code-block:: bash

           curl https://code.dev

        Like this::

           curl https://code.dev

        .. a comment with https://comment.dev

           https://comment.dev

        Last https://g.dev
        """,
    )
    assert found == {
        "https://a.dev/x_": [(1, 9)],
        "https://b.dev": [(1, 33)],
        "https://c.dev": [(3, 13)],
        "https://d.dev/i.png": [(4, 12)],
        "https://e.dev": [(5, 11)],
        "https://f.dev": [(7, 10)],
        "https://g.dev": [(21, 6)],
    }


def test_excluded_paths_are_left_out(tmp_path: Path) -> None:
    """A shell pattern keeps files out of a walk."""
    for name in ("a.md", "old/b.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"<https://docs.site.dev/{name}>")
    (link,) = collect([tmp_path], exclude=["*/old/*"])
    assert link.uri == "https://docs.site.dev/a.md"


def test_html(tmp_path: Path) -> None:
    """Everything a browser follows or fetches counts, comments and host hints do not."""
    found = places(
        tmp_path,
        "a.html",
        """\
        <!-- <a href="https://no.dev"> --><link rel=preconnect href="https://no.dev">
        <a href="https://a.dev/">a</a><img src='//b.dev/i.png'>
        <img srcset="https://c.dev/1.png 1x, https://d.dev/2.png 2x"><video poster="https://e.dev/p.png">
        <a href="/local">x</a><a href="mailto:a@b.dev">x</a>
        """,
    )
    assert found == {
        "https://a.dev/": [(2, 10)],
        "https://b.dev/i.png": [(2, 41)],
        "https://c.dev/1.png": [(3, 14)],
        "https://d.dev/2.png": [(3, 38)],
        "https://e.dev/p.png": [(3, 77)],
    }


def test_toml_with_expectations(tmp_path: Path) -> None:
    """A string that is a URL is a link; an inline table with `url` says what is expected of it."""
    file = tmp_path / "a.toml"
    file.write_text(
        textwrap.dedent(
            """\
            [links]
            home = "https://a.dev/"   # see https://comment.dev
            keys = { url = "https://a.dev/keys", expect = "login-wall", text = "Sign in" }
            note = "read https://prose.dev first"
            [[steps]]
            url = 'https://b.dev/é'
            text = "Press the button."
            """
        ),
        encoding="utf-8",
    )
    name = file.as_posix()
    assert collect([file]) == [
        Link("https://a.dev/", (Location(name, 2, 9),)),
        Link("https://a.dev/keys", (Location(name, 3, 17),), Expectation(Status.LOGIN_WALL, "Sign in")),
        Link("https://b.dev/é", (Location(name, 6, 8),)),
    ]
    assert [link.uri for link in collect([file], ["links.*"])] == ["https://a.dev/", "https://a.dev/keys"]


def test_a_list_may_say_what_is_expected(tmp_path: Path) -> None:
    """A plain list holds URLs, comments, and expectations behind the URL."""
    file = tmp_path / "a.txt"
    file.write_text("# https://no.dev\nhttps://a.dev expect=bot-wall\n(https://b.dev/x).\n")
    assert [(link.uri, link.expectation.status) for link in collect([file])] == [
        ("https://a.dev", Status.BOT_WALL),
        ("https://b.dev/x", None),
    ]


def test_a_folder_is_walked_without_what_was_built_in_it(tmp_path: Path) -> None:
    """The same URL in two files is one link with two places; build folders are left out."""
    for name in ("b.md", "a.md", "_build/c.md", ".hidden/d.md", "node_modules/e.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("<https://a.dev>")
    (link,) = collect([tmp_path])
    assert [Path(at.path).name for at in link.locations] == ["a.md", "b.md"]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.toml", "x = ", "a.toml: this is not TOML"),
        ("a.toml", 'x = 1\nl = { url = "https://a.dev", expect = "login" }', "a.toml:2: expect is 'login'"),
        ("a.txt", "https://a.dev expect=nothing", "a.txt:1: expect is 'nothing'"),
        ("a.txt", "https://a.dev expect=bot-wall\nhttps://a.dev expect=login-wall", "a.txt:2:1: this link's"),
    ],
)
def test_bad_input_names_its_place_and_mend(tmp_path: Path, name: str, text: str, words: str) -> None:
    """What cannot be read is an error with file and line, never a link left out silently."""
    (tmp_path / name).write_text(text)
    with pytest.raises(LinkcheckError) as caught:
        collect([tmp_path / name])
    assert words in str(caught.value)


def test_a_path_that_is_not_there_and_bytes_that_are_no_text(tmp_path: Path) -> None:
    """Both are errors that say what to do."""
    (tmp_path / "a.md").write_bytes(b"\xff\xfe")
    with pytest.raises(LinkcheckError, match="UTF-8"):
        collect([tmp_path / "a.md"])
    with pytest.raises(LinkcheckError, match="no such file"):
        collect([tmp_path / "b.md"])


@given(some.text(alphabet=some.sampled_from("<>()[]!`#&;:/.\n ahttps\"'="), max_size=200))
def test_no_text_makes_a_reader_fail(text: str) -> None:
    """Whatever is in a file, readers give places that are inside it."""
    lines = text.split("\n")
    for read in (markdown.read, markup.read, plain.read):
        for found in read(text, "a"):
            assert 1 <= found.line <= len(lines)
            assert found.column >= 1


@given(some.text(min_size=1, max_size=30).filter(lambda text: "\r" not in text))
def test_any_toml_key_and_text_is_read(text: str) -> None:
    """Strings are decoded by TOML's own rules, whatever stands around the links."""
    escaped = text.encode("unicode-escape").decode().replace('"', '\\"')
    source = f'# {"é" * 3}\nx = "https://a.dev/" # {text.splitlines()[0] if text.splitlines() else ""}\n'
    try:
        found = list(facts.read(source, "a.toml"))
    except LinkcheckError:
        return  # control characters are no TOML
    assert escaped
    assert [(link.line, link.column) for link in found] == [(2, 6)]
