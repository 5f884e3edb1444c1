"""Bytes -> text as browsers decode a page: byte order mark, header, the page's own word, UTF-8."""

from __future__ import annotations

import codecs
import re

NAMED = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
# where the standard has browsers look for a page's own word
PRESCAN = 1024
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: Labels that mean another encoding on the web than in Python.
WEB_NAMES = {
    "ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "big5": "big5hkscs",
    "x-user-defined": "latin-1",
}


def text(body: bytes, content_type: str) -> str:
    """Give the text of a body; a wrong name or byte must not stop us."""
    for mark, name in BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, errors="replace")
    label = _label(content_type) or _own_label(body[:PRESCAN]) or "utf-8"
    try:
        return body.decode(WEB_NAMES.get(label, label), errors="replace")
    except (LookupError, UnicodeError, ValueError):
        return body.decode("utf-8", errors="replace")


def _label(text: str) -> str:
    """Give the name of the encoding that stands in a text, '' for none."""
    match = NAMED.search(text)
    return match.group(1).lower() if match else ""


def _own_label(beginning: bytes) -> str:
    """Give what a page says of itself."""
    label = _label(beginning.decode("latin-1")) if b"charset" in beginning.lower() else ""
    # a page that could be read as ASCII so far is none in UTF-16
    return "utf-8" if label.startswith("utf-16") else label
