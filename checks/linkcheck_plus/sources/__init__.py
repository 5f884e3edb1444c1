"""Readers of links, one a kind of file: each takes a text and gives `Found` links with their places."""

from __future__ import annotations

import re
from typing import NamedTuple

from linkcheck_plus.model import ANYTHING, Expectation

# brackets and quotes end a URL in running text; closing punctuation is trimmed after
URL = re.compile(r"https?://[^\s<>\"'`|\\^\[\]]+", re.IGNORECASE)
TRAILING = ".,;:!?*_'\""


class Found(NamedTuple):
    """One occurrence: the URL as written, line and column from 1, and what is expected of it."""

    uri: str
    line: int
    column: int
    expectation: Expectation = ANYTHING


def trimmed(uri: str) -> str:
    """Give the URL without the punctuation of the sentence around it; a balanced parenthesis stays."""
    while uri:
        if uri[-1] in TRAILING or (uri[-1] == ")" and uri.count(")") > uri.count("(")):
            uri = uri[:-1]
        else:
            break
    return uri
