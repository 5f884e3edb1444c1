"""Fragments as browsers see them, character sets, texts and pages of PDFs."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as some

from linkcheck_plus import charset, pdf
from linkcheck_plus.evidence import Evidence, Page
from linkcheck_plus.fragments import has_text
from linkcheck_plus.judgement import judge
from linkcheck_plus.model import Link, Location, Status
from linkcheck_plus.page import read

HTML = {"content-type": "text/html; charset=utf-8"}
URI = "https://docs.site.dev/a"
PROSE = "<p>" + "Words of a page that stands by itself. " * 40


def status(body: str | bytes, fragment: str, headers: dict[str, str] = HTML) -> Status:
    """Give the verdict on a page with a fragment."""
    source = body.encode() if isinstance(body, str) else body
    page = read(source, headers, URI, {fragment})
    seen = Evidence(URI, URI, 200, headers=headers, page=page)
    return judge(Link(f"{URI}#{fragment}", (Location("a.md"),)), seen).status


CASES = {
    "an id": ("<p id=one>", "one", Status.WORKING),
    "a name of an anchor": ("<a name=one>", "one", Status.WORKING),
    "a name of something else": ("<input name=one>", "one", Status.BROKEN),
    "another case": ("<p id=One>", "one", Status.BROKEN),
    "the top": ("<p>", "Top", Status.WORKING),
    "an empty fragment of text only": ("<p>", "", Status.WORKING),
    "percent-encoded": ("<p id='grüße'>", "gr%C3%BC%C3%9Fe", Status.WORKING),
    "written in the clear": ("<p id='grüße'>", "grüße", Status.WORKING),
    "an id that holds a percent sign": ("<p id='a%20b'>", "a%20b", Status.WORKING),
    "GitHub's prefix": ("<h2 id=user-content-one>", "one", Status.WORKING),
    "a comment": ("<!-- <p id=one> -->", "one", Status.BROKEN),
    "a template": ("<template><p id=one></template>", "one", Status.BROKEN),
    "noscript": ("<noscript><p id=one></noscript>", "one", Status.BROKEN),
    "a text area": ("<textarea><p id=one></textarea>", "one", Status.BROKEN),
    "a string of a script": ("<script>var a = '<p id=one>'</script>", "one", Status.BROKEN),
    "made by a script": ("<script>box.innerHTML = '<p id=one>'</script>", "one", Status.UNVERIFIED),
    "a heading named by scripts": (
        "<h2>My Part</h2><script src=toc.js></script>",
        "my-part",
        Status.UNVERIFIED,
    ),
    "a heading without scripts": ("<h2>My Part</h2>", "my-part", Status.BROKEN),
    "a page of an app": ("<script id=__NEXT_DATA__>{}</script>", "one", Status.UNVERIFIED),
    "a page of an app with all places written out": (
        "<meta name=generator content='Docusaurus v3'><script>window.__NUXT__</script>",
        "one",
        Status.BROKEN,
    ),
    "a route": ("<p>", "/settings/keys", Status.UNVERIFIED),
    "a line of code": ("<script src=a.js></script>", "L10-L20", Status.UNVERIFIED),
    "a text": ("<p>Create a <b>new</b> key</p>", ":~:text=create%20a%20new%20key", Status.WORKING),
    "a text that is not there": ("<p>Create a key</p>", ":~:text=delete", Status.BROKEN),
    "a text in a script": ("<script>'delete'</script>", ":~:text=delete", Status.BROKEN),
    "a place and a text": ("<p id=one>Create", "one:~:text=create", Status.WORKING),
    "a place and a lost text": ("<p id=one>Create", "one:~:text=delete", Status.BROKEN),
    "a lost place and a text": ("<p id=two>Create", "one:~:text=create", Status.BROKEN),
}


@pytest.mark.parametrize(("body", "fragment", "wanted"), CASES.values(), ids=CASES)
def test_each_fragment_is_judged_as_a_browser_sees_it(body: str, fragment: str, wanted: Status) -> None:
    """Found, lost, or made by scripts that do not run here."""
    assert status(f"<body>{body}{PROSE}", fragment) is wanted


@pytest.mark.parametrize(
    ("directive", "found"),
    [
        ("text=some%20words", True),
        ("text=Some,end", True),
        ("text=end,some", False),
        ("text=before-,some", True),
        ("text=after-,some", False),
        ("text=words,-in", True),
        ("text=words,-end", False),
        ("text=before-,some,in,-the", True),
        ("text=some&text=end", True),
        ("text=some&text=nothing", False),
        ("text=one%2Dtwo", True),
    ],
)
def test_text_directives(directive: str, found: bool) -> None:  # noqa: FBT001
    """Prefix, start, end and suffix in this order, without regard to case and white space."""
    assert has_text(directive, "before some words in the middle one-two and the end") is found


@given(some.text(max_size=60))
def test_any_directive_is_read(directive: str) -> None:
    """No text directive makes the search fail."""
    assert has_text(directive, "words") in (True, False)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("é".encode("cp1252"), "text/html; charset=ISO-8859-1"),
        (b"\xef\xbb\xbf" + "é".encode(), "text/html; charset=latin1"),
        ("é".encode("utf-16"), "text/html"),
        (b"<meta charset=windows-1252>" + "é".encode("cp1252"), "text/html"),
        (b"<meta charset=windows-1252>" + "é".encode(), "text/html; charset=UTF-8"),
        ("é".encode(), 'text/html; charset="nonsense"'),
        ("é".encode(), "text/html"),
    ],
)
def test_character_sets(body: bytes, content_type: str) -> None:
    """The mark of the bytes, then the header, then the page's own word, then UTF-8."""
    assert charset.text(body, content_type).endswith("é")


@given(some.binary(max_size=200), some.text(max_size=30))
def test_any_bytes_have_a_text(body: bytes, label: str) -> None:
    """No bytes and no name of a character set make decoding fail."""
    assert isinstance(charset.text(body, f"text/html; charset={label}"), str)


PLAIN_PDF = b"%PDF-1.4\n1 0 obj <</Type /Pages /Kids [2 0 R] /Count 7>> endobj"
PACKED_PDF = (
    b"%PDF-1.7\n5 0 obj <</Type /ObjStm /N 1 /Filter /FlateDecode>> stream\r\n"
    + zlib.compress(b"3 0 <</Count 7 /Type /Pages>>")
    + b"\r\nendstream"
)


@pytest.mark.parametrize("body", [PLAIN_PDF, PACKED_PDF])
@pytest.mark.parametrize(
    ("fragment", "wanted"),
    [("page=7", Status.WORKING), ("page=8", Status.BROKEN), ("zoom=100", Status.WORKING)],
)
def test_pages_of_a_pdf(body: bytes, fragment: str, wanted: Status) -> None:
    """A page beyond the last is lost; instructions to the reader are no places."""
    assert status(body, fragment, {"content-type": "application/pdf"}) is wanted


def test_a_pdf_that_hides_its_pages() -> None:
    """Where the number of pages cannot be told, nothing is claimed."""
    assert status(b"%PDF-1.7\n", "page=3", {"content-type": "application/pdf"}) is Status.UNVERIFIED


@given(some.binary(max_size=300))
def test_any_bytes_have_a_number_of_pages(body: bytes) -> None:
    """Rubbish has none, and costs nothing."""
    assert pdf.pages(b"%PDF-1.7 /ObjStm stream\n" + body) >= 0


def test_a_page_keeps_only_what_was_asked() -> None:
    """Evidence holds the fragments asked for, not all of a page's."""
    assert read(b"<p id=a><p id=b>", HTML, URI, {"a"}) == Page(anchors={"a": True})
