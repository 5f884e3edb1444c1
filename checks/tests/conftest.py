"""What every test gets: an environment without keys, proxies and certificates of the person who runs it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from keyproof import providers

if TYPE_CHECKING:
    from sphinx_site import Built, Pages

PROJECT = Path(__file__).parents[2]
_NETWORK = {"ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "SSL_CERT_DIR", "SSL_CERT_FILE", "NETRC"}
_NETWORK |= {"CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "OPENAI_BASE_URL", "HF_ENDPOINT", "HF_HOME"}


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
def whole_site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Built:
    """Give the site, built once for all processes that run tests."""
    from sphinx_site import DOCS, Built, build_apart  # noqa: PLC0415 - most tests do without Sphinx

    folder = tmp_path_factory.getbasetemp()
    folder = folder if worker_id == "master" else folder.parent  # the folder that all processes share
    said = folder / "site.json"
    with FileLock(folder / "site.lock"):
        if not said.is_file():
            built = build_apart(DOCS, folder / "site")
            said.write_text(json.dumps([built.code, built.said]), encoding="utf-8")
    code, words = json.loads(said.read_text(encoding="utf-8"))
    return Built(code, folder / "site", words)


@pytest.fixture(scope="session")
def published(whole_site: Built) -> Pages:
    """Give every page of the site by name."""
    from sphinx_site import pages  # noqa: PLC0415 - as above

    return dict(pages(whole_site.out))
