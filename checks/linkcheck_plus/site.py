"""Links to the documents' own published site: answered by the build of them, not by the network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote

from linkcheck_plus.address import shown
from linkcheck_plus.cache import utc_now
from linkcheck_plus.evidence import Evidence, Page
from linkcheck_plus.model import LinkcheckError

if TYPE_CHECKING:
    from linkcheck_plus.probe import Target

HTML = {"content-type": "text/html; charset=utf-8"}
PAGES = {".html", ".htm", ".xhtml"}
MAX_BYTES = 8 * 1024 * 1024


class Site(Protocol):
    """Who knows the pages of the documents' own site."""

    def look(self, target: Target) -> Evidence | None:
        """Give evidence on a page of the own site, None for any other."""
        ...


def path_of(base: str, uri: str) -> str | None:
    """Give the path of a URL below the site's address, None when it is elsewhere; http or https is one."""
    rest, home = (text.partition("://")[2].partition("?")[0] for text in (uri, base.rstrip("/") + "/"))
    if f"{rest}/" == home:
        return ""
    return unquote(rest.removeprefix(home)) if base and rest.startswith(home) else None


def answer(
    target: Target, code: int, seen: Page | None = None, headers: dict[str, str] | None = None
) -> Evidence:
    """Give the evidence that a server of the build would have given."""
    uri = shown(target.uri)
    moment = utc_now().isoformat(timespec="seconds")
    return Evidence(uri, uri, code, headers=headers or HTML, page=seen or Page(), attempts=0, seen_at=moment)


class FolderSite:
    """A site that stands built in a folder, served as static hosts do."""

    def __init__(self, base: str, folder: str | Path) -> None:
        """Raise LinkcheckError when the address is not given or the folder is not there."""
        self._base, self._folder = base, Path(folder).resolve()
        if not base:
            msg = "site_folder is given without site. Say which address the folder is published at."
            raise LinkcheckError(msg)
        if not self._folder.is_dir():
            msg = f"site_folder {folder}: there is no such folder. Build the documents first."
            raise LinkcheckError(msg)

    def look(self, target: Target) -> Evidence | None:
        """Give what the folder holds for a page: 200 with its anchors, or 404."""
        path = path_of(self._base, target.uri)
        if path is None:
            return None
        file = self._file(path)
        if file is None:
            return answer(target, 404)
        if file.suffix.lower() not in PAGES:
            return answer(target, 200, headers={"content-type": "application/octet-stream"})
        with file.open("rb") as stream:
            body = stream.read(MAX_BYTES)
        from linkcheck_plus import page  # noqa: PLC0415 - few runs have a site of their own

        return answer(target, 200, page.read(body, HTML, target.uri, target.fragments, target.texts))

    def _file(self, path: str) -> Path | None:
        """Give the file that a static host answers with."""
        wanted = self._folder / path.lstrip("/")
        for file in (
            wanted,
            wanted / "index.html",
            wanted.with_name(f"{wanted.name}.html") if path else wanted,
        ):
            try:
                if file.resolve().is_relative_to(self._folder) and file.is_file():
                    return file
            except (OSError, ValueError):  # a name too long, or with a zero byte
                return None
        return None
