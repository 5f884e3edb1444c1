"""A browser, and the site behind a loopback server; `nox -s browser` asks for these tests."""

from __future__ import annotations

import functools
import http.server
import shutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page
    from sphinx_site import Built

NAMES = ("chromium", "chromium-browser", "google-chrome")


def _asked_for(config: pytest.Config) -> bool:
    return any("browser" in argument for argument in config.args)


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    """Leave these tests alone unless the command names their folder: plain tests need no browser."""
    return None if _asked_for(config) else True


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say that they were left alone, and what runs them."""
    if not _asked_for(config):
        terminalreporter.write_line("The tests in a browser were not run: `nox -s browser` runs them.")


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in the standard library
        """Say nothing."""


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a browser that went away, and the rest as usual."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # typeshed names the parts


@pytest.fixture(scope="session")
def published(whole_site: Built) -> Path:
    """Give the folder of the site, built without a warning."""
    assert (whole_site.code, whole_site.said) == (0, "")
    return whole_site.out


@pytest.fixture(scope="session")
def address(published: Path) -> Iterator[str]:
    """Give the address of the site on this machine, with a slash at the end."""
    handler = functools.partial(_Quiet, directory=str(published))
    server = _Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Give the installed Chromium, or the one that Playwright brought along."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - plain tests are collected without it

    found = next(filter(None, map(shutil.which, NAMES)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser, address: str) -> Iterator[BrowserContext]:
    """Give a fresh profile, in which addresses are relative to the site."""
    profile = chromium.new_context(base_url=address)
    profile.grant_permissions(["clipboard-read", "clipboard-write"])
    yield profile
    profile.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """Give a browser tab; any error of a script on the page fails the test."""
    tab, faults = context.new_page(), list[str]()
    tab.on("pageerror", lambda error: faults.append(str(error)))
    yield tab
    assert faults == []
