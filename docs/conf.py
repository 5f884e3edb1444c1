"""How Sphinx builds the site: extensions and options. Facts stand in `providers/<id>/<id>.toml`."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

_HERE = Path(__file__).parent
_PROJECT = tomllib.loads((_HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]

# a checkout that is not installed builds as well
sys.path[:0] = [str(_HERE / "_ext"), str(_HERE.parent / "checks")]

project = "Keyproof"
author = "The Keyproof authors"
copyright = author  # noqa: A001 - Sphinx's name for it
# no commit hash in here: it would make Sphinx read every page again at each commit
version = release = _PROJECT["version"]

extensions = [
    "myst_parser",
    "sphinx_copybutton",
    "sphinx_tabs.tabs",
    "provider_facts",
    "provider_directives",
    "reference_tables",
    "snippet_tabs",
    "tab_cover",
    "page_cover",
    "block_ledger",
]
exclude_patterns = ["_*", "**/_*"]
nitpicky = True
# a dash of a command must stay two dashes
smartquotes = False
suppress_warnings = ["config.cache"]

myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "deflist"]
myst_heading_anchors = 3

sphinx_tabs_disable_css_loading = True
sphinx_tabs_disable_tab_closing = True
# Under a builder that is not listed, sphinx-tabs throws the tabs away, and for every later builder
# that shares its doctrees too.
sphinx_tabs_valid_builders = [
    *("changes", "coverage", "doctest", "dummy", "epub", "gettext", "json", "latex", "man", "pickle"),
    *("pseudoxml", "texinfo", "text", "xml", "linkcheck", "linkcheck-plus", "linkcheckplus", "ledger"),
]

# what shows a screen is not to be pasted into one
copybutton_selector = "div:not(.skip-screen) > div.highlight > pre"
copybutton_prompt_text = "$ "
copybutton_only_copy_prompt_lines = False

html_theme = "furo"
html_title = project
html_baseurl = _PROJECT["urls"]["Documentation"]
html_static_path = ["_static"]
templates_path = ["_templates"]
html_extra_path = [path for path in ("../scripts/check_key.py",) if (_HERE / path).is_file()]
html_copy_source = False
html_show_sphinx = False
html_theme_options = {"sidebar_hide_name": True}

linkcheck_plus_config = "../pyproject.toml"
linkcheck_plus_extra_paths = sorted(
    path.relative_to(_HERE).as_posix() for path in _HERE.glob("providers/*/*.toml")
)
