"""A project that comes from Sphinx's own linkcheck."""

extensions = ["sphinx.ext.autodoc"]
exclude_patterns = ["out"]
html_baseurl = "https://published.site.dev/en/latest/"
linkcheck_ignore = [
    r"https?://docs\.site\.dev/private/\d+",
    r"https?://nobody\.links\.here/",
]
linkcheck_exclude_documents = ["old"]
linkcheck_anchors_ignore_for_url = [r"https?://docs\.site\.dev/anchors$"]
linkcheck_allowed_redirects = {r"http://docs\.site\.dev/latest": r"http://docs\.site\.dev/v\d"}
linkcheck_auth = [(r"http://auth\.site\.dev/.+", ("name", "word"))]
linkcheck_request_headers = {"*": {"X-Kept": "yes"}}
linkcheck_retries = 2
linkcheck_timeout = 5
linkcheck_rate_limit_timeout = 10
