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
    "provider_tables",
    "reference_tables",
    "macbehaviour_facts",
    "facts_reference",
    "sdk_traps",
    "sdk_matrix",
    "reference_facts",
    "command_lines",
    "snippet_tabs",
    "tab_cover",
    "moved_pages",
    "page_cover",
    "published_data",
    "page_texts",
    "block_ledger",
    "passage_list",
    "older_guides",
    "claim_texts",
    "claim_tables",
    "written_tables",
]
exclude_patterns = ["_*", "**/_*"]
nitpicky = True
# a dash of a command must stay two dashes
smartquotes = False
suppress_warnings = ["epub.unknown_project_files"]

myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "deflist"]
myst_heading_anchors = 3

sphinx_tabs_disable_css_loading = True
sphinx_tabs_disable_tab_closing = True
# Under a builder that is not listed, sphinx-tabs throws the tabs away, and for every later builder
# that shares its doctrees too.
sphinx_tabs_valid_builders = [
    *("applehelp", "changes", "coverage", "devhelp", "doctest", "dummy", "epub", "gettext", "htmlhelp"),
    *("json", "latex", "man", "pickle", "pseudoxml", "qthelp", "texinfo", "text", "xml"),
    *("ledger", "linkcheck", "linkcheck-plus", "linkcheckplus", "passages", "pagetext"),
]

# what shows a screen is not to be pasted into one
copybutton_selector = "div:not(.skip-screen):not(.shows-r) > div.highlight > pre"
copybutton_prompt_text = "$ "
copybutton_only_copy_prompt_lines = False

html_theme = "furo"
html_title = project
html_baseurl = _PROJECT["urls"]["Documentation"]
html_static_path = ["_static"]
templates_path = ["_templates"]
_SCRIPTS = ("../scripts/check_key.py", "../scripts/check_key.R")
html_extra_path = [path for path in _SCRIPTS if (_HERE / path).is_file()]
html_copy_source = False
html_use_index = False
html_show_sphinx = False
html_logo = "_static/logo.svg"
html_favicon = "_static/logo.svg"
html_theme_options = {
    "light_css_variables": {
        "font-stack": "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif",
        "font-stack--monospace": "ui-monospace, 'SF Mono', 'Cascadia Code', Menlo, Consolas, monospace",
        "color-foreground-primary": "#1b2430",
        "color-foreground-secondary": "#4a5666",
        "color-foreground-muted": "#5b6675",
        "color-foreground-border": "#8a94a3",
        "color-background-primary": "#ffffff",
        "color-background-secondary": "#f6f7f9",
        "color-background-hover": "#e9edf2",
        "color-background-border": "#e1e5eb",
        "color-background-item": "#d5dae2",
        "color-brand-primary": "#0b5f58",
        "color-brand-content": "#0b6a62",
        "color-brand-visited": "#0b6a62",
        "color-inline-code-background": "#f1f3f6",
        "color-code-background": "#f6f7f9",
        "color-accent": "#0b6a62",
        "color-accent-soft": "#e3f2ef",
        "color-warn": "#8a4b00",
        "color-warn-soft": "#fdf1dc",
        "color-bad": "#a12828",
        "color-bad-soft": "#fbe7e6",
        "color-quiet-soft": "#eceff3",
    },
    "dark_css_variables": {
        "color-foreground-primary": "#d9dfe7",
        "color-foreground-secondary": "#a3aebc",
        "color-foreground-muted": "#98a4b3",
        "color-foreground-border": "#66717f",
        "color-background-primary": "#11161d",
        "color-background-secondary": "#161c25",
        "color-background-hover": "#212a36",
        "color-background-border": "#28313d",
        "color-background-item": "#3a4553",
        "color-brand-primary": "#6fd6c6",
        "color-brand-content": "#6fd6c6",
        "color-brand-visited": "#6fd6c6",
        "color-inline-code-background": "#1d2530",
        "color-code-background": "#161c25",
        "color-accent": "#6fd6c6",
        "color-accent-soft": "#15312f",
        "color-warn": "#f0b861",
        "color-warn-soft": "#35270f",
        "color-bad": "#f39a94",
        "color-bad-soft": "#3a1c1d",
        "color-quiet-soft": "#212a36",
    },
}

linkcheck_plus_config = "../pyproject.toml"
linkcheck_plus_extra_paths = sorted(
    path.relative_to(_HERE).as_posix()
    for pattern in ("providers/*/*.toml", "macbehaviour/*.toml", "guides/*.toml")
    for path in _HERE.glob(pattern)
)
