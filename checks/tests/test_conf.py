"""The options of the site."""

from __future__ import annotations

import runpy
import sys
import tomllib
import warnings
from pathlib import Path
from typing import Any

import pytest
from conftest import PROJECT
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace
from sphinx_site import small_docs
from sphinx_tabs.tabs import get_compatible_builders  # type: ignore[import-untyped]


@pytest.fixture
def options(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Give what conf.py sets."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    return runpy.run_path(str(PROJECT / "docs" / "conf.py"))


def test_what_the_project_says_is_said_once(options: dict[str, Any]) -> None:
    """Version and address come from pyproject.toml, without a commit hash that changes all the time."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    assert options["version"] == options["release"] == project["version"]
    assert options["html_baseurl"] == project["urls"]["Documentation"]
    assert options["html_baseurl"].endswith("/")


def test_links_of_the_facts_are_checked(options: dict[str, Any]) -> None:
    """Every fact file is handed to the link check."""
    files = {path.relative_to(PROJECT / "docs").as_posix() for path in PROJECT.glob("docs/**/*.toml")}
    files.discard("moved.toml")  # holds our own addresses, which the build itself checks
    assert "guides/claims.toml" in files
    assert set(options["linkcheck_plus_extra_paths"]) == files


def test_sphinx_tabs_knows_every_builder(tmp_path: Path) -> None:
    """No builder of Sphinx, of this project or of a registered package throws the tabs away."""
    docs = small_docs(tmp_path, {})
    path = list(sys.path)
    with docutils_namespace(), warnings.catch_warnings(action="ignore"):
        app = Sphinx(docs, docs, tmp_path / "out", tmp_path / "doctrees", "ledger", status=None, warning=None)
        known = set(get_compatible_builders(app))
        assert app.registry.builders.keys() - known == set()
    sys.path[:] = path
    assert {"ledger", "linkcheck-plus", "linkcheckplus"} <= known


def test_both_themes_name_the_same_colours(options: dict[str, Any]) -> None:
    """Every colour of the light page has its counterpart in the dark one."""
    themes = options["html_theme_options"]
    light = {name for name in themes["light_css_variables"] if name.startswith("color-")}
    assert light == themes["dark_css_variables"].keys()
