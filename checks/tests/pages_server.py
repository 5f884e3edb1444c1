"""A static server that behaves like GitHub Pages for a project: below a prefix, with its own 404 page.

What is missing is answered by the site's 404.html with status 404, a folder without a slash by a redirect,
a folder by its index.html, and never by a list of files; outside the prefix there is nothing.
"""

from __future__ import annotations

import http.server
import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from urllib.parse import unquote, urlsplit


class _Pages(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Path
    prefix: str

    def do_GET(self) -> None:
        """Answer like GitHub Pages."""
        path = unquote(urlsplit(self.path).path)
        if not path.startswith(self.prefix):
            self._send(HTTPStatus.NOT_FOUND, b"Site not found", "text/plain")
            return
        file = self.site / path.removeprefix(self.prefix)
        if file.is_dir() and not path.endswith("/"):
            self._send(HTTPStatus.MOVED_PERMANENTLY, b"", "text/plain", f"{path}/")
            return
        found = [
            one for one in (file, file / "index.html", file.with_name(f"{file.name}.html")) if one.is_file()
        ]
        if found and not (path.endswith("/") and file.is_file()):
            self._send(
                HTTPStatus.OK, found[0].read_bytes(), mimetypes.guess_type(found[0])[0] or "text/plain"
            )
        else:
            self._send(HTTPStatus.NOT_FOUND, (self.site / "404.html").read_bytes(), "text/html")

    def do_HEAD(self) -> None:
        """Answer like GitHub Pages, without the body."""
        self.do_GET()

    def _send(self, status: HTTPStatus, body: bytes, kind: str, location: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in the standard library
        """Say nothing."""


@contextmanager
def serving(site: Path, prefix: str) -> Iterator[str]:
    """Give the address of the site below the prefix (with slashes at both ends), while it is served."""
    handler = type("Pages", (_Pages,), {"site": site, "prefix": prefix})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{prefix}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
