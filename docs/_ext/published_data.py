"""Writes `providers.json` and its schema to the top of the site."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from keyproof import publication
from provider_facts import facts_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def publish(app: Sphinx, exception: Exception | None) -> None:
    """Write both files after a build that went well."""
    if exception or app.builder.name != "html":
        return
    site, release = str(app.config.html_baseurl), str(app.config.release)
    known = facts_of(app.config).providers.values()
    made = {
        publication.FILE: publication.catalogue(known, site, release),
        publication.SCHEMA_FILE: publication.schema(site),
    }
    for name, content in made.items():
        place(Path(app.outdir, name), json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def place(target: Path, text: str) -> None:
    """Write a file as a whole, so that nobody ever reads half of it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}.part")
    draft.write_text(text, encoding="utf-8", newline="\n")
    draft.replace(target)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Publish the files when the build ends."""
    app.setup_extension("provider_facts")
    app.connect("build-finished", publish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
