"""Writes the folder to publish: plain files only, no links between files, as GitHub Pages wants them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from keyproof.versions import dressing
from keyproof.versions.edition import STABLE
from keyproof.versions.library import MISSING, Library, Place

LIST = "versions.json"
SCHEMA = "versions.schema.json"
# pages that are of use to people alone
_UNLISTED = ("genindex.html", "search.html")


def write(shelf: Library, out: Path) -> None:
    """Write all versions and what binds them together."""
    for place in (shelf.home, *shelf.folders):
        _place(shelf, place, out)
    if shelf.stable:
        _stable(shelf, shelf.stable, out / STABLE)
    _missing(shelf, out)
    for name in (*dressing.SHARED, SCHEMA):
        shutil.copyfile(dressing.ASSETS / name, out / name)
    _text(out / LIST, json.dumps(listed(shelf), indent=1) + "\n")
    addresses = [
        f"{shelf.base}{page}" for page in sorted(shelf.home.pages) if _worth_finding(shelf.home, page)
    ]
    _text(out / "sitemap.xml", dressing.render("sitemap.xml", addresses=addresses))
    _text(out / "robots.txt", dressing.render("robots.txt", base=shelf.base))
    _text(out / ".nojekyll", "")  # else a server with Jekyll leaves out `_static`


def listed(shelf: Library) -> dict[str, object]:
    """Give what versions.json says; versions.schema.json explains it."""
    rows = [
        {
            "version": place.edition.name,
            "kind": place.edition.kind,
            "path": place.folder,
            "released": place.edition.released and place.edition.released.isoformat(),
        }
        for place in shelf.offered
    ]
    return {"stable": shelf.stable and shelf.stable.edition.name, "state": shelf.state, "versions": rows}


def _place(shelf: Library, place: Place, out: Path) -> None:
    for source in place.html.rglob("*"):
        name = source.relative_to(place.html).as_posix()
        target = out / place.folder / name
        if not source.is_file() or name == MISSING:
            continue
        if name in place.pages:
            _text(target, dressing.dressed(source.read_text(encoding="utf-8"), name, place, shelf))
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)


def _stable(shelf: Library, home: Place, out: Path) -> None:
    """Write pages that lead from `stable/` to the top, which is where the newest release lies."""
    for page in home.pages:
        target = "../" * (page.count("/") + 1) + page
        _text(out / page, dressing.leading(target, shelf.canonical(home, page)))


def _missing(shelf: Library, out: Path) -> None:
    for place in (shelf.home, *shelf.folders):
        source = place.html / MISSING
        if source.is_file():
            _text(out / MISSING, dressing.missing(source.read_text(encoding="utf-8"), place, shelf))
            return


def _worth_finding(place: Place, page: str) -> bool:
    return page not in _UNLISTED and not dressing.redirects((place.html / page).read_text(encoding="utf-8"))


def _text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
