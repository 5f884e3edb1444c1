"""Fragments, as browsers find them."""

from __future__ import annotations

from bench.fault_server import Situation
from bench.replies import Depends, Page, bomb, encoded, typed
from bench.situations.prose import GOOD, SHELL, WORDS

KEYS = "/guide/keys"
WORKING, BROKEN, UNKNOWN = ("working",), ("broken",), ("unverified",)


def _place(
    name: str,
    fragment: str,
    body: str | bytes,
    right: tuple[str, ...] = WORKING,
    why: str = "A browser goes there.",
) -> Situation:
    page = body if isinstance(body, bytes) else f"{GOOD}{body}"
    return Situation(f"fragment: {name}", right, why, link=f"{KEYS}#{fragment}", at={KEYS: Page(page)})


def _other(
    name: str, fragment: str, page: Page, right: tuple[str, ...] = WORKING, why: str = "A browser goes there."
) -> Situation:
    return Situation(f"fragment: {name}", right, why, link=f"{KEYS}#{fragment}", at={KEYS: page})


def _pdf(pages: int) -> Page:
    """Give a PDF of so many empty pages."""
    kids = " ".join(f"{number + 3} 0 R" for number in range(pages))
    leaves = "".join(f"{number + 3} 0 obj<</Type/Page/Parent 2 0 R>>endobj\n" for number in range(pages))
    body = (
        f"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        f"2 0 obj<</Type/Pages/Count {pages}/Kids[{kids}]>>endobj\n{leaves}trailer<</Root 1 0 R>>\n%%EOF"
    )
    return typed(body.encode(), "application/pdf")


ABSENT = "A browser stays at the top."
SCRIPTS = "Scripts may make the place, and do not run here."
FRAGMENTS = (
    _place("id", "rotate", "<h2 id=rotate>Rotate</h2>"),
    _place("name", "rotate", "<a name=rotate>Rotate</a>"),
    _place("missing", "rotate", "<h2 id=revoke>Revoke</h2>", BROKEN, ABSENT),
    _place("name of no link", "rotate", "<p name=rotate>x</p>", BROKEN, ABSENT),
    _place("percent-encoded", "%C3%BCber-uns", "<h2 id=über-uns>x</h2>"),
    _place("raw unicode", "über-uns", "<h2 id=über-uns>x</h2>"),
    _place("id that holds percent signs", "a%20b", "<h2 id='a%20b'>x</h2>"),
    _place("another case", "Rotate", "<h2 id=rotate>x</h2>", BROKEN, "Browsers tell upper from lower case."),
    _place("entity", "q&a", "<h2 id='q&amp;a'>x</h2>"),
    _place("top", "top", ""),
    _place("empty", "", ""),
    _place("in a comment", "ghost", "<!-- <h2 id=ghost>x</h2> -->", BROKEN, ABSENT),
    _place("in a stencil", "ghost", "<template><h2 id=ghost>x</h2></template>", BROKEN, ABSENT),
    _place("without scripts only", "ghost", "<noscript><h2 id=ghost>x</h2></noscript>", BROKEN, ABSENT),
    _place("in a text field", "ghost", "<textarea><h2 id=ghost>x</h2></textarea>", BROKEN, ABSENT),
    _place("in an attribute", "ghost", "<p title='<h2 id=ghost>'>x</p>", BROKEN, ABSENT),
    _place("in a string of a script", "ghost", "<script>let page = '<h2 id=ghost>'</script>", BROKEN, ABSENT),
    _place("in a picture on the page", "ghost", "<svg><g id=ghost></g></svg>"),
    _place("user-content", "rotate", "<h2><a id=user-content-rotate></a>Rotate</h2>"),
    _place("line of a source file", "L10-L20", "", UNKNOWN, SCRIPTS),
    _place("hash route", "/settings/keys", "", UNKNOWN, SCRIPTS),
    _place("hash-bang route", "!keys", "", UNKNOWN, SCRIPTS),
    _place(
        "made of headings",
        "rotate-a-key",
        "<h2>Rotate a key</h2><script>document.querySelectorAll('h2').forEach(h => h.id = slug(h))</script>",
        UNKNOWN,
        SCRIPTS,
    ),
    _place(
        "written by a script",
        "ghost",
        "<div id=out></div><script>out.innerHTML = '<h2 id=ghost>x</h2>'</script>",
        UNKNOWN,
        SCRIPTS,
    ),
    _other("shell", "rotate", Page(SHELL), UNKNOWN, SCRIPTS),
    _place("text", ":~:text=Make%20a%20key", ""),
    _place("text across elements", ":~:text=Make%20a%20big%20key", "<p>Make a <b>big</b> key</p>"),
    _place("text after a text", ":~:text=in%20a-,safe%20place", ""),
    _place("text before a text", ":~:text=safe,-place", ""),
    _place("text from and to", ":~:text=prove,works", ""),
    _place(
        "text that is gone",
        ":~:text=Eat%20your%20key",
        "",
        ("broken", "unverified"),
        "The page does not say it.",
    ),
    _place("place and text", "rotate:~:text=safe%20place", "<h2 id=rotate>x</h2>"),
    _other("page of a PDF", "page=3", _pdf(5)),
    _other("page a PDF has not", "page=9", _pdf(5), ("broken", "unverified"), "It has five."),
    _other(
        "named place of a PDF",
        "nameddest=rotate",
        _pdf(2),
        ("working", "unverified"),
        "Its reader may find it.",
    ),
    _other(
        "pointer into JSON", "/paths", typed('{"paths": {}}', "application/json"), ("working", "unverified")
    ),
    _other("time of a video", "t=30", typed(b"\0\0\0\x18ftypmp42", "video/mp4")),
    _other(
        "view of a picture", "icon-key", typed("<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml")
    ),
    _place("far down", "rotate", f"<p>{WORDS}" * 20000 + "<h2 id=rotate>x</h2>"),
    _other(
        "Windows-1251 by header",
        "ключ",
        typed("<h2 id='ключ'>x</h2>".encode("cp1251"), "text/html; charset=windows-1251"),
    ),
    _other(
        "Shift-JIS by meta",
        "鍵",
        typed("<meta charset=shift_jis><h2 id='鍵'>x</h2>".encode("shift_jis"), "text/html"),
    ),
    _other("UTF-16 by its mark", "rotate", typed("<h2 id=rotate>x</h2>".encode("utf-16"), "text/html")),
    _other(
        "unknown charset",
        "rotate",
        typed("<h2 id=rotate>x</h2>", "text/html; charset=klingon"),
    ),
    Situation(
        "fragment: of a page that is gone",
        BROKEN,
        "There is no page.",
        link=f"{KEYS}#rotate",
        at={"/": Page(GOOD)},
    ),
    Situation(
        "fragment: in a gzip bomb",
        ("unverified",),
        "Nobody unfolds a gigabyte to look for it.",
        link=f"{KEYS}#rotate",
        at={KEYS: Depends(lambda _: encoded(bomb(1024), "gzip"))},
        waits=True,
    ),
    _other(
        "behind a bot wall",
        "rotate",
        Page('<title>Making sure you\'re not a bot!</title><script id="anubis_challenge">{}</script>'),
        ("bot-wall",),
        "The wall has no such place, and says nothing of the page.",
    ),
)
