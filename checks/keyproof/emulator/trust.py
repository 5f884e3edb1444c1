"""A certificate authority that lives as long as the stand-in, and the variables that name it."""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from pathlib import Path

import trustme

# R's curl package obeys no variable for certificates on Linux, and its packages httr and httr2 have no
# common option. All their requests pass through these functions of curl, each with an argument `handle`.
_R_PROFILE = """\
setHook(packageEvent("curl", "onLoad"), function(...) {
  space <- asNamespace("curl")
  for (name in intersect(c("curl_fetch_memory", "curl_fetch_disk", "curl_fetch_stream", "curl_fetch_multi",
                           "multi_add", "curl", "curl_download"), ls(space))) {
    local({
      original <- get(name, envir = space)
      trusting <- function() {}
      formals(trusting) <- formals(original)
      body(trusting) <- bquote({
        if (!missing(handle)) handle_setopt(handle, cainfo = Sys.getenv("CURL_CA_BUNDLE"))
        .(body(original))
      })
      environment(trusting) <- environment(original)
      unlockBinding(name, space)
      assign(name, trusting, envir = space)
      lockBinding(name, space)
    })
  }
})
"""


class Authority:
    """A throw-away authority. Its files are in `folder`; its own key never leaves memory."""

    def __init__(self, hosts: Iterable[str], folder: Path) -> None:
        self._authority = trustme.CA()
        self._certificate = self._authority.issue_cert(*sorted(hosts))
        self._bundle, self._profile = folder / "authority.pem", folder / "trust.R"
        self._authority.cert_pem.write_to_path(self._bundle)
        self._profile.write_text(_R_PROFILE)

    def context(self) -> ssl.SSLContext:
        """Give the TLS settings of the server."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._certificate.configure_cert(context)
        return context

    def environment(self, port: int) -> dict[str, str]:
        """Give the variables by which an unchanged program goes through the door at this port."""
        proxy, bundle = f"http://127.0.0.1:{port}", str(self._bundle)
        proxies = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")
        bundles = ("SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
        return {
            **dict.fromkeys(proxies, proxy),
            **dict.fromkeys(bundles, bundle),
            **dict.fromkeys(("NO_PROXY", "no_proxy"), ""),
            "NODE_USE_ENV_PROXY": "1",
            "R_PROFILE_USER": str(self._profile),
        }
