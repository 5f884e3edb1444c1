"""What every test gets: an environment without keys, proxies and certificates of the person who runs it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from keyproof import providers

if TYPE_CHECKING:
    from sphinx_site import Built, Pages

PROJECT = Path(__file__).parents[2]
_NETWORK = {"ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "SSL_CERT_DIR", "SSL_CERT_FILE", "NETRC"}
_NETWORK |= {"CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "OPENAI_BASE_URL", "HF_ENDPOINT", "HF_HOME"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one process run all tests that read the built site, so that it is built once."""
    for item in items:
        if "site" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("site"))


@pytest.fixture(scope="session")
def key_variables() -> set[str]:
    """Give the names of the variables that hold keys; the facts are read once a session."""
    facts = providers.load(PROJECT / "docs" / "providers").providers.values()
    return {name for one in facts for name in (one.key.env_var, *one.key.env_var_aliases)}


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, key_variables: set[str]) -> None:
    """Take away whatever would make a test see the tester's own keys or network."""
    for name in list(os.environ):
        if name.upper() in _NETWORK | key_variables:
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def project() -> Path:
    """Give the top folder of the repository."""
    return PROJECT


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Give the site, built once."""
    from sphinx_site import DOCS, build_apart  # noqa: PLC0415 - most tests do without Sphinx

    return build_apart(DOCS, tmp_path_factory.mktemp("site") / "html")


@pytest.fixture(scope="session")
def published(site: Built) -> Pages:
    """Give every page of the site by name."""
    from sphinx_site import pages  # noqa: PLC0415 - as above

    return dict(pages(site.out))
