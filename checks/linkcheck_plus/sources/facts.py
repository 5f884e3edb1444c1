"""Links of TOML: each string that is a URL, each table with `url` and what it expects of it."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

from linkcheck_plus.address import is_web
from linkcheck_plus.model import ANYTHING, Expectation, LinkcheckError
from linkcheck_plus.sources import Found, expected

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LANGUAGE = Language(tree_sitter_toml.language())
KEYS = {"bare_key", "quoted_key", "dotted_key"}


def read(text: str, path: str, keys: Sequence[str] = ("*",)) -> Iterator[Found]:
    """Give every value that is an http(s) URL, with line and column.

    `keys` are shell patterns on the path of keys (`links.*`); a value that none matches is no link but,
    say, the base URL of an interface, which answers 404 by design. Raises LinkcheckError when the text is
    not TOML.
    """
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        msg = f"{path}: this is not TOML: {error}. Mend the line named, then run again."
        raise LinkcheckError(msg) from error
    source = text.encode()
    for node in _strings(Parser(LANGUAGE).parse(source).root_node):
        uri = _value(node)
        if not isinstance(uri, str) or not is_web(uri) or len(uri.split()) != 1:
            continue
        if any(fnmatchcase(_key_path(node), pattern) for pattern in keys):
            yield _found(node, uri, source, path)


def _strings(node: Node) -> Iterator[Node]:
    """Give the string values of the tree, in the order of the file."""
    stack = [node]
    while stack:
        current = stack.pop()
        if current.type == "string":
            yield current
        stack.extend(reversed(current.children))


def _value(node: Node) -> Any:  # noqa: ANN401  any TOML value
    """Give what the value says: the standard library decodes the escapes."""
    return tomllib.loads(f"v = {(node.text or b'').decode()}")["v"]


def _found(node: Node, uri: str, source: bytes, path: str) -> Found:
    """Give the link with its column in characters, just behind the quote."""
    line_start = source.rfind(b"\n", 0, node.start_byte) + 1
    quote = 3 if (node.text or b"").startswith((b'"""', b"'''")) else 1
    column = len(source[line_start : node.start_byte].decode()) + quote + 1
    line = node.start_point[0] + 1
    return Found(uri, line, column, _expectation(node.parent, f"{path}:{line}"))


def _expectation(pair: Node | None, where: str) -> Expectation:
    """Read `expect` and `text` beside `url` in an inline table; elsewhere such keys mean other things."""
    table = pair.parent if pair is not None and pair.type == "pair" and _key(pair) == "url" else None
    if table is None or table.type != "inline_table":
        return ANYTHING
    beside = {_key(other): other.children[-1] for other in table.children if other.type == "pair"}
    status = expected(_value(beside["expect"]), where) if "expect" in beside else None
    text = _value(beside["text"]) if "text" in beside else None
    return Expectation(status=status, text=text if isinstance(text, str) else None)


def _key(node: Node) -> str:
    """Give the dotted key of a pair or of a table's header, without quotes; '' where there is none."""
    for child in node.children:
        if child.type in KEYS:
            return (child.text or b"").decode().replace('"', "").replace("'", "")
    return ""


def _key_path(node: Node) -> str:
    """Give the path of keys to a value: links.keys.url."""
    keys = []
    current: Node | None = node
    while current is not None:
        if current.type in ("pair", "table", "table_array_element"):
            keys.append(_key(current))
        current = current.parent
    return ".".join(reversed(keys))
