"""Leads readers on from the addresses that pages had before: `moved.toml` says from where to where.

Own code, because a link to an anchor must arrive at that anchor (the answers of check_key.py are such
links), a wrong line must fail the build, and `keyproof versions` writes the same pages.
"""

from __future__ import annotations

import tomllib
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sphinx.util import logging
from sphinx.util.osutil import relative_uri

from keyproof.versions import dressing

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)
FILE = "moved.toml"


def moves(docs: Path) -> dict[str, str]:
    """Give the new address of each old one; what is wrong with the file is a warning."""
    file = docs / FILE
    if not file.is_file():
        return {}
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        logger.warning("not valid TOML: %s", error, location=FILE, type="moved")
        return {}
    wrong = [old for old, new in found.items() if not (isinstance(new, str) and _is_page(old))]
    for old in wrong:
        logger.warning('not of the form "old.html" = "new.html": %s', old, location=FILE, type="moved")
    return {old: new for old, new in found.items() if old not in wrong}


def write_moves(app: Sphinx, exception: Exception | None) -> None:
    """Write a page that leads on at each old address; a line that leads nowhere is a warning."""
    if exception or app.builder.format != "html":
        return
    found = moves(Path(app.srcdir))
    pages = {app.builder.get_target_uri(name) for name in app.env.found_docs}
    for old, new in found.items():
        address, mark, anchor = new.partition("#")
        if old in pages:
            logger.warning("the page is still there: %s", old, location=FILE, type="moved")
        elif address not in pages:
            logger.warning("there is no such page: %s", new, location=FILE, type="moved")
        else:
            target = Path(app.outdir, old)
            target.parent.mkdir(parents=True, exist_ok=True)
            goal = f"{relative_uri(old, address)}{mark}{anchor}"
            page = dressing.leading(goal, f"{app.config.html_baseurl}{address}")
            target.write_text(page, encoding="utf-8", newline="\n")


def _is_page(address: str) -> bool:
    return (
        address.endswith(".html") and not address.startswith("/") and ".." not in PurePosixPath(address).parts
    )


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect to the end of the build."""
    app.connect("build-finished", write_moves)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
