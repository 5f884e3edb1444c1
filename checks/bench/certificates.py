"""Certificates for the fault server, good and bad, made when it starts."""

from __future__ import annotations

import ssl
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme

#: good: issued by the authority that checkers are told to trust; the others are what hosts get wrong.
KINDS = ("good", "expired", "future", "wrong host", "self-signed", "unknown", "old protocol")


class Authority:
    """Issues certificates; `file` is the root that checkers are told to trust."""

    def __init__(self, folder: Path) -> None:
        """Make two roots: one to trust, one that nobody knows."""
        self._known, self._unknown = trustme.CA(), trustme.CA()
        self.file = str(folder / "ca.pem")
        self._known.cert_pem.write_to_path(self.file)

    def context(self, kind: str, address: str) -> ssl.SSLContext:
        """Give the server's side of TLS for one kind; raise ValueError for an unknown kind."""
        if kind not in KINDS:
            msg = f"There is no certificate of the kind {kind!r}; known are: {', '.join(KINDS)}."
            raise ValueError(msg)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if kind == "self-signed":
            self._sign_itself(context)
            return context
        self._leaf(kind, address).configure_cert(context)
        if kind == "old protocol":
            context.set_ciphers("ALL:@SECLEVEL=0")
            context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
            with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # the point of it
                context.maximum_version = ssl.TLSVersion.TLSv1_1
        return context

    def _leaf(self, kind: str, address: str) -> trustme.LeafCert:
        today, day = datetime.now(UTC), timedelta(days=1)
        start, end = {
            "expired": (today - 60 * day, today - 30 * day),
            "future": (today + 30 * day, today + 60 * day),
        }.get(kind, (today - day, today + 30 * day))
        issuer = self._unknown if kind == "unknown" else self._known
        name = "somebody-else.dev" if kind == "wrong host" else address
        return issuer.issue_cert(name, not_before=start, not_after=end)

    def _sign_itself(self, context: ssl.SSLContext) -> None:
        """Use a root of its own as the certificate."""
        own = trustme.CA()
        with own.private_key_pem.tempfile() as key, own.cert_pem.tempfile() as certificate:
            context.load_cert_chain(certificate, key)
