"""The documents' own site as Sphinx will build it: answers for links to its published address."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from docutils import nodes

from linkcheck_plus.evidence import Evidence, Failure, Page
from linkcheck_plus.site import answer, path_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from linkcheck_plus.probe import Target

#: Pages that Sphinx adds to those of the documents.
ADDED = {"genindex.html", "search.html", "py-modindex.html", "objects.inv", "searchindex.js"}
RAW_PLACE = re.compile(r"""\b(?:id|name)\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)


class PublishedSite:
    """Knows the pages by the documents' names, their places by the doctrees, files by their folders.

    What a build makes besides, such as older versions or feeds, is left unverified: nothing here can tell.
    """

    def __init__(self, base: str, suffix: str, folders: Iterable[Path]) -> None:
        """Know the site at `base`; `folders` hold the files that are copied to its top."""
        self._base, self._suffix, self._folders = base, suffix or ".html", list(folders)
        self._places: dict[str, set[str]] = {}

    def add(self, docname: str, doctree: nodes.document) -> None:
        """Note a document and the places in it."""
        places = {"", "top"}
        for node in doctree.findall(nodes.Element):
            places.update(node.get("ids", ()))
            if isinstance(node, nodes.raw) and "html" in node.get("format", "").split():
                places.update(RAW_PLACE.findall(node.astext()))
        self._places[docname] = places

    def look(self, target: Target) -> Evidence | None:
        """Give what the site will answer for a page of its own, None for any other."""
        path = path_of(self._base, target.uri)
        if path is None:
            return None
        docname = self._docname(path)
        if docname is not None:
            places = self._places[docname]
            found = {one: one in places or unquote(one) in places for one in target.fragments}
            return answer(target, 200, Page(anchors=found))
        if path in ADDED or any((folder / path).is_file() for folder in self._folders):
            return answer(target, 200, Page(anchors=dict.fromkeys(target.fragments, True)))
        return self._unknown(target, path)

    def _docname(self, path: str) -> str | None:
        """Give the document of a path, as files or as folders, with or without the page's name."""
        bare = path.removesuffix(self._suffix).strip("/")
        options = (bare, f"{bare}/index".lstrip("/"), bare.removesuffix("/index"))
        return next((name for name in options if name in self._places), None)

    def _unknown(self, target: Target, path: str) -> Evidence:
        """Give 404 for a page below a folder of documents, else that nobody here can tell."""
        top = path.partition("/")[0]
        folders = {name.partition("/")[0] for name in self._places if "/" in name}
        page = path.endswith(self._suffix)
        if page and ("/" not in path or top in folders):
            return answer(target, 404)
        seen = answer(target, 0)
        detail = "the pages alone do not tell whether the build makes this; name linkcheck_plus_site_folder"
        return Evidence(
            seen.uri, seen.uri, failure=Failure.NOT_ASKED, detail=detail, attempts=0, seen_at=seen.seen_at
        )
