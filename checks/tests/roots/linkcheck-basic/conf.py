"""A small project for the builder's tests."""

extensions = ["myst_parser", "sphinx_tabs.tabs"]
exclude_patterns = ["snippet.md"]
myst_enable_extensions = ["colon_fence", "substitution"]
myst_substitutions = {"manual": "[manual](http://docs.site.dev/substituted)"}
sphinx_tabs_valid_builders = ["linkcheck-plus", "linkcheckplus"]
linkcheck_plus_extra_paths = ["facts"]
