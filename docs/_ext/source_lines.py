"""Where in the sources a node stands, to the line.

MyST gives a paragraph its line, but is one off within tabs, and a table row off within tables.
So the line that Sphinx names is where the search begins, and the node's own first line of source ends it.
"""

from __future__ import annotations

import re
from pathlib import Path

from docutils import nodes

_NEAR = 8
_GAP = re.compile(r"\{\{.*?\}\}")


class Sources:
    """The sources of one page: its own file, and those that it includes."""

    def __init__(self, project: Path, page: Path) -> None:
        self._project = project.resolve()
        self._page = page
        self._lines: dict[Path, list[str]] = {}
        self._shown: dict[Path, str] = {}

    def shown(self, path: Path) -> str:
        """Give the path as it stands in the repository."""
        if path not in self._shown:
            full = path.resolve()
            inside = full.is_relative_to(self._project)
            self._shown[path] = full.relative_to(self._project).as_posix() if inside else str(full)
        return self._shown[path]

    def place(self, node: nodes.Element) -> tuple[str, int]:
        """Give the file of a text, and the line on which it begins."""
        path, line = self._known(node)
        if node.get("drawn"):
            return self.shown(path), line
        start = next(iter(node.rawsource.splitlines()), "").strip()
        return self.shown(path), self._near(path, _row(node) or line, start)

    def code(self, node: nodes.Element) -> tuple[str, int]:
        """Give the file of a code block, and the line of its first line of code."""
        path, line = self._known(node)
        start = next((row.strip() for row in node.astext().splitlines() if row.strip()), "")
        return self.shown(path), self._near(path, line, start)

    def target(self, node: nodes.Element | None) -> str | None:
        """Give where a link leads: an address, or a path in the repository for a link to a file."""
        if node is None:
            return None
        if "site_path" in node:
            return f"site:{node['site_path']}"
        return str(node["refuri"]) if "refuri" in node else None

    def _known(self, node: nodes.Element) -> tuple[Path, int]:
        """Give the place that Sphinx knows; a node without one has that of what it stands in."""
        found: nodes.Element | None = node
        while found is not None and (found.line is None or not found.source):
            found = found.parent
        if found is None or not found.source or not Path(found.source).is_file():
            return self._page, (found.line if found is not None else None) or 1
        return Path(found.source), found.line or 1

    def _near(self, path: Path, line: int, start: str) -> int:
        """Give the nearest line that holds this text, or the line itself where none does."""
        rows = self._read(path)
        for distance in range(_NEAR + 1) if start else ():
            for number in (line + distance, line - distance):
                if 0 < number <= len(rows) and _says(rows[number - 1], start):
                    return number
        return line

    def _read(self, path: Path) -> list[str]:
        if path not in self._lines:
            self._lines[path] = path.read_text(encoding="utf-8").splitlines()
        return self._lines[path]


def _says(row: str, start: str) -> bool:
    """Say whether a line of source gives this text, also with the template's gaps filled."""
    if "{{" not in row:
        return start in row
    fixed = [part.strip() for part in _GAP.split(row)]
    return any(fixed) and re.fullmatch(".*".join(map(re.escape, fixed)), start) is not None


def _row(node: nodes.Node) -> int | None:
    """Give the line of the table row around a text: one line a row, and one between head and body."""
    row = _ancestor(node, nodes.row)
    table = _ancestor(row, nodes.table)
    if row is None or table is None:
        return None
    head = next((text.line for text in table.findall(nodes.paragraph) if text.line), None)
    if head is None or isinstance(row.parent, nodes.thead):
        return head
    return head + 2 + row.parent.index(row)


def _ancestor(node: nodes.Node | None, kind: type[nodes.Element]) -> nodes.Element | None:
    found = node.parent if node is not None else None
    while found is not None and not isinstance(found, kind):
        found = found.parent
    return found
